"""Counting night of an area: how the steps of its precincts were spread in time, and what is wrong."""

import zoneinfo
from dataclasses import dataclass

from django.http import Http404, HttpResponse

from hattama.core.entries import STEPS
from hattama.core.protocols import StepDefinition, StepScope, find_part
from hattama.core.tabulation import Spread, spread_of
from hattama.core.vocabulary import Contest, Text
from hattama.phrases.of_rooms.night import HOLDERS, SEALS
from hattama.web.kernel.elections.loading import Definition
from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.kernel.pages.election_pages import ElectionPage, asking, election_page
from hattama.web.kernel.pages.paging import Page, page_of
from hattama.web.kernel.published.browsing import ancestors_of, load_root, placed, totals_of
from hattama.web.night.public.lines import NightWriter, say_span
from hattama.web.night.tables import (
    PublishedArrival,
    arrivals_within,
    count_arrivals,
    count_findings_within,
    count_precincts_with_steps,
    findings_of,
    findings_within,
    load_timelines,
    moments_since,
)

ROWS = 100
WIDTH = 600


@dataclass(frozen=True, slots=True)
class SpreadLine:
    """How long after voting ended a step was taken: figures in minutes, `*_said` in hours and minutes.

    Coordinates are on a line of WIDTH from the end of voting to the latest time of all.
    """

    step: StepDefinition
    limit: str
    spread: Spread
    said: tuple[str, str, str, str]
    least_x: int
    median_x: int
    ninetieth_x: int
    most_x: int

    @property
    def bulk_width(self) -> int:
        """From the median to the ninetieth per cent, at least a hair's breadth."""
        return max(2, self.ninetieth_x - self.median_x)


@dataclass(frozen=True, slots=True)
class ArrivalLine:
    """A paper that a higher commission received: of which contest (None: of the precinct as a whole), when,
    by whom; who set out with it and when, and how the packet was sealed, where that is recorded."""

    row: PublishedArrival
    contest: object
    when: str
    carried: str
    receiver: Text | None
    bearer: Text | None
    seal: Text | None


@election_page
@asking("contest", "page", "arrivals")
def election_night(page: ElectionPage) -> HttpResponse:
    """Counting night of the whole election."""
    return _night(page, load_root(page.row))


@election_page
@asking("contest", "page", "arrivals")
def area_night(page: ElectionPage, area_id: str) -> HttpResponse:
    """Counting night of an area above the precincts; a precinct's stands on its own page."""
    area = page.area(area_id)
    if area.is_precinct:
        return page.moved("public:area", area_id)
    if area.depth == 0:
        return page.moved("public:night")
    return _night(page, area)


def _night(page: ElectionPage, area: AreaRow) -> HttpResponse:
    definition = page.definition
    if not definition.pack.steps:
        raise Http404(area.code)
    totals = totals_of([area]).get(area.pk, {})
    contest = page.contest_asked(totals)
    election = definition.election
    writer = NightWriter(
        definition.pack.steps, zoneinfo.ZoneInfo(election.time_zone), zoneinfo.ZoneInfo(area.time_zone)
    )
    paging = page_of(page.request.GET, count_findings_within(page.row, area), ROWS)
    arrivals, arrived = count_arrivals(page.row, area)
    came = page_of(page.request.GET, arrivals, ROWS, "arrivals")
    listed = findings_within(page.row, area, paging.start, paging.stop)
    above = ancestors_of(row.area for row in listed)
    own = load_timelines([area.pk]).get(area.pk, {})
    context = {
        **placed(area),
        "contests": [held for held in election.contests if held.code in totals],
        "chosen": contest,
        "expected": totals[contest.code].expected if contest else 0,
        "told_by": count_precincts_with_steps(page.row, area, contest.code) if contest else 0,
        "spreads": _spreads(definition, page, area, contest, writer),
        "own": writer.sections(own, findings_of(area, STEPS), {}, area),
        "came": came,
        "arrived": arrived,
        "arrivals": _arrivals(definition, page, area, came, writer),
        "received": find_part(definition.pack.steps, "received"),
        "paging": paging,
        "found": [
            (row.area, above[row.area_id][1:], _contest_names(definition, row.contest), writer.told(row))
            for row in listed
        ],
    }
    return page.render("night/night.html", "results", context)


def _arrivals(
    definition: Definition, page: ElectionPage, area: AreaRow, came: Page, writer: NightWriter
) -> list[ArrivalLine]:
    lines = []
    for row in arrivals_within(page.row, area, came.start, came.stop):
        zone = zoneinfo.ZoneInfo(row.area.time_zone)
        lines.append(
            ArrivalLine(
                row,
                _contest_names(definition, row.contest),
                writer.when(row.at, zone),
                writer.when(row.carried_at, zone) if row.carried_at else "",
                HOLDERS.get(row.holder),
                HOLDERS.get(row.bearer),
                SEALS.get(row.seal),
            )
        )
    return lines


def _spreads(
    definition: Definition, page: ElectionPage, area: AreaRow, contest: Contest | None, writer: NightWriter
) -> list[SpreadLine]:
    closed = find_part(definition.pack.steps, "closed")
    if closed is None or contest is None:
        return []
    steps = [
        step
        for step in definition.pack.steps
        if step.scope is not StepScope.COMMISSION and step.code != closed.code
    ]
    minutes = moments_since(page.row, closed.code, contest.code, area)
    spreads = [(step, spread_of(minutes.get(step.code, ()))) for step in steps]
    known = [(step, spread) for step, spread in spreads if spread is not None]
    longest = max((spread.most for _, spread in known), default=0)
    return [_line(step, spread, longest, writer.limit(step)) for step, spread in known]


def _line(step: StepDefinition, spread: Spread, longest: int, limit: str) -> SpreadLine:
    figures = (spread.least, spread.median, spread.ninetieth, spread.most)
    places = [min(WIDTH, max(0, value) * WIDTH // max(longest, 1)) for value in figures]
    said = tuple(_said(value) for value in figures)
    return SpreadLine(step, limit, spread, (said[0], said[1], said[2], said[3]), *places)


def _said(minutes: int) -> str:
    # U+2212: a step before voting ended is a finding, and must not read like a dash.
    return say_span(minutes) if minutes >= 0 else f"\u2212{say_span(-minutes)}"


def _contest_names(definition: Definition, code: str) -> object:
    return next((held.names for held in definition.election.contests if held.code == code), None)
