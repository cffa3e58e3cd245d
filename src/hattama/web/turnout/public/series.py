"""Turnout through the day as a page shows it: lines by what was counted and who said it, and what is odd.

Two notions are two lines with two names: voters who received ballots, and ballots found in the boxes. A
percentage is always of registered voters, as they were stated beside it.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from hattama.core.entries import NOTION_WORDS, Notion, StandingTurnout, TurnoutPoint
from hattama.core.tabulation import TurnoutFinding, check_turnout
from hattama.core.vocabulary import Severity, Text
from hattama.web.kernel.elections.tables import AreaRow
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
                if finding.point.area_id in wanted and finding.point.area_id in areas
            )
    return sorted(found, key=lambda odd: (odd.finding.point.at, odd.area.sort_key, odd.finding.code))


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
    counts: dict[str, int] = {}
    for figure in odd:
        counts[figure.area.code] = counts.get(figure.area.code, 0) + 1
    rows = []
    for area in children:
        said = by_area.get(area.code, [])
        if said:
            line = next(iter(_lines(_with_share(said), start, seconds)), None) if seconds else None
            rows.append(BelowRow(area, said[-1], line, counts.get(area.code, 0)))
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
