"""Percentiles by nearest rank: exact, of values that occurred, whatever their order."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hattama.core.tabulation.delays import NotAPercentile, at_rank

VALUES = st.lists(st.integers(-(10**12), 10**12), min_size=1, max_size=60)
PER_CENT = st.integers(1, 100)


@pytest.mark.parametrize(
    ("values", "per_cent", "found"),
    [
        # The worked example of the nearest-rank method: ranks 1, 2, 2, 3, 5 of five values.
        ([15, 20, 35, 40, 50], 5, 15),
        ([15, 20, 35, 40, 50], 30, 20),
        ([15, 20, 35, 40, 50], 40, 20),
        ([15, 20, 35, 40, 50], 50, 35),
        ([15, 20, 35, 40, 50], 100, 50),
        (range(1, 21), 95, 19),
        (range(1, 22), 95, 20),
        ([7], 95, 7),
    ],
)
def test_worked_examples(values: list[int], per_cent: int, found: int) -> None:
    assert at_rank(sorted(values), per_cent) == found


@pytest.mark.parametrize("per_cent", [0, -1, 101])
def test_what_is_no_percentile_is_refused(per_cent: int) -> None:
    with pytest.raises(NotAPercentile):
        at_rank(sorted([1]), per_cent)


@given(VALUES, PER_CENT)
def test_at_least_so_many_hundredths_are_not_above_it(values: list[int], per_cent: int) -> None:
    found = at_rank(sorted(values), per_cent)
    assert found in values
    assert sum(value <= found for value in values) * 100 >= per_cent * len(values)


@given(VALUES, PER_CENT)
def test_fewer_than_so_many_hundredths_are_below_it(values: list[int], per_cent: int) -> None:
    found = at_rank(sorted(values), per_cent)
    assert found is not None
    assert sum(value < found for value in values) * 100 < per_cent * len(values)


@given(VALUES, PER_CENT, st.randoms(use_true_random=False))
def test_the_order_does_not_matter(values: list[int], per_cent: int, chance: random.Random) -> None:
    shuffled = values[:]
    chance.shuffle(shuffled)
    assert at_rank(sorted(shuffled), per_cent) == at_rank(sorted(values), per_cent)


@given(VALUES)
def test_a_higher_percentile_is_never_smaller(values: list[int]) -> None:
    found = [at_rank(sorted(values), per_cent) for per_cent in range(1, 101)]
    assert found == sorted(found)
    assert found[-1] == max(values)
