"""Numbers in words: whatever our papers say is read back, and what says no number is not read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hattama.demonstration.papers.number_words import number_words
from hattama.formats.number_words import LONGEST, NUMBER_LANGUAGES, read_number_words

LARGEST = 999_999_999
LANGUAGE = st.sampled_from(NUMBER_LANGUAGES)


@given(st.integers(0, LARGEST), LANGUAGE)
def test_a_number_written_out_is_read_back(number, language):
    assert read_number_words(" ".join(number_words(number, language)), [language]) == number


@given(st.integers(0, LARGEST), LANGUAGE, st.sampled_from([" ", "-", "  ", "", " – ", "\n"]))
def test_spaces_hyphens_and_case_change_nothing(number, language, between):
    said = between.join(number_words(number, language))
    for written in (said.upper(), said.title(), f"({said})", f" {said}. "):
        assert read_number_words(written, NUMBER_LANGUAGES) == number


@pytest.mark.parametrize("language", NUMBER_LANGUAGES)
def test_every_number_below_ten_thousand_is_read_back(language):
    for number in range(10_000):
        assert read_number_words(" ".join(number_words(number, language)), [language]) == number


@given(st.integers(0, LARGEST), st.integers(0, LARGEST), LANGUAGE)
def test_two_numbers_never_sound_alike(one, other, language):
    alike = "".join(number_words(one, language)) == "".join(number_words(other, language))
    assert alike is (one == other)


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("нөл", 0),
        ("екі жүз жиырма бес", 225),
        ("бір жүз жиырма бес", 125),
        ("жүз жиырма бес", 125),
        ("бір мың бір", 1001),
        ("мың тоғыз жүз", 1900),
        ("жүз мың", 100_000),
        ("тоғыз жүз тоқсан тоғыз миллион тоғыз жүз тоқсан тоғыз мың тоғыз жүз тоқсан тоғыз", LARGEST),
        ("уш жуз кырык торт", 344),
        ("екi жүз", 200),
        ("жиырма-бес", 25),
        ("ЕКІЖҮЗ", 200),
        ("T\u04e8PT \u0416\u04aeЗ KЫРЫK БEС", 445),
    ],
)
def test_kazakh_is_read_as_it_is_written(written, number):
    assert read_number_words(written, ["kk"]) == number


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("ноль", 0),
        ("нуль", 0),
        ("сто двадцать три", 123),
        ("тысяча", 1000),
        ("одна тысяча два", 1002),
        ("две тысячи сто одна", 2101),
        ("двадцать один миллион", 21_000_000),
        ("пятсот одинадцать", 511),
        ("шесот восемдесят", 680),
        ("трёх", None),
        ("Шестьсот сорок четыре", 644),
        ("TPИСТА", 300),
    ],
)
def test_russian_is_read_as_it_is_written(written, number):
    assert read_number_words(written, ["ru"]) == number


@pytest.mark.parametrize(
    "written",
    [
        *(
            "",
            " ",
            "—",
            "123",
            "сто 23",
            "сто сто",
            "двести триста",
            "двадцать десять",
            "двадцать одиннадцать",
        ),
        *("жиырма он", "бес жиырма", "он бес жүз", "мың мың", "тысяча миллион", "миллион миллион"),
        *("сто двадцать три голоса", "оқылмайды", "сто ба", "сто ноль", "жүз нөл", "сто бес"),
    ],
)
def test_what_is_no_single_number_is_not_read(written):
    assert read_number_words(written, NUMBER_LANGUAGES) is None


def test_words_are_read_in_the_languages_of_the_paper_alone():
    assert read_number_words("сто", ["kk"]) is None
    assert read_number_words("жүз", ["ru", "ka"]) is None
    assert read_number_words("жүз", ["ka", "ru", "kk"]) == 100


def test_a_text_longer_than_any_number_is_not_read():
    assert read_number_words("сто" + " " * LONGEST, ["ru"]) is None


@given(st.text(max_size=60))
def test_any_text_is_read_or_not_and_nothing_else_happens(text):
    number = read_number_words(text, NUMBER_LANGUAGES)
    assert number is None or 0 <= number <= LARGEST
