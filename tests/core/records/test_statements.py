"""Several say different things of one field: which is shown first, and what stands beside it."""

import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hattama.core.records.records import RecordRule, differences
from hattama.core.records.statements import agree, ranked
from hattama.core.records.values import Money, Range, Sealed
from tests.core.records.small_register import statement

SOURCES = ("office", "mission", "press")


days = st.none() | st.dates(datetime.date(2022, 1, 1), datetime.date(2022, 1, 5))


said = st.integers(0, 3) | st.none() | st.builds(Range, st.just(1), st.just(2))


@st.composite
def several(draw: st.DrawFn) -> list[Any]:
    told = []
    for index in range(draw(st.integers(1, 6))):
        source = draw(st.sampled_from((*SOURCES, "stranger")))
        when = {"as_of": draw(days), "said_on": draw(days)}
        told.append(statement({"dead": draw(said)}, source=source, index=index, **when))
    return told


@given(several(), st.randoms(use_true_random=False))
def test_what_is_shown_first_does_not_depend_on_what_came_first(told: list[Any], chance: Any) -> None:
    first = ranked(told, "dead", SOURCES)[0]
    chance.shuffle(told)
    assert ranked(told, "dead", SOURCES)[0].values == first.values


def test_the_higher_source_is_shown_first_and_the_later_day_of_one_source() -> None:
    told = [
        statement({"dead": 27}, source="press", as_of=datetime.date(2023, 3, 20)),
        statement({"dead": 45}, source="mission", as_of=datetime.date(2023, 3, 10)),
        statement({"dead": 44}, source="mission", as_of=datetime.date(2023, 3, 9)),
        statement({"dead": None}, source="office"),
    ]
    assert [one.values["dead"] for one in ranked(told, "dead", SOURCES)] == [45, 44, 27, None]


def test_a_statement_taken_back_stands_no_more() -> None:
    told = [statement({"dead": 54}, index=4), statement({"dead": 45}, index=7, replaces=4)]
    assert [one.values["dead"] for one in ranked(told, "dead", SOURCES)] == [45]


def test_two_numbers_for_one_thing_are_a_finding_with_both_statements() -> None:
    """Complaints on nomination in administrative courts, 2023: the Supreme Court and the commission."""
    told = (statement({"dead": 45}, source="office"), statement({"dead": 27}, source="press"))
    (finding,) = differences("rec-001", "dead", told)
    assert (finding.rule, finding.left, finding.right) == (RecordRule.DIFFERS, 45, 27)
    assert finding.statements == told


def test_numbers_for_different_days_are_told_as_a_change() -> None:
    """225 dead by a report of 2022, 238 by one of 2023."""
    dead = {225: datetime.date(2022, 7, 18), 238: datetime.date(2023, 3, 20)}
    told = tuple(statement({"dead": number}, as_of=day) for number, day in dead.items())
    assert [one.rule for one in differences("rec-001", "dead", told)] == [RecordRule.CHANGED]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (Range(1, 5), 5, True),
        (Range(1, 5), 6, False),
        (Range(None, 5), Range(5, None), True),
        (Range(1, 2), Range(3, 4), False),
        (None, 7, True),
        ("7", 7, False),
        (Money(100, "KZT"), Range(Money(1, "EUR"), None), False),
        (Sealed("ab"), Sealed("cd"), False),
    ],
)
def test_things_said_agree_where_both_can_be_true(one: Any, other: Any, expected: bool) -> None:
    assert agree(one, other) is agree(other, one) is expected
