"""Turnout as somebody announced it enters the log: one entry a figure, nothing overwritten."""

import datetime
from collections.abc import Callable, Iterable
from typing import NamedTuple

from django.db import transaction

from hattama.core.entries import TURNOUT, StandingTurnout, entry_body
from hattama.formats.turnout_tables import StatedTurnout
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.log.accept_acts import record_acts
from hattama.web.kernel.log.advance_log import writing_log
from hattama.web.kernel.log.follow_log import follow_log
from hattama.web.kernel.log.tables import act_of
from hattama.web.turnout.reading import load_turnout


class RecordedTurnout(NamedTuple):
    """How many figures are new, how many state anew what was stated otherwise, how many stood there."""

    added: int
    restated: int
    known: int


def record_turnout(
    election_id: str,
    stated: Iterable[StatedTurnout],
    source: str,
    *,
    now: datetime.datetime,
    advance: Callable[[int], None] | None = None,
) -> RecordedTurnout:
    """Append these figures to the log, said by `source`; what it says already is passed over.

    Their areas and contests are those of the election (see `refuse_strange_places`); `advance` is told how
    many entries were written. Raises ElectionNotOpen, ElectionClosed, or what `advance_log` raises.
    """
    with writing_log(election_id, now, advance=advance) as election:
        recorded = _record(election, list(stated), source, now)
    follow_log(election_id)
    return recorded


@transaction.atomic
def _record(
    election: ElectionRow, stated: list[StatedTurnout], source: str, now: datetime.datetime
) -> RecordedTurnout:
    areas = _areas(election, {row.point.area_id for row in stated})
    standing = {one.entry.key: one for one in load_turnout(areas.values())}
    acts, restated = [], 0
    for row in stated:
        before = standing.get((row.contest or None, source, *row.key[1:]))
        if before is not None and _says_the_same(before, row):
            continue
        restated += before is not None
        body = entry_body(
            TURNOUT,
            now,
            area=row.point.area_id,
            contest=row.contest or None,
            notion=row.point.notion,
            at=row.point.at,
            voters=row.point.voters,
            registered=row.point.registered,
            share=row.stated,
            source=source,
        )
        area = areas[row.point.area_id]
        # The contest stands in the body alone: an act with one is about that precinct's protocol.
        acts.append(act_of(election, body, now, area=area))
    record_acts(acts)
    return RecordedTurnout(len(acts) - restated, restated, len(stated) - len(acts))


def _says_the_same(before: StandingTurnout, row: StatedTurnout) -> bool:
    known = before.entry
    said = (known.point.voters, known.point.registered, known.stated)
    return said == (row.point.voters, row.point.registered, row.stated)


def _areas(election: ElectionRow, area_ids: set[str]) -> dict[str, AreaRow]:
    rows = AreaRow.objects.filter(election=election).only("pk", "code", "ancestry")
    chosen: dict[str, AreaRow] = {}
    listed = sorted(area_ids)
    for start in range(0, len(listed), 500):
        chosen.update((row.code, row) for row in rows.filter(code__in=listed[start : start + 500]))
    return chosen
