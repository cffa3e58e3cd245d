"""Records: what was said and done, taken in as it came."""

import pytest

from hattama.core.records import Sealed
from hattama.core.records.records import RecordRefused, Registry
from tests.core.records.small_register import deed, facts, registry, statement


def rules(told: Registry) -> list[str]:
    return [finding.rule.name for finding in facts(told).findings()]


def test_a_record_opens_with_what_is_first_said_of_it_and_stays_of_its_kind() -> None:
    told = registry()
    told.say(statement({"title": "a"}))
    assert told.records["rec-001"].value("title") == "a"
    assert [record.record_id for record in told.of("requests", "request")] == ["rec-001"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"values": {"colour": "red"}},
        {"values": {"topic": "fire"}},
        {"values": {"dead": Sealed("ab")}},
        {"values": {}},
        {"record_id": "?"},
        {"record_id": "", "values": {"all": Sealed("ab")}},
        {"record_id": "", "values": {"unknown": 5}},
    ],
)
def test_what_no_record_of_the_kind_can_hold_is_refused_and_changes_nothing(wrong: dict[str, object]) -> None:
    told = registry()
    with pytest.raises(RecordRefused):
        told.say(statement(**({"values": {"title": "a"}} | wrong)))  # type: ignore[arg-type]
    assert not told.records and not told.published


def test_deeds_move_the_record_as_they_were_done_and_not_as_they_came_in() -> None:
    told = registry()
    told.say(statement({"title": "a", "topic": "roads"}))
    told.do(deed("answer", 3, "office", attached={"paper": "ab" * 32}))
    told.do(deed("halt", 1))
    told.do(deed("go_on", 2))
    record = told.records["rec-001"]
    assert [after for _, _, after in record.walk()] == ["halted", "asked", "answered"]
    assert record.state is not None and record.state.is_final
    assert rules(told) == []


def test_a_deed_written_by_mistake_is_taken_back_and_the_state_is_what_it_was() -> None:
    told = registry()
    told.say(statement({"title": "a", "topic": "roads"}, index=0))
    told.do(deed("answer", 3, "office", attached={"paper": "ab" * 32}, index=1))
    told.say(statement({}, replaces=1, index=2))
    record = told.records["rec-001"]
    assert record.deeds == [] and record.state is not None and record.state.code == "asked"
    assert not facts(told).tests("done", "answer") and not record.is_withdrawn


def test_a_record_of_which_all_was_taken_back_is_counted_and_found_nowhere() -> None:
    told = registry()
    told.say(statement({"topic": "roads"}, index=0))
    told.say(statement({"topic": "water"}, replaces=0, index=1))
    told.say(statement({}, replaces=1, index=2))
    record = told.records["rec-001"]
    assert record.is_withdrawn and record.value("topic") is None
    assert told.of("requests") == [] and rules(told) == []


@pytest.mark.parametrize("index", [None, 0, 1, 3, 9])
def test_only_what_stands_is_taken_back(index: int | None) -> None:
    told = registry()
    told.say(statement({"topic": "roads"}, index=0))
    told.do(deed("halt", 1, index=1))
    told.say(statement({}, replaces=1, index=2))
    told.say(statement({"topic": "water"}, replaces=0, index=3))
    told.say(statement({}, replaces=3, index=4))
    with pytest.raises(RecordRefused):
        told.say(statement({}, replaces=index, index=5))
    assert len(told.records["rec-001"].statements) == 4
