"""A real site under load: `hattama serve`, a supervisor that starts it again, commissions, a reader."""

from __future__ import annotations

import contextlib
import http.client
import itertools
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from types import TracebackType

from hattama.web.kernel.log.bundle_store import BundleStore
from tests.faults.client import Commission, Reader
from tests.faults.door import Door
from tests.faults.ledger import Ledger, Paper
from tests.faults.night import ELECTION
from tests.real import PATIENCE
from tests.real.ports import free_port

ROOT = Path(__file__).parents[2]
COMMISSIONS = 16 if os.environ.get("HATTAMA_ENDURANCE") else 3
"""The most at once: at length as many as send what the machine carries."""

WEB_WORKERS = 2
ENDURANCE = bool(os.environ.get("HATTAMA_ENDURANCE"))
PRECINCTS = 30_000 if ENDURANCE else 200
SECONDS = float(os.environ.get("HATTAMA_FAULT_SECONDS") or (165 if ENDURANCE else 0))
"""How long each fault goes on, round after round; at least one round."""

_HATTAMA = "import sys; from hattama.cli.main import main; sys.exit(main(sys.argv[1:]))"
_MARK = "FAULTS_OF_SITE"


def until(is_so: Callable[[], bool], what: str, seconds: float = PATIENCE) -> None:
    """Wait until it is so."""
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, f"waited {seconds} s in vain: {what}"
        time.sleep(0.05)


def rounds() -> Iterator[int]:
    """Numbers of rounds: one in the short form, as many as fit into SECONDS in the long one."""
    deadline = time.monotonic() + SECONDS
    for number in itertools.count():
        yield number
        if time.monotonic() >= deadline:
            return


class Site:
    """The processes of one site, found by a mark in their environment, as systemd finds those of a unit."""

    def __init__(
        self,
        folder: Path,
        environment: dict[str, str],
        precincts: int = PRECINCTS,
        commissions: int = COMMISSIONS,
    ) -> None:
        self.folder = folder
        self._sizes = (precincts, commissions)
        self.data = folder / "data"
        self.data.mkdir(exist_ok=True)
        self.port = free_port()
        # Whatever was set for the tests of pages, which know other settings.
        self.environment = {**os.environ, **environment, "HATTAMA_DATA": str(self.data), _MARK: str(folder)}
        self.environment.pop("DJANGO_SETTINGS_MODULE", None)
        self.store = BundleStore(self.data / "public" / ELECTION)
        self.ledger = Ledger()
        self.restarts = 0
        self.door: Door | None = None
        self._beside: list[subprocess.Popen[bytes]] = []
        self._serve: subprocess.Popen[bytes] | None = None
        self.cookies: list[dict[str, str]] = [{} for _ in range(commissions)]
        """Of each commission, over all blocks."""
        self._ends = threading.Event()
        self._supervisor = threading.Thread(target=self._supervise, daemon=True)
        self._shares: list[Iterator[Paper]] = [
            _papers_of(number, precincts, commissions) for number in range(commissions)
        ]

    def run(self, *words: str) -> str:
        """Run a module of the tests in this site's environment to its end; what it printed."""
        # It is nothing of the unit's: whoever starts the site again must not end it.
        apart = {name: value for name, value in self.environment.items() if name != _MARK}
        done = subprocess.run(
            [sys.executable, "-m", *words], cwd=ROOT, env=apart, capture_output=True, text=True
        )
        assert done.returncode == 0, f"ended with {done.returncode}: {done.stderr[-3000:]}"
        return done.stdout

    def prepare(self) -> None:
        """Make its election and the accounts of those who send."""
        self.run("tests.faults.night", "prepare", *map(str, self._sizes))

    def start(self) -> None:
        """Start the site, and with it the supervisor; returns when it answers."""
        self._supervisor.start()
        try:
            until(lambda: "The site is at" in self.told(), "the site starts")
        except AssertionError as late:
            raise AssertionError(self.told()[-3000:]) from late

    def start_beside(self, *words: str) -> subprocess.Popen[bytes]:
        """Start another command of `hattama` beside it, to be ended with it."""
        process = self._start(*words)
        self._beside.append(process)
        return process

    def told(self) -> str:
        """What all processes have written for the operator."""
        path = self.folder / "told"
        return path.read_text("utf-8", "replace") if path.exists() else ""

    def processes(self, *marks: str) -> list[int]:
        """Processes of the site whose command line holds all of `marks`."""
        return [pid for pid, line in self._all() if all(mark in line for mark in marks)]

    def web_workers(self) -> list[int]:
        """The children of the server that answer requests."""
        servers = set(self.processes("granian", "hattama.web.wsgi"))
        return [
            pid for pid, line in self._all() if _parent(pid) in servers and "resource_tracker" not in line
        ]

    def scan_workers(self) -> list[int]:
        """The processes that read scans."""
        return self.processes("scans work --imported")

    def log_keepers(self) -> list[int]:
        """The process that looks after logs."""
        return self.processes("log keep --beside")

    def first_processes(self) -> list[int]:
        """The process of `hattama serve`, which all others end with."""
        return self.processes("--lang en serve ")

    def log_writers(self) -> list[int]:
        """The process that writes logs, and does only that."""
        return [pid for pid in self._writers() if _parent(pid) not in self._writers()]

    def followers(self) -> list[int]:
        """Its child, by which the public tables come after the log."""
        return [pid for pid in self._writers() if _parent(pid) in self._writers()]

    def _writers(self) -> list[int]:
        return self.processes(" log write ")

    def connection(self, number: int) -> http.client.HTTPConnection:
        """A connection of one of many people, each at an address of their own; through nginx where it stands
        before the site."""
        source = f"127.0.1.{number}"
        if self.door is not None:
            return self.door.connection(source)
        return http.client.HTTPConnection(
            "127.0.0.1", self.port, timeout=PATIENCE, source_address=(source, 0)
        )

    def stop(self) -> None:
        """End everything."""
        self._ends.set()
        for process in (self._serve, *self._beside):
            if process is not None and process.poll() is None:
                process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            if self._serve is not None:
                self._serve.wait(PATIENCE)
        self.kill_all()
        if self._supervisor.ident is not None:
            self._supervisor.join()

    def kill_all(self) -> None:
        """Kill whatever bears the mark."""
        for pid, _ in self._all():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def load(self, commissions: int = 3) -> Load:
        """So many commissions that send and a reader who looks, for the time of a block."""
        return Load(self, self._shares[:commissions])

    def open_load(self, rate: float) -> OpenLoad:
        """All commissions, to whom `rate` protocols a second come, and a reader, for the time of a block."""
        return OpenLoad(self, self._shares, rate)

    def _supervise(self) -> None:
        # As `Restart=always` of systemd does, which also ends what is left of the unit.
        while not self._ends.is_set():
            beside = {process.pid for process in self._beside}
            for pid, _ in self._all():
                if pid not in beside:
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGKILL)
            words = ("serve", "--port", str(self.port), "--workers", str(WEB_WORKERS))
            self._serve = self._start(*words)
            while self._serve.poll() is None and not self._ends.is_set():
                time.sleep(0.1)
            if not self._ends.is_set():
                self.restarts += 1
                time.sleep(0.5)

    def _start(self, *words: str) -> subprocess.Popen[bytes]:
        with (self.folder / "told").open("ab") as told:
            return subprocess.Popen(
                [sys.executable, "-c", _HATTAMA, "--lang", "en", *words],
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=told,
                stderr=told,
            )

    def _all(self) -> list[tuple[int, str]]:
        mark = f"{_MARK}={self.folder}".encode()
        found = []
        for entry in Path("/proc").iterdir():
            if not entry.name.isdigit() or int(entry.name) == os.getpid():
                continue
            with contextlib.suppress(OSError):
                if mark in (entry / "environ").read_bytes().split(b"\0"):
                    line = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
                    found.append((int(entry.name), line))
        return found


