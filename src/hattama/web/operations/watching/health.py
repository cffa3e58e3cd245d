"""Whether this process can serve: a few questions, each answered in bounded time, with codes alone.

A stranger may ask, so nothing is told but which question is answered how. What stands behind a code is said
by `hattama doctor` to whoever has the machine.
"""

import contextlib
import os
import threading
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import Error as DatabaseTrouble
from django.db import connection

from hattama.core.transparency_log import LogRefusal
from hattama.web.kernel.log.bundle_store import CHECKPOINT, BundleStore

OK = "ok"
SLOW = "slow"
FAILED = "failed"
"""The check itself broke: what it says of it stands in the log of the program."""
UNREACHABLE = "unreachable"
BEHIND = "behind"
"""The database waits for migrations of this program."""
READ_ONLY = "read_only"
FULL = "full"
DAMAGED = "damaged"

LONGEST = 1.0
"""Seconds after which a question counts as answered with SLOW."""

LEAST_FREE = 16 * 1024 * 1024
"""Bytes below which a data folder takes no scan any more."""

Codes = Mapping[str, str]


class _Asked(threading.Thread):
    """A question in a thread of its own, since nobody can interrupt a disk or a network that hangs."""

    def __init__(self, names: tuple[str, ...], ask: Callable[[], Codes]) -> None:
        super().__init__(daemon=True)
        self._names = names
        self._ask = ask
        self._codes: Codes = {}

    def run(self) -> None:
        """Ask."""
        self._codes = self._ask()

    def within(self, seconds: float) -> Codes:
        """The answer, or SLOW; nothing where the question itself broke."""
        self.join(seconds)
        return dict.fromkeys(self._names, SLOW) if self.is_alive() else self._codes


_asked: dict[str, _Asked] = {}
_one_asks = threading.Lock()


def readiness(seconds: float = LONGEST) -> Codes:
    """A code for each of `database`, `migrations`, `data_folder` and `checkpoint`, within `seconds` each."""
    codes: dict[str, str] = {}
    for names, asked in [(names, _ask(names, ask)) for names, ask in _QUESTIONS.items()]:
        codes |= {**dict.fromkeys(names, FAILED), **asked.within(seconds)}
    return codes


def is_ready(codes: Codes) -> bool:
    """Whether requests may be sent here."""
    return all(code == OK for code in codes.values())


def _ask(names: tuple[str, ...], ask: Callable[[], Codes]) -> _Asked:
    """The question on its way; one that is still open is not asked a second time, but waited for."""
    with _one_asks:
        asked = _asked.get(names[0])
        if asked is None or not asked.is_alive():
            asked = _asked[names[0]] = _Asked(names, ask)
            asked.start()
        return asked


def _ask_database() -> Codes:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT app, name FROM django_migrations")
            applied = set(cursor.fetchall())
    except DatabaseTrouble:
        return {"database": UNREACHABLE, "migrations": UNREACHABLE}
    finally:
        # The thread ends, and its connection with it.
        with contextlib.suppress(DatabaseTrouble):
            connection.close()
    return {"database": OK, "migrations": OK if wanted_migrations() <= applied else BEHIND}


@cache
def wanted_migrations() -> frozenset[tuple[str, str]]:
    """Every migration of this program, as application and name."""
    from django.db.migrations.loader import MigrationLoader

    return frozenset(MigrationLoader(None).disk_migrations)


def folder_code(folder: Path) -> str:
    """Whether a file can be made in `folder`, and whether there is room for a scan."""
    probe = folder / f".ready-{os.getpid()}-{threading.get_ident()}"
    try:
        probe.write_bytes(b"ready")
        probe.unlink()
        free = os.statvfs(folder)
    except OSError as trouble:
        return FULL if trouble.errno in _NO_ROOM else READ_ONLY
    return OK if free.f_bavail * free.f_frsize >= LEAST_FREE else FULL


def _ask_checkpoint() -> Codes:
    # The folders themselves are asked, not the database: each question stands alone.
    try:
        folders = [path.parent for path in (Path(settings.DATA_DIR) / "public").glob(f"*/{CHECKPOINT}")]
        for folder in folders:
            BundleStore(folder).size()
    except LogRefusal:
        return {"checkpoint": DAMAGED}
    except OSError:
        return {"checkpoint": UNREACHABLE}
    return {"checkpoint": OK}


_NO_ROOM = frozenset({28, 122})
"""ENOSPC and EDQUOT."""

_QUESTIONS: Mapping[tuple[str, ...], Callable[[], Codes]] = {
    ("database", "migrations"): _ask_database,
    ("data_folder",): lambda: {"data_folder": folder_code(Path(settings.DATA_DIR))},
    ("checkpoint",): _ask_checkpoint,
}
