"""Percentiles of whole numbers by nearest rank: every answer is a value that really occurred.

The rank is the smallest whole number that is not below `per_cent` hundredths of the count, so nothing is
interpolated and nothing leaves whole numbers.
"""

from __future__ import annotations

from collections.abc import Sequence


class NotAPercentile(ValueError):
    """A percentile stands above 0 and at 100 or below."""


def at_rank(ordered: Sequence[int], per_cent: int) -> int:
    """The percentile of values in ascending order, of which there is at least one.

    `per_cent` is a whole number from 1 to 100. Raises NotAPercentile.
    """
    if not 0 < per_cent <= 100:
        raise NotAPercentile(str(per_cent))
    return ordered[-(-per_cent * len(ordered) // 100) - 1]
