"""Quotas and largest remainders: published examples, theorems, and a second implementation."""

from collections.abc import Sequence
from fractions import Fraction
from math import ceil, floor
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hattama.core.outcomes import ChoiceVotes, Method, Remaining, TieBreak
from hattama.core.outcomes.distribution import SeatsOver, TieOpen, TieOrdered
from hattama.core.outcomes.largest_remainders import quota_of, share_by_quota
from tests.core.outcomes.samples import choices, contested, vectors

EARLIER = (TieBreak.REGISTERED_EARLIER,)
QUOTAS = (Method.HARE, Method.DROOP)
PUBLISHED = [
    example
    for file in ("netherlands.json", "national_results.json", "textbook.json")
    for example in vectors(file)["examples"]
    if example["method"] in QUOTAS
]


@pytest.mark.parametrize("example", PUBLISHED, ids=lambda example: example["name"])
def test_a_published_example_comes_out_as_published(example: dict[str, Any]) -> None:
    found = share_by_quota(choices(example["votes"]), example["seats"], Method(example["method"]))
    assert found.distribution.seats == example["expected"]
    assert found.distribution.left == example.get("open_seats", 0)
    assert found.distribution.tied == tuple(example.get("tied", ()))
    if "quota" in example:
        assert found.quota == Fraction(example["quota"])


