"""How many stations of each stratum are drawn, and how wide the margin will be, judged by past results."""

from __future__ import annotations

import math
import operator
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import NamedTuple

Z95 = 1.96


class SampleOutOfRange(ValueError):
    """Fewer units than the least of each stratum together, or more than there are: `least` and `most`."""

    def __init__(self, least: int, most: int) -> None:
        super().__init__(f"{least} to {most}")
        self.least, self.most = least, most


def allocate(
    sizes: Mapping[str, int],
    sample: int,
    weights: Mapping[str, float] | None = None,
    *,
    least: int = 2,
) -> dict[str, int]:
    """`sample` units over strata in proportion to `weights`, or to their `sizes` where none are given.

    No stratum has fewer than `least` (or all that it has) nor more than it has; what is left of whole numbers
    goes to the largest remainders, of equal ones to the name that comes first. Raises SampleOutOfRange.
    """
    lowest = {name: min(least, size) for name, size in sizes.items()}
    if not sum(lowest.values()) <= sample <= sum(sizes.values()):
        raise SampleOutOfRange(sum(lowest.values()), sum(sizes.values()))
    exact = {name: Fraction(size if weights is None else weights[name]) for name, size in sizes.items()}
    fixed: dict[str, int] = {}
    while True:
        quotas = _quotas(exact, sizes, fixed, sample)
        low = {name: lowest[name] - quota for name, quota in quotas.items() if quota < lowest[name]}
        high = {name: quota - sizes[name] for name, quota in quotas.items() if quota > sizes[name]}
        if not low and not high:
            break
        # What weighs more is settled first: the other may mend itself by what is left.
        bounds, broken = (lowest, low) if sum(low.values()) >= sum(high.values()) else (sizes, high)
        fixed |= {name: bounds[name] for name in broken}
    settled = fixed | _rounded(quotas, sample - sum(fixed.values()))
    return {name: settled[name] for name in sizes}


def _quotas(
    weights: Mapping[str, Fraction], sizes: Mapping[str, int], fixed: Mapping[str, int], sample: int
) -> dict[str, Fraction]:
    """What is left for the strata that are not `fixed`, by weight; by size where no weight is left."""
    free = {name: weight for name, weight in weights.items() if name not in fixed}
    if not any(free.values()):
        free = {name: Fraction(sizes[name]) for name in free}
    rest, whole = sample - sum(fixed.values()), sum(free.values())
    return {name: rest * weight / whole for name, weight in free.items()}


def _rounded(quotas: Mapping[str, Fraction], sample: int) -> dict[str, int]:
    whole = {name: math.floor(quota) for name, quota in quotas.items()}
    left = sample - sum(whole.values())
    for name in sorted(quotas, key=lambda name: (whole[name] - quotas[name], name))[:left]:
        whole[name] += 1
    return whole


class Moments(NamedTuple):
    """Sums over the stations of a stratum in past results: the votes of a choice, and their bases."""

    stations: int
    parts: int
    bases: int
    squared_parts: int
    squared_bases: int
    products: int

    @classmethod
    def of(cls, pairs: Iterable[tuple[int, int]]) -> Moments:
        """The sums of (votes, base) of each station."""
        known = list(pairs)
        parts, bases = [part for part, _ in known], [base for _, base in known]
        products = [sum(map(operator.mul, *two)) for two in ((parts, parts), (bases, bases), (parts, bases))]
        return cls(len(known), sum(parts), sum(bases), *products)

    def spread(self, ratio: Fraction) -> Fraction:
        """The variance of the residuals from `ratio`; 0 of one station, which is drawn always."""
        if self.stations < 2:
            return Fraction(0)
        squares = self.squared_parts - 2 * ratio * self.products + ratio**2 * self.squared_bases
        return (squares - (self.parts - ratio * self.bases) ** 2 / self.stations) / (self.stations - 1)


def spread_weights(past: Mapping[str, Moments], sizes: Mapping[str, int]) -> dict[str, float]:
    """J. Neyman's weights: stations of a stratum times how far its past residuals lie apart."""
    ratio = _ratio(past)
    return {name: sizes[name] * math.sqrt(one.spread(ratio)) for name, one in past.items()}


def planned_margin(
    past: Mapping[str, Moments], sizes: Mapping[str, int], allocation: Mapping[str, int]
) -> float:
    """Half the interval for the share that `past` gives, were its stations drawn by `allocation`.

    The census formula of the combined ratio estimator, with the finite correction by stations: the past may
    know some of the `sizes` stations of a stratum, which then stand for all; of more than one, two at least.
    """
    ratio = _ratio(past)
    whole = math.fsum(one.bases * sizes[name] / one.stations for name, one in past.items() if sizes[name])
    variance = math.fsum(
        sizes[name] * (sizes[name] - allocation[name]) * one.spread(ratio) / allocation[name]
        for name, one in past.items()
        if sizes[name]
    )
    return Z95 * math.sqrt(variance) / whole


def _ratio(past: Mapping[str, Moments]) -> Fraction:
    """The share over all strata, to nine digits: enough for a margin, and quick to multiply."""
    ratio = Fraction(sum(one.parts for one in past.values()), sum(one.bases for one in past.values()))
    return ratio.limit_denominator(10**9)


def voters_formula(margin: float, population: int, z: float) -> float:
    """How many voters to draw one by one for this margin, where half of them vote so.

    Observers draw stations, whose voters vote alike: it says nothing of how many stations are needed.
    """
    return 0.25 / (margin**2 / z**2 + 0.25 / population)
