"""Findings on who made an entry, from where, and on whose decision."""

from hattama.core.tabulation import check_deeds, deed_findings
from tests.core.tabulation.entry_examples import DECISION, example, second_example

NOWHERE = {"authority": "territorial_commission", "number": " ", "decided_on": None, "document": None}


def codes(findings):
    return [finding.code for finding in findings]


def done(deed, area):
    return {"deed": deed, "role": "typist", "area": area}


def test_an_entry_from_another_place_is_a_finding_and_a_decision_from_above_is_none():
    assert codes(check_deeds("P001", [done("enter", None), done("enter", "P001")], None)) == []
    assert codes(check_deeds("P001", [done("enter", None), done("enter", "D11")], None)) == ["DEED-OUTSIDE"]
    assert codes(check_deeds("P001", [done("enter", None), done("decide", "R1")], None)) == []


def test_a_change_on_a_decision_that_nobody_can_find_is_a_finding():
    assert codes(check_deeds("P001", [], NOWHERE)) == ["DEED-UNDECIDED"]
    for found in ({"number": "7"}, {"decided_on": "2023-03-20"}, {"document": DECISION["document"]}):
        assert codes(check_deeds("P001", [], {**NOWHERE, **found})) == []


def test_entries_of_the_first_schema_say_nothing_of_deeds():
    assert deed_findings(example("correction", decision=NOWHERE)) == ()
    assert codes(deed_findings(second_example("correction", decision=NOWHERE))) == ["DEED-UNDECIDED"]
    assert codes(deed_findings(second_example("protocol", done_by=[done("enter", "D11")]))) == [
        "DEED-OUTSIDE"
    ]
