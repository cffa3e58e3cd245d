"""Turnout through the day: a page and a table for each area of which anything was stated, its lines by what
was counted and who said it, and what is odd.

Two notions are two lines with two names: voters who received ballots, and ballots found in the boxes. A
percentage is always of registered voters, as they were stated beside it.
"""

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase

from hattama.core.entries import NOTION_WORDS, Notion, StandingTurnout, TurnoutPoint
from hattama.core.tabulation import Total, TurnoutFinding, check_turnout
from hattama.core.vocabulary import Contest, Count, Severity, Text
from hattama.formats.turnout_tables import StatedTurnout, render_turnout
from hattama.web.kernel.elections.loading import path_codes
from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.kernel.pages.area_names import in_page_order
from hattama.web.kernel.pages.election_pages import (
    ElectionPage,
    asking,
    conditional,
    election_page,
    shown_area,
)
from hattama.web.kernel.published.browsing import children_of, load_root, placed, totals_of
from hattama.web.results.public.contest_results import (
    ContestResults,
    ShareLine,
    SumLine,
    contest_results,
    honest_share,
)
from hattama.web.turnout.reading import load_turnout

WIDTH = 600
HEIGHT = 200
TICKS = 4
STYLES = 3

SeriesKey = tuple[Notion, str]
"""What was counted, and the code of who said it."""


@dataclass(frozen=True, slots=True)
class Line:
    """One series of the drawing. `style` from 1 to STYLES goes by the notion, so that it stays the same.

    `points` and `marks` are in a drawing of WIDTH by HEIGHT, y downward; `last` is the newest figure.
    """

    notion: Text
    source: str
    style: int
    points: str
    marks: str
    last: TurnoutPoint


@dataclass(frozen=True, slots=True)
class TurnoutChart:
    """Lines over one span of time, as shares from nothing to all registered voters."""

    lines: tuple[Line, ...]
    ticks: tuple[datetime.datetime, ...]
    width: int = WIDTH
    height: int = HEIGHT


@dataclass(frozen=True, slots=True)
class OddFigure:
    """A finding as a page tells it. `area` is where; `other_area` is set where another area was held against.

    `same_notion`: whether what it was held against is the same figure, at another moment or elsewhere.
    """

    finding: TurnoutFinding
    area: AreaRow
    other_area: AreaRow | None
    same_notion: bool

    @property
    def is_hard(self) -> bool:
        """Whether this cannot be true, whatever the reason."""
        return self.finding.rule.severity is Severity.HARD

    @property
    def notion(self) -> Text:
        """What was counted."""
        return NOTION_WORDS[self.finding.point.notion]

    @property
    def other_notion(self) -> Text:
        """What was counted where it is held against another figure."""
        other = self.finding.other
        return NOTION_WORDS[(other or self.finding.point).notion]


@dataclass(frozen=True, slots=True)
class BelowRow:
    """An area below: its newest figure, its line in small, and how many of its figures ask for a look."""

    area: AreaRow
    last: StandingTurnout | None
    line: Line | None
    odd: int


def of_contest(standing: Iterable[StandingTurnout], contest: str | None) -> list[StandingTurnout]:
    """What was said of this contest, and of the election as a whole."""
    return [one for one in standing if one.entry.contest in (None, contest)]


