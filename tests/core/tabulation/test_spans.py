"""The spread of many times: exact ranks, and no figure that nobody gave."""

from hypothesis import given
from hypothesis import strategies as st

from hattama.core.tabulation.delays import Spread, spread_of

VALUES = st.lists(st.integers(-500, 5000), min_size=1)


def test_of_nothing_there_is_no_spread():
    assert spread_of([]) is None


def test_ranks_are_those_of_the_definition():
    assert spread_of([7]) == Spread(1, 7, 7, 7, 7)
    assert spread_of([4, 1, 3, 2]) == Spread(4, 1, 2, 4, 4)
    assert spread_of(range(1, 101)) == Spread(100, 1, 50, 90, 100)
    assert spread_of(range(1, 12)) == Spread(11, 1, 6, 10, 11)


@given(VALUES)
def test_every_figure_was_given_by_somebody(values):
    spread = spread_of(values)
    assert {spread.least, spread.median, spread.ninetieth, spread.most} <= set(values)
    assert spread.least <= spread.median <= spread.ninetieth <= spread.most


@given(VALUES)
def test_at_least_half_lie_up_to_the_median_and_nine_tenths_up_to_the_ninetieth(values):
    spread = spread_of(values)
    assert 2 * sum(value <= spread.median for value in values) >= len(values)
    assert 10 * sum(value <= spread.ninetieth for value in values) >= 9 * len(values)


@given(VALUES, st.randoms())
def test_the_order_of_arrival_changes_nothing(values, chance):
    shuffled = list(values)
    chance.shuffle(shuffled)
    assert spread_of(shuffled) == spread_of(values)
