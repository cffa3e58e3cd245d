"""How long requests took and what went wrong, counted by every process of this machine in a file of its own.

Processes of the site do not know each other. Each counts in a file under `metrics/HOST/` in the data folder,
mapped into its memory, so that counting costs microseconds; whoever is asked for the figures adds all files
up. The room of a file is taken when it is made: a mapped file that grew on a full disk would kill its
process.
"""

from __future__ import annotations

import json
import logging
import os
import re
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from hattama.web.kernel.stores.durable_files import one_at_a_time

if TYPE_CHECKING:
    from prometheus_client.mmap_dict import MmapedDict

BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Upper ends, in seconds, of the groups that requests are counted in; one group more has no end."""

NO_ROUTE = "none"
"""Requests that no address of ours answered: static files, and addresses that do not exist."""

FILE_BYTES = 1024 * 1024
MOST_KEYS = 6000
"""So many figures fit into a file; a site with all its addresses has some hundreds."""

RETRY_SECONDS = 60.0
"""After a file could not be made, counting rests so long."""

_METHODS = frozenset({"GET", "HEAD", "POST"})
_GONE = "gone.counts"
_LAST = "last"

Key = tuple[str, ...]


class Counts:
    """The counts of one process, in a file that all processes of this machine can read."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        # What is written to the program's log while counting is counted, too.
        self._lock = threading.RLock()
        self._file: MmapedDict | None = None
        self._values: dict[str, float] = {}
        self._pid = 0
        self._rests_until = 0.0

    def add(self, amounts: Iterable[tuple[Key, float]]) -> None:
        """Add amounts to figures; nothing where there is no room for a file."""
        with self._lock:
            file = self._opened()
            if file is not None:
                for key, amount in amounts:
                    self._write(file, _name(key), amount)

    def stamp(self, key: Key, moment: float) -> None:
        """Note when something happened last (POSIX seconds)."""
        with self._lock:
            file = self._opened()
            if file is not None:
                name = _name((_LAST, *key))
                self._write(file, name, moment - self._values.get(name, 0.0))

    def _write(self, file: MmapedDict, name: str, amount: float) -> None:
        if name not in self._values and len(self._values) >= MOST_KEYS:
            return
        value = self._values.get(name, 0.0) + amount
        self._values[name] = value
        file.write_value(name, value, 0.0)

    def _opened(self) -> MmapedDict | None:
        # After a fork the child counts for itself.
        if self._file is not None and self._pid == os.getpid():
            return self._file
        if time.monotonic() < self._rests_until:
            return None
        try:
            self._file = open_counts(self.folder)
        except OSError as trouble:
            # No room, or a folder that may not be written: requests are answered all the same.
            self._file, self._rests_until = None, time.monotonic() + RETRY_SECONDS
            logging.getLogger(__name__).warning("requests are not counted: %s", trouble)
            return None
        self._pid = os.getpid()
        self._values = {key: value for key, value, _ in self._file.read_all_values()}
        return self._file


def open_counts(folder: Path) -> MmapedDict:
    """The file of this process, with its room taken; what processes left that have ended is cleared up first.

    Raises OSError.
    """
    # Only now: commands that count nothing start without the client.
    from prometheus_client.mmap_dict import MmapedDict

    folder.mkdir(parents=True, exist_ok=True)
    with one_at_a_time(folder / "lock"):
        clear_up(folder)
        path = folder / f"{os.getpid()}.counts"
        with path.open("ab") as file:
            os.posix_fallocate(file.fileno(), 0, FILE_BYTES)
        return MmapedDict(str(path))


def clear_up(folder: Path) -> None:
    """Add the counts of processes that have ended to one file; forget everything when all have ended.

    Counts of a site that runs never go down, and a site that starts anew begins at nothing.
    """
    # Only now: commands that count nothing start without the client.
    from prometheus_client.mmap_dict import MmapedDict

    files = [path for path in folder.glob("*.counts") if path.name != _GONE]
    dead = [path for path in files if not is_alive(int(path.stem))]
    if len(dead) == len(files):
        for path in (*dead, folder / _GONE):
            path.unlink(missing_ok=True)
    elif dead:
        together = folder / f"{_GONE}.new"
        together.unlink(missing_ok=True)
        file = MmapedDict(str(together))
        for key, value in read_counts([*dead, folder / _GONE]).items():
            file.write_value(_name(key), value, 0.0)
        file.close()
        os.replace(together, folder / _GONE)
        for path in dead:
            path.unlink()


def is_alive(pid: int) -> bool:
    """Whether a process of this number runs on this machine."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def read_counts(files: Iterable[Path]) -> dict[Key, float]:
    """All figures of these files added up, and of moments the newest; a file that has gone counts nothing."""
    # Only now: commands that count nothing start without the client.
    from prometheus_client.mmap_dict import MmapedDict

    found: Counter[Key] = Counter()
    for path in files:
        try:
            rows = list(MmapedDict.read_all_values_from_file(str(path)))
        except FileNotFoundError:
            continue
        for name, value, *_ in rows:
            key = tuple(json.loads(name))
            found[key] = max(found[key], value) if key[0] == _LAST else found[key] + value
    return dict(found)


def load_counts() -> dict[Key, float]:
    """The figures of all processes of this machine: `request` with route, method, class of status and group
    (or `sum`); `log` with level; `last` with what happened when.
    """
    return read_counts(counts_folder().glob("*.counts"))


def count_request(route: str, method: str, status: int, seconds: float) -> None:
    """Count a request that was answered with `status` after `seconds`."""
    series = ("request", route or NO_ROUTE, method if method in _METHODS else "other", f"{status // 100}xx")
    group = next((str(bound) for bound in BOUNDS if seconds <= bound), "+Inf")
    _counts().add((((*series, group), 1), ((*series, "sum"), seconds)))


class CountRecords(logging.Handler):
    """Counts what the program's log takes in of warnings and worse, and notes when the last error was."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._within = threading.local()

    def emit(self, record: logging.LogRecord) -> None:
        """Count one record."""
        if getattr(self._within, "counting", False):
            return
        self._within.counting = True
        try:
            level = "warning" if record.levelno < logging.ERROR else "error"
            _counts().add(((("log", level), 1),))
            if level == "error":
                _counts().stamp(("error",), record.created)
        finally:
            self._within.counting = False


def counts_folder() -> Path:
    """Where the processes of this machine count; containers that share a data folder have other names."""
    return Path(settings.DATA_DIR) / "metrics" / _host()


@cache
def _host() -> str:
    return re.sub(r"[^A-Za-z0-9.-]", "-", socket.gethostname()) or "host"


@lru_cache(maxsize=MOST_KEYS)
def _name(key: Key) -> str:
    return json.dumps(key)


_of_this_process: dict[object, Counts] = {}


def _counts() -> Counts:
    counts = _of_this_process.get(settings.DATA_DIR)
    if counts is None:
        _of_this_process.clear()
        counts = _of_this_process[settings.DATA_DIR] = Counts(counts_folder())
    return counts
