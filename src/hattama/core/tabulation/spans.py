"""How times are spread over many precincts: the smallest, the middle, the ninetieth per cent, the largest.

Exact: a rank is a whole number and a median of an even number of values is the lower of the two in the
middle, so that every figure shown is a time that some commission really gave.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from hattama.core.tabulation.percentiles import at_rank


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
