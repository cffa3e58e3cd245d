"""Protocols and the close of polls: recorded before it they are false, dated before it they are a finding."""

import datetime
from typing import Any

import pytest

from hattama.core.vocabulary import PollingHours, Polls
from hattama.verification.checking import check_bundle
from hattama.verification.foundation import Foundation
from tests.verification.made_bundle import Signer, make_bundle, verify
from tests.verification.made_log import MOMENT, make_foundation
from tests.verification.made_night import Night, codes

SIGNER = Signer()
USUAL = PollingHours(datetime.time(7), datetime.time(20))
EARLY = PollingHours(datetime.time(7), datetime.time(20), may_end_early=True)
FOUNDATION = make_foundation(10, 1, polls=Polls(USUAL, ((("P000003",), EARLY),)))
(CONTEST,) = FOUNDATION.contests_at["P000000"]
TOO_SOON = "2026-08-30T19:59:59+05:00"
BEFORE_OPENING = "2026-08-30T06:59:59+05:00"


def found(foundation: Foundation = FOUNDATION, **changes: dict[str, Any]) -> set[str]:
    """What is false in a log in which all precincts report at MOMENT, but for what `changes` say."""
    night = Night(foundation, SIGNER)
    for body in night.bodies:
        body["recorded_at"] = "2026-08-29T10:00:00+05:00"
    order = sorted(range(10), key=lambda at: changes.get(f"P{at:06d}", {}).get("recorded_at", MOMENT))
    for at in order:
        night.protocol(f"P{at:06d}", CONTEST, **changes.get(f"P{at:06d}", {}))
    night.close()
    return codes(check_bundle(make_bundle(foundation, night.bodies, SIGNER), verify).troubles)


def test_a_night_that_begins_with_the_close_of_polls_is_true() -> None:
    assert found() == set()


@pytest.mark.parametrize("precinct", ["P000000", "P000004", "P000007"])
def test_an_entry_recorded_a_second_before_the_close_is_named(precinct: str) -> None:
    assert found(**{precinct: {"recorded_at": TOO_SOON}}) == {"recorded-before-close"}


def test_where_polls_may_end_early_they_have_opened_first() -> None:
    assert found(P000003={"recorded_at": TOO_SOON, "signed_at": TOO_SOON}) == set()
    assert "recorded-before-close" in found(P000003={"recorded_at": BEFORE_OPENING, "signed_at": TOO_SOON})


def test_where_the_definition_says_no_hours_those_of_the_law_hold() -> None:
    unsaid = make_foundation(10, 1)
    assert unsaid.election.polls is None
    assert found(unsaid) == set()
    assert found(unsaid, P000000={"recorded_at": TOO_SOON}) == {"recorded-before-close"}
    other = make_foundation(10, 1, polls=Polls(PollingHours(datetime.time(6), datetime.time(19))))
    assert found(other, P000000={"recorded_at": TOO_SOON, "signed_at": TOO_SOON}) == set()


def test_a_paper_dated_before_the_close_counts_and_its_finding_must_be_stated(monkeypatch) -> None:
    assert found(P000002={"signed_at": TOO_SOON}) == set()
    monkeypatch.setattr("tests.verification.made_night.expected_findings", lambda *asked: [])
    assert found(P000002={"signed_at": TOO_SOON}) == {"findings-differ"}
