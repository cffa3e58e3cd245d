"""Intervals for small parties, drawn again and again from the sample itself.

Votes of a small party lie at few stations, and the interval by t is too narrow for it and even to both sides.
After J. Rao and C. Wu (JASA 83, 1988), each replicate measured by its own error: of the ways tried
on three censuses it missed least.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple, Protocol

from hattama.core.observation.estimates import Estimate, Figures, Reporting, ReportingStratum, outward

REPLICATES = 400
SMALL_SHARE = 0.05
"""Below it a party is small."""


class Chance(Protocol):
    """A source of chance with a seed, handed in by whoever asks: `random.Random` is one."""

    def choices(self, population: Sequence[int], *, k: int) -> list[int]: ...


class _Units(NamedTuple):
    """The units of a stratum that reported: residuals and bases as totals, their weight, and what is left
    of the variance after the finite correction."""

    residuals: tuple[float, ...]
    bases: tuple[float, ...]
    units: int
    left: float


def resampled(
    reports: Reporting, parts: Figures, bases: Figures, estimate: Estimate, chance: Chance
) -> Estimate:
    """`estimate` of parts in bases with an interval from REPLICATES, cut at nought and one.

    Where no replicate differs, as in a whole census, the interval stays as it is.
    """
    strata = [_units(stratum, parts, bases, estimate.share) for stratum in reports.strata]
    lengths = sorted(length for _ in range(REPLICATES) if (length := _replicate(strata, chance)) is not None)
    if not lengths:
        return estimate
    longest, shortest = _quantile(lengths, 0.975), _quantile(lengths, 0.025)
    low, high = estimate.share - longest * estimate.error, estimate.share - shortest * estimate.error
    return Estimate(estimate.share, estimate.error, estimate.degrees, *outward(max(0.0, low), min(1.0, high)))


def _units(stratum: ReportingStratum, parts: Figures, bases: Figures, ratio: float) -> _Units:
    residuals, wholes = [], []
    for stations, codes in stratum.clusters:
        weight = stations / len(codes)
        whole = weight * math.fsum(bases[code] for code in codes)
        residuals.append(weight * math.fsum(parts[code] for code in codes) - ratio * whole)
        wholes.append(whole)
    return _Units(tuple(residuals), tuple(wholes), stratum.units, 1 - len(residuals) / stratum.units)


def _replicate(strata: Sequence[_Units], chance: Chance) -> float | None:
    """How far one replicate lies from the estimate, measured by its own error; None where it has none."""
    drawn = [(units, *_drawn_again(units, chance)) for units in strata if units.residuals]
    part = math.fsum(residual for _, residual, _, _ in drawn)
    base = math.fsum(whole for _, _, whole, _ in drawn)
    off = part / base if base > 0 else 0.0
    variance = math.fsum(_variance(units, picked, off) for units, _, _, picked in drawn)
    return off * base / math.sqrt(variance) if variance > 0 else None


def _drawn_again(units: _Units, chance: Chance) -> tuple[float, float, list[int]]:
    """Weighted sums of residuals and of bases over one unit fewer, drawn with replacement and rescaled."""
    count, weight = len(units.residuals), units.units / len(units.residuals)
    residuals, bases = math.fsum(units.residuals), math.fsum(units.bases)
    if count < 2 or units.left <= 0:
        return weight * residuals, weight * bases, []
    picked = chance.choices(range(count), k=count - 1)
    pull, scale = math.sqrt(units.left), count / (count - 1)
    residual = sum(units.residuals[place] for place in picked)
    base = sum(units.bases[place] for place in picked)
    return (
        weight * ((1 - pull) * residuals + pull * scale * residual),
        weight * ((1 - pull) * bases + pull * scale * base),
        picked,
    )


def _variance(units: _Units, picked: Sequence[int], off: float) -> float:
    if len(picked) < 2:
        return 0.0
    values = [units.residuals[place] - off * units.bases[place] for place in picked]
    mean = sum(values) / len(values)
    spread = sum((value - mean) ** 2 for value in values) / (len(values) - 1)
    return units.units**2 * units.left * spread / len(units.residuals)


def _quantile(ordered: Sequence[float], share: float) -> float:
    """Between the two nearest values, in proportion."""
    place = share * (len(ordered) - 1)
    below = math.floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])
