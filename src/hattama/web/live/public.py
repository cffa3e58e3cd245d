"""What a newsroom watches: the page that it keeps open, and large panels for a wall screen that take turns.

One contest in the whole election and in its regions, what came last, and a plain word when it is stale."""

from __future__ import annotations

import datetime
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from hattama.core.tabulation import Total
from hattama.core.vocabulary import Contest, Words
from hattama.publish.views import render_json
from hattama.web.claims.tables import PublishedClaim
from hattama.web.kernel.accounts.access import access
from hattama.web.kernel.elections.loading import Definition
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.log.snapshots import load_public_size
from hattama.web.kernel.pages.area_names import in_page_order
from hattama.web.kernel.pages.election_pages import ElectionPage, asking, election_page, page_language
from hattama.web.kernel.pages.file_answers import file_response
from hattama.web.kernel.published.browsing import (
    ancestors_of,
    children_of,
    latest_protocols,
    load_arrivals_below,
    load_last_publication,
    load_root,
    other_divisions,
    totals_of,
)
from hattama.web.kernel.published.missing import protocols_not_adding_up
from hattama.web.kernel.published.tables import PublishedProtocol
from hattama.web.maps.public.map_drawing import ContestMap, load_map
from hattama.web.maps.public.map_measures import ARRIVAL, LEADER
from hattama.web.results.public.contest_results import results_by_contest
from hattama.web.results.public.result_views import load_arrivals_chart, load_outcome
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
    children = in_page_order(children_of(root))
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


FRESH_SECONDS = 2
"""How long a proxy may answer for the site how far the count is."""


@election_page
@asking("contest")
def live(page: ElectionPage) -> HttpResponse:
    """Arrival by region, what is missing, results, turnout and differences, kept up to date in the page."""
    figures = load_live_figures(page)
    definition = page.definition
    names = {contest.code: contest.names for contest in definition.election.contests}
    chart, stated = load_day(figures)
    latest = latest_protocols(page.row, LATEST)
    above = ancestors_of(row.area for row in latest)
    context: dict[str, Any] = {
        "live": figures,
        "root": figures.root,
        "contests": figures.contests,
        "chosen": figures.chosen,
        "results": results_by_contest(definition, figures.contests, figures.national),
        "arrivals": load_arrivals_chart(page),
        "regions": load_region_arrivals(figures),
        "map": load_live_map(page, figures, ARRIVAL),
        "chart": chart,
        "stated": stated,
        "differences": load_differences(page, figures),
        "latest": [NamedProtocol(row, above[row.area_id][1:], names[row.contest]) for row in latest],
        "last_at": load_last_publication(page.row.election_id),
        **outcome_context(page, figures),
    }
    return page.render("live/live.html", "live", context)


def outcome_context(page: ElectionPage, figures: LiveFigures) -> dict[str, Any]:
    """What the rules give for the chosen contest on the votes counted so far."""
    if figures.chosen is None:
        return {}
    found = load_outcome(page.row, figures.chosen, page_language())
    return {"found": found, "total": found.total}


@access("public")
@require_safe
def live_json(request: HttpRequest, election_id: str) -> HttpResponseBase:
    """How far the count is, in a few bytes: for programs that ask again and again."""
    row = get_object_or_404(ElectionRow, pk=election_id, opened_at__isnull=False)
    size = load_public_size(row)
    pieces = _how_far(row, size)
    tag = f"live-{election_id}-{size}"
    response = file_response(request, pieces, "application/json; charset=utf-8", tag=tag)
    # A proxy may answer for this many seconds: a thousand readers then cost the site one question.
    response["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
    return response


def _how_far(row: ElectionRow, size: int) -> Iterator[bytes]:
    """In one piece, made only for a reader who has not got it."""
    root = load_root(row)
    last = load_last_publication(row.election_id)
    document: dict[str, Any] = {
        "election": row.election_id,
        "tree_size": size,
        "published_at": last.isoformat(timespec="seconds") if last else None,
        "contests": {
            code: {
                "expected": total.expected,
                "received": total.received,
                "missing": total.missing,
                "with_findings": total.with_findings,
                "preliminary": total.preliminary,
                "annulled": total.annulled,
            }
            for code, total in sorted(totals_of([root]).get(root.pk, {}).items())
        },
    }
    yield render_json(document)


LATEST_ON_THE_WALL = 5
MOST_CHOICES = 8
"""How many choices of a ballot a screen shows that is read from the back of a hall."""


@election_page
@asking("contest")
def hall(page: ElectionPage) -> HttpResponse:
    """Arrival, result, regions and turnout in large figures."""
    figures = load_live_figures(page)
    definition = page.definition
    names = {contest.code: contest.names for contest in definition.election.contests}
    results = results_by_contest(definition, figures.contests, figures.national)
    chosen = figures.chosen.code if figures.chosen else ""
    shown = next((result for result in results if result.contest.code == chosen), None)
    chart, _ = load_day(figures)
    latest = latest_protocols(page.row, LATEST_ON_THE_WALL)
    above = ancestors_of(row.area for row in latest)
    context: dict[str, Any] = {
        "live": figures,
        "contests": figures.contests,
        "chosen": figures.chosen,
        "results": results,
        "result": shown,
        "choices": shown.choices[:MOST_CHOICES] if shown else (),
        "left_out": max(0, len(shown.choices) - MOST_CHOICES) if shown else 0,
        "map": load_live_map(page, figures, LEADER),
        "chart": chart,
        "latest": [NamedProtocol(row, above[row.area_id][1:], names[row.contest]) for row in latest],
        "last_at": load_last_publication(page.row.election_id),
        **outcome_context(page, figures),
    }
    return page.render("live/hall.html", "live", context)
