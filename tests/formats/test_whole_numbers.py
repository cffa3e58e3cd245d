import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hattama.formats.faults import FaultKind
from hattama.formats.whole_numbers import LARGEST, NumberFormat

STRICT = NumberFormat().reader()


def code(cell, number_format=None):
    value = (number_format.reader() if number_format else STRICT)(cell)
    return value.code if isinstance(value, FaultKind) else value


@given(st.integers(0, LARGEST))
def test_digits_are_read_as_they_are(number):
    assert STRICT(str(number)) == number
    assert STRICT(f" 000{number}\u00a0") == number


def test_a_missing_figure_is_missing_and_zero_is_zero():
    assert STRICT("") is None
    assert STRICT("  ") is None
    assert STRICT("0") == 0


def test_a_file_may_have_its_own_words_for_a_missing_figure():
    assert code("NA", NumberFormat(missing=frozenset({"", "NA"}))) is None
    assert code("NA") == "NUMBER-NAN"


@pytest.mark.parametrize(
    ("cell", "fault"),
    [
        ("1 234", "NUMBER-SPACED"),
        ("1\u00a0234", "NUMBER-SPACED"),
        ("1\u202f234\u202f567", "NUMBER-SPACED"),
        ("12 34", "NUMBER-SPACED"),
        ("1,234", "NUMBER-GROUPED"),
        ("1,234,567", "NUMBER-GROUPED"),
        ("1.234", "NUMBER-GROUPED"),
        ("1'234", "NUMBER-GROUPED"),
        ("1,000", "NUMBER-GROUPED"),
        ("12.0", "NUMBER-ZERO"),
        ("12,0", "NUMBER-ZERO"),
        ("752.00", "NUMBER-ZERO"),
        ("1234.000", "NUMBER-ZERO"),
        ("-5", "NUMBER-NEGATIVE"),
        ("−5", "NUMBER-NEGATIVE"),
        ("-1 234", "NUMBER-NEGATIVE"),
        ("12.5", "NUMBER-FRACTION"),
        ("12,5", "NUMBER-FRACTION"),
        (".5", "NUMBER-FRACTION"),
        ("0.125", "NUMBER-FRACTION"),
        ("1e5", "NUMBER-POWER"),
        ("1,2E+05", "NUMBER-POWER"),
        ("2024-10-26", "NUMBER-DATE"),
        ("26.10.2024", "NUMBER-DATE"),
        ("2024-10-26 00:00:00", "NUMBER-DATE"),
        ("4-Jan", "NUMBER-DATE"),
        ("Jan-24", "NUMBER-DATE"),
        (datetime.date(2024, 10, 26), "NUMBER-DATE"),
        (datetime.datetime(2024, 1, 4, tzinfo=datetime.UTC), "NUMBER-DATE"),
        (datetime.time(10, 0), "NUMBER-DATE"),
        (str(LARGEST + 1), "NUMBER-LARGE"),
        ("9" * 5000, "NUMBER-LARGE"),
        ("twelve", "NUMBER-TEXT"),
        ("12x", "NUMBER-TEXT"),
        ("+5", "NUMBER-TEXT"),
        ("١٢", "NUMBER-TEXT"),
        ("²", "NUMBER-TEXT"),
        ("½", "NUMBER-TEXT"),
        ("-", "NUMBER-TEXT"),
        ("#N/A", "NUMBER-NAN"),
        ("1-4", "NUMBER-TEXT"),
    ],
)
def test_each_wrong_way_of_writing_a_count_has_its_own_fault(cell, fault):
    assert code(cell) == fault


@pytest.mark.parametrize(
    ("thousands", "cell", "value"),
    [
        ("space", "1 234", 1234),
        ("space", "1\u00a0234\u00a0567", 1234567),
        ("comma", "1,234", 1234),
        ("dot", "1.234.567", 1234567),
        ("apostrophe", "1'234", 1234),
        ("comma", "1.234", "NUMBER-GROUPED"),
        ("comma", "12,34", "NUMBER-FRACTION"),
        ("comma", "1234,567", "NUMBER-FRACTION"),
        ("comma", "1,234.567", "NUMBER-TEXT"),
        ("space", "1 234\u00a0567", "NUMBER-SPACED"),
        ("space", "12 34", "NUMBER-SPACED"),
        ("comma", "1234", 1234),
        ("comma", "0,125", "NUMBER-FRACTION"),
        ("dot", "0.250", "NUMBER-FRACTION"),
        ("space", "012 345", "NUMBER-SPACED"),
    ],
)
def test_thousands_may_be_separated_only_by_the_sign_that_the_mapping_names(thousands, cell, value):
    assert code(cell, NumberFormat(thousands=thousands)) == value


@pytest.mark.parametrize(
    ("cell", "value"),
    [("752.0", 752), ("752.00", 752), ("0.0", 0), ("752.5", "NUMBER-FRACTION"), ("1.000", "NUMBER-GROUPED")],
)
def test_a_decimal_zero_is_read_where_the_mapping_says_so_and_never_where_it_may_be_a_thousand(cell, value):
    assert code(cell, NumberFormat(decimal_zero=True)) == value


@given(st.text())
def test_whatever_the_text_it_is_a_count_below_2_to_53_or_missing_or_a_fault(text):
    value = STRICT(text)
    assert value is None or isinstance(value, FaultKind) or 0 <= value <= LARGEST
    assert (value is None) == (not text.strip())
