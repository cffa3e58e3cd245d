"""The reasoning for lists: which steps, in which order, with which articles and exact values."""

from fractions import Fraction

from hattama.core.outcomes import ChoiceVotes, Method, Votes, plain_method
from hattama.core.outcomes.list_steps import step_of
from hattama.core.outcomes.party_lists import decide_party_lists
from hattama.core.outcomes.rules import Ruled
from tests.core.outcomes.samples import kazakh_lists, law, votes_for


def test_the_steps_follow_the_order_of_the_law() -> None:
    outcome = decide_party_lists(kazakh_lists(seats=4), votes_for({"a": 60, "b": 40}, {"against_all": 1}))
    assert [step.code for step in outcome.steps] == [
        "base",
        "against_all_no_seats",
        "threshold",
        "admitted",
        "admitted",
        "quota_hare",
        "whole_seats",
        "whole_seats",
        "whole_given",
        "seat_by_largest_remainder",
    ]


def test_every_step_of_a_law_names_its_article() -> None:
    outcome = decide_party_lists(kazakh_lists(seats=4), votes_for({"a": 60, "b": 40}))
    assert all(step.cited for step in outcome.steps)


def test_the_threshold_in_votes_is_exact_and_the_least_whole_number_beside_it() -> None:
    outcome = decide_party_lists(kazakh_lists(), votes_for({"a": 60_001, "b": 40_000}))
    step = next(step for step in outcome.steps if step.code == "threshold")
    assert step.value("bar") == Fraction(100_001, 20)
    assert step.value("least") == 5_001


def test_a_threshold_of_nothing_asks_for_one_vote() -> None:
    outcome = decide_party_lists(plain_method(Method.HARE), votes_for({"a": 6, "b": 4}), 2)
    step = next(step for step in outcome.steps if step.code == "threshold")
    assert (step.value("bar"), step.value("least")) == (0, 1)


def test_of_a_list_whose_votes_nobody_gave_neither_a_number_nor_an_admission_is_told() -> None:
    votes = Votes((*votes_for({"a": 60, "b": 40}).choices, ChoiceVotes("c", 0, is_given=False)))
    outcome = decide_party_lists(kazakh_lists(seats=4), votes)
    (step,) = [step for step in outcome.steps if ("name", votes.choice("c").title) in step.values]
    assert (step.code, [name for name, _ in step.values]) == ("votes_not_given", ["name"])
    assert outcome.line("c").admitted is None


def test_a_reading_of_ours_is_marked_in_its_steps() -> None:
    marked = step_of("most_votes", Ruled(True, law("1"), inferred=True), votes=1)
    assert (marked.cited.document, marked.inferred) == ("1", True)
    assert not step_of("no_votes").cited


def test_quotients_tell_votes_divisor_and_result() -> None:
    outcome = decide_party_lists(plain_method(Method.DHONDT), votes_for({"a": 6, "b": 4}), 2)
    last = outcome.steps[-1]
    assert (last.code, last.value("votes"), last.value("divisor")) == ("seat_by_average", 4, 1)
    assert last.value("merit") == 4
