"""Highest averages: published examples, theorems, and a second implementation."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hattama.core.outcomes import ChoiceVotes, Method, TieBreak
from hattama.core.outcomes.distribution import SeatGiven, SeatsOver, TieOpen, TieOrdered
from hattama.core.outcomes.highest_averages import divisor, share_by_averages
from hattama.core.outcomes.largest_remainders import share_by_quota
from tests.core.outcomes.samples import choices, contested, vectors

EARLIER = (TieBreak.REGISTERED_EARLIER,)
DIVISORS = (Method.DHONDT, Method.SAINTE_LAGUE, Method.MODIFIED_SAINTE_LAGUE)
FILES = ("netherlands.json", "scotland.json", "statutes.json", "national_results.json", "textbook.json")
PUBLISHED = [
    example
    for file in FILES
    for example in vectors(file)["examples"]
    if example["method"] in DIVISORS and "threshold" not in example
]
Contest = tuple[tuple[ChoiceVotes, ...], int]
Sharing = Callable[[Sequence[ChoiceVotes], int], dict[str, int]]


@pytest.mark.parametrize("example", PUBLISHED, ids=lambda example: example["name"])
def test_a_published_example_comes_out_as_published(example: dict[str, Any]) -> None:
    first = Fraction(example.get("first_divisor", "7/5"))
    method = Method(example["method"])
    found = share_by_averages(choices(example["votes"]), example["seats"], method, first_divisor=first)
    assert found.seats == example["expected"]
    assert found.left == example.get("open_seats", 0)
    assert found.tied == tuple(example.get("tied", ()))
    if "last_average" in example:
        last = found.events[-1]
        assert isinstance(last, SeatGiven)
        assert last.merit == Fraction(example["last_average"])


def by_sorting(lists: Sequence[ChoiceVotes], seats: int, method: Method) -> dict[str, int]:
    """The same methods a second time: every average at once, sorted, the first `seats` of them taken."""
    averages = [
        (Fraction(choice.votes, 1) / _row(method, place), -(choice.registered_order or 0), choice.code)
        for choice in lists
        if choice.votes
        for place in range(seats)
    ]
    won = [code for *_, code in sorted(averages, reverse=True)[:seats]]
    return {choice.code: won.count(choice.code) for choice in lists}


def _row(method: Method, place: int) -> Fraction:
    if method is Method.DHONDT:
        return Fraction([*range(1, place + 2)][-1])
    odd = Fraction([*range(1, 2 * place + 2, 2)][-1])
    return Fraction("1.4") if method is Method.MODIFIED_SAINTE_LAGUE and place == 0 else odd


def sharing(method: Method) -> Sharing:
    return lambda lists, seats: share_by_averages(lists, seats, method, EARLIER).seats


def grows_element_by_element(share: Sharing, lists: Sequence[ChoiceVotes], most: int) -> bool:
    """House monotonicity: no list loses a seat when the house grows by one."""
    before = share(lists, 1)
    for seats in range(2, most + 1):
        after = share(lists, seats)
        if any(after[code] < before[code] for code in before):
            return False
        before = after
    return True


@given(contested(60), st.sampled_from(DIVISORS))
def test_the_methods_agree_with_a_second_implementation(contest: Contest, method: Method) -> None:
    lists, seats = contest
    assert sharing(method)(lists, seats) == by_sorting(lists, seats, method)


@given(contested(40), st.sampled_from(DIVISORS))
def test_no_list_loses_a_seat_when_the_house_grows(contest: Contest, method: Method) -> None:
    lists, seats = contest
    assert grows_element_by_element(sharing(method), lists, seats)


def test_the_check_of_growth_sees_a_planted_violation() -> None:
    def planted(lists: Sequence[ChoiceVotes], seats: int) -> dict[str, int]:
        # Every eleventh seat of the house is taken from the list with the most and given to the next.
        given_seats = sharing(Method.DHONDT)(lists, seats)
        if seats == 11:
            first, second, *_ = given_seats
            given_seats[first] -= 2
            given_seats[second] += 2
        return given_seats

    lists = choices({"a": 600, "b": 300, "c": 100}, registered=True)
    assert grows_element_by_element(sharing(Method.DHONDT), lists, 20)
    assert not grows_element_by_element(planted, lists, 20)


def test_the_check_of_growth_sees_the_alabama_paradox() -> None:
    def hare(lists: Sequence[ChoiceVotes], seats: int) -> dict[str, int]:
        return share_by_quota(lists, seats, Method.HARE, EARLIER).distribution.seats

    assert not grows_element_by_element(hare, choices({"a": 6, "b": 6, "c": 2}, registered=True), 11)


@given(contested(), st.sampled_from(DIVISORS))
def test_no_seat_is_lost_or_made(contest: Contest, method: Method) -> None:
    lists, seats = contest
    for ties in ((), EARLIER):
        found = share_by_averages(lists, seats, method, ties)
        assert sum(found.seats.values()) + found.left == seats


@given(contested(60), st.sampled_from(DIVISORS), st.randoms(use_true_random=False))
def test_the_order_in_which_lists_stand_changes_nothing(
    contest: Contest, method: Method, chance: Any
) -> None:
    lists, seats = contest
    shuffled = list(lists)
    chance.shuffle(shuffled)
    assert sharing(method)(shuffled, seats) == sharing(method)(lists, seats)


@given(contested(60), st.sampled_from(DIVISORS), st.integers(2, 1000))
def test_as_many_times_the_votes_give_the_same_seats(contest: Contest, method: Method, factor: int) -> None:
    lists, seats = contest
    scaled = [ChoiceVotes(c.code, c.votes * factor, registered_order=c.registered_order) for c in lists]
    assert sharing(method)(scaled, seats) == sharing(method)(lists, seats)


@given(contested(60), st.sampled_from(DIVISORS), st.data())
def test_a_list_that_gains_votes_never_loses_a_seat_to_one_that_does_not(
    contest: Contest, method: Method, data: st.DataObject
) -> None:
    """Population monotonicity, by pairs: nobody gives up a seat for having grown."""
    lists, seats = contest
    gained = data.draw(st.sampled_from(lists))
    more = gained.votes + data.draw(st.integers(1, 1_000_000))
    grown = [
        ChoiceVotes(c.code, more if c is gained else c.votes, registered_order=c.registered_order)
        for c in lists
    ]
    before, after = sharing(method)(lists, seats), sharing(method)(grown, seats)
    others_gained = any(after[c.code] > before[c.code] for c in lists if c is not gained)
    assert after[gained.code] >= before[gained.code] or not others_gained


@given(contested(60))
def test_every_seat_given_is_worth_more_than_any_seat_refused(contest: Contest) -> None:
    """What defines a divisor method: the smallest average that won is at least the largest that did not."""
    lists, seats = contest
    for method in DIVISORS:
        found = sharing(method)(lists, seats)
        won = [Fraction(c.votes) / divisor(method, found[c.code] - 1) for c in lists if found[c.code]]
        refused = [Fraction(c.votes) / divisor(method, found[c.code]) for c in lists]
        assert min(won) >= max(refused)


@given(contested(60))
def test_dhondt_gives_every_list_its_whole_quotas(contest: Contest) -> None:
    lists, seats = contest
    total = sum(choice.votes for choice in lists)
    found = sharing(Method.DHONDT)(lists, seats)
    assert all(found[choice.code] >= choice.votes * seats // total for choice in lists)


@given(contested(60), st.data())
def test_two_lists_that_join_lose_nothing_under_dhondt(contest: Contest, data: st.DataObject) -> None:
    lists, seats = contest
    assume(len(lists) > 1)
    one, other = data.draw(st.permutations(lists))[:2]
    apart = sharing(Method.DHONDT)(lists, seats)
    joined = ChoiceVotes("joined", one.votes + other.votes, registered_order=0)
    rest = [choice for choice in lists if choice not in (one, other)]
    together = sharing(Method.DHONDT)([joined, *rest], seats)
    assert together["joined"] >= apart[one.code] + apart[other.code]


def test_equal_averages_at_the_last_seat_stay_open() -> None:
    found = share_by_averages(choices({"a": 300, "b": 300, "c": 100}), 5, Method.DHONDT)
    assert found.seats == {"a": 2, "b": 2, "c": 0}
    assert found.events[-1] == TieOpen(("a", "b", "c"), 1, needs_order=False)


def test_equal_averages_with_a_seat_for_each_are_no_tie() -> None:
    found = share_by_averages(choices({"a": 300, "b": 300}), 2, Method.DHONDT)
    assert found.seats == {"a": 1, "b": 1}
    assert all(isinstance(event, SeatGiven) for event in found.events)


def test_equal_averages_are_ordered_where_a_rule_orders_them() -> None:
    lists = (ChoiceVotes("late", 300, registered_order=2), ChoiceVotes("early", 300, registered_order=1))
    found = share_by_averages(lists, 3, Method.SAINTE_LAGUE, EARLIER)
    assert found.seats == {"late": 1, "early": 2}
    assert TieOrdered(("early", "late"), TieBreak.REGISTERED_EARLIER) in found.events


def test_a_list_without_votes_receives_nothing_and_seats_may_stay_over() -> None:
    found = share_by_averages(choices({"a": 5, "none": 0}), 3, Method.DHONDT, most_seats={"a": 1})
    assert found.seats == {"a": 1, "none": 0}
    assert found.events[-1] == SeatsOver(2)


def test_a_capped_list_gives_way_to_the_next_averages() -> None:
    votes = {"list": 400, "independent": 900}
    found = share_by_averages(choices(votes), 4, Method.DHONDT, most_seats={"independent": 1})
    assert found.seats == {"list": 3, "independent": 1}


def test_every_seat_says_by_which_division_it_was_won() -> None:
    found = share_by_averages(choices({"a": 300, "b": 200}), 3, Method.DHONDT)
    assert found.events == (
        SeatGiven(1, "a", Fraction(300), Fraction(1)),
        SeatGiven(2, "b", Fraction(200), Fraction(1)),
        SeatGiven(3, "a", Fraction(150), Fraction(2)),
    )


def test_the_first_divisor_of_the_modified_method_is_a_setting() -> None:
    votes = {"large": 290, "small": 100}
    norway = share_by_averages(choices(votes), 2, Method.MODIFIED_SAINTE_LAGUE, first_divisor=Fraction(7, 5))
    plain = share_by_averages(choices(votes), 2, Method.MODIFIED_SAINTE_LAGUE, first_divisor=Fraction(1))
    assert norway.seats == {"large": 2, "small": 0}
    assert plain.seats == {"large": 1, "small": 1}
