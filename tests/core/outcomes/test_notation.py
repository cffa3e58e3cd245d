"""Numbers as people read them, exact underneath."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hattama.core.outcomes import say_decimal, say_fraction, say_number, say_share


def test_thousands_stand_apart() -> None:
    assert say_number(6366441) == "6\u202f366\u202f441"
    assert say_number(999) == "999"


@pytest.mark.parametrize(
    ("value", "language", "said"),
    [
        (Fraction(69), "kk", "69"),
        (Fraction(1, 2), "en", "1/2 = 0.5"),
        (Fraction(1, 2), "kk", "1/2 = 0,5"),
        (Fraction(2, 3), "ru", "2/3 ≈ 0,6667"),
        (Fraction(6366441, 20), "en", "6\u202f366\u202f441/20 = 318\u202f322.05"),
    ],
)
def test_a_fraction_stands_with_its_decimal(value: Fraction, language: str, said: str) -> None:
    assert say_fraction(value, language) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (Fraction(81305, 100000), "81.31\u202f%"),
        (Fraction(1), "100.00\u202f%"),
        (Fraction(0), "0.00\u202f%"),
        (Fraction(-1, 3), "-33.33\u202f%"),
        (Fraction(9999, 1000000), "1.00\u202f%"),
    ],
)
def test_a_share_is_rounded_half_away_from_zero(value: Fraction, said: str) -> None:
    assert say_share(value, "en") == said


def test_kazakh_and_russian_write_a_comma() -> None:
    assert say_share(Fraction(1, 8), "kk") == "12,50\u202f%"
    assert say_share(Fraction(1, 8), "ru") == "12,50\u202f%"


def test_no_decimals_means_a_whole_number() -> None:
    assert say_decimal(Fraction(3, 2), 0, "en") == "2"


@given(st.fractions(min_value=-1000, max_value=1_000_000), st.integers(1, 6))
def test_what_is_said_is_within_half_a_place_of_the_value(value: Fraction, places: int) -> None:
    said = Fraction(say_decimal(value, places, "en").replace("\u202f", ""))
    assert abs(said - value) <= Fraction(1, 2 * 10**places)
