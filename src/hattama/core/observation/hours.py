"""Voters whom observers counted themselves, beside what commissions said of the same place and hours.

Only what must be so is held against them. While somebody counted without a break from nine to ten, the
official number cannot have grown between 9:10 and 9:50 by more than they counted, nor between 8:30 and 10:30
by less.
"""

import datetime
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import combinations
from math import comb
from typing import Final

from hattama.core.entries import Notion, TurnoutPoint
from hattama.core.observation.forms import Submission
from hattama.core.vocabulary import YEARS, Count, parse_whole_number

HOUR: Final = datetime.timedelta(hours=1)
_LEAST_SPAN: Final = HOUR / 2
"""Over less a pace says more of clocks than of voters."""


class HoursStanding(StrEnum):
    """How an official growth stands to an observer's own count."""

    AGREES = "agrees"
    ABOVE = "official_above"
    BELOW = "official_below"
    FITS = "fits"
    """Both may be true: the official times are not those of the count."""
    NO_OFFICIAL = "no_official"


@dataclass(frozen=True, slots=True)
class CountedHours:
    """How many voters received a ballot while an observer counted without a break."""

    instance_id: str
    station: str
    began: datetime.datetime
    ended: datetime.datetime
    voters: int
    tables: Count = None
    """At how many tables ballots were given out, as the observer says."""

    @property
    def pace(self) -> "Pace":
        """The voters and the time that they took."""
        return Pace(self.began, self.ended, self.voters)


@dataclass(frozen=True, slots=True)
class Pace:
    """So many voters received ballots between two moments: as was announced, or as an observer counted.

    How many an hour there can be nobody here says: the pace is told, and how long a voter had at a table.
    """

    began: datetime.datetime
    ended: datetime.datetime
    voters: int

    @property
    def an_hour(self) -> int:
        """Voters an hour, rounded down."""
        return int(self.voters * HOUR / (self.ended - self.began))

    def seconds(self, tables: int) -> int:
        """How many seconds a voter had, rounded down, had so many tables never stood idle."""
        return int((self.ended - self.began).total_seconds()) * tables // self.voters


@dataclass(frozen=True, slots=True)
class HoursBeside:
    """`least` and `most`: between what the official number must have grown meanwhile (None: not said)."""

    counted: CountedHours
    standing: HoursStanding
    least: Count
    most: Count

    @property
    def difference(self) -> int:
        """By how many voters the official number is above the count (below it: negative)."""
        if self.standing is HoursStanding.ABOVE and self.least is not None:
            return self.least - self.counted.voters
        if self.standing is HoursStanding.BELOW and self.most is not None:
            return self.most - self.counted.voters
        return 0


@dataclass(frozen=True, slots=True)
class HoursSummary:
    """All counts that official times match exactly. `chance`: of as many `above` or more among those that
    differ, if slips went either way alike."""

    matched: int
    above: int
    below: int
    counted: int
    official: int
    chance: Fraction


def read_hours(submission: Submission) -> CountedHours | None:
    """The count in a submission of the turnout form; None where a time or the number is missing."""
    answers = submission.answers
    began, ended = (read_moment(answers.get(name, "")) for name in ("arrived_at", "left_at"))
    voters = parse_whole_number(answers.get("n05d", ""))
    if began is None or ended is None or voters is None or began >= ended:
        return None
    tables = parse_whole_number(answers.get("tables", ""))
    return CountedHours(submission.instance_id, submission.station, began, ended, voters, tables)


def read_moment(text: str) -> datetime.datetime | None:
    """A moment with its zone, as telephones write it; None where the text is none, or its year none that is
    written here."""
    try:
        moment = datetime.datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None and moment.year in YEARS else None


def lay_hours_beside(
    counted: Iterable[CountedHours], official: Iterable[TurnoutPoint]
) -> tuple[HoursBeside, ...]:
    """Each count beside the official numbers of its station: those of voters who received ballots."""
    said: dict[str, list[TurnoutPoint]] = {}
    for point in sorted(official, key=lambda point: point.at):
        if point.notion is Notion.BALLOTS_ISSUED and point.voters is not None:
            said.setdefault(point.area_id, []).append(point)
    return tuple(_beside(one, said.get(one.station, ())) for one in counted)


def counted_in_all(counted: Iterable[CountedHours]) -> int:
    """How many voters were counted at one place at least: the most that counts of hours that do not overlap
    come to."""
    ended: list[datetime.datetime] = []
    most = [0]
    for one in sorted(counted, key=lambda one: one.ended):
        most.append(max(most[-1], most[bisect_right(ended, one.began)] + one.voters))
        ended.append(one.ended)
    return most[-1]


def fastest(spans: Iterable[Pace]) -> Pace | None:
    """The span in which most voters an hour received ballots; None where no span is half an hour long."""
    long = [one for one in spans if one.voters > 0 and one.ended - one.began >= _LEAST_SPAN]
    return max(long, key=lambda one: one.voters * HOUR / (one.ended - one.began), default=None)


def announced_spans(official: Iterable[TurnoutPoint]) -> Iterator[Pace]:
    """The growth between each two numbers of voters who received ballots, as one source gives them."""
    told = [(one.at, one.voters) for one in official if one.notion is Notion.BALLOTS_ISSUED]
    known = sorted((at, voters) for at, voters in told if voters is not None)
    return (Pace(began, ended, after - before) for (began, before), (ended, after) in combinations(known, 2))


def summarise_hours(beside: Iterable[HoursBeside]) -> HoursSummary:
    """What all counts together say of the official numbers; a sign test, exact.

    Who counted the same hours of one place saw one growth, and a report may come twice: the count nearest to
    the official one speaks for them.
    """
    matched = [one for one in beside if one.least is not None and one.least == one.most]
    matched.sort(key=lambda one: (-abs(one.difference), one.difference))
    exact = {(one.counted.station, one.counted.began, one.counted.ended): one for one in matched}.values()
    above = sum(one.standing is HoursStanding.ABOVE for one in exact)
    below = sum(one.standing is HoursStanding.BELOW for one in exact)
    differing = above + below
    ways = sum(comb(differing, number) for number in range(above, differing + 1))
    return HoursSummary(
        len(exact),
        above,
        below,
        sum(one.counted.voters for one in exact),
        sum(one.least or 0 for one in exact),
        Fraction(ways, 2**differing),
    )


def _beside(one: CountedHours, points: Sequence[TurnoutPoint]) -> HoursBeside:
    within = [point.voters or 0 for point in points if one.began <= point.at <= one.ended]
    before = [point.voters or 0 for point in points if point.at <= one.began]
    after = [point.voters or 0 for point in points if point.at >= one.ended]
    least = within[-1] - within[0] if len(within) > 1 else None
    most = after[0] - before[-1] if before and after else None
    if least is None and most is None:
        standing = HoursStanding.NO_OFFICIAL
    elif least is not None and least > one.voters:
        standing = HoursStanding.ABOVE
    elif most is not None and most < one.voters:
        standing = HoursStanding.BELOW
    else:
        standing = HoursStanding.AGREES if least == most else HoursStanding.FITS
    return HoursBeside(one, standing, least, most)
