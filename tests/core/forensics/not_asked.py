"""Questions to digits that are not asked: the page gives their rates to say why."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from hattama.core.forensics.spikes import nearest_percent
from hattama.core.forensics.stations import Part
from hattama.core.forensics.tails import chi_squared_at_least

_DEGREES = 9


@dataclass(frozen=True, slots=True)
class EdgedDigits:
    """Last digits of counts that were chosen by a lower bound: χ² against a tenth each, and with the edge."""

    observed: tuple[int, ...]
    expected: tuple[float, ...]
    chi_squared_uniform: float
    chi_squared: float

    @property
    def p_uniform(self) -> float:
        """The wrong one, kept to show what the bound does."""
        return chi_squared_at_least(self.chi_squared_uniform, _DEGREES)

    @property
    def p(self) -> float:
        """Against what the slope of the histogram beyond the edge lets expect."""
        return chi_squared_at_least(self.chi_squared, _DEGREES)


def edged_digits(counts: Sequence[int], least: int = 100) -> EdgedDigits:
    """Last digits of the counts from `least` on, where such a bound cannot be avoided (and is at least 10).

    The histogram is smoothed by a triangle of half-width ten, which keeps its slope and removes its digits.
    """
    held = Counter(counts)
    observed, smooth = [0] * 10, [0.0] * 10
    for count, stations in held.items():
        if count >= least:
            observed[count % 10] += stations
        for away in range(-9, 10):
            if count + away >= least:
                smooth[(count + away) % 10] += stations * (10 - abs(away)) / 100
    whole = sum(observed)
    expected = tuple(each * whole / sum(smooth) for each in smooth)
    tenth = whole / 10
    return EdgedDigits(
        tuple(observed),
        expected,
        sum((seen - tenth) ** 2 for seen in observed) / tenth,
        sum((seen - each) ** 2 / each for seen, each in zip(observed, expected, strict=True)),
    )


@dataclass(frozen=True, slots=True)
class FifthPercents:
    """Percentages, rounded to whole ones, that end in 0 or 5: chance gives a fifth."""

    stations: int
    multiples: int

    @property
    def share(self) -> float:
        """Of all stations."""
        return self.multiples / self.stations if self.stations else 0.0

    @property
    def z(self) -> float:
        """The excess over a fifth in standard deviations."""
        return (self.share - 0.2) / sqrt(0.16 / self.stations) if self.stations else 0.0


def fifth_percents(parts: Sequence[Part]) -> FifthPercents:
    """How many shares, rounded in whole numbers with halves upward, end in 0 or 5."""
    return FifthPercents(len(parts), sum(nearest_percent(min(k, n), n) % 5 == 0 for k, n in parts))
