"""The writer lock: whoever holds it is the one writer of an election's log.

It holds among all threads, processes and hosts. A lock on a file, which a killed process drops by dying,
keeps out others on this host; on PostgreSQL an advisory lock of the session keeps out other hosts, too.
"""

import fcntl
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from django.db import connection, transaction

from hattama.web.kernel.log.bundle_store import working_folder
from hattama.web.kernel.stores.durable_files import try_lock

PAUSE_SECONDS = 0.005

_thread = threading.local()


class WriterLockTaken(Exception):
    """Somebody else has been writing this log for as long as we would wait."""


@contextmanager
def try_writer_lock(election_id: str) -> Iterator[bool]:
    """Take the lock if nobody else holds it; yields whether it was taken. Who holds it may take it again."""
    if election_id in _held():
        yield True
        return
    folder = working_folder(election_id)
    folder.mkdir(parents=True, exist_ok=True)
    # Each holder opens the file anew: the lock belongs to the opening, so threads keep each other out, too.
    descriptor = os.open(folder / "pen", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if not try_lock(descriptor):
            yield False
            return
        with _advisory_lock(election_id) as taken, _noted(election_id) if taken else nullcontext():
            yield taken
    finally:
        os.close(descriptor)


@contextmanager
def hold_writer_lock(election_id: str, seconds: float) -> Iterator[None]:
    """Take the writer lock, waiting up to `seconds`. Raises WriterLockTaken."""
    deadline = time.monotonic() + seconds
    while True:
        with try_writer_lock(election_id) as taken:
            if taken:
                yield
                return
        if time.monotonic() >= deadline:
            raise WriterLockTaken(election_id)
        time.sleep(PAUSE_SECONDS)


def is_waited_for() -> bool:
    """Whether this thread holds what others wait for: the writer lock of an election's log, its public tables
    or files while they follow the log, or what is not done while a text is erased."""
    return bool(_held())


def _held() -> set[str]:
    """The elections whose writer lock this thread holds; and what else of one it holds, after a colon."""
    held: set[str] = _thread.__dict__.setdefault("held", set())
    return held


@contextmanager
def _noted(held: str) -> Iterator[None]:
    _held().add(held)
    try:
        yield
    finally:
        _held().discard(held)


@contextmanager
def _advisory_lock(election_id: str) -> Iterator[bool]:
    if connection.vendor != "postgresql":
        yield True
        return
    if not _ask("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", election_id):
        yield False
        return
    try:
        yield True
    finally:
        # A connection that was lost meanwhile has lost its locks, too.
        if connection.connection is not None and not connection.connection.closed:
            _ask("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", election_id)


def _ask(question: str, election_id: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(question, [f"hattama-log:{election_id}"])
        return bool(cursor.fetchone()[0])


def wait_for_writer_lock(election_id: str) -> None:
    """Wait until nobody else writes an election's log, to the end of the transaction."""
    _wait("log", election_id)


def wait_for_tables(election_id: str) -> None:
    """Wait until nobody else writes the public tables of an election, to the end of the transaction.

    Who wants both locks takes that of the log first.
    """
    _wait("tables", election_id)


@contextmanager
def hold_tables(election_id: str) -> Iterator[None]:
    """A transaction in which nobody else writes the public tables of an election."""
    with _noted(f"{election_id}:tables"), transaction.atomic():
        wait_for_tables(election_id)
        yield


def _wait(what: str, election_id: str) -> None:
    # SQLite admits one writing transaction at a time by itself (IMMEDIATE); PostgreSQL is asked for a
    # lock that lasts as long as the transaction.
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"hattama-{what}:{election_id}"]
            )


@contextmanager
def only_one(election_id: str, work: str, *, wait: bool = False) -> Iterator[bool]:
    """Whether nobody else does this `work` for this election; then nobody will until the end of the block."""
    folder = working_folder(election_id)
    folder.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(folder / work, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        with _noted(f"{election_id}:{work}") if work in _WAITED_FOR else nullcontext():
            yield True
    finally:
        os.close(descriptor)


ERASING = "erasing"
"""The work of whoever takes away what may hold an erased text, and of whoever puts in place what was made of
the database as it was: between the last look at what is erased and the new place nothing is erased."""

SHOWING = "showing"
"""The work of whoever shows files beside the log: who follows it with the public tables does so, too."""

_WAITED_FOR = {ERASING, SHOWING}

WRITER = "writer"
"""The work of the process that does nothing but write logs: while it is at it, requests leave a log to it."""


def is_writer_at_work(election_id: str) -> bool:
    """Whether a process of this host does nothing but write logs, this one among them."""
    try:
        descriptor = os.open(working_folder(election_id) / WRITER, os.O_RDONLY)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False
