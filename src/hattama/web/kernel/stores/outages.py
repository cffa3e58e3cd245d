"""Trouble that is no fault of the program: the database, the disk or the store of files is out of order.

Everything else that goes wrong is the program's fault, and is not caught.
"""

import enum
import errno
import sqlite3
from collections.abc import Iterator

from django.db.utils import InterfaceError, InternalError, OperationalError

from hattama.web.kernel.stores.object_store import StoreUnavailable

DATABASE_AWAY = (OperationalError, InterfaceError, InternalError)
"""What Django raises, among other things, when the database went away or cannot be reached."""

_DISK_ERRORS = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO})
_SQLITE_DISK = frozenset(
    {sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN}
)
_SQLITE_BUSY = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
_POSTGRESQL = {"53100": "disk", "25P03": "database"}  # full; silent for too long in a transaction


class Outage(enum.Enum):
    """What is out of order."""

    DATABASE = "database"
    DISK = "disk"
    STORE = "store"


def outage_of(trouble: BaseException | None) -> Outage | None:
    """The outage that `trouble` tells of; None where it tells of none, so that the program is wrong."""
    if isinstance(trouble, OSError) and trouble.errno in _DISK_ERRORS:
        return Outage.DISK
    if isinstance(trouble, StoreUnavailable):
        return Outage.STORE
    if not isinstance(trouble, DATABASE_AWAY):
        return None
    for cause in _causes(trouble):
        if isinstance(cause, sqlite3.Error):
            return _outage_of_sqlite(cause)
        if (state := getattr(cause, "sqlstate", None)) in _POSTGRESQL:
            return Outage(_POSTGRESQL[state])
    return None if isinstance(trouble, InternalError) else Outage.DATABASE


def _outage_of_sqlite(cause: sqlite3.Error) -> Outage | None:
    # The lowest byte is the kind; a table that does not exist is an "operational error" there, too.
    kind = getattr(cause, "sqlite_errorcode", 0) & 0xFF
    if kind in _SQLITE_DISK:
        return Outage.DISK
    return Outage.DATABASE if kind in _SQLITE_BUSY else None


def _causes(trouble: BaseException) -> Iterator[BaseException]:
    cause = trouble.__cause__
    while cause is not None:
        yield cause
        cause = cause.__cause__
