"""What a newsroom watches, in figures: one contest in the election and its regions, and what came last."""

import datetime
from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from hattama.core.tabulation import Total
from hattama.core.vocabulary import Contest, Words
from hattama.web.claims.tables import PublishedClaim
from hattama.web.kernel.elections.loading import Definition
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.pages.area_names import in_page_order
from hattama.web.kernel.pages.election_pages import ElectionPage, page_language
from hattama.web.kernel.published.browsing import (
    ancestors_of,
    load_arrivals_below,
    load_root,
    other_divisions,
    totals_of,
    units_below,
)
from hattama.web.kernel.published.missing import protocols_not_adding_up
from hattama.web.kernel.published.tables import PublishedProtocol
from hattama.web.maps.public.map_drawing import ContestMap, load_map
from hattama.web.results.public.result_views import load_outcome
from hattama.web.turnout.public import Day, load_area_day


@dataclass(frozen=True, slots=True)
class DivisionRow:
    """A unit with the contests that are held in it alone, each with its total there."""

    area: AreaRow
    contests: tuple[tuple[Contest, Total], ...]


@dataclass(frozen=True, slots=True)
class Division:
    """The units of one level of another division."""

    level: str
    rows: tuple[DivisionRow, ...]


def load_divisions(election: ElectionRow, definition: Definition) -> tuple[Division, ...]:
    """The other divisions by the level of their highest units; none where a country is divided once."""
    units = other_divisions(election)
    totals = totals_of(units) if units else {}
    rows = (
        DivisionRow(
            unit,
            tuple(
                (contest, totals[unit.pk][contest.code])
                for contest in definition.election.contests
                if contest.areas == (unit.code,)
            ),
        )
        for unit in units
    )
    return tuple(
        Division(level, tuple(alike)) for level, alike in groupby(rows, key=lambda row: row.area.level)
    )


def contests_of_all(contests: Iterable[Contest], divisions: Collection[Division]) -> list[Contest]:
    """The contests that are not held in one unit of another division alone."""
    alone = {contest.code for division in divisions for row in division.rows for contest, _ in row.contests}
    return [contest for contest in contests if contest.code not in alone]


WIDTH = 240
HEIGHT = 40
STEPS = 40
"""Into how many spans the time is cut: as many as a small line can show."""


@dataclass(frozen=True, slots=True)
class RegionArrival:
    """An area below with what it lacks. `points`: its line in a drawing of WIDTH by HEIGHT, or empty.

    `progress` is in thousandths of what is expected; `last` is when its newest protocol came.
    """

    area: AreaRow
    total: Total
    points: str
    progress: int
    last: datetime.datetime | None


def region_arrivals(
    areas: Iterable[AreaRow],
    totals: Mapping[int, Mapping[str, Total]],
    contest: str,
    arrivals: Mapping[int, Sequence[tuple[datetime.datetime, int]]],
) -> tuple[RegionArrival, ...]:
    """One row for each of `areas` in which `contest` is held, in their order."""
    moments = [moment for came in arrivals.values() for moment, _ in (came[0], came[-1])]
    start, end = min(moments, default=None), max(moments, default=None)
    rows = []
    for area in areas:
        total = totals.get(area.pk, {}).get(contest)
        if total is None:
            continue
        came = arrivals.get(area.pk, ())
        points = _points(came, start, end, total.expected) if start and end and start < end else ""
        progress = total.received * 1000 // total.expected if total.expected else 0
        rows.append(RegionArrival(area, total, points, progress, came[-1][0] if came else None))
    return tuple(rows)


