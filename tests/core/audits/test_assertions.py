"""Assertions: all of them hold exactly when the outcome is the reported one and rests on no tie."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hattama.core.audits.assertions import Assertion, AssertionKind, NoAssertions, assertions_of
from hattama.core.outcomes import (
    ChoiceVotes,
    ContestRules,
    Left,
    Method,
    NoOutcome,
    Outcome,
    Status,
    Votes,
    decide,
    plain_method,
)
from tests.core.audits.published import list_assertions, vectors
from tests.core.outcomes.samples import DISTRICT, PRESIDENT
from tests.core.outcomes.samples import votes_for as named_votes

FEW = st.lists(st.integers(0, 9), min_size=2, max_size=5)


def votes_for(numbers: list[int]) -> Votes:
    """With no ballot invalid."""
    return named_votes(dict(zip("abcde", numbers, strict=False)), {"invalid": 0, "against_all": 0})


def decided(rules: ContestRules, votes: Votes, seats: int | None = None) -> Outcome:
    outcome = decide(rules, votes, seats=seats)
    assert not isinstance(outcome, NoOutcome)
    return outcome


def counted(votes: Votes) -> dict[str, int]:
    return {choice.code: choice.votes for choice in votes.choices} | dict(votes.parts)


@pytest.mark.parametrize("number", range(4))
def test_sums_and_margins_are_those_of_the_published_elections(number: int) -> None:
    case: dict[str, Any] = vectors("proportional.json")["cases"][number]
    votes = case["votes"] | {"against_all": case["against_all"]}
    assertions = list_assertions(case)
    assert len(assertions) == case["assertions"]
    ballots = case["ballots"]

    def margin(one: Assertion) -> Fraction:
        return Fraction(2 * one.total(votes), ballots * (one.greatest - one.least))

    ranked = sorted(assertions, key=margin)
    for one, told in zip(ranked, case["hardest"], strict=False):
        assert (one.kind.value, one.choice, one.other) == (told["assertion"], told["list"], told["other"])
        assert Fraction(one.total(votes), one.scale) == Fraction(told["total"])
        weights = Fraction(one.least, one.scale), Fraction(one.greatest, one.scale)
        assert weights == (Fraction(told["g_min"]), Fraction(told["g_max"]))
        assert float(margin(one)) == pytest.approx(told["relative_margin"], abs=1e-12)


@example([0, 1, 2], [3, 0, 1], 1, Fraction(0))
@given(FEW, FEW, st.integers(1, 7), st.sampled_from([Fraction(0), Fraction(1, 10), Fraction(1, 5)]))
def test_those_of_lists_hold_of_other_ballots_exactly_where_they_give_the_same_seats(
    reported: list[int], found: list[int], seats: int, threshold: Fraction
) -> None:
    rules, size = plain_method(Method.HARE, threshold), min(len(reported), len(found))
    before, after = (votes_for(numbers[:size]) for numbers in (reported, found))
    outcome = decide(rules, before, seats=seats)
    if isinstance(outcome, NoOutcome):
        return
    try:
        assertions = assertions_of(rules, before, outcome)
    except NoAssertions:
        return
    holds = all(one.total(counted(after)) > 0 for one in assertions)
    again = decide(rules, after, seats=seats)
    if isinstance(again, NoOutcome):
        # Fewer votes than seats.
        return
    if holds:
        assert (again.status, again.seats) == (Status.DECIDED, outcome.seats)
    elif again.status is Status.DECIDED:
        # The other way round but for what stands exactly on the line.
        same = again.seats == outcome.seats and [line.admitted for line in again.lines] == [
            line.admitted for line in outcome.lines
        ]
        assert not same or any(one.total(counted(after)) == 0 for one in assertions)


@given(FEW, FEW)
def test_those_of_one_seat_hold_exactly_where_the_same_one_is_elected(
    reported: list[int], found: list[int]
) -> None:
    size = min(len(reported), len(found))
    before, after = (votes_for(numbers[:size]) for numbers in (reported, found))
    for rules in (DISTRICT, PRESIDENT):
        outcome = decided(rules, before)
        try:
            assertions = assertions_of(rules, before, outcome)
        except NoAssertions:
            continue
        winner = [line.code for line in outcome.lines if line.elected]
        again = [line.code for line in decided(rules, after).lines if line.elected]
        assert all(one.total(counted(after)) > 0 for one in assertions) == (again == winner)


def test_invalid_ballots_count_where_the_law_counts_them() -> None:
    votes = votes_for([60, 30])
    [majority] = assertions_of(PRESIDENT, votes, decided(PRESIDENT, votes))
    assert majority.kind is AssertionKind.OVER
    assert majority.base == {"a", "b", "against_all"} | set(PRESIDENT.base.value.required)


@pytest.mark.parametrize(
    ("rules", "votes", "why"),
    [
        (DISTRICT, votes_for([5, 5]), "repeat"),
        (plain_method(Method.DHONDT, Fraction(0)), votes_for([5, 4]), "dhondt"),
        (plain_method(Method.HARE, Fraction(1, 2)), votes_for([9, 1]), "lone_list"),
        (DISTRICT, Votes((ChoiceVotes("a", 3), ChoiceVotes("b", 2, left=Left.AFTER_VOTE))), "left"),
    ],
)
def test_what_no_sums_of_ballots_decide_is_refused_with_the_reason(
    rules: ContestRules, votes: Votes, why: str
) -> None:
    with pytest.raises(NoAssertions) as refusal:
        assertions_of(rules, votes, decided(rules, votes, 3 if rules.kind == "party_list" else None))
    assert str(refusal.value).startswith(why)