class Load:
    """Commissions and a reader while a block runs; `ledger` is the site's, over all blocks."""

    def __init__(self, site: Site, shares: list[Iterator[Paper]]) -> None:
        self.site = site
        self.ledger = site.ledger
        self.commissions = [
            Commission(partial(site.connection, number + 1), number, share, site.ledger, site.cookies[number])
            for number, share in enumerate(shares)
        ]
        self.reader = Reader(partial(site.connection, 250), site.ledger)

    def __enter__(self) -> Load:
        for thread in (*self.commissions, self.reader):
            thread.start()
        self.goes_on()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, trouble: BaseException | None, trace: TracebackType | None
    ) -> None:
        for thread in (*self.commissions, self.reader):
            thread.ends.set()
        for thread in (*self.commissions, self.reader):
            thread.join(PATIENCE)

    def goes_on(self, papers: int = 3) -> None:
        """Wait until so many more protocols are acknowledged."""
        more = self.ledger.count + papers
        until(lambda: self.ledger.count >= more, f"{papers} more protocols: {self.site.told()[-1500:]}")

    def sees(self, status: int) -> None:
        """Wait until another answer has this status."""
        before = self.ledger.status_count(status)
        until(lambda: self.ledger.status_count(status) > before, f"an answer of {status}")


class OpenLoad(Load):
    """A load that spares nobody: protocols become due whether those before were answered or not. A commission
    that is behind sends one after the other until it is not.
    """

    def __init__(self, site: Site, shares: list[Iterator[Paper]], rate: float) -> None:
        super().__init__(site, [self._due(number, share) for number, share in enumerate(shares)])
        for commission in self.commissions:
            # So many at once would keep a site that begins anew from the processor.
            commission.pause = 1.0
        self._rate, self._shares = rate, len(shares)
        self._all_know_them = threading.Event()
        self.begun, self._before = 0.0, 0

    def __enter__(self) -> OpenLoad:
        for thread in (*self.commissions, self.reader):
            thread.start()
        until(
            lambda: all(commission.browser.is_known for commission in self.commissions), "all are logged in"
        )
        self.begun, self._before = time.monotonic(), self.ledger.count
        self._all_know_them.set()
        return self

    @property
    def acknowledged(self) -> int:
        """How many protocols were acknowledged since it began."""
        return self.ledger.count - self._before

    def behind(self) -> float:
        """How many protocols are due and not acknowledged."""
        assert all(commission.is_alive() for commission in self.commissions), "no papers are left to send"
        return (time.monotonic() - self.begun) * self._rate - self.acknowledged

    def _due(self, number: int, share: Iterator[Paper]) -> Iterator[Paper]:
        # With the first one they log in.
        yield next(share)
        self._all_know_them.wait(PATIENCE)
        for turn, paper in enumerate(share):
            due_at = self.begun + (turn * self._shares + number) / self._rate
            time.sleep(max(0.0, due_at - time.monotonic()))
            yield paper


def _papers_of(number: int, precincts: int, commissions: int) -> Iterator[Paper]:
    """The protocols that a commission is to send; none is named twice, over all blocks."""
    for precinct in range(number, precincts, commissions):
        for contest in ("party", "single"):
            yield f"P{precinct:05}", contest


def _parent(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0
