from hypothesis import given
from hypothesis import strategies as st

from hattama.core.vocabulary import Tally, tally

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


@given(figures, st.none() | st.integers(0, 10_000))
def test_what_was_added_can_be_taken_out_again(given_figures, figure):
    assert tally(given_figures).plus(figure).minus(figure) == tally(given_figures)
