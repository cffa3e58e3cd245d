"""How long it took from one moment of each protocol to another, and how times are spread over precincts.

Exact: percentiles are by nearest rank (the smallest whole number that is not below `per_cent` hundredths of
the count), so that every figure shown is one that really occurred.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


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


def delays_of(moments: Iterable[tuple[datetime.datetime | None, datetime.datetime]]) -> Delays:
    """The delays between pairs of aware moments; the first may be unknown."""
    without = backwards = 0
    seconds: list[int] = []
    for since, until in moments:
        if since is None:
            without += 1
        elif until < since:
            backwards += 1
        else:
            seconds.append((until - since) // _SECOND)
    seconds.sort()
    return Delays(
        counted=len(seconds),
        without=without,
        backwards=backwards,
        within_a_minute=sum(one <= 60 for one in seconds),
        median=at_rank(seconds, 50) if seconds else None,
        ninety_fifth=at_rank(seconds, 95) if seconds else None,
        longest=seconds[-1] if seconds else None,
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
