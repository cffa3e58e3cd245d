"""Rules of a kind: what each record must keep, twice the same, the same again, far out."""

import datetime
from collections import Counter
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hattama.core.records import (
    Alike,
    FieldType,
    KindRule,
    Must,
    Outlying,
    Path,
    Recurring,
    Registry,
    facts_of,
    measure_records,
    parse_condition,
    parse_formula,
)
from hattama.core.records.kinds import DayStep, Measure
from tests.core.records.small_register import (
    FIELDS,
    KIND,
    MOMENT,
    field,
    register,
    registry,
    statement,
    words,
)

ROADS = parse_condition('topic == "roads"')
MORE = (
    *FIELDS,
    field("second", FieldType.CODE, items=FIELDS[1].items),
    field("began", FieldType.DATETIME),
    field("ended", FieldType.DATETIME),
)


def told(test: Any, rows: list[dict[str, Any]], where: Any = None) -> Registry:
    kind = replace(KIND, fields=MORE, rules=(KindRule("held", words("held"), test, where),))
    all_told = registry(register(kinds=(kind,)))
    for number, row in enumerate(rows):
        all_told.say(statement({"title": "x", **row}, f"rec-{number:03}"))
    return all_told


def found(
    test: Any, rows: list[dict[str, Any]], where: Any = None
) -> dict[int, tuple[int | None, int | None]]:
    """Which rows break the rule, with the numbers told."""
    everything = [
        one for facts in facts_of(told(test, rows, where), MOMENT, "requests") for one in facts.findings()
    ]
    assert {(one.rule.value, one.about) for one in everything} <= {("REG-RULE", "held")}
    return {int(one.record_id[-3:]): (one.left, one.right) for one in everything}


def test_what_must_hold_is_asked_of_the_records_concerned_and_not_where_it_cannot_be_told() -> None:
    rows = [
        {"topic": "roads", "dead": 5},
        {"topic": "roads", "dead": 6},
        {"topic": "water", "dead": 9},
        {"topic": "roads"},
    ]
    assert found(Must(parse_condition("dead <= 5")), rows, ROADS) == {1: (None, None)}


@given(
    st.lists(st.tuples(st.sampled_from(["roads", "water", None]), st.integers(0, 3)), max_size=12),
    st.integers(1, 3),
)
def test_no_more_than_so_many_are_alike(pairs: list[tuple[str | None, int]], most: int) -> None:
    rows = [{"topic": topic, "dead": dead} for topic, dead in pairs]
    sizes = Counter(pair for pair in pairs if pair[0] is not None)
    expected = {at: (sizes[pair], most) for at, pair in enumerate(pairs) if sizes[pair] > most}
    assert found(Alike((Path(("topic",)), Path(("dead",))), most), rows) == expected


@given(st.lists(st.tuples(st.sampled_from(["roads", "water", None]), st.integers(0, 3)), max_size=12))
def test_the_same_again_is_the_same_at_different_times(pairs: list[tuple[str | None, int]]) -> None:
    rows = [{"topic": topic, "dead": dead} for topic, dead in pairs]
    times = {topic: len({dead for other, dead in pairs if other == topic}) for topic, _ in pairs if topic}
    expected = {at: (times[topic], 2) for at, (topic, _) in enumerate(pairs) if topic and times[topic] >= 2}
    assert found(Recurring((Path(("topic",)),), Path(("dead",))), rows) == expected


def rates(*dead: int) -> list[dict[str, Any]]:
    return [{"dead": one, "size": 1000} for one in dead]


def far(rows: list[dict[str, Any]], **more: int) -> set[int]:
    kind = replace(
        KIND,
        fields=(*FIELDS, field("size", FieldType.WHOLE_NUMBER)),
        rules=(KindRule("held", words("held"), Outlying("dead", "size", **more)),),
    )
    all_told = registry(register(kinds=(kind,)))
    for number, row in enumerate(rows):
        all_told.say(statement({"title": "x", **row}, f"rec-{number:03}"))
    return {at for at, one in enumerate(facts_of(all_told, MOMENT, "requests")) if list(one.findings())}


def test_far_out_is_what_lies_outside_the_fences() -> None:
    usual = rates(1, 2, 2, 3, 3, 4, 4, 5)
    assert far([*usual, *rates(60)]) == {8} and far(usual) == set()
    # Of a middle half from 2 to 4, three widths more end at 10.
    assert far([*usual, *rates(10)]) == set() and far([*usual, *rates(11)]) == {8}
    assert far([*usual, *rates(11)], least=12) == set() and far([*usual, *rates(11)], fence=4) == set()
    assert far([*usual, {"dead": 60, "size": 0}, {"size": 9}]) == set()
    assert far(rates(1, 1, 1, 1, 1, 1, 900)) == set(), "among seven nothing is said"


