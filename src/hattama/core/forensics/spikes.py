"""At which whole percentages do more stations stand than chance gives? (Rozenas 2017, in an exact form)

For each whole percentage the expected number of stations is an exact sum of binomial densities; the tail of
the Poisson law with that mean bounds the true one. Holm's correction over the 98 percentages.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from hattama.core.forensics.stations import Part
from hattama.core.forensics.tails import holm, poisson_at_least
from hattama.core.forensics.whole_percentages import hit_densities, is_hit

_MARKED_AT = 0.05


@dataclass(frozen=True, slots=True)
class Spike:
    """One whole percentage: stations observed and expected, the bound of its tail, and the same by Holm."""

    percent: int
    observed: int
    expected: float
    sd: float
    p: float
    corrected: float

    @property
    def z(self) -> float:
        """The excess in standard deviations."""
        return (self.observed - self.expected) / self.sd if self.sd else 0.0

    @property
    def is_marked(self) -> bool:
        """Whether it stands out at 5 % among all 98."""
        return self.corrected <= _MARKED_AT


@dataclass(frozen=True, slots=True)
class Spikes:
    """Percentages 1 to 98 in order; and the multiples of five among them together."""

    stations: int
    percentages: tuple[Spike, ...]

    @property
    def marked(self) -> tuple[Spike, ...]:
        """Percentages that stand out at 5 % among all 98."""
        return tuple(spike for spike in self.percentages if spike.is_marked)


def find_spikes(parts: Sequence[Part]) -> Spikes:
    """Spikes among shares k of n."""
    observed, expected, variances = [0] * 101, [0.0] * 101, [0.0] * 101
    for k, n in parts:
        if is_hit(k, n):
            observed[nearest_percent(k, n)] += 1
        for percent, chance in _by_percent(k, n).items():
            expected[percent] += chance
            variances[percent] += chance * (1 - chance)
    tails = [poisson_at_least(observed[percent], expected[percent]) for percent in range(1, 99)]
    percentages = tuple(
        Spike(percent, observed[percent], expected[percent], sqrt(max(0.0, variances[percent])), p, corrected)
        for percent, p, corrected in zip(range(1, 99), tails, holm(tails), strict=True)
    )
    return Spikes(len(parts), percentages)


def nearest_percent(k: int, n: int) -> int:
    """The whole percentage next to k of n, halves upward."""
    return (200 * k + n) // (2 * n)


def _by_percent(k: int, n: int) -> dict[int, float]:
    if k in (0, n):
        return {100 * k // n: 1.0}
    chances: dict[int, float] = {}
    for number, density in zip(*hit_densities(k, n), strict=True):
        percent = (200 * number + n) // (2 * n)
        chances[percent] = chances.get(percent, 0.0) + density
    return chances
