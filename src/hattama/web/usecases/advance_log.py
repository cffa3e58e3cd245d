"""The one writer: pending acts become log entries, entries are folded into totals, the public tables follow."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from django.db import connection, transaction

from hattama.core.transparency_log import canonical_bytes, leaf_hash
from hattama.web.archive.acts import LogEntry, PendingAct
from hattama.web.archive.elections import ElectionRow
from hattama.web.usecases.publish_entries import publish_entries

BATCH = 1000
"""Acts in one transaction: few enough that a commission pressing its button waits about a second at most."""


def advance_log(
    election_id: str,
    *,
    now: datetime.datetime,
    batch: int = BATCH,
    advance: Callable[[int], None] | None = None,
) -> int:
    """Take all pending acts of an election into its log, `batch` at a time; how many entries were written.

    `advance` is told after each batch how many entries it wrote.

    Each batch is one transaction: entries, totals and the queue move together or not at all. Two
    writers started by mistake wait for one another and never write one index twice.
    """
    written = 0
    while step := _advance_once(election_id, now, batch):
        written += step
        if advance is not None:
            advance(step)
        if step < batch:
            break
    return written


@transaction.atomic
def _advance_once(election_id: str, now: datetime.datetime, batch: int) -> int:
    wait_for_the_pen(election_id)
    pending = list(
        PendingAct.objects.filter(act__election_id=election_id)
        .select_related("act")
        .order_by("act_id")[:batch]
    )
    if not pending:
        return 0
    election = ElectionRow.objects.get(pk=election_id)
    last = LogEntry.objects.filter(election=election).order_by("-index").values_list("index", flat=True).first()
    entries = []
    for index, waiting in enumerate(pending, start=0 if last is None else last + 1):
        body = canonical_bytes(waiting.act.body)
        entries.append(
            LogEntry(
                election=election,
                index=index,
                kind=waiting.act.kind,
                body=body,
                leaf_hash=leaf_hash(body).hex(),
                act=waiting.act,
                published_at=now,
            )
        )
    LogEntry.objects.bulk_create(entries, batch_size=500)
    publish_entries(election, entries)
    PendingAct.objects.filter(pk__in=[waiting.pk for waiting in pending]).delete()
    return len(entries)


def wait_for_the_pen(election_id: str) -> None:
    """Wait until nobody else writes this election's log or what follows from it, to the end of the transaction."""
    # SQLite admits one writing transaction at a time by itself (IMMEDIATE); PostgreSQL is asked for a
    # lock that lasts as long as the transaction.
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"hattama-log:{election_id}"])
