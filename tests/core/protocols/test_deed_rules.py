"""Findings on the place and the grounds of deeds."""

import datetime

import pytest

from hattama.core.protocols import Decision, DoneBy, check_clock, check_decision, check_places
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


RECEIVED = datetime.datetime(2023, 3, 20, 4, 31, tzinfo=datetime.UTC)


@pytest.mark.parametrize(("minutes", "found"), [(-300, []), (0, []), (5, []), (6, ["DEED-CLOCK"])])
def test_a_clock_that_runs_a_little_fast_is_none_and_one_that_runs_ahead_of_the_receipt_is(minutes, found):
    stated = RECEIVED + datetime.timedelta(minutes=minutes)
    findings = check_clock([DoneBy("enter", "typist", None, stated)], RECEIVED, None)
    assert [finding.code for finding in findings] == found


def test_what_was_typed_before_the_paper_was_signed_is_a_finding_and_where_nothing_was_stated_there_is_none():
    stated = DoneBy("enter", "typist", None, RECEIVED - datetime.timedelta(hours=3))
    signed_at = RECEIVED - datetime.timedelta(hours=2)
    assert [finding.code for finding in check_clock([stated], RECEIVED, signed_at)] == ["DEED-CLOCK"]
    assert check_clock([DoneBy("enter", "typist", None)], RECEIVED, RECEIVED) == ()
