"""Results as values: what they answer for, and what changes between two of them."""

from fractions import Fraction

import pytest

from hattama.core.outcomes import Method, Status, plain_method
from hattama.core.outcomes.party_lists import decide_party_lists
from hattama.core.outcomes.president import decide_president
from hattama.core.outcomes.referendum import decide_referendum
from tests.core.outcomes.samples import PRESIDENT, REFERENDUM, votes_for

VOTES = votes_for({"a": 6100, "b": 5000, "c": 900})


def test_seats_stand_in_ballot_order_with_those_who_won_none() -> None:
    outcome = decide_party_lists(plain_method(Method.DHONDT), VOTES, 10)
    assert list(outcome.seats.items()) == [("a", 6), ("b", 4), ("c", 0)]
    assert outcome.elected == ("a", "b")


def test_a_referendum_gives_no_seats() -> None:
    votes = votes_for({"for": 60, "against": 30}, {"invalid": 0, "registered": 100, "regions_for": 17})
    outcome = decide_referendum(REFERENDUM, votes)
    assert outcome.seats == {}
    assert outcome.elected == ()


def test_a_line_is_found_by_its_code() -> None:
    outcome = decide_president(PRESIDENT, VOTES)
    assert outcome.line("a").votes == 6100
    with pytest.raises(KeyError):
        outcome.line("nobody")


def test_the_values_of_a_step_are_exact() -> None:
    outcome = decide_party_lists(plain_method(Method.HARE), VOTES, 10)
    claim = next(step for step in outcome.steps if step.code == "whole_seats").value("claim")
    assert claim == Fraction(6100 * 10, 12000)
    assert outcome.status is Status.DECIDED
