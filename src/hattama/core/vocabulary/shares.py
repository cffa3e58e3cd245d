"""Shares of something named: an exact fraction that always says what its denominator is."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from hattama.core.vocabulary.counts import Count
from hattama.core.vocabulary.words import Text


@dataclass(frozen=True, slots=True)
class Share:
    """`part` of `whole`, where `of` says in words what the whole is; exact, never a float."""

    part: int
    whole: int
    of: Text

    @property
    def fraction(self) -> Fraction:
        """The share as an exact fraction between any bounds (a broken protocol may exceed one)."""
        return Fraction(self.part, self.whole)


def share_of(part: Count, whole: Count, of: Text) -> Share | None:
    """The share, or None when either side is missing or the whole is zero: no share can be stated then."""
    if part is None or not whole:
        return None
    return Share(part, whole, of)


def round_half_up(value: Fraction, places: int) -> Fraction:
    """`value` rounded half away from zero to `places` decimals, exactly.

    Commissions publish shares to two decimals rounded in this way (81.305 % becomes 81.31 %).
    """
    scale = 10**places
    scaled = abs(value) * scale
    whole = (scaled.numerator * 2 + scaled.denominator) // (scaled.denominator * 2)
    return Fraction(whole if value >= 0 else -whole, scale)