def _points(
    came: Sequence[tuple[datetime.datetime, int]],
    start: datetime.datetime,
    end: datetime.datetime,
    expected: int,
) -> str:
    if not expected:
        return ""
    points: list[tuple[int, int]] = []
    for step in range(STEPS + 1):
        until = bisect_right(came, start + (end - start) * step / STEPS, key=lambda one: one[0])
        count = came[until - 1][1] if until else 0
        points.append((WIDTH * step // STEPS, HEIGHT - min(count, expected) * HEIGHT // expected))
    # A point between two others of its own height says nothing: most of them go.
    kept = [
        point
        for place, point in enumerate(points)
        if not 0 < place < STEPS or not points[place - 1][1] == point[1] == points[place + 1][1]
    ]
    return " ".join(f"{x},{y}" for x, y in kept)


LATEST = 6
"""How many protocols a list of what came last names."""


@dataclass(frozen=True, slots=True)
class LiveFigures:
    """The election's root with its regions and their totals. `chosen`: the contest that is asked for.

    `contests` are those that are not held in one district alone; one of those may be chosen all the same.
    """

    root: AreaRow
    children: Sequence[AreaRow]
    totals: Mapping[int, dict[str, Total]]
    contests: Sequence[Contest]
    chosen: Contest | None

    @property
    def national(self) -> Mapping[str, Total]:
        """Totals of the whole election by contest."""
        return self.totals.get(self.root.pk, {})


@dataclass(frozen=True, slots=True)
class NamedProtocol:
    """A published protocol with the areas above it (the root left out) and the name of its contest."""

    row: PublishedProtocol
    above: Sequence[AreaRow]
    contest: Words


def named_protocols(page: ElectionPage, rows: Sequence[PublishedProtocol]) -> list[NamedProtocol]:
    """These protocols, in their order, with what a list says of each."""
    above = ancestors_of({row.area_id: row.area for row in rows}.values())
    names = {contest.code: contest.listed_as for contest in page.definition.election.contests}
    return [NamedProtocol(row, above[row.area_id][1:], names[row.contest]) for row in rows]


def load_live_figures(page: ElectionPage) -> LiveFigures:
    """The figures of the page that is asked for. Raises Http404 for a contest that the election lacks."""
    root = load_root(page.row)
    children = in_page_order(units_below(root))
    totals = totals_of([root, *children])
    national = totals.get(root.pk, {})
    everywhere = contests_of_all(page.definition.election.contests, load_divisions(page.row, page.definition))
    held = [contest for contest in everywhere if contest.code in national]
    return LiveFigures(root, children, totals, held, page.contest_asked(national))


def load_live_map(page: ElectionPage, live: LiveFigures, measure: str) -> ContestMap | None:
    """A map of the chosen contest over the regions; None without regions, or before anything came."""
    if live.chosen is None or not live.national[live.chosen.code].received:
        return None
    held = [child for child in live.children if live.chosen.code in live.totals.get(child.pk, {})]
    return load_map(page, live.root, live.chosen, measure, held, dict(live.totals))


def load_region_arrivals(live: LiveFigures) -> tuple[RegionArrival, ...]:
    """How the protocols of the chosen contest came in, region by region."""
    if live.chosen is None:
        return ()
    code = live.chosen.code
    return region_arrivals(live.children, live.totals, code, load_arrivals_below(live.root, code))


def load_day(live: LiveFigures) -> Day:
    """Turnout through the day in the whole election."""
    return load_area_day(live.root, live.chosen.code if live.chosen else None)


def outcome_context(page: ElectionPage, figures: LiveFigures) -> dict[str, Any]:
    """What the rules give for the chosen contest on the votes counted so far."""
    if figures.chosen is None:
        return {}
    found = load_outcome(page.row, figures.chosen, page_language())
    return {"found": found, "total": found.total}


@dataclass(frozen=True, slots=True)
class Differences:
    """What does not agree, the newest first: with the law's relations, and with what was published before."""

    broken: Sequence[NamedProtocol]
    broken_count: int
    corrected: Sequence[NamedProtocol]
    corrected_count: int
    claims: int


def load_differences(page: ElectionPage, live: LiveFigures) -> Differences:
    """The protocols of the chosen contest that ask for a look, and how many claims there are about it."""
    code = live.chosen.code if live.chosen else ""
    asked = (
        protocols_not_adding_up(page.row).filter(contest=code),
        corrected := PublishedProtocol.objects.filter(election=page.row, contest=code, version__gt=1),
    )
    newest = [
        rows.select_related("area").defer("figures", "area__search_text").order_by("-entry_index")[:LATEST]
        for rows in asked
    ]
    broken, changed = (named_protocols(page, list(rows)) for rows in newest)
    total = live.national.get(code)
    return Differences(
        broken=broken,
        broken_count=total.with_findings if total else 0,
        corrected=changed,
        corrected_count=corrected.count(),
        claims=PublishedClaim.objects.filter(election=page.row, contest=code, replaced_by=None).count(),
    )
