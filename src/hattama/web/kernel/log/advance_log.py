"""The one writer: pending acts become entries, then files and a checkpoint; the public tables follow by
themselves.

An act is published when a checkpoint covers its entry. Whoever holds the writer lock takes all acts that
wait, so under load one pass serves many requests; the others find themselves covered and go home.
"""

import datetime
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast

from hattama.core.entries import recorded_no_earlier, refuse_after_close
from hattama.core.tabulation import refuse_unfit
from hattama.core.transparency_log import CheckpointRefused, NoteRefused, leaf_hash, parse_vkey
from hattama.publish.json_lines import read_proven, spell
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.accept_acts import load_open_election, refuse_contradiction
from hattama.web.kernel.log.bundle_store import public_store
from hattama.web.kernel.log.follow_log import follow_log, hold_tables_at_end
from hattama.web.kernel.log.log_settings import signer_for
from hattama.web.kernel.log.log_stops import warn_of_clock
from hattama.web.kernel.log.publish_entries import publish_entries
from hattama.web.kernel.log.tables import (
    NAMED_ENTRY,
    Act,
    LogEntry,
    PendingAct,
    Taken,
    WaitingAct,
    WrittenEntry,
    acts_waiting,
)
from hattama.web.kernel.log.write_log_files import LogAheadOfDatabase, refuse_if_behind, write_log_files
from hattama.web.kernel.log.writer_lock import WriterLockTaken, hold_writer_lock, wait_for_writer_lock
from hattama.web.kernel.stores.kept_questions import among, kept_question
from hattama.web.kernel.stores.kept_rows import insert_rows, insert_values
from hattama.web.kernel.stores.table_statistics import renew_statistics

BATCH = 1000
"""Acts in one transaction: few enough that a commission pressing its button waits about a second at most."""

OF_A_COUNTRY = 5 * BATCH
"""Acts in one transaction of a command that brings in a whole country: each reads and writes anew the sums
that it adds to, and SQLite every page that it touches. Whoever presses a button meanwhile waits longer."""

WRITER_LOCK_SECONDS = 60.0
"""How long a command waits for another writer."""

PUBLISH_SECONDS = 10.0
"""How long a person waits for the checkpoint before being told that the act is accepted and pending."""

NOT_APPENDED = (WriterLockTaken, LogAheadOfDatabase, NoteRefused, CheckpointRefused)
"""What `hold_log_end` raises where the trouble is the log's and nobody's who sends; nothing was recorded."""


def advance_log(
    election_id: str,
    *,
    now: datetime.datetime,
    batch: int = BATCH,
    advance: Callable[[int], None] | None = None,
) -> int:
    """Take all pending acts of an election into its log, `batch` at a time; how many entries were written.

    `advance` is told of each entry twice, after batches: when it stands in the log, and when the public
    tables have it. Each batch is one transaction: entries, totals and the queue move together or not at all;
    then its files become durable, and a checkpoint covers them. What a killed writer left undone is done
    first.

    Raises WriterLockTaken, what `write_log_files` raises, EntryUnfit, or BrokenLifeCycle for an act that
    contradicts the log, which the public tables do not follow beyond.
    """
    renew_statistics()
    with hold_writer_lock(election_id, WRITER_LOCK_SECONDS):
        # Read only now: whoever had the writer lock before may have changed the log's key.
        election = ElectionRow.objects.filter(pk=election_id).first()
        written = advance_with_writer_lock(election, now, batch, advance) if election is not None else 0
    follow_log(election_id, advance, batch)
    return written


def advance_with_writer_lock(
    election: ElectionRow,
    now: datetime.datetime,
    batch: int = BATCH,
    advance: Callable[[int], None] | None = None,
) -> int:
    """As `advance_log`, for who holds the writer lock and has read the election since."""
    store, signer = public_store(election.pk), signer_for(election.pk)
    written = 0
    write_log_files(election, store, signer)

    def require_key() -> None:
        # Nothing is taken in that could not be signed: until then it waits, and is not shown as published.
        if election.log_keys and not written:
            signer.require(parse_vkey(election.log_keys[-1][1]))

    while step := take_in_pending(election, now, batch, require_key):
        written += step
        write_log_files(election, store, signer)
        if advance is not None:
            advance(step)
        if step < batch:
            break
    return written


@transaction.atomic
def take_in_pending(
    election: ElectionRow,
    now: datetime.datetime,
    batch: int = BATCH,
    before: Callable[[], None] = lambda: None,
) -> int:
    """Make entries of the next pending acts; how many. The caller holds the writer lock.

    `before` is called where there are any, and may refuse.
    """
    wait_for_writer_lock(election.pk)
    waiting = _pending(election.pk)[:batch] if batch <= BATCH else _waiting(election.pk, batch)
    acts = [WaitingAct._make((*beside, read_proven(body))) for *beside, body in waiting]
    if acts:
        before()
    _append(election, acts, now)
    return len(acts)


def _waiting(election: str, most: int) -> QuerySet[Act, tuple[Any, ...]]:
    # The body as text: it was sound when it was accepted, and Django takes four times as long to read it.
    columns = ("pk", "kind", "area_id", "private", "recorded_at", "follows_id")
    return acts_waiting(election=election, most=most).values_list(*columns, Cast("body", TextField()))


