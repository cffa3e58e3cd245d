"""The public tables are made anew from the log alone: what was lost or damaged comes back the same."""

import json
from collections.abc import Callable

from django.apps import apps
from django.db import transaction
from django.db.models import Model

from hattama.web.kernel.elections.open_election import load_tree, record_expected_totals
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.publish_entries import publish_next
from hattama.web.kernel.log.snapshots import load_log_size
from hattama.web.kernel.log.tables import LogEntry
from hattama.web.kernel.log.writer_lock import wait_for_tables
from hattama.web.kernel.published.tables import PublishedRow, PublishedScan


class LogIsEmpty(Exception):
    """The election has no log entry yet, so there is nothing that the tables could follow from."""


@transaction.atomic
def rebuild_published(election: ElectionRow, *, advance: Callable[[int], None] | None = None) -> int:
    """Empty the public tables of `election` and fold its whole log into them again; how many entries.

    Pending acts stay pending. One transaction: readers see the old tables until the new ones are whole.
    `advance` is told after each batch how many entries it held. Raises LogIsEmpty.
    """
    wait_for_tables(election.pk)
    if not load_log_size(election):
        raise LogIsEmpty(election.pk)
    for table in reversed(published_tables()):
        table._default_manager.filter(**{election_field(table): election}).delete()
    size = load_log_size(election)
    fold_log(election, size, advance=advance)
    return size


def published_tables() -> tuple[type[Model], ...]:
    """Every table that follows from the log; those that name rows of another stand behind it."""
    return tuple(table for table in apps.get_models() if issubclass(table, (PublishedRow, PublishedScan)))


def election_field(table: type[Model]) -> str:
    """By which field the rows of a published table are those of an election."""
    return "protocol__election" if table is PublishedScan else "election"


BATCH = 1000
"""Entries folded at once."""


def fold_log(election: ElectionRow, size: int, *, advance: Callable[[int], None] | None = None) -> None:
    """Fold the first `size` entries of the log of `election` into public tables that hold nothing of it."""
    record_expected_totals(election, load_tree(election), _roster(election))
    for start in range(0, size, BATCH):
        folded = publish_next(election, start, min(start + BATCH, size))
        if advance is not None:
            advance(folded)


def _roster(election: ElectionRow) -> dict[str, list[str]]:
    """What the log says is expected: contest codes by area identifier of the precinct."""
    entries = LogEntry.objects.filter(election=election, kind="roster").order_by("index")
    bodies = entries.values_list("body", flat=True)
    parts = [json.loads(bytes(body))["precincts"] for body in bodies]
    return {precinct["area"]: precinct["contests"] for part in parts for precinct in part}
