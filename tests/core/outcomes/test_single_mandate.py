"""One seat for the most votes; a shared first place is repeat voting, not a winner."""

from dataclasses import replace

from hattama.core.outcomes import Ruled, Status
from hattama.core.outcomes.single_mandate import decide_single_mandate
from tests.core.outcomes.samples import DISTRICT, law, votes_for


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
    assert outcome.steps[-1].cited.document == "95(3)"


def test_where_two_alone_were_on_the_ballot_a_tie_repeats_the_election() -> None:
    """95(3) speaks of more than two candidates on the ballot, 96(1) of two that ran and were not elected."""
    outcome = decide_single_mandate(DISTRICT, votes_for({"a": 40, "b": 40}))
    assert outcome.status is Status.REPEAT_ELECTION
    assert outcome.contenders == ("a", "b")
    assert [(step.code, step.cited.document) for step in outcome.steps] == [
        ("two_on_ballot", "95(3)"),
        ("first_shared_repeat_election", "96(1)"),
    ]


def test_where_voting_is_repeated_between_two_a_tie_of_three_is_a_gap() -> None:
    """109-1(1), of maslikhats: repeat voting between two leaders, and nothing on who of three they are."""
    rules = replace(
        DISTRICT, tie=Ruled(Status.REPEAT, law("109-1(1)")), repeat_leaders=Ruled(2, law("109-1(1)"))
    )
    assert decide_single_mandate(rules, votes_for({"a": 4, "b": 4, "c": 3})).status is Status.REPEAT
    outcome = decide_single_mandate(rules, votes_for({"a": 4, "b": 4, "c": 4}))
    assert outcome.status is Status.LAW_IS_SILENT
    assert outcome.steps[-1].code == "first_shared_by_more"


def test_where_the_rules_know_no_repeat_voting_the_tie_stays() -> None:
    rules = replace(DISTRICT, tie=Ruled(Status.TIE, law("elsewhere")), tie_of_two=None)
    assert decide_single_mandate(rules, votes_for({"a": 1, "b": 1})).status is Status.TIE


def test_votes_against_all_elect_nobody_and_hinder_nobody() -> None:
    outcome = decide_single_mandate(DISTRICT, votes_for({"a": 10, "b": 5}, {"against_all": 985}))
    assert outcome.elected == ("a",)
    share = outcome.line("a").share
    assert share is not None
    assert (share.part, share.whole) == (10, 1000)


def test_a_sole_candidate_is_elected_by_any_vote_where_no_rule_speaks_of_it() -> None:
    outcome = decide_single_mandate(replace(DISTRICT, sole=None), votes_for({"a": 1}))
    assert outcome.elected == ("a",)
    assert outcome.steps[-1].code == "sole_candidate"


def test_what_the_law_leaves_open_for_a_sole_candidate_stays_open() -> None:
    outcome = decide_single_mandate(DISTRICT, votes_for({"a": 1}))
    assert outcome.status is Status.LAW_IS_SILENT
    assert outcome.elected == ()
    assert outcome.steps[-1].cited.document == "93-2(1)"


def test_without_votes_nobody_is_elected() -> None:
    outcome = decide_single_mandate(DISTRICT, votes_for({"a": 0, "b": 0}))
    assert outcome.status is Status.NO_VOTES
    assert outcome.elected == ()
