"""The balance: every precinct once under one state, and votes in doubt beside the smallest change."""

from hypothesis import given
from hypothesis import strategies as st

from hattama.core.cards import Balance, State, Weighed, reach_of, seat_at_stake
from hattama.core.cards.balance import Doubt, Reach
from hattama.core.outcomes import ChoiceVotes, Margins, Method, Votes, margins_of, plain_method

NUMBERS = st.none() | st.integers(0, 5000)
CARDS = st.lists(
    st.builds(Weighed, st.sampled_from(State), st.tuples(st.sampled_from(State)), NUMBERS, NUMBERS)
)


def balance_of(cards: list[Weighed]) -> Balance:
    balance = Balance()
    for one in cards:
        balance.take(["scan"], one)
    return balance


@given(CARDS)
def test_every_precinct_stands_once_and_what_is_missing_is_no_zero(cards: list[Weighed]) -> None:
    balance = balance_of(cards)
    assert balance.precincts == len(cards)
    assert sum(stand.votes.total for stand in balance.overall.values()) == sum(
        one.votes or 0 for one in cards
    )
    lacking = sum(stand.facts()["without_votes"] for stand in balance.overall.values())
    assert lacking == sum(one.votes is None for one in cards)


@given(CARDS, st.randoms())
def test_the_order_of_cards_changes_nothing(cards: list[Weighed], chance: object) -> None:
    mixed = list(cards)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert balance_of(mixed) == balance_of(cards)


def margins(**votes: int) -> Margins:
    rules = plain_method(Method.DHONDT)
    found = margins_of(rules, Votes(tuple(ChoiceVotes(code, n) for code, n in votes.items())), seats=5)
    assert found is not None
    return found


def doubt(voters: int | None, state: State = State.OPEN) -> Balance:
    return balance_of([Weighed(state, (state,), 10, voters), Weighed(State.SHOWN, (State.SHOWN,), 900, 9000)])


def test_as_many_votes_as_the_smallest_change_could_change_it_and_one_fewer_could_not() -> None:
    near = margins(a=600, b=390)
    least = near.smallest.votes
    assert reach_of(doubt(least).overall, near).could
    assert not reach_of(doubt(least - 1).overall, near).could
    assert not reach_of(doubt(least).overall, near, [State.CONTRADICTED]).could


def test_where_nobody_knows_how_many_voters_there_are_nothing_is_ruled_out() -> None:
    assert reach_of(doubt(None).overall, margins(a=600, b=390)).could


def test_the_seat_at_stake_is_the_last_of_the_list_that_would_lose_it() -> None:
    near = margins(a=600, b=390)
    code, seat = seat_at_stake(near)
    lost = next(code for code, change in near.smallest.seats if change < 0)
    assert (code, seat) == (lost, near.outcome.line(lost).seats)


def test_an_outcome_that_no_change_of_one_kind_alters_is_not_in_reach() -> None:
    assert not Reach(Doubt(10, 10**6), None).could
