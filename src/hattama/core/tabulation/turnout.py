"""Turnout as commissions state it through the day: who received a ballot, who took part, what the boxes held.

These are different figures of the same voters, so a point always says which of them it is, and points of
one notion are never continued by points of another. Ballots handed out can only grow in number; a series
that falls, leaps or repeats its neighbour was copied wrongly or made up, and is worth a look at the source.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from statistics import median_low

from hattama.core.entries import Notion, TurnoutPoint
from hattama.core.protocols import FormRule
from hattama.core.tabulation.turnout_rules import (
    TURNOUT_FALLS,
    TURNOUT_GAP,
    TURNOUT_JUMPS,
    TURNOUT_OVER,
    TURNOUT_SAME,
    TURNOUT_SHARE,
)
from hattama.core.vocabulary import round_half_up


@dataclass(frozen=True, slots=True)
class TurnoutLimits:
    """From where on a series is looked at. None of these is a rule of law; each is ours and can be changed.

    `leap_an_hour`: how much faster than the middle area a share may grow in an hour. `gap`: by how much, as
    a share of the registered, the last figures of two notions may differ.
    """

    leap_an_hour: Fraction = Fraction(2, 100)
    gap: Fraction = Fraction(1, 100)


@dataclass(frozen=True, slots=True)
class TurnoutFinding:
    """What is odd about `point`, seen against `other` (the point before it, or that of another area)."""

    rule: FormRule
    point: TurnoutPoint
    other: TurnoutPoint | None = None

    @property
    def code(self) -> str:
        """The rule's code for life."""
        return self.rule.code


_DEFAULT = TurnoutLimits()


def check_turnout(
    points: Iterable[TurnoutPoint], limits: TurnoutLimits = _DEFAULT
) -> tuple[TurnoutFinding, ...]:
    """Everything odd about the points, in the order of time, then of area, then of code.

    Points of one area and notion form a series. A fall is looked for in counts where both points have them
    and in shares otherwise, since a share also falls when the list of voters grows. A stated percentage
    stands for all that is rounded to it.
    """
    ordered = sorted(points, key=lambda point: (point.at, point.area_id, point.notion))
    found = [
        *_each(ordered),
        *_falls(ordered),
        *_leaps(ordered, limits),
        *_repetitions(ordered),
        *_gaps(ordered, limits),
    ]
    return tuple(sorted(found, key=lambda f: (f.point.at, f.point.area_id, f.code)))


def _each(points: Sequence[TurnoutPoint]) -> Iterator[TurnoutFinding]:
    for point in points:
        share = point.known_share
        if share is not None and share > 1:
            yield TurnoutFinding(TURNOUT_OVER, point)
        counted = None if point.share is None or share is None else round_half_up(share * 100, point.places)
        if point.share is not None and counted not in (None, point.share * 100):
            yield TurnoutFinding(TURNOUT_SHARE, point)


def _falls(points: Sequence[TurnoutPoint]) -> Iterator[TurnoutFinding]:
    for before, after in _steps(points):
        if before.voters is not None and after.voters is not None:
            falls = after.voters < before.voters
        else:
            falls = _is_less(after, before)
        if falls:
            yield TurnoutFinding(TURNOUT_FALLS, after, before)


def _leaps(points: Sequence[TurnoutPoint], limits: TurnoutLimits) -> Iterator[TurnoutFinding]:
    together: dict[tuple[object, ...], list[tuple[TurnoutPoint, TurnoutPoint, Fraction]]] = {}
    for before, after in _steps(points):
        growth = _growth(before, after)
        if growth is not None:
            together.setdefault((before.notion, before.at, after.at), []).append((before, after, growth))
    for steps in together.values():
        before, after, _ = steps[0]
        # That others fell is no reason to call a rise a leap.
        usual = max(Fraction(0), median_low([growth for _, _, growth in steps]))
        apart = after.at - before.at
        hours = Fraction(apart.days * 86400 + apart.seconds, 3600)
        for before, after, growth in steps:
            if growth - usual > limits.leap_an_hour * hours:
                yield TurnoutFinding(TURNOUT_JUMPS, after, before)


def _repetitions(points: Sequence[TurnoutPoint]) -> Iterator[TurnoutFinding]:
    # Zero is what everybody has before the doors open.
    first: dict[tuple[object, ...], TurnoutPoint] = {}
    for point in points:
        if not point.known_share:
            continue
        seen = first.setdefault((point.notion, point.at, point.known_share), point)
        if seen.area_id != point.area_id:
            yield TurnoutFinding(TURNOUT_SAME, point, seen)


def _gaps(points: Sequence[TurnoutPoint], limits: TurnoutLimits) -> Iterator[TurnoutFinding]:
    last: dict[tuple[str, Notion], TurnoutPoint] = {}
    for point in points:
        last[point.area_id, point.notion] = point
    for (area_id, notion), found in last.items():
        issued = last.get((area_id, Notion.BALLOTS_ISSUED))
        if notion is Notion.BALLOTS_ISSUED or issued is None:
            continue
        growth = _growth(found, issued)
        # Whichever was stated first has grown since.
        more = growth is not None and growth > limits.gap and issued.at <= found.at
        less = growth is not None and growth < -limits.gap and found.at <= issued.at
        if more or less:
            yield TurnoutFinding(TURNOUT_GAP, found, issued)


def _steps(points: Sequence[TurnoutPoint]) -> Iterator[tuple[TurnoutPoint, TurnoutPoint]]:
    series: dict[tuple[str, Notion], list[TurnoutPoint]] = {}
    for point in points:
        series.setdefault((point.area_id, point.notion), []).append(point)
    for of_area in series.values():
        yield from pairwise(of_area)


def _is_less(after: TurnoutPoint, before: TurnoutPoint) -> bool:
    growth = _growth(before, after)
    if growth is None:
        return False
    room = before.rounded_by + after.rounded_by
    # What is rounded to a percentage ends right below the half above it.
    return -growth > room or (-growth == room and after.rounded_by > 0)


def _growth(before: TurnoutPoint, after: TurnoutPoint) -> Fraction | None:
    if before.known_share is None or after.known_share is None:
        return None
    return after.known_share - before.known_share