def turnout_chart(standing: Sequence[StandingTurnout]) -> TurnoutChart | None:
    """The drawing of one area's figures; None where no share is known, or all are of one moment."""
    drawn = _with_share(standing)
    start, seconds = _span(drawn)
    if not seconds:
        return None
    ticks = tuple(start + datetime.timedelta(seconds=seconds * tick // (TICKS - 1)) for tick in range(TICKS))
    return TurnoutChart(tuple(_lines(drawn, start, seconds)), ticks)


def odd_figures(
    groups: Iterable[Sequence[StandingTurnout]], areas: Mapping[str, AreaRow], shown: Iterable[str]
) -> list[OddFigure]:
    """What is odd within each group of areas of one parent; of those found, the ones about areas in `shown`.

    Figures of different sources and contests are not held against one another.
    """
    wanted = set(shown)
    found: list[OddFigure] = []
    for standing in groups:
        by_speaker: dict[tuple[str, str], list[TurnoutPoint]] = {}
        for one in standing:
            speaker = (one.entry.contest or "", one.entry.source)
            by_speaker.setdefault(speaker, []).append(one.entry.point)
        for points in by_speaker.values():
            found += (
                _odd(finding, areas)
                for finding in check_turnout(points)
                if _concerned(finding) & wanted and finding.point.area_id in areas
            )
    return sorted(found, key=lambda odd: (odd.finding.point.at, odd.area.sort_key, odd.finding.code))


def _concerned(finding: TurnoutFinding) -> set[str]:
    """The areas that a finding is about: of two that stated the same, neither more than the other."""
    return {point.area_id for point in (finding.point, finding.other) if point is not None}


def below_rows(
    children: Iterable[AreaRow], standing: Iterable[StandingTurnout], odd: Iterable[OddFigure]
) -> list[BelowRow]:
    """One row for each area below of which anything was said, in the order of `children`.

    The line is that of ballots received where it was stated, since that is what is announced all day; all
    lines are drawn over the same hours.
    """
    standing = list(standing)
    start, seconds = _span(_with_share(standing))
    by_area: dict[str, list[StandingTurnout]] = {}
    for one in standing:
        by_area.setdefault(one.entry.point.area_id, []).append(one)
    counts = Counter(code for figure in odd for code in _concerned(figure.finding))
    rows = []
    for area in children:
        said = by_area.get(area.code, [])
        if said:
            line = next(iter(_lines(_with_share(said), start, seconds)), None) if seconds else None
            rows.append(BelowRow(area, said[-1], line, counts[area.code]))
    return rows


def _with_share(standing: Iterable[StandingTurnout]) -> list[StandingTurnout]:
    return [one for one in standing if one.entry.point.known_share is not None]


def _span(drawn: Sequence[StandingTurnout]) -> tuple[datetime.datetime, int]:
    """The first moment, and how many seconds later the last one is; none where there is nothing to draw."""
    moments = [one.entry.point.at for one in drawn]
    start = min(moments, default=datetime.datetime.min.replace(tzinfo=datetime.UTC))
    return start, int((max(moments, default=start) - start).total_seconds())


def _odd(finding: TurnoutFinding, areas: Mapping[str, AreaRow]) -> OddFigure:
    other = finding.other
    elsewhere = None
    if other is not None and other.area_id != finding.point.area_id:
        elsewhere = areas.get(other.area_id)
    same = other is not None and other.notion is finding.point.notion
    return OddFigure(finding, areas[finding.point.area_id], elsewhere, same)


def _lines(drawn: Iterable[StandingTurnout], start: datetime.datetime, seconds: int) -> Iterable[Line]:
    series: dict[SeriesKey, list[TurnoutPoint]] = {}
    for one in drawn:
        series.setdefault((one.entry.point.notion, one.entry.source), []).append(one.entry.point)
    order = list(Notion)
    for notion, source in sorted(series, key=lambda key: (order.index(key[0]), key[1])):
        points = series[notion, source]
        places = [_place(point, start, seconds) for point in points]
        yield Line(
            NOTION_WORDS[notion],
            source,
            order.index(notion) % STYLES + 1,
            " ".join(f"{x},{y}" for x, y in places),
            "".join(f"M{x} {y}h0" for x, y in places),
            points[-1],
        )


def _place(point: TurnoutPoint, start: datetime.datetime, seconds: int) -> tuple[int, int]:
    share = min(point.known_share or Fraction(0), Fraction(1))
    x = int((point.at - start).total_seconds()) * WIDTH // seconds
    return x, HEIGHT - share.numerator * HEIGHT // share.denominator


Day = tuple[TurnoutChart | None, list[tuple[StandingTurnout, Text]]]


def load_area_day(area: AreaRow, contest: str | None) -> Day:
    """What was stated of `area`: of `contest`, and of the election as a whole."""
    said = of_contest(load_turnout([area]), contest)
    return turnout_chart(said), [(one, NOTION_WORDS[one.entry.point.notion]) for one in said]


MOST_BELOW = 300
"""How many areas right below one page speaks of."""


@election_page
@asking("contest")
def election_turnout(page: ElectionPage) -> HttpResponse:
    """Turnout of the whole election."""
    return _turnout(page, load_root(page.row))


@election_page
@asking("contest")
def area_turnout(page: ElectionPage, area_id: str) -> HttpResponse:
    """Turnout of an area; the root's page is that of the election."""
    area = page.area(area_id)
    if area.depth == 0:
        return page.moved("public:turnout")
    return _turnout(page, area)


def _turnout(page: ElectionPage, area: AreaRow) -> HttpResponse:
    children = in_page_order(children_of(area)[:MOST_BELOW])
    siblings = [area] if area.parent is None else list(children_of(area.parent)[:MOST_BELOW])
    stated = load_turnout({row.pk: row for row in (area, *siblings, *children)}.values())
    totals = {} if area.is_precinct else totals_of([area]).get(area.pk, {})
    held = _held(page, area, totals)
    chosen = page.contest_asked(contest.code for contest in held)
    said = of_contest(stated, chosen.code if chosen else None)
    own = [one for one in said if one.entry.point.area_id == area.code]
    below = [one for one in said if one.entry.point.area_id in {row.code for row in children}]
    beside = [one for one in said if one.entry.point.area_id in {row.code for row in siblings}]
    if not own and not below:
        raise Http404(area.code)
    areas = {row.code: row for row in (*siblings, *children)}
    odd = odd_figures([beside, below], areas, [area.code, *(row.code for row in children)])
    sources = list(dict.fromkeys(one.entry.source for one in (*own, *below)))
    context = {
        **placed(area),
        "contests": held,
        "chosen": chosen,
        "chart": turnout_chart(own),
        "stated": [(one, NOTION_WORDS[one.entry.point.notion]) for one in own],
        "odd": odd,
        "below": below_rows(children, below, odd),
        "sources": sources,
        "final": _final(page, chosen, totals),
    }
    return page.render("turnout/turnout.html", "results", context)


def _held(page: ElectionPage, area: AreaRow, totals: Mapping[str, Total]) -> list[Contest]:
    """The contests of the area, in the order of the election."""
    if area.is_precinct:
        return list(page.definition.contests_at(path_codes(area)))
    return [contest for contest in page.definition.election.contests if contest.code in totals]


def _final(
    page: ElectionPage, contest: Contest | None, totals: Mapping[str, Total]
) -> tuple[ContestResults, list[ShareLine], Count] | None:
    """What the protocols give in the end: each notion by its name, and ballots issued less ballots found."""
    if contest is None or contest.code not in totals or not totals[contest.code].received:
        return None
    rules = page.definition.rules[contest.code]
    results = contest_results(rules, contest, totals[contest.code])
    found = next((line for line in results.rest if line.code == rules.form.role("ballots_found")), None)
    lines = list(results.turnout)
    if found is not None:
        lines.append(ShareLine(found, honest_share(found.tally, results.registered), False))
    issued = next((item.line for item in lines if item.line.code == rules.form.role("ballots_issued")), None)
    return results, lines, _gap(issued, found)


def _gap(issued: SumLine | None, found: SumLine | None) -> Count:
    """Ballots issued less ballots found, where the same number of protocols gives both; else None."""
    if issued is None or found is None or issued.tally.contributors != found.tally.contributors:
        return None
    if not issued.tally.contributors:
        return None
    return issued.tally.total - found.tally.total


def turnout_csv(request: HttpRequest, election_id: str, area_id: str) -> HttpResponseBase:
    """The figures stated of an area and of the areas right below it, as `hattama turnout check` reads them.

    One table a source, named by `?source=`; without it the one that states most.
    """
    area = shown_area(election_id, area_id)
    return conditional(request, election_id, lambda page: _csv(page, area), questions=("source",))


def _csv(page: ElectionPage, area: AreaRow) -> HttpResponse:
    standing = load_turnout([area, *children_of(area)])
    by_source: dict[str, list[StatedTurnout]] = {}
    for one in standing:
        entry = one.entry
        stated = StatedTurnout(0, entry.contest or "", entry.point, entry.stated)
        by_source.setdefault(entry.source, []).append(stated)
    asked = page.request.GET.get("source", "")
    source = asked or max(by_source, key=lambda code: (len(by_source[code]), code), default="")
    if source not in by_source:
        raise Http404(source)
    response = HttpResponse(render_turnout(by_source[source]), content_type="text/csv; charset=utf-8")
    name = f"{page.row.election_id}-{area.code}-turnout-{source}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
