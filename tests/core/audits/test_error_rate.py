from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hattama.core.audits import error_interval
from hattama.core.audits.error_rate import MoreWrongThanChecked

TO_A_TENTHOUSANDTH = Fraction(1, 10_000)


# The limits that binom.test of R prints for the same counts.
@pytest.mark.parametrize(
    "wrong,checked,lower,upper",
    [
        (0, 20, "0", "0.1684335"),
        (1, 10, "0.0025286", "0.4450161"),
        (5, 50, "0.0332751", "0.2181354"),
        (10, 10, "0.6915029", "1"),
    ],
)
def test_the_interval_is_the_one_that_other_programs_give(wrong, checked, lower, upper):
    interval = error_interval(wrong, checked)
    assert abs(interval.lower - Fraction(lower)) < TO_A_TENTHOUSANDTH
    assert abs(interval.upper - Fraction(upper)) < TO_A_TENTHOUSANDTH


def test_where_nothing_was_checked_nothing_is_known():
    interval = error_interval(0, 0)
    assert (interval.lower, interval.upper, interval.share) == (0, 1, None)


def test_no_error_in_three_hundred_still_leaves_about_one_in_a_hundred():
    interval = error_interval(0, 300)
    assert interval.lower == 0
    assert Fraction(12, 1000) < interval.upper < Fraction(13, 1000)


def test_a_national_check_of_twenty_thousand_figures_has_an_interval():
    interval = error_interval(40, 20_000)
    assert interval.lower < Fraction(40, 20_000) < interval.upper
    assert interval.upper - interval.lower < Fraction(14, 10_000)


counts = st.integers(0, 200).flatmap(lambda checked: st.tuples(st.integers(0, checked), st.just(checked)))


@given(counts)
def test_what_was_seen_always_lies_in_the_interval(seen):
    wrong, checked = seen
    interval = error_interval(wrong, checked)
    assert 0 <= interval.lower <= interval.upper <= 1
    assert interval.share is None or interval.lower <= interval.share <= interval.upper


@given(counts)
def test_more_confidence_never_narrows_the_interval(seen):
    usual, sure = error_interval(*seen), error_interval(*seen, Fraction(99, 100))
    assert sure.lower <= usual.lower
    assert usual.upper <= sure.upper


@given(counts)
def test_right_and_wrong_are_mirrored(seen):
    wrong, checked = seen
    one, other = error_interval(wrong, checked), error_interval(checked - wrong, checked)
    if checked:
        assert abs(one.lower - (1 - other.upper)) <= Fraction(2, 10**6)


@pytest.mark.parametrize("wrong,checked", [(-1, 5), (6, 5)])
def test_counts_that_no_check_can_give_are_refused(wrong, checked):
    with pytest.raises(MoreWrongThanChecked):
        error_interval(wrong, checked)


@pytest.mark.parametrize("confidence", [0, 1])
def test_certainty_has_no_interval(confidence):
    with pytest.raises(ValueError, match="confidence"):
        error_interval(1, 5, Fraction(confidence))
