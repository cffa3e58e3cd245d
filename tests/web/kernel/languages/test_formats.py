"""Figures, shares, days and times are written as Kazakh, Russian and English readers write them."""

from datetime import UTC, date, datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from babel.localedata import locale_identifiers
from hypothesis import given
from hypothesis import strategies as st

from hattama.core.outcomes import say_decimal
from hattama.web.kernel.languages.formats import (
    format_clock,
    format_count,
    format_day,
    format_moment,
    format_share,
    format_size,
    is_right_to_left,
    own_name,
)

ALMATY = ZoneInfo("Asia/Almaty")
LANGUAGES = ("kk", "ru", "en", "ka", "ro")


@pytest.mark.parametrize(
    ("figure", "language", "text"),
    [
        (1234567, "kk", "1\u00a0234\u00a0567"),
        (1234567, "ru", "1\u00a0234\u00a0567"),
        (1234567, "en", "1,234,567"),
        (0, "kk", "0"),
        (1000, "kk", "1\u00a0000"),
    ],
)
def test_thousands_stand_apart(figure: int, language: str, text: str) -> None:
    assert format_count(figure, language, "дерек жоқ") == text


def test_a_missing_figure_is_a_word_and_zero_is_a_figure() -> None:
    assert format_count(None, "kk", "дерек жоқ") == "дерек жоқ"
    assert format_count(0, "kk", "дерек жоқ") == "0"


@given(st.integers(min_value=0) | st.integers(10**27, 10**40), st.sampled_from(LANGUAGES))
def test_no_digit_is_lost_however_large_the_figure(figure: int, language: str) -> None:
    assert "".join(sign for sign in format_count(figure, language, "?") if sign.isdecimal()) == str(figure)


@pytest.mark.parametrize(
    ("share", "places", "language", "text"),
    [
        (Fraction(81305, 100000), 2, "kk", "81,31%"),
        (Fraction(81305, 100000), 2, "ru", "81,31\u00a0%"),
        (Fraction(81305, 100000), 2, "en", "81.31%"),
        (Fraction(1, 3), 0, "kk", "33%"),
        (Fraction(1, 200), 0, "kk", "1%"),
        (Fraction(1), 1, "kk", "100,0%"),
        (Fraction(-1, 3), 2, "kk", "-33,33%"),
        (Fraction(12), 0, "ru", "1\u00a0200\u00a0%"),
    ],
)
def test_shares_are_rounded_half_up_and_keep_their_decimals(
    share: Fraction, places: int, language: str, text: str
) -> None:
    assert format_share(share, places, language) == text


@given(st.integers(0, 10**40), st.integers(1, 10**12), st.integers(0, 6))
def test_what_is_written_is_within_half_of_the_last_decimal(part: int, whole: int, places: int) -> None:
    written = format_share(Fraction(part, whole), places, "en").rstrip("%").replace(",", "")
    assert len(written.partition(".")[2]) == places
    error = Fraction(written) - Fraction(part, whole) * 100
    assert -Fraction(1, 2 * 10**places) < error <= Fraction(1, 2 * 10**places)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("kk", "2026\u00a0ж. 21 қараша"),
        ("ru", "21 ноября 2026\u00a0г."),
        ("en", "21 November 2026"),
    ],
)
def test_days_are_written_in_words(language: str, text: str) -> None:
    assert format_day(date(2026, 11, 21), language) == text


def test_a_moment_is_shown_in_the_zone_asked_for() -> None:
    moment = datetime(2026, 11, 20, 22, 5, 59, tzinfo=UTC)
    assert format_moment(moment, "kk", ALMATY) == "2026\u00a0ж. 21 қараша, 03:05"
    assert format_moment(moment, "ru", UTC) == "20 ноября 2026\u00a0г., 22:05"
    assert format_clock(moment, "en", ALMATY) == "03:05"


def test_a_moment_without_a_zone_is_never_shown() -> None:
    with pytest.raises(ValueError, match="without a time zone"):
        format_moment(datetime(2026, 11, 21, 3, 5), "kk", ALMATY)  # noqa: DTZ001 - what is refused
    with pytest.raises(ValueError, match="without a time zone"):
        format_clock(datetime(2026, 11, 21, 3, 5), "kk", ALMATY)  # noqa: DTZ001 - what is refused


@pytest.mark.parametrize(
    ("size", "language", "text"),
    [
        (0, "kk", "0\u00a0Б"),
        (1023, "en", "1,023\u00a0B"),
        (1024, "ru", "1\u00a0КБ"),
        (2_621_440, "kk", "2,5\u00a0МБ"),
        (20 * 1024 * 1024, "en", "20\u00a0MB"),
        (3 * 1024**4, "kk", "3\u00a0072\u00a0ГБ"),
        (2_621_440, "ka", "2,5\u00a0MB"),
    ],
)
def test_sizes_are_said_in_the_largest_fitting_unit(size: int, language: str, text: str) -> None:
    assert format_size(size, language) == text


@given(st.datetimes(timezones=st.just(UTC), min_value=datetime(1991, 12, 16)), st.sampled_from(LANGUAGES))  # noqa: DTZ001
def test_only_one_kind_of_space_that_does_not_break_is_used(moment: datetime, language: str) -> None:
    assert "\u202f" not in format_moment(moment, language, ALMATY)


def test_a_language_is_chosen_by_its_own_name_and_written_from_its_own_side() -> None:
    told = {code: (own_name(code), is_right_to_left(code)) for code in ("kk", "ru", "en", "ka", "ar", "fa")}
    assert told == {
        "kk": ("Қазақша", False),
        "ru": ("Русский", False),
        "en": ("English", False),
        "ka": ("ქართული", False),
        "ar": ("العربية", True),
        "fa": ("فارسی", True),
    }


@pytest.mark.parametrize("language", sorted(code for code in locale_identifiers() if len(code) == 2))
def test_what_the_core_says_has_the_decimal_mark_of_the_figures_on_the_page(language: str) -> None:
    mark = "," if "," in format_share(Fraction(1, 8), 1, language) else "."
    assert say_decimal(Fraction(1, 8), 3, language) == f"0{mark}125"
