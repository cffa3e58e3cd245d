"""Last digits (Beber and Scacco 2012), rounded percentages, and second digits, which are only described.

Stations are chosen by the size of their register, never by the count that is tested: a rule such as "at least
100 votes" makes signals out of nothing.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import log10, sqrt

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
    p_few_repeats: float

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
    fives = digits[0] + digits[5]
    return LastDigits(
        digits,
        chi,
        chi_squared_at_least(chi, _DEGREES),
        fives,
        binomial_at_least(fives, len(counts), 0.2),
        pairs,
        repeats,
        binomial_at_most(repeats, pairs, 0.1) if pairs else 1.0,
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
