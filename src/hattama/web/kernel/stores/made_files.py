"""Files that are made once for a state of what they follow from, and lie ready for everybody else who asks.

Whoever asks first makes the file, beside its place and then moved into it. On the whole host one maker works
at a time, and all together they take a part of one core in the long run: whoever asks for ten thousand
different files waits, and the pages do not. What cannot be made just now is given out as it was before, and
so is, while the log moves on, for a time what took long to make.
"""

import json
import os
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, TypeVar

from django.conf import settings

from hattama.web.kernel.stores.durable_files import replace_file, try_lock

CURRENT = "current"
"""The second name of the folder whose files are those of the present state: what nginx gives out."""

LASTING = "lasting"
"""The folder of files whose name says all that they follow from."""

SHARE = 0.25
"""Which part of one core all making takes in the long run."""

BURST_SECONDS = 20.0
"""How much making may come at once after a time in which nothing was made."""

WAIT_SECONDS = 2.0
"""How long a request waits for another's file before it is given what there was before."""

SEATS = 2
"""How many requests wait at once: each of them holds a thread of a server, and pages need these."""

MOST_BYTES = 1 << 30
"""How much the files of one folder may take on the disk; then the making of them begins anew."""

LONG_SECONDS = 0.5
"""What took more of the processor rests: while the log moves on, it is not made again at once."""

RESTS = 20
"""So many times as long as it took to make, a file rests."""

MOST_REST_SECONDS = 300.0

_PAUSE_SECONDS = 0.05


Made = TypeVar("Made")


class MakersBusy(Exception):
    """The file is not there and cannot be made now; `seconds`: after how many it is worth asking again."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class MadeFile:
    """Where a file lies, and the state that it is of: an earlier one where the present was not to be had."""

    place: Path
    state: str
    is_earlier: bool = False


@dataclass
class _Ledger:
    """What making may still cost: `left` seconds as of the moment `at`; `held`: bytes of each folder.
    `resting`: by election and path until when a file is good enough, and the state that it is of."""

    at: float = 0.0
    left: float = BURST_SECONDS
    held: dict[str, int] = field(default_factory=dict)
    resting: dict[str, tuple[float, str]] = field(default_factory=dict)

    def refill(self, now: float) -> None:
        """Let time go by; a clock that went back gives nothing."""
        self.left = min(BURST_SECONDS, self.left + SHARE * max(0.0, now - self.at))
        self.at = now
        # A clock that went back lets nothing rest for longer.
        last = now + MOST_REST_SECONDS
        self.resting = {name: rest for name, rest in self.resting.items() if now < rest[0] <= last}

    def make_room(self, folder: Path, size: int) -> None:
        """Count a file of this size into `folder`, which is emptied first where it would hold too much."""
        name = folder.relative_to(_made()).as_posix()
        if self.held.get(name, 0) + size > MOST_BYTES:
            shutil.rmtree(folder, ignore_errors=True)
        self.held = {one: held for one, held in self.held.items() if (_made() / one).is_dir()}
        self.held[name] = self.held.get(name, 0) + size


def made_home(election_id: str) -> Path:
    """What holds a folder of made files for each state of an election."""
    return _made() / election_id


def find_or_make(home: Path, state: str, path: str, make: Callable[[], Iterable[bytes]]) -> MadeFile:
    """The file `path` of this `state`, made if nobody has made it; else that of an earlier state.

    Raises MakersBusy where there is none and it cannot be made now, and what `make` raises.
    """
    place = home / state / path
    if place.is_file():
        return MadeFile(place, state)
    resting = _resting(home, state, path)
    if resting is not None:
        return resting
    with _making() as ledger:
        if place.is_file():
            return MadeFile(place, state)
        if ledger is not None and ledger.left > 0:
            _make(ledger, home / state, path, make)
            return MadeFile(place, state)
    earlier = _of_an_earlier_state(home, path)
    if earlier is None:
        raise MakersBusy(1 if ledger is None else 1 + int(-ledger.left / SHARE))
    return earlier


def make_alone(make: Callable[[], Made]) -> Made:
    """What `make` returns, as this host's one maker; for what is more than one file. Raises MakersBusy."""
    with _making() as ledger:
        if ledger is None or ledger.left <= 0:
            raise MakersBusy(1)
        with _charged(ledger):
            return make()