@kept_question
def _pending(election: str) -> QuerySet[Act, tuple[Any, ...]]:
    return _waiting(election, BATCH)


@contextmanager
def hold_log_end(
    election_id: str, now: datetime.datetime, *, seconds: float = PUBLISH_SECONDS, may_be_closed: bool = False
) -> Iterator[ElectionRow]:
    """The election, with everything that was accepted before in its log and in the public tables, in a
    transaction of its one writer.

    What is appended here is accepted: where it cannot be signed now, whoever writes next does that. Raises
    ElectionNotOpen, ElectionClosed (unless it `may_be_closed`) or what NOT_APPENDED lists.
    """
    follow_log(election_id)
    with hold_writer_lock(election_id, seconds):
        election = load_open_election(election_id, may_be_closed=may_be_closed)
        with transaction.atomic():
            come_to_end(election, now)
            yield election


@contextmanager
def writing_log(
    election_id: str,
    now: datetime.datetime,
    *,
    may_be_closed: bool = False,
    advance: Callable[[int], None] | None = None,
) -> Iterator[ElectionRow]:
    """The election, with everything that was accepted before in its log, for who appends more with the writer
    lock in hand: that is signed at the end.

    Raises ElectionNotOpen, ElectionClosed (unless it `may_be_closed`) or what `advance_log` raises.
    """
    with hold_writer_lock(election_id, WRITER_LOCK_SECONDS):
        election = load_open_election(election_id, may_be_closed=may_be_closed)
        advance_with_writer_lock(election, now)
        yield election
        advance_with_writer_lock(election, now, advance=advance)


def come_to_end(election: ElectionRow, now: datetime.datetime) -> None:
    """Bring log and public tables up to what was accepted, in a transaction of who holds the writer lock; all
    others are kept from both to its end."""
    wait_for_writer_lock(election.pk)
    while take_in_pending(election, now):
        continue
    hold_tables_at_end(election)


def append_acts(election: ElectionRow, acts: Sequence[Act], now: datetime.datetime) -> None:
    """Make entries of `acts`, in their order, and publish them, in a transaction of who has come to the end;
    those that are not written yet are written before.

    Raises BrokenLifeCycle for what contradicts the entries before it; then the caller must roll back.
    """
    insert_rows([act for act in acts if act.pk is None])
    publish_entries(election, _append(election, acts, now))


def _append(election: ElectionRow, acts: Sequence[Taken], now: datetime.datetime) -> list[WrittenEntry]:
    """The entries made of `acts`."""
    if not acts:
        return []
    newest = next(iter(_newest(election.pk)), None)
    warn_of_clock(election, newest, now)
    start = 0 if newest is None else newest.index + 1
    # A database that came back older would give others the places of entries that are published.
    refuse_if_behind(election.pk, start)
    bodies = _in_time(newest, _named_bodies(acts, start))
    written = _fit(bodies, is_closed=election.closed_at is not None)
    refuse_contradiction(election, list(zip(range(start, start + len(acts)), acts, bodies, strict=True)))
    entries = [
        WrittenEntry(
            *(index, act.kind, leaf_hash(spelled).hex(), now), act.area_id, act.private, act.recorded_at, body
        )
        for index, (act, spelled, body) in enumerate(zip(acts, written, bodies, strict=True), start=start)
    ]
    rows = [
        entry._asdict() | {"election_id": election.pk, "act_id": act.pk, "body": body}
        for entry, act, body in zip(entries, acts, written, strict=True)
    ]
    insert_values(LogEntry, rows)
    keys = [[start + at, body["vkey"]] for at, body in enumerate(bodies) if body["kind"] == "key"]
    if keys:
        election.log_keys = [*election.log_keys, *keys]
        election.save(update_fields=["log_keys"])
    PendingAct.objects.filter(pk__in=among([act.pk for act in acts])).delete()
    return entries


@kept_question
def _newest(election: str) -> QuerySet[LogEntry]:
    return LogEntry.objects.filter(election=election).order_by("-index")[:1]


def _fit(bodies: Sequence[Mapping[str, Any]], *, is_closed: bool) -> list[bytes]:
    """The bytes of entries; EntryUnfit or LogIsClosed for what no entry can be now: the rest is asked of the
    fold."""
    written = [refuse_unfit(body, spell) for body in bodies]
    for body in bodies if is_closed else ():
        refuse_after_close(body)
    return written


def _named_bodies(acts: Sequence[Taken], start: int) -> list[dict[str, Any]]:
    """What the entries of `acts` say, the first of them at index `start`: with the entries that they name."""
    places = {act.pk: index for index, act in enumerate(acts, start=start)}
    earlier = {act.follows_id for act in acts if act.follows_id is not None} - places.keys()
    if earlier:
        places.update(LogEntry.objects.filter(act__in=earlier).values_list("act", "index"))
    return [
        act.body if act.follows_id is None else {**act.body, NAMED_ENTRY[act.kind]: places[act.follows_id]}
        for act in acts
    ]


def _in_time(newest: LogEntry | None, bodies: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The bodies of entries behind `newest`, none recorded before the one that it follows."""
    moments = [] if newest is None else [json.loads(bytes(newest.body))["recorded_at"]]
    told: list[Mapping[str, Any]] = []
    for body in bodies:
        told.append(recorded_no_earlier(body, moments[-1]) if moments else body)
        moments.append(told[-1]["recorded_at"])
    return told