@given(st.lists(st.integers(0, 100), min_size=8, max_size=20), st.randoms())
def test_what_lies_far_out_does_not_depend_on_the_order(dead: list[int], chance: Any) -> None:
    shuffled = list(range(len(dead)))
    chance.shuffle(shuffled)
    moved = far(rates(*(dead[at] for at in shuffled)))
    assert {shuffled[at] for at in moved} == far(rates(*dead))


def measured(formula: str, rows: list[dict[str, Any]]) -> tuple[int | None, int]:
    all_told = told(Recurring((Path(("topic",)),), Path(("dead",))), rows)
    pack = all_told.packs["requests", "2023"]
    value = measure_records(Measure("x", words("x"), parse_formula(formula)), pack, all_told, MOMENT)
    return value.number, value.untold


codes = st.sampled_from(["roads", "water"])


@given(st.lists(st.tuples(codes, codes), max_size=10))
def test_kappa_is_that_of_the_book(pairs: list[tuple[str, str]]) -> None:
    number, _ = measured("kappa(topic, second of request)", [{"topic": a, "second": b} for a, b in pairs])
    size = len(pairs)
    agreed = Fraction(sum(a == b for a, b in pairs), size) if size else Fraction(0)
    by_chance = sum(
        Fraction(sum(a == code for a, _ in pairs) * sum(b == code for _, b in pairs), max(1, size * size))
        for code in ("roads", "water")
    )
    if not size or by_chance == 1:
        assert number is None
    else:
        kappa = (agreed - by_chance) / (1 - by_chance)
        assert number is not None and abs(number - 1000 * kappa) <= Fraction(1, 2)


def test_kappa_of_a_known_table() -> None:
    """Cohen's table of 50: 20 and 15 agree, 5 and 10 do not; 0.4."""
    table = [("roads", "roads", 20), ("roads", "water", 5), ("water", "roads", 10), ("water", "water", 15)]
    rows = [{"topic": a, "second": b} for a, b, times in table for _ in range(times)]
    assert measured("kappa(topic, second of request)", [*rows, {"topic": "roads"}]) == (400, 1)


@given(st.lists(st.none() | st.integers(0, 9), max_size=9))
def test_a_median_is_the_middle_value_and_of_two_the_lower(dead: list[int | None]) -> None:
    known = sorted(one for one in dead if one is not None)
    number, untold = measured("median(dead of request)", [{"dead": one} for one in dead])
    assert number == (known[(len(known) - 1) // 2] if known else None)
    assert untold == dead.count(None)


def test_different_ones_are_counted_and_time_between_moments_is_added_up() -> None:
    at = datetime.datetime(2023, 3, 19, 23, 30, tzinfo=datetime.UTC)
    rows = [
        {"topic": "roads", "dead": 1, "began": at, "ended": at + datetime.timedelta(minutes=90)},
        {"topic": "roads", "dead": 1, "began": at, "ended": at - datetime.timedelta(minutes=30)},
        {"topic": "roads", "dead": 2, "began": at},
    ]
    assert measured("distinct(topic, dead of request)", rows) == (2, 0)
    assert measured("sum(minutes(began, ended) of request)", rows) == (60, 1)
    assert measured("count(request where hours(began, ended) >= 1)", rows) == (1, 1)
    assert measured("count(request where breaks(held))", rows) == (3, 0)


def test_parts_are_put_together_by_weeks_and_may_be_shares_of_all() -> None:
    days = (datetime.date(2023, 3, 13), datetime.date(2023, 3, 19), datetime.date(2023, 3, 20))
    all_told = told(Must(ROADS), [{"on_day": day, "topic": "roads"} for day in days])
    pack = all_told.packs["requests", "2023"]
    counted = parse_formula("count(request)")
    measure = Measure("x", words("x"), counted, counted, by="on_day", step=DayStep.WEEK, of_all=True)
    assert measure_records(measure, pack, all_told, MOMENT).parts == (
        ("2023-03-13", 2, 3),
        ("2023-03-20", 1, 3),
    )


@pytest.mark.parametrize(
    "formula",
    [
        "kappa(topic of request)",
        "distinct(of request)",
        "sum(request)",
        "count(topic of request)",
        "median(1 of request)",
    ],
)
def test_a_word_without_its_operands_is_no_formula(formula: str) -> None:
    with pytest.raises(ValueError):
        parse_formula(formula)
