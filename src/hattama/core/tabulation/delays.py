"""How long it took from one moment of each protocol to another, and how times are spread over precincts.

Exact: percentiles are by nearest rank (the smallest whole number that is not below `per_cent` hundredths of
the count), so that every figure shown is one that really occurred.
"""

import datetime
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate


class NotAPercentile(ValueError):
    """A percentile stands above 0 and at 100 or below."""


def at_rank(ordered: Sequence[int], per_cent: int) -> int:
    """The percentile of values in ascending order, of which there is at least one.

    `per_cent` is a whole number from 1 to 100. Raises NotAPercentile.
    """
    if not 0 < per_cent <= 100:
        raise NotAPercentile(str(per_cent))
    return ordered[-(-per_cent * len(ordered) // 100) - 1]


_SECOND = datetime.timedelta(seconds=1)
BACKWARDS, UNKNOWN = -1, -2
"""In the place of a delay: the second moment stands before the first; nobody says when the first was."""


@dataclass(frozen=True, slots=True)
class Delays:
    """Whole seconds, fractions cut off, of `counted` protocols.

    `without` are those that do not say when the first moment was; of `backwards` the second moment stands
    before the first, as when a clock is wrong. Neither is in the percentiles, which are None of nothing.
    `within_a_minute`: of those counted, how many took sixty seconds or less.
    """

    counted: int
    without: int
    backwards: int
    within_a_minute: int
    median: int | None
    ninety_fifth: int | None
    longest: int | None


def delay_of(since: datetime.datetime | None, until: datetime.datetime) -> int:
    """Whole seconds between aware moments, fractions cut off; BACKWARDS, or UNKNOWN where `since` is None."""
    if since is None:
        return UNKNOWN
    return BACKWARDS if until < since else (until - since) // _SECOND


def delays_of(counts: Mapping[int, int]) -> Delays:
    """The delays, given how often each of them occurred as `delay_of` says them."""
    seconds = sorted(one for one, times in counts.items() if one >= 0 and times)
    upto = list(accumulate(counts[one] for one in seconds))
    counted = upto[-1] if upto else 0

    def at(per_cent: int) -> int | None:
        return seconds[bisect_left(upto, -(-per_cent * counted // 100))] if counted else None

    return Delays(
        counted=counted,
        without=counts.get(UNKNOWN, 0),
        backwards=counts.get(BACKWARDS, 0),
        within_a_minute=sum(counts[one] for one in seconds if one <= 60),
        median=at(50),
        ninety_fifth=at(95),
        longest=at(100),
    )


@dataclass(frozen=True, slots=True)
class Spread:
    """`count` values (from 1): least, lower median, 90th percentile by nearest rank, most."""

    count: int
    least: int
    median: int
    ninetieth: int
    most: int


def spread_of(values: Iterable[int]) -> Spread | None:
    """The spread of whole numbers (minutes, seconds); None when there are none."""
    ordered = sorted(values)
    if not ordered:
        return None
    count = len(ordered)
    return Spread(count, ordered[0], at_rank(ordered, 50), at_rank(ordered, 90), ordered[-1])
