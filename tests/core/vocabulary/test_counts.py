import pytest
from hypothesis import given
from hypothesis import strategies as st

from hattama.core.vocabulary import Tally, parse_whole_number, tally

figures = st.lists(st.none() | st.integers(0, 10_000))


def test_a_sum_says_how_many_figures_it_was_made_of():
    assert tally([3, None, 4]) == Tally(7, 2)


def test_a_missing_figure_is_not_a_zero():
    assert tally([None]) == Tally(0, 0)
    assert tally([0]) == Tally(0, 1)
    assert tally([None]).known() is None
    assert tally([0]).known() == 0


@given(figures)
def test_adding_one_by_one_gives_the_same_as_all_at_once(given_figures):
    one_by_one = Tally()
    for figure in given_figures:
        one_by_one = one_by_one.plus(figure)
    assert one_by_one == tally(given_figures)


@pytest.mark.parametrize(
    "text", ["", "-1", "1.5", " 1", "1\n", "٣", "²", "1_000", "9" * 16, "9" * 5000, "\0"]
)
def test_what_is_no_number_of_at_most_15_ascii_digits_is_none(text):
    assert parse_whole_number(text) is None


def test_a_number_may_have_leading_zeros_and_15_digits():
    assert parse_whole_number("0046") == 46
    assert parse_whole_number("9" * 15) == 10**15 - 1