def plain_hare(numbers: Sequence[int], seats: int) -> list[int]:
    """The same method a second time, in integers alone: no quota is ever formed."""
    total = sum(numbers)
    given_seats = [votes * seats // total for votes in numbers]
    rests = [votes * seats % total for votes in numbers]
    for position in sorted(range(len(numbers)), key=lambda p: (-rests[p], p))[: seats - sum(given_seats)]:
        given_seats[position] += 1
    return given_seats


def plain_droop(numbers: Sequence[int], seats: int) -> list[int] | None:
    """Droop in integers alone; None where seats stay over."""
    quota = sum(numbers) // (seats + 1) + 1
    given_seats = [votes // quota for votes in numbers]
    left = seats - sum(given_seats)
    if left > len(numbers):
        return None
    for position in sorted(range(len(numbers)), key=lambda p: (-(numbers[p] % quota), p))[:left]:
        given_seats[position] += 1
    return given_seats


def in_registered_order(lists: Sequence[ChoiceVotes]) -> list[ChoiceVotes]:
    return sorted(lists, key=lambda choice: choice.registered_order or 0)


@given(contested())
def test_hare_agrees_with_a_second_implementation(contest: tuple[tuple[ChoiceVotes, ...], int]) -> None:
    lists, seats = in_registered_order(contest[0]), contest[1]
    found = share_by_quota(lists, seats, Method.HARE, EARLIER).distribution
    assert list(found.seats.values()) == plain_hare([choice.votes for choice in lists], seats)


@given(contested())
def test_droop_agrees_with_a_second_implementation(contest: tuple[tuple[ChoiceVotes, ...], int]) -> None:
    lists, seats = in_registered_order(contest[0]), contest[1]
    found = share_by_quota(lists, seats, Method.DROOP, EARLIER).distribution
    expected = plain_droop([choice.votes for choice in lists], seats)
    if expected is None:
        assert isinstance(found.events[-1], SeatsOver)
    else:
        assert list(found.seats.values()) == expected


@given(contested())
def test_no_list_is_further_than_one_seat_from_its_quota(
    contest: tuple[tuple[ChoiceVotes, ...], int],
) -> None:
    lists, seats = contest
    found = share_by_quota(lists, seats, Method.HARE, EARLIER)
    for code, claim in found.claims.items():
        assert floor(claim) <= found.distribution.seats[code] <= ceil(claim)


@given(contested(), st.sampled_from(QUOTAS), st.sampled_from(Remaining))
def test_no_seat_is_lost_or_made(
    contest: tuple[tuple[ChoiceVotes, ...], int], method: Method, remaining: Remaining
) -> None:
    lists, seats = contest
    for ties in ((), EARLIER):
        found = share_by_quota(lists, seats, method, ties, remaining).distribution
        assert sum(found.seats.values()) + found.left == seats


@given(contested(), st.sampled_from(QUOTAS), st.randoms(use_true_random=False))
def test_the_order_in_which_lists_stand_changes_nothing(
    contest: tuple[tuple[ChoiceVotes, ...], int], method: Method, chance: Any
) -> None:
    lists, seats = contest
    shuffled = list(lists)
    chance.shuffle(shuffled)
    assert (
        share_by_quota(shuffled, seats, method, EARLIER).distribution.seats
        == share_by_quota(lists, seats, method, EARLIER).distribution.seats
    )


@given(contested(), st.integers(2, 1000))
def test_as_many_times_the_votes_give_the_same_seats(
    contest: tuple[tuple[ChoiceVotes, ...], int], factor: int
) -> None:
    lists, seats = contest
    scaled = [
        ChoiceVotes(choice.code, choice.votes * factor, registered_order=choice.registered_order)
        for choice in lists
    ]
    first = share_by_quota(lists, seats, Method.HARE).distribution
    assert share_by_quota(scaled, seats, Method.HARE).distribution.seats == first.seats


def test_an_equal_remainder_goes_to_the_list_registered_earlier() -> None:
    lists = (
        ChoiceVotes("late", 100, registered_order=3),
        ChoiceVotes("early", 100, registered_order=1),
        ChoiceVotes("middle", 100, registered_order=2),
    )
    found = share_by_quota(lists, 4, Method.HARE, EARLIER).distribution
    assert found.seats == {"late": 1, "early": 2, "middle": 1}
    assert TieOrdered(("early", "middle", "late"), TieBreak.REGISTERED_EARLIER) in found.events


def test_an_order_known_for_some_lists_only_settles_nothing() -> None:
    lists = (ChoiceVotes("known", 100, registered_order=1), ChoiceVotes("unknown", 100))
    found = share_by_quota(lists, 3, Method.HARE, EARLIER).distribution
    assert found.seats == {"known": 1, "unknown": 1}
    assert found.events == (TieOpen(("known", "unknown"), 1, needs_order=True),)


def test_more_votes_settle_equal_remainders_where_that_is_the_rule() -> None:
    lists = (ChoiceVotes("small", 150), ChoiceVotes("large", 250))
    found = share_by_quota(lists, 4, Method.HARE, (TieBreak.MORE_VOTES,)).distribution
    assert found.seats == {"small": 1, "large": 3}


def test_remaining_seats_can_go_to_the_most_votes_instead() -> None:
    votes = {"large": 600, "middle": 251, "small": 149}
    by_remainder = share_by_quota(choices(votes), 4, Method.HARE).distribution.seats
    by_votes = share_by_quota(choices(votes), 4, Method.HARE, (), Remaining.MOST_VOTES).distribution.seats
    assert by_remainder == {"large": 2, "middle": 1, "small": 1}
    assert by_votes == {"large": 3, "middle": 1, "small": 0}


def test_droop_says_so_where_it_has_more_seats_than_lists_to_give_them_to() -> None:
    found = share_by_quota(choices({"only": 10}), 9, Method.DROOP).distribution
    assert quota_of(Method.DROOP, 10, 9) == 2
    assert found.seats == {"only": 6}
    assert found.events[-1] == SeatsOver(3)


def test_largest_remainders_can_take_a_seat_away_when_the_house_grows() -> None:
    """The Alabama paradox: why house monotonicity is asked of divisor methods alone."""
    votes = {"a": 6, "b": 6, "c": 2}
    assert share_by_quota(choices(votes), 10, Method.HARE).distribution.seats["c"] == 2
    assert share_by_quota(choices(votes), 11, Method.HARE).distribution.seats["c"] == 1
