"""Conditions: what a lawyer writes after where and when."""

import datetime

import pytest

from hattama.core.records import RecordFacts
from hattama.core.records.conditions import ConditionSyntaxError, is_true, parse_condition
from hattama.core.records.records import Registry
from tests.core.records.small_register import MOMENT, registry, statement


def facts(told: Registry, record_id: str = "rec-001") -> RecordFacts:
    return RecordFacts(told.records[record_id], told, MOMENT)


def test_a_condition_follows_links_counts_days_and_knows_what_is_missing() -> None:
    told = registry()
    told.say(statement({"topic": "roads", "on_day": datetime.date(2023, 3, 15)}))
    told.say(statement({"after": "rec-001"}, "rec-002"))
    asked = {
        'after.topic == "roads"': True,
        "days_to_voting(after.on_day) < 5": True,
        "days(after.on_day, after.on_day) == 0": True,
        "on_day >= 2023-03-01": None,
        'on_day >= 2023-03-01 or after.topic == "roads"': True,
        'on_day >= 2023-03-01 and after.topic == "water"': False,
        "on_day is missing and not topic is stated": True,
        'state in ("asked", "halted")': True,
        "done(answer) or powerless(answer)": False,
        "disputed(after)": False,
        'topic < 5 or topic == "x"': None,
        "by is stated": False,
    }

    assert {text: is_true(parse_condition(text), facts(told, "rec-002")) for text in asked} == asked


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("topic =", 7),
        ("topic == ", 10),
        ("(topic == 1", 12),
        ("topic == 1 2", 12),
        ("and == 1", 1),
        ("5 is stated", 6),
        ("days(a) == 1", 7),
        ("day == 2023-02-30", 8),
        ("not " * 17 + "a == 1", 65),
        ('topic == "open', 10),
    ],
)
def test_a_text_that_is_no_condition_is_told_at_its_place(text: str, position: int) -> None:
    with pytest.raises(ConditionSyntaxError) as refusal:
        parse_condition(text)
    assert refusal.value.position == position
