import pytest
from hypothesis import given
from hypothesis import strategies as st

from hattama.demonstration.apportionment import DoesNotFit, apportion, apportion_both_ways

counts = st.integers(min_value=0, max_value=5_000)
weights = st.lists(st.integers(min_value=1, max_value=10_000), min_size=1, max_size=20)


def test_largest_remainders_decide_who_gets_the_last_units() -> None:
    assert apportion(10, [1, 1, 1]) == [4, 3, 3]
    assert apportion(100, [50, 30, 21]) == [49, 30, 21]
    assert apportion(7, [0, 5, 2]) == [0, 5, 2]


def test_what_does_not_fit_under_a_ceiling_goes_to_the_others() -> None:
    assert apportion(10, [8, 1, 1], [4, 9, 9]) == [4, 3, 3]


def test_ceilings_that_are_too_low_are_refused() -> None:
    with pytest.raises(DoesNotFit):
        apportion(10, [1, 1], [4, 5])


def test_nobody_to_give_to_is_refused() -> None:
    with pytest.raises(DoesNotFit):
        apportion(1, [0, 0])


@given(counts, weights)
def test_shares_always_sum_to_the_whole(total: int, shares: list[int]) -> None:
    assert sum(apportion(total, shares)) == total


@given(weights, st.data())
def test_no_share_passes_its_ceiling(shares: list[int], data: st.DataObject) -> None:
    ceilings = data.draw(st.lists(counts, min_size=len(shares), max_size=len(shares)))
    total = data.draw(st.integers(min_value=0, max_value=sum(ceilings)))
    given_out = apportion(total, shares, ceilings)
    assert sum(given_out) == total
    assert all(0 <= share <= ceiling for share, ceiling in zip(given_out, ceilings, strict=True))


@given(st.lists(counts, min_size=1, max_size=12), st.integers(min_value=1, max_value=6), st.data())
def test_a_table_has_exactly_the_sums_asked_for(rows: list[int], width: int, data: st.DataObject) -> None:
    columns = apportion(sum(rows), data.draw(st.lists(st.integers(1, 99), min_size=width, max_size=width)))
    cell = st.integers(min_value=1, max_value=1_000)
    leanings = data.draw(
        st.lists(st.lists(cell, min_size=width, max_size=width), min_size=len(rows), max_size=len(rows))
    )
    table = apportion_both_ways(rows, columns, leanings)
    assert [sum(row) for row in table] == rows
    assert [sum(column) for column in zip(*table, strict=True)] == columns
    assert all(cell >= 0 for row in table for cell in row)


def test_a_table_whose_sums_disagree_is_refused() -> None:
    with pytest.raises(DoesNotFit):
        apportion_both_ways([3], [2, 2], [[1, 1]])
