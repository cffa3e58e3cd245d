"""Findings on the place and the grounds of deeds."""

import datetime

import pytest

from hattama.core.protocols import Decision, DoneBy, check_decision, check_places
from hattama.core.vocabulary import Severity


def test_figures_entered_by_an_account_of_another_area_are_a_finding_that_breaks_no_sum():
    (finding,) = check_places("P1", [DoneBy("enter", "typist", None), DoneBy("enter", "typist", "D1")])
    assert (finding.code, finding.severity) == ("DEED-OUTSIDE", Severity.SOFT)


@pytest.mark.parametrize(
    "done",
    [
        DoneBy("enter", "typist", None),
        DoneBy("enter", "chair", "P1"),
        DoneBy("decide", "territorial_reviewer", "D1"),
        DoneBy("retype", "typist", "P1"),
    ],
)
def test_entries_at_the_precinct_and_decisions_above_it_are_none(done):
    assert check_places("P1", [done]) == ()


def test_a_decision_is_found_by_its_number_its_day_or_its_file():
    assert [finding.code for finding in check_decision(Decision("court", " "))] == ["DEED-UNDECIDED"]
    for decision in (
        Decision("court", "7"),
        Decision("court", decided_on=datetime.date(2024, 5, 13)),
        Decision("court", document="ab" * 32),
    ):
        assert check_decision(decision) == ()
