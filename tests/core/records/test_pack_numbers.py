"""What a pack says of numbers: what was valid on a day, what a formula needs."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hattama.core.records.formulas import parse_formula
from hattama.core.records.pack_numbers import DatedTable, DatedValue
from tests.core.records.small_register import words

days = st.dates(datetime.date(2020, 1, 1), datetime.date(2020, 3, 1))


@given(st.lists(st.tuples(days, st.integers(0, 9), st.none() | days), unique_by=lambda one: one[0]), days)
def test_a_table_says_what_was_valid_on_the_day(
    given_rows: list[tuple[datetime.date, int, datetime.date | None]], day: datetime.date
) -> None:
    values = tuple(DatedValue(since, value, until=until) for since, value, until in given_rows)
    expected = None
    for since, value, until in sorted(given_rows, key=lambda one: one[0]):
        if since <= day:
            expected = value if until is None or day <= until else None
    assert DatedTable("wage", words("wage"), values).on(day) == expected


@pytest.mark.parametrize(
    ("text", "needs", "kinds"),
    [
        ("15 * at(wage, voting)", False, ()),
        ("15 * at(wage, on_day)", True, ()),
        ("count(member) - count(every seat) + sum(size of member)", True, ("member",)),
    ],
)
def test_a_formula_knows_whose_records_it_counts(text: str, needs: bool, kinds: tuple[str, ...]) -> None:
    formula = parse_formula(text)
    assert (formula.needs_records, formula.kinds) == (needs, kinds)
