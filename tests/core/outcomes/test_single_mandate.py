"""One seat for the most votes; a shared first place is repeat voting, not a winner."""

from __future__ import annotations

from dataclasses import replace

from hattama.core.outcomes import Ruled, Status
from hattama.core.outcomes.single_mandate import decide_single_mandate
from tests.core.outcomes.samples import DISTRICT, votes_for


def test_the_candidate_with_the_most_votes_is_elected() -> None:
    outcome = decide_single_mandate(DISTRICT, votes_for({"a": 40, "b": 35, "c": 25}))
    assert outcome.status is Status.DECIDED
    assert outcome.elected == ("a",)
    assert outcome.seats == {"a": 1, "b": 0, "c": 0}


def test_a_shared_first_place_is_repeat_voting_among_those_who_share_it() -> None:
    outcome = decide_single_mandate(DISTRICT, votes_for({"a": 40, "b": 40, "c": 39}))
    assert outcome.status is Status.REPEAT
    assert outcome.contenders == ("a", "b")
    assert outcome.elected == ()
    assert outcome.steps[-1].article == "95(3)"


def test_where_the_rules_know_no_repeat_voting_the_tie_stays() -> None:
    rules = replace(DISTRICT, tie=Ruled(Status.TIE, "elsewhere"))
    assert decide_single_mandate(rules, votes_for({"a": 1, "b": 1})).status is Status.TIE


def test_votes_against_all_elect_nobody_and_hinder_nobody() -> None:
    outcome = decide_single_mandate(DISTRICT, votes_for({"a": 10, "b": 5}, {"against_all": 985}))
    assert outcome.elected == ("a",)
    share = outcome.line("a").share
    assert share is not None
    assert (share.part, share.whole) == (10, 1000)


def test_a_sole_candidate_is_elected_by_any_vote() -> None:
    outcome = decide_single_mandate(DISTRICT, votes_for({"a": 1}))
    assert outcome.elected == ("a",)
    assert outcome.steps[-1].code == "sole_candidate"


def test_without_votes_nobody_is_elected() -> None:
    outcome = decide_single_mandate(DISTRICT, votes_for({"a": 0, "b": 0}))
    assert outcome.status is Status.NO_VOTES
    assert outcome.elected == ()
