"""For how many votes a comparison stays as it is, by counting them off one by one."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hattama.core.outcomes import Method, Outcome, decide, plain_method, unaltered
from hattama.core.outcomes.unaltered import FOREVER, Moving
from tests.core.outcomes.samples import votes_for

NUMBERS, STEPS = st.integers(-60, 60), st.integers(-4, 4)
ENOUGH = 200


def counted(now: int, step: int, is_same: Callable[[int], bool]) -> int:
    return next((votes - 1 for votes in range(1, ENOUGH) if not is_same(now + step * votes)), FOREVER)


@given(NUMBERS, STEPS)
def test_a_number_keeps_its_sign_for_as_long_as_counting_says(now: int, step: int) -> None:
    def sign(number: int) -> int:
        return (number > 0) - (number < 0)

    assert Moving(now, step).keeps_its_sign() == counted(now, step, lambda number: sign(number) == sign(now))


@given(NUMBERS, STEPS)
def test_zero_counts_with_the_numbers_above_it_where_a_side_is_asked(now: int, step: int) -> None:
    same = counted(now, step, lambda number: (number >= 0) == (now >= 0))
    assert Moving(now, step).keeps_its_side() == same


@given(NUMBERS, STEPS, NUMBERS, STEPS, st.integers(0, 9), st.integers(0, 9))
def test_sums_and_multiples_move_as_their_numbers_do(
    one: int, one_step: int, other: int, other_step: int, times: int, votes: int
) -> None:
    moving = Moving(one, one_step) * times + Moving(other, other_step) - Moving(1, 0)
    expected = (one + one_step * votes) * times + other + other_step * votes - 1
    assert moving.now + moving.step * votes == expected


def test_by_averages_only_lists_whose_votes_change_are_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every list with every other, in each of a thousand directions, kept a page of thirty for seconds."""
    compared: list[set[str]] = []
    whole = unaltered._compared
    monkeypatch.setattr(
        unaltered, "_compared", lambda *args: compared.append({args[1].code, args[3].code}) or whole(*args)
    )
    rules, votes = plain_method(Method.DHONDT), votes_for({code: 99 - ord(code) % 7 for code in "abcdefgh"})
    outcome = decide(rules, votes, seats=20)
    assert isinstance(outcome, Outcome)
    unaltered.stays_for(rules, unaltered.Course(votes, outcome, {"a": -1, "b": 1}))
    assert compared
    assert all(pair & {"a", "b"} for pair in compared)
