"""An election closes: its log says what it adds up to, and that nothing more is to come."""

import datetime
from collections.abc import Iterator
from typing import Any

from django.db import transaction

from hattama.core.entries import entry_body
from hattama.web.kernel.elections.loading import load_definition, load_total
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.log.advance_log import append_acts, come_to_end, writing_log
from hattama.web.kernel.log.recording import lock_areas
from hattama.web.kernel.log.refresh_bundle import refresh_bundle
from hattama.web.kernel.log.snapshots import load_log_size
from hattama.web.kernel.log.tables import Act, act_of
from hattama.web.kernel.log.writer_lock import wait_for_tables
from hattama.web.kernel.published.tables import PublishedTotal

# Nobody needs these entries to know the sums, which follow from the protocols. They are the operator's word,
# on record, of what it took them to be at that size: whoever recomputes them holds the one against the
# other.


def state_totals(election_id: str, *, now: datetime.datetime) -> int:
    """Append a cut of totals of everything that is in the log by then; how many entries it has.

    Raises ElectionNotOpen, ElectionClosed, or what `advance_log` raises.
    """
    with writing_log(election_id, now) as election, transaction.atomic():
        come_to_end(election, now)
        written = len(append_totals(election, now))
    return written


def append_totals(election: ElectionRow, now: datetime.datetime) -> list[Act]:
    """Append the cut to the log, in a transaction of who holds the lock; the acts that it is made of."""
    tree_size = load_log_size(election)
    bodies = _bodies(election, tree_size, now)
    acts = [act_of(election, body, now, contest=body["contest"]) for body in bodies]
    append_acts(election, acts, now)
    return acts


def _bodies(election: ElectionRow, tree_size: int, now: datetime.datetime) -> Iterator[dict[str, Any]]:
    areas = AreaRow.objects.filter(election=election, kind="unit").only("code", "level")
    totals = PublishedTotal.objects.filter(election=election)
    rows = {(row.area_id, row.contest): row for row in totals.iterator()}
    # By code point, in whatever order the database puts texts.
    for area in sorted(areas, key=lambda area: area.code):
        for contest in load_definition(election).election.contests:
            row = rows.get((area.pk, contest.code))
            if row is not None:
                of = {"area": area.code, "level": area.level, "contest": contest.code}
                cut = {"tree_size": tree_size, "rule_pack_sha256": election.rule_pack_sha256}
                yield entry_body("total", now, **of, **cut, **load_total(row).facts())


def close_election(election_id: str, *, now: datetime.datetime) -> ElectionRow:
    """Take in what was accepted, append the totals and `close`, and bring the bundle up to that.

    Whoever submits at this moment is either in the log before it closes or refused. Raises ElectionNotOpen,
    ElectionClosed, or what `advance_log` raises.
    """
    with writing_log(election_id, now) as election:
        _close(election, now)
    refresh_bundle(election_id)
    return election


@transaction.atomic
def _close(election: ElectionRow, now: datetime.datetime) -> None:
    wait_for_tables(election.pk)
    # Who records an act about a precinct holds its lock: with all of them in hand nobody is half way.
    lock_areas(list(AreaRow.objects.filter(election=election).exclude(kind="unit").only("pk")))
    come_to_end(election, now)
    totals = append_totals(election, now)
    size = totals[0].body["tree_size"]
    body = entry_body("close", now, election=election.pk, tree_size=size, **_counts(election))
    append_acts(election, [act_of(election, body, now)], now)
    election.closed_at = now
    election.save(update_fields=["closed_at"])


def count_missing(election: ElectionRow) -> int:
    """How many protocols are expected of it and have not come, of all contests together."""
    national = PublishedTotal.objects.filter(election=election, area__depth=0)
    return sum(row.expected - row.received for row in national)


def _counts(election: ElectionRow) -> dict[str, dict[str, int]]:
    national = PublishedTotal.objects.filter(election=election, area__depth=0)
    counts = {row.contest: row for row in national}
    names = ("expected", "received", "annulled")
    return {name: {contest: getattr(row, name) for contest, row in counts.items()} for name in names}
