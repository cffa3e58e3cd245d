"""Last digits (Beber and Scacco 2012), rounded percentages, and second digits, which are only described.

Stations are chosen by the size of their register, never by the count that is tested: a rule such as "at least
100 votes" makes signals out of nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import log10, sqrt

from hattama.core.forensics.spikes import nearest_percent
from hattama.core.forensics.stations import Part
from hattama.core.forensics.tails import binomial_at_least, binomial_at_most, chi_squared_at_least

FEWEST_COUNTS = 50
_DEGREES = 9
SECOND_DIGIT_LAW = tuple(
    sum(log10(1 + 1 / (10 * first + second)) for first in range(1, 10)) for second in range(10)
)
SECOND_DIGIT_MEAN = sum(digit * chance for digit, chance in enumerate(SECOND_DIGIT_LAW))
SECOND_DIGIT_SD = sqrt(sum((digit - SECOND_DIGIT_MEAN) ** 2 * p for digit, p in enumerate(SECOND_DIGIT_LAW)))


@dataclass(frozen=True, slots=True)
class LastDigits:
    """Last digits of counts: how many of each, and three questions to them.

    `p_uniform`: χ² with 9 degrees; `p_zero_or_five`: as many zeros and fives or more, of Bin(n, 1/5);
    `p_few_repeats`: as few equal last two digits or fewer, of Bin(n, 1/10), among counts from 10.
    """

    digits: tuple[int, ...]
    chi_squared: float
    p_uniform: float
    zero_or_five: int
    p_zero_or_five: float
    pairs: int
    repeats: int
    neighbours: int
    p_few_repeats: float
    below_100: float

    @property
    def counts(self) -> int:
        """How many counts there are."""
        return sum(self.digits)


def last_digits(counts: Sequence[int]) -> LastDigits | None:
    """The last digits of `counts`; None where there are fewer than 50."""
    if len(counts) < FEWEST_COUNTS:
        return None
    held = Counter(count % 10 for count in counts)
    digits = tuple(held[digit] for digit in range(10))
    expected = len(counts) / 10
    chi = sum((seen - expected) ** 2 for seen in digits) / expected
    endings = Counter(count % 100 for count in counts if count >= 10)
    pairs = sum(endings.values())
    repeats = sum(seen for ending, seen in endings.items() if ending // 10 == ending % 10)
    neighbours = sum(seen for ending, seen in endings.items() if (ending // 10 - ending) % 10 in (1, 9))
    fives = digits[0] + digits[5]
    return LastDigits(
        digits,
        chi,
        chi_squared_at_least(chi, _DEGREES),
        fives,
        binomial_at_least(fives, len(counts), 0.2),
        pairs,
        repeats,
        neighbours,
        binomial_at_most(repeats, pairs, 0.1) if pairs else 1.0,
        sum(count < 100 for count in counts) / len(counts),
    )


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
class SecondDigits:
    """Second digits of counts from 10 on, beside Benford's law. A description: counts need not follow it."""

    digits: tuple[int, ...]
    mean: float
    z: float
    chi_squared: float

    @property
    def counts(self) -> int:
        """How many counts there are."""
        return sum(self.digits)


def second_digits(counts: Sequence[int]) -> SecondDigits | None:
    """The second digits of `counts`; None where fewer than 50 have two."""
    held = Counter(int(str(count)[1]) for count in counts if count >= 10)
    digits = tuple(held[digit] for digit in range(10))
    whole = sum(digits)
    if whole < FEWEST_COUNTS:
        return None
    mean = sum(digit * seen for digit, seen in enumerate(digits)) / whole
    chi = sum(
        (seen - whole * chance) ** 2 / (whole * chance)
        for seen, chance in zip(digits, SECOND_DIGIT_LAW, strict=True)
    )
    return SecondDigits(digits, mean, (mean - SECOND_DIGIT_MEAN) / (SECOND_DIGIT_SD / sqrt(whole)), chi)


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
