"""Choices that no longer stand keep their votes and win nothing; the next comes where the law says so."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from hattama.core.outcomes import Left, Outcome, Ruled, Status, Votes, decide
from tests.core.outcomes.samples import DISTRICT, PRESIDENT, kazakh_lists, law, votes_for

BEFORE, AFTER = Left.BEFORE_VOTE, Left.AFTER_VOTE


def with_left(
    votes: Mapping[str, int], left: Mapping[str, Left], parts: Mapping[str, int] | None = None
) -> Votes:
    given = votes_for(votes, parts, registered=True)
    return Votes(tuple(replace(one, left=left.get(one.code)) for one in given.choices), given.parts)


def came_to(outcome: Outcome) -> tuple[Status, tuple[str, ...], tuple[str, ...]]:
    return outcome.status, outcome.elected, outcome.contenders


@pytest.mark.parametrize(
    ("votes", "left", "expected", "code"),
    [
        ({"a": 50, "b": 40, "c": 30}, {"a": BEFORE}, (Status.DECIDED, ("b",), ()), "most_votes"),
        (
            {"a": 50, "b": 40, "c": 40},
            {"a": BEFORE},
            (Status.REPEAT_ELECTION, (), ("b", "c")),
            "two_on_ballot",
        ),
        ({"a": 50, "b": 40}, {"a": BEFORE}, (Status.LAW_IS_SILENT, (), ("b",)), "sole_law_is_silent"),
        ({"a": 50, "b": 40}, {"a": BEFORE, "b": BEFORE}, (Status.PROLONGED, (), ()), "nobody_left_prolonged"),
        ({"a": 50, "b": 40, "c": 30}, {"a": AFTER}, (Status.LAW_IS_SILENT, (), ()), "winner_left"),
        ({"a": 50, "b": 50, "c": 30}, {"a": AFTER}, (Status.DECIDED, ("b",), ()), "last_of_tied"),
        ({"a": 50, "b": 50, "c": 50}, {"a": AFTER}, (Status.REPEAT, (), ("b", "c")), "first_shared_repeat"),
        ({"a": 50, "b": 50}, {"a": AFTER}, (Status.REPEAT_ELECTION, (), ("b",)), "two_on_ballot"),
        ({"a": 50, "b": 0, "c": 0}, {"a": BEFORE}, (Status.NO_VOTES, (), ()), "no_votes"),
    ],
)
def test_in_a_district_those_who_stand_decide(
    votes: dict[str, int], left: dict[str, Left], expected: object, code: str
) -> None:
    """95(3): who is alone left of those tied is elected without repeat voting; 93-2(1): all have left."""
    rules = replace(DISTRICT, none_left=Ruled(Status.PROLONGED, law("93-2(1)")))
    outcome = decide(rules, with_left(votes, left))
    assert isinstance(outcome, Outcome)
    assert came_to(outcome) == expected
    assert code in [step.code for step in outcome.steps]
    assert [line.votes for line in outcome.lines] == list(votes.values())


@pytest.mark.parametrize(
    ("votes", "left", "expected"),
    [
        # 63(1), second sentence: in the place of one of the two who leaves the next comes.
        ({"a": 40, "b": 35, "c": 15, "d": 10}, {"b": AFTER}, (Status.SECOND_ROUND, (), ("a", "c"))),
        ({"a": 40, "b": 35, "c": 15, "d": 10}, {"b": BEFORE}, (Status.SECOND_ROUND, (), ("a", "c"))),
        ({"a": 40, "b": 35, "c": 25}, {"b": AFTER, "c": AFTER}, (Status.LAW_IS_SILENT, (), ("a",))),
        ({"a": 40, "b": 35, "c": 25}, {"c": BEFORE}, (Status.LAW_IS_SILENT, (), ())),
        ({"a": 60, "b": 40}, {"b": BEFORE}, (Status.PROLONGED, (), ("a",))),
        ({"a": 60, "b": 30, "c": 10}, {"a": AFTER}, (Status.LAW_IS_SILENT, (), ())),
        ({"a": 60, "b": 30, "c": 10}, {"c": BEFORE}, (Status.DECIDED, ("a",), ())),
    ],
)
def test_for_president_the_next_takes_the_place_of_one_who_left(
    votes: dict[str, int], left: dict[str, Left], expected: object
) -> None:
    outcome = decide(PRESIDENT, with_left(votes, left))
    assert isinstance(outcome, Outcome)
    assert came_to(outcome) == expected


def test_votes_of_one_who_left_count_in_the_whole() -> None:
    """50 of 101 who took part are no majority, though they are of the 91 votes for those who stand."""
    outcome = decide(PRESIDENT, with_left({"a": 50, "b": 31, "c": 10, "d": 10}, {"d": BEFORE}))
    assert isinstance(outcome, Outcome)
    assert outcome.status is Status.SECOND_ROUND
    share = outcome.line("d").share
    assert share is not None
    assert (share.part, share.whole) == (10, 101)


def test_a_list_that_was_struck_receives_no_seats_and_still_raises_the_threshold() -> None:
    votes = {"a": 600, "b": 300, "c": 49, "d": 51}
    standing = decide(kazakh_lists(seats=20), with_left(votes, {}))
    struck = decide(kazakh_lists(seats=20), with_left(votes, {"d": BEFORE}))
    assert isinstance(standing, Outcome)
    assert isinstance(struck, Outcome)
    assert standing.seats["d"] == 1
    assert struck.seats == {"a": 13, "b": 7, "c": 0, "d": 0}
    assert struck.line("c").share == standing.line("c").share
    assert struck.line("d").admitted is False
    assert "left_before_vote" in [step.code for step in struck.steps]


def test_beside_a_lone_list_the_next_that_stands_is_let_in() -> None:
    votes = with_left({"a": 900_000, "b": 40_000, "c": 30_000}, {"b": BEFORE})
    outcome = decide(kazakh_lists(), votes)
    assert isinstance(outcome, Outcome)
    assert outcome.seats == {"a": 67, "b": 0, "c": 2}
