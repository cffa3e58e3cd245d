"""What the stations that reported say of all: combined ratios, their errors by the design of the sample.

After W. Cochran, Sampling Techniques (3rd edition, 1977), chapters 6 and 11: stations that reported stand for
their stratum, and the finite correction counts stations (or clusters), never voters.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import NamedTuple

from hattama.core.forensics import student_quantile, variance_of_total
from hattama.core.observation.frames import DrawnStation, Sample

STEPS = 10**6
"""Ends of an interval are whole millionths, rounded outward: what lies inside is decided in whole numbers."""

Figures = Mapping[str, float]
"""A figure by the code of its station."""


class TooFewReports(ValueError):
    """No error can be told from what has come in; the estimate would be a number without a margin."""


class NothingToDivide(ValueError):
    """The base of the share is nought at every station that reported."""


class Cluster(NamedTuple):
    """Stations of one cluster that reported, and how many it has. A station drawn by itself is its own."""

    stations: int
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReportingStratum:
    """A stratum, or several taken together, as far as it reported; `units` to draw from it has in all."""

    names: tuple[str, ...]
    units: int
    clusters: tuple[Cluster, ...]

    @property
    def is_lonely(self) -> bool:
        """Whether no error can be told here: fewer than two reported, and not all that there are."""
        return len(self.clusters) < min(2, self.units)


@dataclass(frozen=True)
class Reporting:
    """The strata of a sample as far as they reported, none of them lonely."""

    strata: tuple[ReportingStratum, ...]

    @property
    def collapsed(self) -> tuple[tuple[str, ...], ...]:
        """Strata that were taken together, because too few of their stations reported."""
        return tuple(stratum.names for stratum in self.strata if len(stratum.names) > 1)

    @cached_property
    def degrees(self) -> int:
        """Degrees of freedom of the design: units that reported less strata, at least one."""
        units = sum(len(stratum.clusters) for stratum in self.strata)
        return max(1, units - len(self.strata))

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """The stations that reported."""
        return tuple(
            code for stratum in self.strata for cluster in stratum.clusters for code in cluster.codes
        )

    def weights(self) -> Iterator[tuple[str, float]]:
        """For how many stations of the frame each of those that reported stands."""
        for stratum in self.strata:
            for cluster in stratum.clusters:
                weight = stratum.units / len(stratum.clusters) * cluster.stations / len(cluster.codes)
                yield from ((code, weight) for code in cluster.codes)


def reporting(sample: Sample, reported: Iterable[str]) -> Reporting:
    """The strata of `sample` with those of its stations that `reported`.

    A lonely stratum is taken together with its neighbour in the order of the names. Raises TooFewReports
    where nothing can be taken together any more.
    """
    known = frozenset(reported)
    strata: list[ReportingStratum] = []
    for stratum in sample.strata:
        here = [one for one in stratum.drawn if one.code in known]
        clusters = _clusters(here, is_clustered=sample.is_clustered)
        strata.append(ReportingStratum((stratum.name,), stratum.units, clusters))
    strata = [stratum for stratum in strata if stratum.units]
    while (place := next((at for at, one in enumerate(strata) if one.is_lonely), None)) is not None:
        if len(strata) == 1:
            raise TooFewReports(len(known))
        first = min(place, len(strata) - 2)
        strata[first : first + 2] = [_together(strata[first], strata[first + 1])]
    return Reporting(tuple(strata))


def _clusters(stations: list[DrawnStation], *, is_clustered: bool) -> tuple[Cluster, ...]:
    if not is_clustered:
        return tuple(Cluster(1, (one.code,)) for one in stations)
    grouped: dict[str, list[DrawnStation]] = {}
    for one in stations:
        grouped.setdefault(one.cluster, []).append(one)
    return tuple(Cluster(group[0].of_stations, tuple(x.code for x in group)) for group in grouped.values())


def _together(one: ReportingStratum, other: ReportingStratum) -> ReportingStratum:
    return ReportingStratum(one.names + other.names, one.units + other.units, one.clusters + other.clusters)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A share with its standard error. `low` and `high`: the ends of the interval in whole millionths.

    They reach as far as t with the design's degrees of freedom does, at 95 per cent.
    """

    share: float
    error: float
    degrees: int
    low: int
    high: int

    @classmethod
    def of(cls, share: float, error: float, degrees: int) -> Estimate:
        """The estimate with the interval that its error gives."""
        margin = t_quantile(degrees) * error
        return cls(share, error, degrees, *outward(share - margin, share + margin))

    @property
    def margin(self) -> float:
        """Half the interval by t; where the interval is not even to both sides, look at its ends."""
        return t_quantile(self.degrees) * self.error


def outward(low: float, high: float) -> tuple[int, int]:
    """The ends of an interval in whole millionths, rounded outward.

    What floating point alone puts past a millionth is not rounded further: an interval without error is a
    point.
    """
    return math.floor(round(low * STEPS, 6)), math.ceil(round(high * STEPS, 6))


@lru_cache(maxsize=4096)
def t_quantile(degrees: int) -> float:
    """Beyond it Student's t lies once in forty to each side."""
    return student_quantile(0.975, degrees)


def is_consistent(low: int, high: int, official: Fraction) -> bool:
    """Whether an official share lies in the interval; its ends are in it."""
    return low <= official * STEPS <= high


def estimate_share(
    reports: Reporting, parts: Figures, bases: Figures, *, whole: float | None = None
) -> Estimate:
    """The share of `parts` in `bases` over the frame; every station that reported has both.

    `whole`: the sum of the bases where it is known, as registered voters are. A difference of two shares is
    the share of a difference; a domain has both figures nought outside. Raises NothingToDivide.
    """
    part, base = _totals(reports, parts), _totals(reports, bases)
    if not base:
        raise NothingToDivide
    ratio = part / base
    variance = math.fsum(_variance(stratum, parts, bases, ratio) for stratum in reports.strata)
    return Estimate.of(ratio, math.sqrt(variance) / (whole or base), reports.degrees)


def estimated_total(reports: Reporting, figures: Figures) -> tuple[float, float]:
    """The sum over the frame, and its standard error."""
    variance = math.fsum(_variance(stratum, figures, figures, 0.0) for stratum in reports.strata)
    return _totals(reports, figures), math.sqrt(variance)


def _totals(reports: Reporting, figures: Figures) -> float:
    return math.fsum(weight * figures[code] for code, weight in reports.weights())


def _variance(stratum: ReportingStratum, parts: Figures, bases: Figures, ratio: float) -> float:
    """What a stratum adds: units among each other, and stations inside clusters that were not read whole."""
    count, totals, inside = len(stratum.clusters), [], 0.0
    if not count:
        return 0.0
    for stations, codes in stratum.clusters:
        residuals = [parts[code] - ratio * bases[code] for code in codes]
        totals.append(stations / len(codes) * math.fsum(residuals))
        inside += variance_of_total(stations, residuals)
    return variance_of_total(stratum.units, totals) + stratum.units / count * inside
