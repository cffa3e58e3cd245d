"""What is found beside a record, and what conditions ask of it."""

import pytest

from hattama.core.records import RecordFacts
from hattama.core.records.records import Registry
from tests.core.records.small_register import MOMENT, deed, facts, registry, statement


@pytest.mark.parametrize(
    ("told", "is_none"), [([], False), ([None], True), ([None, "water"], False), (["water", None], False)]
)
def test_that_none_is_stated_is_not_that_nobody_speaks_of_it(told: list[str | None], is_none: bool) -> None:
    spoken = registry()
    spoken.say(statement({"title": "a"}))
    for said in told:
        spoken.say(statement({"topic": said}))
    facts = RecordFacts(spoken.records["rec-001"], spoken, MOMENT)
    assert facts.tests("none", "topic") is is_none


def test_what_sources_state_differently_is_disputed_and_what_they_agree_on_is_not() -> None:
    told = registry()
    told.say(statement({"topic": "roads", "dead": 5}))
    told.say(statement({"topic": "roads", "dead": 6}, source="press"))
    asked = facts(told)
    assert asked.tests("disputed", "dead") is True and asked.tests("disputed", "topic") is False


def rules(told: Registry) -> list[str]:
    return [finding.rule.name for finding in facts(told).findings()]


def test_what_happened_out_of_turn_without_power_or_without_its_paper_is_kept_and_found() -> None:
    told = registry()
    told.say(statement({"topic": "water"}))
    told.do(deed("answer", 30, "office"))
    told.do(deed("halt", 31, "office"))
    assert rules(told) == ["MISSING", "ATTACHED", "TURN", "POWER"]


@pytest.mark.parametrize(
    ("topic", "by", "found"), [(None, "office", 0), ("water", "court", 0), (None, "court", 0)]
)
def test_nobody_is_told_to_lack_a_power_that_what_is_unknown_may_give(
    topic: str | None, by: str, found: int
) -> None:
    told = registry()
    told.say(statement({"title": "a", "topic": topic}))
    told.do(deed("answer", 1, by, attached={"paper": "ab" * 32}))
    assert "POWER" not in rules(told)
