from fractions import Fraction

import pytest

from hattama.core.documents.numbers import Kind, decimal_comma, find_numbers


def only(text, language="en", comma=None):
    (number,) = find_numbers(text, language, comma)
    return number


@pytest.mark.parametrize(
    ("text", "comma", "value"),
    [
        ("12 032 550 voters", None, 12_032_550),
        ("11,734,642 voters", None, 11_734_642),
        ("11.734.642 voters", None, 11_734_642),
        ("10,012 stations", False, 10_012),
        ("55,4 млрд теңге", True, 55_400_000_000),
        ("2,5 тыс. человек", True, 2500),
        ("5 thousand voters", None, 5000),
        ("81.31 per cent", False, Fraction(8131, 100)),
        ("81,31 пайыз", True, Fraction(8131, 100)),
    ],
)
def test_a_number_is_read_in_any_manner_of_writing(text, comma, value):
    assert only(text, comma=comma).value == value


def test_what_could_be_a_thousand_or_a_fraction_is_not_read():
    assert find_numbers("10,012 stations", "en", None) == []
    assert find_numbers("10,012 станций", "ru", True) == []


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("in 2022, the mission", "en"),
        ("2022 жылғы қаңтар", "kk"),
        ("19 March", "en"),
        ("18 ақпанда басталды", "kk"),
        ("статья 43 закона", "ru"),
        ("87-тармағында", "kk"),
        ("№ 25", "ru"),
        ("18 жастан асқан", "kk"),
        ("5-й созыв", "ru"),
        ("COVID-19", "en"),
    ],
)
def test_years_days_articles_and_ages_count_nothing(text, language):
    assert all(number.kind is Kind.OTHER for number in find_numbers(text, language, None))


def test_a_number_says_what_it_counts_and_whether_it_is_sure():
    number = only("шамамен 45 шағымның", "kk")
    assert (number.kind, number.nouns, number.about) == (Kind.COUNT, ("шағым",), True)
    assert only("150-ге жуық бұзушылық", "kk").about
    assert not only("128 сайлау учаскесі", "kk").about
    assert (only("1 050 000 теңге", "kk").kind, only("€2,165", comma=False).unit) == (Kind.MONEY, "EUR")


def test_a_document_shows_how_it_writes_decimals():
    assert decimal_comma(["81,31 пайыз", "55,4"]) is True
    assert decimal_comma(["68.05 %", "11,734,642"]) is False
    assert decimal_comma(["12 of 40"]) is None
