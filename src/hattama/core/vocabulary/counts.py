"""Counts that know what they lack: a sum of figures some of which were never reported."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from hattama.core.vocabulary.words import Text

Count = int | None
"""A figure of a protocol: a non-negative integer, or None where the paper gives none. Missing is not zero."""


MOST_DIGITS = 15
"""Of a whole number that anybody may write: 64 bits and a double hold so many exactly, and no election needs
more."""

YEARS = range(1900, 3000)
"""In which a day may lie that anybody writes: others are slips, and at the ends no zone can be reckoned."""


def parse_whole_number(text: str) -> Count:
    """The number that `text` writes in at most MOST_DIGITS ASCII digits; None where it writes none."""
    is_bounded = len(text) <= MOST_DIGITS and text.isascii() and text.isdigit()
    return int(text) if is_bounded else None


class Tally(NamedTuple):
    """A sum and how many figures it was made of; figures that were missing are not in `contributors`.

    A tuple, since a country's totals make millions of them.
    """

    total: int = 0
    contributors: int = 0

    def plus(self, figure: Count) -> Tally:
        """This tally with one more figure; a missing figure changes nothing."""
        if figure is None:
            return self
        return Tally(self.total + figure, self.contributors + 1)

    def known(self) -> Count:
        """The sum, or None when nothing contributed to it."""
        return self.total if self.contributors else None


def tally(figures: Iterable[Count]) -> Tally:
    """The tally of all `figures`, missing ones left out and not counted."""
    total = contributors = 0
    for figure in figures:
        if figure is not None:
            total += figure
            contributors += 1
    return Tally(total, contributors)


@dataclass(frozen=True, slots=True)
class Share:
    """`part` of `whole`, where `of` says in words what the whole is; exact, never a float.

    `bar` is the share that the law holds this one against, where there is one: a threshold, a majority.
    """

    part: int
    whole: int
    of: Text
    bar: Fraction | None = None

    @property
    def fraction(self) -> Fraction:
        """The share as an exact fraction between any bounds (a broken protocol may exceed one)."""
        return Fraction(self.part, self.whole)

    def places(self, least: int = 2) -> int:
        """With how many decimals the percentage is written."""
        return percent_places(self.fraction, () if self.bar is None else (self.bar,), least)


def share_of(part: Count, whole: Count, of: Text, bar: Fraction | None = None) -> Share | None:
    """The share, or None when either side is missing or the whole is zero: no share can be stated then."""
    if part is None or not whole:
        return None
    return Share(part, whole, of, bar)


def percent_places(share: Fraction, bars: Iterable[Fraction], least: int = 2) -> int:
    """The fewest decimals, `least` or more, with which the percentage is not written as one of the `bars`.

    49,999 of 1,000,000 is below 5 %, and is written 4.9999 %, never 5.00 %. A share that is the bar stays so.
    """
    places = least
    for bar in bars:
        while share != bar and percent_units(share, places) == percent_units(bar, places):
            places += 1
    return places


def percent_units(share: Fraction, places: int) -> int:
    """`share` in per cent, in units of the last of `places` decimals, rounded half away from zero."""
    return _rounded(share.numerator * 100 * 10**places, share.denominator)


def round_half_up(value: Fraction, places: int) -> Fraction:
    """`value` rounded half away from zero to `places` decimals, exactly.

    Commissions publish shares to two decimals rounded in this way (81.305 % becomes 81.31 %).
    """
    scale = 10**places
    return Fraction(_rounded(value.numerator * scale, value.denominator), scale)


def _rounded(part: int, whole: int) -> int:
    """`part` by `whole`, above zero, rounded half away from zero."""
    units = (abs(part) * 2 + whole) // (whole * 2)
    return units if part >= 0 else -units
