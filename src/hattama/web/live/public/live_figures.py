"""What a newsroom watches: one contest in the whole election and in its regions, and what came last."""

from __future__ import annotations

import datetime
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from hattama.core.tabulation import Total
from hattama.core.vocabulary import Contest, Words
from hattama.web.claims.tables import PublishedClaim
from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.kernel.pages.election_pages import ElectionPage
from hattama.web.kernel.published.browsing import ancestors_of, children_of, load_root, totals_of
from hattama.web.kernel.published.lacking import protocols_not_adding_up
from hattama.web.kernel.published.region_arrivals import load_arrivals_below
from hattama.web.kernel.published.tables import PublishedProtocol
from hattama.web.live.public.divisions import contests_of_all, load_divisions
from hattama.web.maps.public.map_drawing import ContestMap, load_map
from hattama.web.turnout.public.series import Day, load_area_day

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
    arrivals: Mapping[int, Sequence[datetime.datetime]],
) -> tuple[RegionArrival, ...]:
    """One row for each of `areas` in which `contest` is held, in their order."""
    moments = [moment for came in arrivals.values() for moment in (came[0], came[-1])]
    start, end = min(moments, default=None), max(moments, default=None)
    rows = []
    for area in areas:
        total = totals.get(area.pk, {}).get(contest)
        if total is None:
            continue
        came = arrivals.get(area.pk, ())
        points = _points(came, start, end, total.expected) if start and end and start < end else ""
        progress = total.received * 1000 // total.expected if total.expected else 0
        rows.append(RegionArrival(area, total, points, progress, came[-1] if came else None))
    return tuple(rows)


def _points(
    came: Sequence[datetime.datetime], start: datetime.datetime, end: datetime.datetime, expected: int
) -> str:
    if not expected:
        return ""
    points: list[tuple[int, int]] = []
    for step in range(STEPS + 1):
        count = bisect_right(came, start + (end - start) * step / STEPS)
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

    `contests` are those that are not held in one district alone.
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


@dataclass(frozen=True, slots=True)
class Differences:
    """What does not agree, the newest first: with the law's relations, and with what was published before."""

    broken: Sequence[NamedProtocol]
    broken_count: int
    corrected: Sequence[NamedProtocol]
    corrected_count: int
    claims: int


def load_live_figures(page: ElectionPage) -> LiveFigures:
    """The figures of the page that is asked for. Raises Http404 for a contest that the election lacks."""
    root = load_root(page.row)
    children = list(children_of(root))
    totals = totals_of([root, *children])
    everywhere = contests_of_all(page.definition.election.contests, load_divisions(page.row, page.definition))
    held = [contest for contest in everywhere if contest.code in totals.get(root.pk, {})]
    chosen = page.contest_asked(contest.code for contest in held)
    return LiveFigures(root, children, totals, held, chosen)


def load_live_map(page: ElectionPage, live: LiveFigures, measure: str) -> ContestMap | None:
    """A map of the chosen contest over the regions; None without regions, or before anything came."""
    if live.chosen is None or not live.national[live.chosen.code].received:
        return None
    return load_map(page, live.root, live.chosen, measure, live.children, dict(live.totals))


def load_region_arrivals(live: LiveFigures) -> tuple[RegionArrival, ...]:
    """How the protocols of the chosen contest came in, region by region."""
    if live.chosen is None:
        return ()
    code = live.chosen.code
    return region_arrivals(live.children, live.totals, code, load_arrivals_below(live.root, code))


def load_day(live: LiveFigures) -> Day:
    """Turnout through the day in the whole election."""
    return load_area_day(live.root, live.chosen.code if live.chosen else None)


def load_differences(page: ElectionPage, live: LiveFigures) -> Differences:
    """The protocols of the chosen contest that ask for a look, and how many claims there are about it."""
    code = live.chosen.code if live.chosen else ""
    of_contest_alone = protocols_not_adding_up(page.row).filter(contest=code)
    corrected = PublishedProtocol.objects.filter(election=page.row, contest=code, version__gt=1)
    corrected = corrected.select_related("area").defer("figures", "area__search_text")
    newest = [list(rows.order_by("-entry_index")[:LATEST]) for rows in (of_contest_alone, corrected)]
    above = ancestors_of({row.area_id: row.area for rows in newest for row in rows}.values())
    names = {contest.code: contest.names for contest in page.definition.election.contests}
    broken, changed = (
        [NamedProtocol(row, above[row.area_id][1:], names[row.contest]) for row in rows] for rows in newest
    )
    total = live.national.get(code)
    return Differences(
        broken=broken,
        broken_count=total.with_findings if total else 0,
        corrected=changed,
        corrected_count=corrected.count(),
        claims=PublishedClaim.objects.filter(election=page.row, contest=code, replaced_by=None).count(),
    )
