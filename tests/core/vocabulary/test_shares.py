from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from hattama.core.vocabulary import Words, percent_places, round_half_up, share_of

OF_VOTERS = Words.of({"en": "registered voters"})


def test_a_share_keeps_both_its_sides_and_what_it_is_of():
    share = share_of(6_366_441, 12_035_578, OF_VOTERS)
    assert (share.part, share.whole, share.of) == (6_366_441, 12_035_578, OF_VOTERS)
    assert share.fraction == Fraction(6_366_441, 12_035_578)


def test_no_share_is_stated_of_what_is_missing_or_of_nothing():
    assert share_of(None, 5, OF_VOTERS) is None
    assert share_of(5, None, OF_VOTERS) is None
    assert share_of(5, 0, OF_VOTERS) is None
    assert share_of(0, 5, OF_VOTERS).fraction == 0


def test_a_share_above_one_is_stated_as_it_is():
    assert share_of(3, 2, OF_VOTERS).fraction == Fraction(3, 2)


def test_shares_are_rounded_as_commissions_round_them():
    # Turnout of 19 March 2023 by the base of the shares (52.90 %), and the winner of 2022 (81.31 %).
    assert round_half_up(Fraction(6_366_441 * 100, 12_035_578), 2) == Fraction(5290, 100)
    assert round_half_up(Fraction(6_456_392 * 100, 7_940_477), 2) == Fraction(8131, 100)


def test_a_share_below_the_bar_is_never_written_as_the_bar():
    bar = Fraction(5, 100)
    assert share_of(49_999, 1_000_000, OF_VOTERS, bar).places() == 4
    assert share_of(50_000, 1_000_000, OF_VOTERS, bar).places() == 2
    assert share_of(40_000, 1_000_000, OF_VOTERS, bar).places() == 2
    assert share_of(49_999, 1_000_000, OF_VOTERS).places() == 2


@given(
    st.integers(0, 10**7),
    st.integers(1, 10**7),
    st.sampled_from((Fraction(1, 20), Fraction(1, 2), Fraction(1, 3))),
)
def test_what_is_written_stands_on_the_side_of_the_bar_on_which_the_share_is(part, whole, bar):
    share = Fraction(part, whole)
    places = percent_places(share, (bar,))
    written, written_bar = (round_half_up(value * 100, places) for value in (share, bar))
    assert (written > written_bar, written < written_bar) == (share > bar, share < bar)


def test_a_half_goes_away_from_zero():
    assert round_half_up(Fraction(1, 8), 2) == Fraction(13, 100)
    assert round_half_up(Fraction(-1, 8), 2) == Fraction(-13, 100)


@given(st.fractions(), st.integers(0, 6))
def test_rounding_moves_by_half_a_step_at_most_and_lands_on_a_step(value, places):
    rounded = round_half_up(value, places)
    assert abs(rounded - value) <= Fraction(1, 2 * 10**places)
    assert (rounded * 10**places).denominator == 1
