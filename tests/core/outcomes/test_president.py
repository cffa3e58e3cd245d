"""Presidents: the elections of 2011, 2019 and 2022, and the rounds that never came."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hattama.core.outcomes import Outcome, Ruled, Status, decide, say_share, second_round_of
from hattama.core.outcomes.president import decide_president
from tests.core.outcomes.samples import COUNTS, PRESIDENT, law, vectors, votes_for

PUBLISHED = vectors("kazakhstan.json")["presidents"]


@pytest.mark.parametrize("year", PUBLISHED, ids=lambda year: year["name"])
def test_a_published_election_was_decided_in_the_first_round(year: dict[str, Any]) -> None:
    outcome = decide_president(PRESIDENT, votes_for(year["votes"], year["parts"]))
    assert outcome.status is Status.DECIDED
    assert outcome.elected == (year["elected"],)
    for code, published in year["shares"].items():
        share = outcome.line(code).share
        assert share is not None
        assert share.whole == year["base"]
        assert say_share(share.fraction, "en").rstrip("\u202f%") == published


def test_exactly_half_is_no_majority() -> None:
    outcome = decide_president(PRESIDENT, votes_for({"a": 500, "b": 300, "c": 200}))
    assert outcome.status is Status.SECOND_ROUND
    assert outcome.contenders == ("a", "b")
    one_more = decide_president(PRESIDENT, votes_for({"a": 501, "b": 300, "c": 199}))
    assert one_more.elected == ("a",)


def test_votes_against_all_can_take_the_majority_away() -> None:
    outcome = decide_president(PRESIDENT, votes_for({"a": 501, "b": 300, "c": 199}, {"against_all": 10}))
    assert outcome.status is Status.SECOND_ROUND


def test_two_equal_leaders_both_go_on() -> None:
    outcome = decide_president(PRESIDENT, votes_for({"a": 400, "b": 400, "c": 200}))
    assert outcome.status is Status.SECOND_ROUND
    assert outcome.contenders == ("a", "b")


@pytest.mark.parametrize("votes", [{"a": 400, "b": 300, "c": 300}, {"a": 300, "b": 300, "c": 300}])
def test_a_shared_second_place_is_a_gap_in_the_law(votes: dict[str, int]) -> None:
    outcome = decide_president(PRESIDENT, votes_for(votes))
    assert outcome.status is Status.LAW_IS_SILENT
    assert outcome.contenders == ("a", "b", "c")
    assert outcome.steps[-1].code == "leaders_shared"


def test_a_second_round_needs_two_candidates_with_votes() -> None:
    outcome = decide_president(PRESIDENT, votes_for({"a": 400, "b": 0, "c": 0}, {"against_all": 600}))
    assert outcome.status is Status.LAW_IS_SILENT
    assert outcome.steps[-1].code == "too_few_leaders"


def test_of_two_candidates_without_a_majority_the_law_says_nothing() -> None:
    """63(1) asks for more than two on the ballot, 64(1) for repeat voting that was held."""
    outcome = decide_president(PRESIDENT, votes_for({"a": 500, "b": 400}, {"against_all": 101}))
    assert outcome.status is Status.LAW_IS_SILENT
    assert outcome.elected == outcome.contenders == ()
    assert outcome.steps[-1].cited.document == "63(1), 64(1)"
    with_majority = decide_president(PRESIDENT, votes_for({"a": 502, "b": 400}, {"against_all": 101}))
    assert with_majority.elected == ("a",)


def test_where_the_rules_repeat_an_election_of_two_they_do() -> None:
    senate = replace(PRESIDENT, no_majority=Ruled(Status.REPEAT_ELECTION, law("80(1)")))
    outcome = decide_president(senate, votes_for({"a": 5, "b": 4}, {"against_all": 1}))
    assert outcome.status is Status.REPEAT_ELECTION


def test_votes_for_a_sole_candidate_elect_nobody() -> None:
    """61(1): with fewer than two candidates left the election is prolonged."""
    outcome = decide_president(PRESIDENT, votes_for({"a": 900}, {"against_all": 1}))
    assert outcome.status is Status.PROLONGED
    assert outcome.elected == ()
    assert outcome.steps[-1].cited.document == "61(1)"


def test_the_second_round_goes_to_the_most_votes_without_a_majority() -> None:
    outcome = decide(second_round_of(PRESIDENT), votes_for({"a": 300, "b": 299}, {"against_all": 400}))
    assert isinstance(outcome, Outcome) and outcome.elected == ("a",)
    assert outcome.steps[-1].cited.document == "65(2)2"


def test_a_shared_second_round_repeats_the_election() -> None:
    outcome = decide(second_round_of(PRESIDENT), votes_for({"a": 300, "b": 300}))
    assert isinstance(outcome, Outcome) and outcome.status is Status.REPEAT_ELECTION
    assert outcome.contenders == ("a", "b")
    assert outcome.steps[-1].cited.document == "64(1)"


def test_without_votes_there_is_no_result() -> None:
    assert decide_president(PRESIDENT, votes_for({"a": 0, "b": 0})).status is Status.NO_VOTES


@given(COUNTS.filter(lambda numbers: any(numbers) and len(numbers) > 1), st.integers(0, 1_000_000))
def test_whoever_is_elected_has_more_than_half_of_those_who_took_part(
    numbers: list[int], against_all: int
) -> None:
    votes = {f"c{position}": number for position, number in enumerate(numbers)}
    outcome = decide_president(PRESIDENT, votes_for(votes, {"against_all": against_all}))
    half = Fraction(sum(numbers) + against_all, 2)
    assert outcome.elected == tuple(code for code, number in votes.items() if number > half)
