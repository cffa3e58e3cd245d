"""Measures: what the records come to, and published numbers held against it."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from hattama.core.protocols import Comparison, parse_statement
from hattama.core.records import Money, NumberRelation, measure_records
from hattama.core.records.formulas import parse_formula
from hattama.core.records.measures import register_findings
from hattama.core.records.records import RecordRule
from tests.core.records.small_register import MOMENT, register, registry, statement, words

rows = st.lists(
    st.tuples(st.sampled_from(["roads", "water", None]), st.none() | st.integers(0, 50)),
    min_size=0,
    max_size=8,
)


@given(rows)
def test_a_measure_is_what_counting_by_hand_gives(given_rows: list[tuple[str | None, int | None]]) -> None:
    told = registry()
    for number, (topic, dead) in enumerate(given_rows):
        told.say(statement({"topic": topic, "dead": dead}, f"rec-{number:03}"))
    pack = register()
    measured = measure_records(pack.measures[1], pack, told, MOMENT)
    topics = Counter(topic for topic, _ in given_rows)
    # Where it can be told of none whether it counts, that is not none.
    is_told = not given_rows or topics[None] < len(given_rows)
    assert measured.number == (topics["roads"] if is_told else None)
    assert measured.base == topics["roads"] + topics["water"]
    assert measured.untold == topics[None]
    assert {value: number for value, number, _ in measured.parts if value == "roads"} == (
        {"roads": topics["roads"]} if topics["roads"] else {}
    )
    total = parse_formula('sum(dead of request where topic == "water") * 2')
    doubled = measure_records(type(pack.measures[0])("x", words("x"), total), pack, told, MOMENT)
    said = [dead for topic, dead in given_rows if topic == "water"]
    known = [dead for dead in said if dead is not None]
    # Where nobody says a number their sum is not zero: it cannot be told.
    assert doubled.number == (2 * sum(known) if known or not said else None)


def test_amounts_of_another_currency_are_not_added_but_counted_as_untold() -> None:
    told = registry()
    told.say(statement({"cost": Money(500, "KZT")}))
    told.say(statement({"cost": Money(900, "EUR")}, "rec-002"))
    pack = register()
    cost = type(pack.measures[0])("cost", words("cost"), parse_formula("sum(cost of request)"))
    measured = measure_records(cost, pack, told, MOMENT)
    assert (measured.number, measured.untold) == (500, 1)


def test_published_numbers_are_held_against_the_records_and_against_one_another() -> None:
    relation = parse_statement("all == roads")
    assert isinstance(relation, Comparison)
    pack = register(relations=(NumberRelation("KZ-T01", words("x"), "all == roads", relation),))
    told = registry(pack)
    told.say(statement({"all": 3, "roads": 2}, ""))
    quiet = [finding.rule for finding in register_findings(pack, told, MOMENT)]
    assert quiet == [RecordRule.NUMBERS]
    told.say(statement({"topic": "roads"}))
    found = {(one.rule, one.about, one.left, one.right) for one in register_findings(pack, told, MOMENT)}
    assert found == {
        (RecordRule.PUBLISHED, "all", 3, 1),
        (RecordRule.PUBLISHED, "roads", 2, 1),
        (RecordRule.NUMBERS, "KZ-T01", 3, 2),
    }


def test_a_relation_may_hold_numbers_of_different_sources_together() -> None:
    relation = parse_statement("all == roads")
    assert isinstance(relation, Comparison)
    found = []
    for is_across in (False, True):
        held = NumberRelation("KZ-T01", words("x"), "all == roads", relation, is_across)
        pack = register(relations=(held,))
        told = registry(pack)
        told.say(statement({"all": 3}, "", source="mission"))
        told.say(statement({"roads": 2}, "", source="press"))
        told.say(statement({"all": 2}, "", source="press"))
        found.append([(one.rule, one.left, one.right) for one in register_findings(pack, told, MOMENT)])
    differs = (RecordRule.DIFFERS, 3, 2)
    assert found == [[differs], [differs, (RecordRule.NUMBERS, 3, 2)]]
