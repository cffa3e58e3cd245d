"""All that observers reported of an election beside what was published, made once for each state of both."""

import json
import math
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from hattama.core.entries import TurnoutPoint
from hattama.core.observation import (
    COPY,
    OWN_NOTES,
    TURNOUT,
    HoursBeside,
    PlaceCopies,
    Submission,
    lay_copies_beside,
    lay_hours_beside,
    read_copy,
    read_hours,
    summarise_hours,
)
from hattama.publish.views import render_json
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.pages.file_answers import read_made
from hattama.web.kernel.published.tables import PublishedProtocol
from hattama.web.observation.opened import opened_tables, read_table
from hattama.web.observation.tables import PublishedSet
from hattama.web.turnout.reading import load_turnout

CHUNK = 500
PARTS = 10_000
"""Of how many a chance is told, rounded up."""


def load_overview(election: ElectionRow) -> dict[str, Any]:
    """What copies and own counts come to over all places. Raises MakersBusy."""
    tables = [one for one in opened_tables(election) if one.form.phase in (COPY, TURNOUT)]
    if not tables:
        return {"copies": {}, "places": [], "hours": [], "hours_apart": []}
    made = read_made(election, "observation/overview.json", lambda: [_made(election, tables)])
    told: dict[str, Any] = json.loads(made)
    return told


def _made(election: ElectionRow, tables: Collection[PublishedSet]) -> bytes:
    places = _copies(election, [one for one in tables if one.form.phase == COPY])
    standings = Counter(one.standing.value for place in places for one in place.copies)
    differing = [place for place in places if place.apart or _most(place)]
    differing.sort(key=lambda place: (-_most(place), place.station, place.contest))
    lines = [
        {"area": one.station, "contest": one.contest, "copies": len(one.copies), "differing": _most(one)}
        for one in differing
    ]
    hours, apart = _hours(election, [one for one in tables if one.form.phase == TURNOUT])
    return render_json({"copies": dict(standings), "places": lines, "hours": hours, "hours_apart": apart})


def _most(place: PlaceCopies) -> int:
    return max(one.differing for one in place.copies)


def _sent(tables: Iterable[PublishedSet]) -> Iterator[Submission]:
    for one in tables:
        for sent in read_table(one.sha256).values():
            yield from (replace(each, organisation=one.organisation.code) for each in sent)


def _chunks(codes: Iterable[str]) -> Iterator[list[str]]:
    ordered = sorted(set(codes))
    return (ordered[start : start + CHUNK] for start in range(0, len(ordered), CHUNK))


def _copies(election: ElectionRow, tables: Collection[PublishedSet]) -> tuple[PlaceCopies, ...]:
    read = map(read_copy, _sent(tables))
    copies = [replace(one, figures={}) if one.kind == OWN_NOTES else one for one in read]
    published: dict[tuple[str, str], Mapping[str, int]] = {}
    for some in _chunks(copy.station for copy in copies):
        rows = PublishedProtocol.objects.filter(election=election, area__code__in=some)
        for station, contest, figures in rows.values_list("area__code", "contest", "figures"):
            published[station, contest] = figures
    return lay_copies_beside(copies, published)


def _hours(
    election: ElectionRow, tables: Collection[PublishedSet]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """One line for each who announced turnout, and each contest; and the places of which something else was
    announced than an observer counted, those that are most apart at the front."""
    counted = [hours for one in _sent(tables) if (hours := read_hours(one)) is not None]
    announced: dict[tuple[str, str], list[TurnoutPoint]] = {}
    for some in _chunks(one.station for one in counted):
        for told in load_turnout(AreaRow.objects.filter(election=election, code__in=some)):
            series = (told.entry.source, told.entry.contest or "")
            announced.setdefault(series, []).append(told.entry.point)
    sums: list[dict[str, Any]] = []
    apart: list[dict[str, Any]] = []
    for (source, contest), points in sorted(announced.items()):
        beside = lay_hours_beside(counted, points)
        whose = {"source": source, "contest": contest}
        apart += [whose | _apart(one) for one in beside if one.difference]
        summary = summarise_hours(beside)
        if summary.matched:
            told_of_all = {name: getattr(summary, name) for name in _TOLD}
            sums.append(whose | told_of_all | {"chance": math.ceil(summary.chance * PARTS)})
    return sums, sorted(apart, key=lambda one: (-abs(one["announced"] - one["counted"]), one["area"]))


_TOLD = ("matched", "above", "below", "counted", "official")


def _apart(one: HoursBeside) -> dict[str, Any]:
    """`announced`: at least so many where that is more than were counted, at most where it is less."""
    return {
        **{"area": one.counted.station, "began": one.counted.began.isoformat()},
        **{"ended": one.counted.ended.isoformat(), "counted": one.counted.voters},
        "announced": one.counted.voters + one.difference,
    }
