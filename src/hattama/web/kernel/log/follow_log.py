"""The public tables, and the files shown of what they say, follow the log from a mark, in transactions of
their own: nobody who submits waits for them, and they wait for nobody who submits.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from django.db import connection, transaction

from hattama.web.kernel.elections.loading import without_bytes
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.bundle_store import public_store
from hattama.web.kernel.log.publish_entries import publish_next
from hattama.web.kernel.log.show_files import show_recent_files
from hattama.web.kernel.log.snapshots import load_log_size, load_public_size
from hattama.web.kernel.log.writer_lock import hold_tables, hold_writer_lock, wait_for_tables

FOLLOWED_AT_A_TIME = 1000
"""Entries in one transaction: on SQLite whoever submits waits until it ends, half a second at most."""


KEPT_WITH_ELECTION = ("withdrawals", "amendments")
"""What the log says of an election itself, and publishing keeps in its row."""


def kept_with(election: ElectionRow) -> dict[str, Any]:
    """What the log says of an election itself, as its row has it by now: the one in hand may be older."""
    return dict(ElectionRow.objects.values(*KEPT_WITH_ELECTION).get(pk=election.pk))


def follow_log(
    election_id: str, advance: Callable[[int], None] | None = None, batch: int = FOLLOWED_AT_A_TIME
) -> int:
    """Bring the public tables up to the log, then the files shown beside it; how many entries they lacked.

    `advance` is told after each transaction how many of them it took, `batch` at most. Raises BrokenLifeCycle
    for one that contradicts those before it.
    """
    followed, step = 0, batch
    while step == batch:
        step = _follow_some(election_id, batch)
        followed += step
        if advance is not None:
            advance(step)
    for election in without_bytes(election_id):
        show_recent_files(election, public_store(election_id))
    return followed


def _follow_some(election_id: str, batch: int) -> int:
    with hold_tables(election_id):
        # Read with the lock in hand: whoever had it before may have changed what the election is called.
        return sum(_take_next(election, batch) for election in without_bytes(election_id))


def _take_next(election: ElectionRow, batch: int = FOLLOWED_AT_A_TIME) -> int:
    start = load_public_size(election)
    return publish_next(election, start, start + batch)


def hold_tables_at_end(election: ElectionRow) -> None:
    """Bring the public tables up to the log in the transaction of who writes it, and keep all others from
    them to its end; what the log says of `election` itself is read anew."""
    wait_for_tables(election.pk)
    election.refresh_from_db(fields=[*KEPT_WITH_ELECTION])
    while _take_next(election):
        continue


@contextmanager
def one_moment() -> Iterator[None]:
    """A transaction that reads the database as it is at one moment, and lets others write meanwhile.

    Within a transaction of the caller it is the caller's moment: a level is set before the first query only.
    """
    # SQLite keeps to one snapshot by itself, unless told to begin by locking out all writers, as settings do.
    # PostgreSQL by default sees every later commit.
    sqlite = connection.vendor == "sqlite"
    outermost = not connection.in_atomic_block
    wrapper: Any = connection  # only that of SQLite has a mode
    mode = wrapper.transaction_mode if sqlite else None
    if sqlite:
        wrapper.transaction_mode = "DEFERRED"
    try:
        with transaction.atomic():
            if not sqlite and outermost:
                with connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            yield
    finally:
        if sqlite:
            wrapper.transaction_mode = mode


@contextmanager
def moment_of_log_end(election: ElectionRow, seconds: float) -> Iterator[None]:
    """As `one_moment`, one in which the public tables are at the end of the log; what that says of `election`
    itself is read anew. Raises WriterLockTaken."""
    with ExitStack() as moment:
        # Who writes the log, and all who wait for that, wait for none of this where a moment can be met.
        for _ in range(_MEETINGS):
            follow_log(election.pk)
            moment.enter_context(one_moment())
            if _is_at_end(election):
                break
            moment.close()
        else:
            with hold_writer_lock(election.pk, seconds):
                follow_log(election.pk)
                moment.enter_context(one_moment())
                # It begins with its first question.
                _is_at_end(election)
        election.refresh_from_db(fields=[*KEPT_WITH_ELECTION])
        yield


_MEETINGS = 10
"""So often the end of a log that moves is sought before its writer is kept from it for a moment."""


def _is_at_end(election: ElectionRow) -> bool:
    return load_log_size(election) == load_public_size(election)
