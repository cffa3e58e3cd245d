"""Relations over groups of records, tables by day, and the numbers that follow from both."""

import datetime
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hattama.core.records import Money, Path, facts_of, measure_records, parse_condition
from hattama.core.records.conditions import ConditionSyntaxError
from hattama.core.records.formulas import parse_formula, parse_group_relation
from hattama.core.records.kinds import Measure, Register
from hattama.core.records.measures import register_findings
from hattama.core.records.pack_numbers import DatedTable, DatedValue, KindRule, Related
from hattama.core.records.records import RecordRule, Registry
from tests.core.records.small_register import KIND, MOMENT, register, registry, statement, words

WAGE = DatedTable(
    "wage",
    words("wage"),
    (
        DatedValue(datetime.date(2023, 1, 1), 70_000),
        DatedValue(datetime.date(2022, 1, 1), 60_000, until=datetime.date(2022, 6, 30)),
    ),
)
RATE = DatedTable(
    *("euro", words("euro"), (DatedValue(datetime.date(2023, 2, 1), 47_401),)),
    currency="KZT",
    exchanges="EUR",
)


def rule(relation: str, by: str = "", where: str = "", **more: Any) -> KindRule:
    fields = (Path((by,)),) if by else ()
    test = Related(parse_group_relation(relation), fields)
    return KindRule("r", words("r"), test, parse_condition(where) if where else None, **more)


def told(rows: list[dict[str, Any]], *rules: KindRule, **more: Any) -> tuple[Register, Registry]:
    pack = register(kinds=(replace(KIND, rules=rules),), **more)
    filled = registry(pack)
    for number, values in enumerate(rows):
        filled.say(statement({"title": "x", **values}, f"rec-{number:03}"))
    return pack, filled


def broken(rows: list[dict[str, Any]], held: KindRule) -> dict[str, tuple[int | None, int | None]]:
    """The records that break a rule, with the two numbers told."""
    _, filled = told(rows, held, tables=(WAGE,))
    found = [one for facts in facts_of(filled, MOMENT, "requests") for one in facts.findings()]
    assert {one.rule for one in found} <= {RecordRule.RULE}
    return {one.record_id: (one.left, one.right) for one in found}


def numbered(by_hand: dict[int, tuple[int, int]]) -> dict[str, tuple[int, int]]:
    return {f"rec-{at:03}": pair for at, pair in by_hand.items()}


topics = st.sampled_from(["roads", "water", None])


@given(st.lists(st.tuples(topics, st.none() | st.integers(0, 3)), max_size=9))
def test_groups_are_those_that_counting_by_hand_gives(
    given_rows: list[tuple[str | None, int | None]],
) -> None:
    rows = [{"topic": topic, "dead": dead} for topic, dead in given_rows]
    sizes = Counter(topic for topic, _ in given_rows if topic)
    by_hand = {at: (sizes[row["topic"]], 2) for at, row in enumerate(rows) if sizes[row["topic"]] > 2}
    assert broken(rows, rule("count(request) <= 2", "topic")) == numbered(by_hand)
    by_hand = {}
    for at, (topic, _) in enumerate(given_rows):
        dead = [said for of, said in given_rows if of == topic]
        greatest = max(Counter(dead).values())
        # Where somebody's number is not known it cannot be told.
        if topic and None not in dead and 2 * greatest > len(dead):
            by_hand[at] = (2 * greatest, len(dead))
    half = "2 * greatest(dead of request) <= count(request)"
    assert broken(rows, rule(half, "topic")) == numbered(by_hand)
    pack, filled = told(rows)
    different = Measure("d", words("d"), parse_formula("distinct(topic of request)"))
    measured = measure_records(different, pack, filled, MOMENT)
    assert (measured.number, measured.untold) == (len(sizes), len(rows) - sizes.total())


