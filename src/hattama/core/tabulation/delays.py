"""How long it took from one moment of each protocol to another: exact seconds, with what was left out."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from hattama.core.tabulation.percentiles import at_rank

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
