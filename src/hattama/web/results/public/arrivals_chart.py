"""The pictures of the night: protocols published, added up over time, as a share of those expected; and
shares of the leaders as the count grew.

The server draws it; the same figures stand beside it as a table. Text stays outside the drawing, so that it
keeps its size on a telephone.
"""

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from hattama.core.vocabulary import Contest, Message, Share, Text, Words
from hattama.web.results.public.contest_results import ContestResults

WIDTH = 600
HEIGHT = 200
MOST_ROWS = 24
STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440)
"""How many minutes a row of the table may stand for."""

TICKS = 4

Arrivals = Mapping[str, Sequence[tuple[datetime.datetime, int]]]


MOST_CURVES = 3
"""How many curves can be told apart by their dashes."""

_DISTRICTS = Message("All electoral districts")


@dataclass(frozen=True, slots=True)
class Curve:
    """One contest's curve. `points` are coordinates in a drawing of WIDTH by HEIGHT, y downward."""

    place: int
    names: Text
    points: str
    received: int
    expected: int


@dataclass(frozen=True, slots=True)
class ArrivalsChart:
    """Curves over one span of time; `ticks` are evenly spaced; `rows` are moments with counts per curve."""

    curves: tuple[Curve, ...]
    ticks: tuple[datetime.datetime, ...]
    rows: tuple[tuple[datetime.datetime, tuple[int, ...]], ...]
    width: int = WIDTH
    height: int = HEIGHT


def arrivals_chart(
    arrivals: Arrivals, expected: Mapping[str, int], contests: Sequence[Contest]
) -> ArrivalsChart | None:
    """The chart of all contests that have begun to arrive, or None while there are less than two minutes.

    Where there are more than can be told apart, those of single districts are one curve.
    """
    names: dict[str, Text] = {contest.code: contest.listed_as for contest in contests}
    if len(contests) > MOST_CURVES:
        districts = [contest.code for contest in contests if contest.areas]
        arrivals = {**arrivals, "": _together(arrivals.get(code, ()) for code in districts)}
        expected = {**expected, "": sum(expected.get(code, 0) for code in districts)}
        names = {code: called for code, called in names.items() if code not in districts} | {"": _DISTRICTS}
    begun = [code for code in names if arrivals.get(code) and expected.get(code)]
    if not begun:
        return None
    start = min(arrivals[code][0][0] for code in begun)
    minutes = max(int((arrivals[code][-1][0] - start).total_seconds()) // 60 + 1 for code in begun)
    if minutes < 2:
        return None
    added = {code: _added_up(arrivals[code], start) for code in begun}
    curves = tuple(
        Curve(
            place,
            names[code],
            _points(added[code], minutes, expected[code]),
            added[code][-1][1],
            expected[code],
        )
        for place, code in enumerate(begun, start=1)
    )
    return ArrivalsChart(curves, _ticks(start, minutes), _rows(added, start, minutes))


def _together(
    arrivals: Iterable[Sequence[tuple[datetime.datetime, int]]],
) -> list[tuple[datetime.datetime, int]]:
    added: Counter[datetime.datetime] = Counter()
    for of_contest in arrivals:
        for minute, protocols in of_contest:
            added[minute] += protocols
    return sorted(added.items())


Added = list[tuple[int, int]]
"""Minutes since the start of the chart at whose end so many protocols were public."""


@dataclass(frozen=True, slots=True)
class SharesCurve:
    """The share of one choice of the votes counted by then; `share`: at the end of the drawing."""

    place: int
    names: Words
    points: str
    share: Share


@dataclass(frozen=True, slots=True)
class SharesChart:
    """Shares of the leaders over one span of time; `counted`: behind them, protocols of those expected."""

    curves: tuple[SharesCurve, ...]
    ticks: tuple[datetime.datetime, ...]
    counted: str
    last: ContestResults
    width: int = WIDTH
    height: int = HEIGHT


def shares_chart(night: Sequence[tuple[datetime.datetime, ContestResults]]) -> SharesChart | None:
    """The chart of a contest from its results at moments in order; None while there are less than two, or
    where no share is stated at the last of them.

    A moment at which a share is withheld has no point: the line goes from the one before to the one after.
    """
    if len(night) < 2 or not any(choice.share for choice in night[-1][1].first):
        return None
    start, (end, last) = night[0][0], night[-1]
    span = int((end - start).total_seconds()) // 60
    along = [(_x(int((minute - start).total_seconds()) // 60, span), results) for minute, results in night]
    shares = [(x, {choice.code: choice.share for choice in results.choices}) for x, results in along]
    curves = []
    for place, leader in enumerate(last.first, start=1):
        held = [(x, share) for x, of in shares if (share := of.get(leader.code))]
        if leader.share is not None:
            points = " ".join(f"{x},{_y(share.part, share.whole)}" for x, share in held)
            curves.append(SharesCurve(place, leader.names, points, leader.share))
    counted = " ".join(f"{x},{_y(one.total.counted, one.total.expected)}" for x, one in along)
    return SharesChart(tuple(curves), _ticks(start, span), f"0,{HEIGHT} {counted} {WIDTH},{HEIGHT}", last)


def _ticks(start: datetime.datetime, minutes: int) -> tuple[datetime.datetime, ...]:
    return tuple(start + datetime.timedelta(minutes=minutes * tick // (TICKS - 1)) for tick in range(TICKS))


def _added_up(arrivals: Sequence[tuple[datetime.datetime, int]], start: datetime.datetime) -> Added:
    total = 0
    added = []
    for minute, protocols in arrivals:
        total += protocols
        added.append((int((minute - start).total_seconds()) // 60 + 1, total))
    return added


def _points(added: Added, minutes: int, expected: int) -> str:
    points = [(0, HEIGHT)]
    before = 0
    for minute, total in added:
        # Until the minute began nothing more had arrived; within it the count rose.
        points.append((_x(minute - 1, minutes), _y(before, expected)))
        points.append((_x(minute, minutes), _y(total, expected)))
        before = total
    points.append((WIDTH, _y(before, expected)))
    return " ".join(f"{x},{y}" for x, y in dict.fromkeys(points))


def _x(minute: int, minutes: int) -> int:
    return minute * WIDTH // minutes


def _y(count: int, expected: int) -> int:
    return HEIGHT - min(count, expected) * HEIGHT // expected


def _rows(
    added: Mapping[str, Added], start: datetime.datetime, minutes: int
) -> tuple[tuple[datetime.datetime, tuple[int, ...]], ...]:
    step = next((step for step in STEPS if minutes <= step * MOST_ROWS), STEPS[-1])
    marks = [*range(step, minutes, step), minutes]
    return tuple(
        (start + datetime.timedelta(minutes=mark), tuple(_count_at(added[code], mark) for code in added))
        for mark in marks
    )


def _count_at(added: Added, mark: int) -> int:
    return next((total for minute, total in reversed(added) if minute <= mark), 0)
