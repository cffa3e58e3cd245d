"""How often the published record is wrong, judged from those figures that were read again."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

_STEPS = 10**6
"""Ends of the interval are given to a millionth, rounded outward."""


class MoreWrongThanChecked(ValueError):
    """Counts that no check can give: negative ones, or more wrong figures than were checked."""


@dataclass(frozen=True, slots=True)
class ErrorInterval:
    """Wrong of checked, and between which shares the true one lies with the stated confidence."""

    wrong: int
    checked: int
    confidence: Fraction
    lower: Fraction
    upper: Fraction

    @property
    def share(self) -> Fraction | None:
        """Wrong of checked; None where nothing was checked."""
        return Fraction(self.wrong, self.checked) if self.checked else None


def error_interval(wrong: int, checked: int, confidence: Fraction = Fraction(95, 100)) -> ErrorInterval:
    """The exact interval of C. Clopper and E. Pearson (Biometrika 26, 1934) for a share of wrong figures.

    It holds for figures drawn independently of what they say; figures of one paper are drawn together, so
    that papers, not figures, should be counted where errors come in clusters. With nothing checked: 0 to 1.
    Raises MoreWrongThanChecked, and ValueError for a confidence outside (0, 1).
    """
    if not 0 <= wrong <= checked:
        raise MoreWrongThanChecked(f"{wrong} of {checked}")
    if not 0 < confidence < 1:
        raise ValueError(f"confidence {confidence}")
    tail = float((1 - confidence) / 2)
    lower = _first(lambda step: 1 - _at_most(wrong - 1, checked, step) > tail) - 1 if wrong else 0
    upper = _first(lambda step: _at_most(wrong, checked, step) <= tail) if wrong < checked else _STEPS
    return ErrorInterval(wrong, checked, confidence, Fraction(lower, _STEPS), Fraction(upper, _STEPS))


def _first(holds: Callable[[int], bool]) -> int:
    """The first step of 0.._STEPS where `holds`, which is false up to a step and true from it on."""
    low, high = 0, _STEPS
    while low < high:
        middle = (low + high) // 2
        if holds(middle):
            high = middle
        else:
            low = middle + 1
    return low


def _at_most(wrong: int, checked: int, step: int) -> float:
    """The chance of at most so many wrong ones where step/_STEPS of all are wrong."""
    if step in (0, _STEPS):
        return 1.0 if step == 0 or wrong == checked else 0.0
    is_wrong, is_right = math.log(step / _STEPS), math.log1p(-step / _STEPS)
    return math.fsum(
        math.exp(_log_ways(checked, count) + count * is_wrong + (checked - count) * is_right)
        for count in range(wrong + 1)
    )


def _log_ways(checked: int, count: int) -> float:
    return math.lgamma(checked + 1) - math.lgamma(count + 1) - math.lgamma(checked - count + 1)