def turn_to(home: Path, state: str) -> None:
    """Let `state` be the present one: files of it are given out, and those older than the last one go."""
    last = _present(home)
    if last == state and (home / state).is_dir():
        return
    (home / state).mkdir(parents=True, exist_ok=True)
    point_to(home / CURRENT, state)
    kept = {state, last, LASTING}
    kept.update(of for name, (_, of) in _read_ledger().resting.items() if name.startswith(f"{home.name}/"))
    for folder in home.iterdir():
        if folder.is_dir() and not folder.is_symlink() and folder.name not in kept:
            shutil.rmtree(folder, ignore_errors=True)


def forget_made(election_id: str) -> None:
    """Take away every file that was made of an election: what they follow from was not what it should be."""
    # What is being made just now may be of before, too: its maker does not find it again.
    _part().unlink(missing_ok=True)
    shutil.rmtree(made_home(election_id), ignore_errors=True)


def point_to(link: Path, target: str) -> None:
    """Let the second name `link` stand for `target`, in one step."""
    part = link.with_name(f".{link.name}.{os.getpid()}.part")
    part.unlink(missing_ok=True)
    part.symlink_to(target)
    os.replace(part, link)


def _made() -> Path:
    return Path(settings.DATA_DIR) / "made"


def _part() -> Path:
    # Within the lock of the one maker, so that one name is enough; what a kill left behind is written over.
    return _made() / ".part"


def _present(home: Path) -> str:
    try:
        return os.readlink(home / CURRENT)
    except FileNotFoundError:
        return ""


def _of_an_earlier_state(home: Path, path: str) -> MadeFile | None:
    places = (folder / path for folder in home.glob("*") if not folder.is_symlink())
    found = [(place.stat().st_mtime_ns, place) for place in places if place.is_file()]
    if not found:
        return None
    place = max(found)[1]
    return MadeFile(place, place.relative_to(home).parts[0], is_earlier=True)


def _resting(home: Path, state: str, path: str) -> MadeFile | None:
    """The file of an earlier state, where it is good enough still, and only the log has moved since."""
    _, earlier = _read_ledger().resting.get(f"{home.name}/{path}", (0.0, ""))
    is_alike = earlier.partition("-")[2] == state.partition("-")[2]
    place = home / earlier / path
    return MadeFile(place, earlier, is_earlier=True) if earlier and is_alike and place.is_file() else None


def _make(ledger: _Ledger, folder: Path, path: str, make: Callable[[], Iterable[bytes]]) -> None:
    """Make a file and write down what it cost. Raises MakersBusy where all was forgotten meanwhile."""
    part = _part()
    with _charged(ledger):
        began = time.thread_time()
        with part.open("wb") as file:
            for piece in make():
                file.write(piece)
        took = time.thread_time() - began
        if folder.name != LASTING:
            turn_to(folder.parent, folder.name)
            if took > LONG_SECONDS:
                until = time.time() + min(RESTS * took, MOST_REST_SECONDS)
                ledger.resting[f"{folder.parent.name}/{path}"] = (until, folder.name)
        try:
            ledger.make_room(folder, part.stat().st_size)
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            os.replace(part, folder / path)
        except FileNotFoundError:
            raise MakersBusy(1) from None


@contextmanager
def _charged(ledger: _Ledger) -> Iterator[None]:
    """Write down what is spent in the block."""
    began = time.monotonic()
    try:
        yield
    finally:
        ledger.left -= time.monotonic() - began
        replace_file(_made() / ".ledger", json.dumps(asdict(ledger)).encode())


@contextmanager
def _making() -> Iterator[_Ledger | None]:
    """What this host's one maker may spend, until the end of the block; None where another is making, and
    neither a seat to wait on is free nor the other ready in time."""
    _made().mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        maker = stack.enter_context((_made() / ".maker").open("ab"))
        if not try_lock(maker) and not _waits(stack, maker):
            yield None
            return
        yield _read_ledger()


def _waits(stack: ExitStack, maker: IO[bytes]) -> bool:
    seats = (stack.enter_context((_made() / f".seat-{number}").open("ab")) for number in range(SEATS))
    if not any(try_lock(seat) for seat in seats):
        return False
    last = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < last:
        time.sleep(_PAUSE_SECONDS)
        if try_lock(maker):
            return True
    return False


def _read_ledger() -> _Ledger:
    try:
        ledger = _Ledger(**json.loads((_made() / ".ledger").read_bytes()))
    except (FileNotFoundError, ValueError):
        # Gone with a power cut, or never written.
        ledger = _Ledger()
    ledger.refill(time.time())
    return ledger
