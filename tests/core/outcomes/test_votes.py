"""Votes as values: what they refuse, and that an election's contest becomes votes without inventing zeros."""

import pytest

from hattama.core.outcomes import ChoiceVotes, Votes
from hattama.core.outcomes.votes import ChoiceGivenTwice, UnknownPart, votes_of
from hattama.core.vocabulary import NO_WORDS, Choice, Contest, Words


@pytest.mark.parametrize(
    "votes",
    [
        Votes((ChoiceVotes("a", -1),)),
        Votes((ChoiceVotes("a", 1),), {"invalid": -1}),
        Votes((ChoiceVotes("a", 1),), {}, (("R1", Votes((ChoiceVotes("a", -1),))),)),
    ],
)
def test_less_than_nothing_is_seen_wherever_it_stands(votes: Votes) -> None:
    assert votes.below_zero


def test_a_sum_may_be_of_any_size() -> None:
    votes = Votes((ChoiceVotes("a", 10**30), ChoiceVotes("b", 0)), {"invalid": 10**30})
    assert votes.for_choices == 10**30
    assert not votes.below_zero


def test_the_same_choice_twice_is_refused() -> None:
    with pytest.raises(ChoiceGivenTwice):
        Votes((ChoiceVotes("a", 1), ChoiceVotes("a", 2)))


def test_a_pile_that_no_rule_knows_is_refused() -> None:
    with pytest.raises(UnknownPart):
        Votes((ChoiceVotes("a", 1),), {"blank": 3})


def test_a_part_that_was_not_given_is_none_and_not_zero() -> None:
    votes = Votes((ChoiceVotes("a", 1),), {"against_all": 0})
    assert votes.part("against_all") == 0
    assert votes.part("invalid") is None


def test_a_choice_is_called_by_its_code_where_it_has_no_name() -> None:
    assert ChoiceVotes("amanat", 1).title.say("kk") == "amanat"
    assert ChoiceVotes("a", 1, Words.of({"kk": "Аманат"})).title.say("ru") == "Аманат"


def test_a_choice_is_found_by_its_code() -> None:
    votes = Votes((ChoiceVotes("a", 1), ChoiceVotes("b", 2)))
    assert votes.choice("b").votes == 2
    assert votes.for_choices == 3
    with pytest.raises(KeyError):
        votes.choice("c")


def test_the_votes_of_a_contest_name_the_choices_without_a_figure() -> None:
    contest = Contest("lists", "party_list", NO_WORDS, (Choice("a", NO_WORDS, 2), Choice("b", NO_WORDS, 1)))
    votes = votes_of(contest, {"a": 10}, {"invalid": 1})
    told = [(choice.code, choice.count, choice.registered_order) for choice in votes.choices]
    assert told == [("a", 10, 2), ("b", None, 1)]
    assert votes.for_choices == 10