@given(st.lists(st.integers(1, 999), min_size=1, max_size=8))
def test_each_may_be_held_against_all(numbers: list[int]) -> None:
    mean = "100 * count(every request) * value(dead) <= 115 * sum(dead of every request)"
    rows = [{"dead": number} for number in numbers]
    over = {f"rec-{at:03}" for at, one in enumerate(numbers) if 100 * one * len(numbers) > 115 * sum(numbers)}
    assert broken(rows, rule(mean)).keys() == over
    asked = Measure("over", words("over"), parse_formula("count(request where breaks(r))"))
    pack, filled = told(rows, rule(mean))
    assert measure_records(asked, pack, filled, MOMENT).number == len(over)


@pytest.mark.parametrize(
    ("since", "until", "is_there"),
    [
        (None, None, True),
        (datetime.date(2023, 3, 19), datetime.date(2023, 3, 19), True),
        (datetime.date(2023, 3, 20), None, False),
        (None, datetime.date(2023, 3, 18), False),
    ],
)
def test_a_rule_is_there_for_voting_from_a_day_to_a_day(
    since: datetime.date | None, until: datetime.date | None, is_there: bool
) -> None:
    dated = rule("value(dead) <= 1", since=since, until=until)
    assert bool(broken([{"dead": 2}], dated)) is is_there


def test_a_table_is_asked_for_the_day_in_a_field() -> None:
    held = rule("value(dead) <= 2 * at(wage, on_day)")
    assert broken([{"dead": 10**6, "on_day": datetime.date(2022, 6, 30)}], held) == {
        "rec-000": (10**6, 120_000)
    }
    assert broken([{"dead": 10**6, "on_day": datetime.date(2022, 7, 1)}, {"dead": 10**6}], held) == {}


def test_a_number_that_follows_from_tables_alone_is_held_against_the_published_one_without_records() -> None:
    due = Measure("due", words("due"), parse_formula("15 * at(wage, voting)"))
    pack, filled = told([], measures=(due,), tables=(WAGE,))
    filled.say(statement({"due": 1_050_000}, ""))
    assert not list(register_findings(pack, filled, MOMENT))
    filled.say(statement({"due": 1_000_000}, "", source="press"))
    found = [(one.rule.value, one.left, one.right) for one in register_findings(pack, filled, MOMENT)]
    assert found == [("REG-DIFFERS", 1_050_000, 1_000_000), ("REG-PUBLISHED", 1_000_000, 1_050_000)]


def test_an_amount_in_another_currency_is_added_by_the_rate_of_its_day() -> None:
    day = datetime.date(2023, 3, 1)
    rows = [{"cost": Money(500, "KZT")}, {"cost": Money(105, "EUR", day)}, {"cost": Money(100, "EUR")}]
    pack, filled = told(rows, tables=(RATE,))
    cost = Measure("cost", words("cost"), parse_formula("sum(cost of request)"))
    measured = measure_records(cost, pack, filled, MOMENT)
    # 1.05 euro at 474.01 is 497.7105, rounded to the hundredth; the amount without a day has no rate.
    assert (measured.number, measured.untold) == (500 + 49_771, 1)


def test_a_measure_may_be_split_by_a_field_behind_a_link_and_have_parts_alone() -> None:
    rows = [{"topic": "roads"}, {"after": "rec-000"}, {"after": "rec-000"}, {"after": "rec-009"}]
    split = Measure(
        *("split", words("split"), parse_formula("count(request where after is stated)")),
        by="after.topic",
        has_total=False,
    )
    pack, filled = told(rows)
    measured = measure_records(split, pack, filled, MOMENT)
    assert measured.number is None
    assert measured.parts == (("", 1, None), ("roads", 2, None))


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("count(request where dead >) <= 1", 27),
        ("sum(dead) <= 1", 5),
        ("at(wage) <= 1", 4),
        ("value() <= 1", 7),
        ("count(request) <= greatest(dead request)", 28),
    ],
)
def test_a_fault_in_a_relation_is_told_at_its_place(text: str, position: int) -> None:
    with pytest.raises(ConditionSyntaxError) as refusal:
        parse_group_relation(text)
    assert refusal.value.position == position
