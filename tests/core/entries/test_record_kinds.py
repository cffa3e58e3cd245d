"""What may stand in an entry about a record of a register."""

import datetime
from typing import Any

import pytest

from hattama.core.entries import RECORD_KINDS, check_entry_schema, record_deed_body, statement_body
from hattama.core.entries.record_kinds import DEED, STATEMENT
from tests.core.records.small_register import deed, register, statement

AT = datetime.datetime(2023, 3, 20, 9, tzinfo=datetime.UTC)


def stated() -> dict[str, Any]:
    return statement_body(statement({"topic": "roads"}), register(), lambda name: "0" * 32, AT)[0]


def done() -> dict[str, Any]:
    return record_deed_body(deed("answer", 9), lambda name: "0" * 32, AT)[0]


def wrong_in(body: dict[str, Any]) -> list[str]:
    return [one.place for one in check_entry_schema(body)]


def test_both_kinds_are_those_of_records() -> None:
    assert RECORD_KINDS == {STATEMENT.name, DEED.name} == {stated()["kind"], done()["kind"]}
    assert wrong_in(stated()) == wrong_in(done()) == []


def test_an_entry_that_states_nothing_takes_something_back_and_else_it_is_none() -> None:
    nothing = {**stated(), "values": {}}
    assert wrong_in({**nothing, "replaces": None}) == ["values"]
    assert wrong_in({**nothing, "replaces": 0}) == []
    assert wrong_in({**nothing, "replaces": 0, "record": None, "record_kind": None}) == ["values"]
    assert wrong_in({**stated(), "record_kind": None}) == ["record"]


@pytest.mark.parametrize(
    "said",
    [{}, {"value": 1, "none": True}, {"none": False}, {"digest": "ab"}, {"value": [1]}, "roads", {"most": 1}],
)
def test_what_is_said_is_a_value_a_range_none_or_a_hash(said: object) -> None:
    assert wrong_in({**stated(), "values": {"topic": said}}) == ["values"]
