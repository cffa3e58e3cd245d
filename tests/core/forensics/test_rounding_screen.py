"""The rounding screen: it marks 2023 and no other national total, and it knows what it cannot tell."""

from fractions import Fraction
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hattama.core.forensics import CAVEAT, NULL_HYPOTHESIS, NothingToScreen, screen_rounding
from hattama.phrases import LANGUAGES, say
from tests.core.forensics.elections import election
from tests.core.outcomes.samples import vectors

TOTALS = vectors("kazakhstan.json")["rounding_screen"]


def figures(numbers: list[int]) -> list[tuple[str, int]]:
    return [(f"figure {position}", number) for position, number in enumerate(numbers)]


@pytest.mark.parametrize("year", TOTALS)
def test_of_six_national_totals_only_2023_is_marked(year: str) -> None:
    assert screen_rounding(figures(TOTALS[year])).signal is (year == "2023")


@pytest.mark.endurance
@pytest.mark.parametrize(
    ("year", "leader", "valid"),
    [(2004, 49_563_020, 68_925_431), (2008, 52_530_712, 73_731_116), (2012, 45_602_075, 70_864_974)],
)
def test_no_total_of_three_elections_in_russia_lies_near_a_tenth(year: int, leader: int, valid: int) -> None:
    """Summed up from 96 thousand stations; the sums are those of the source."""
    totals = election(f"ru_{year}").totals
    assert (max(totals), sum(totals)) == (leader, valid)
    screen = screen_rounding(figures(list(totals)))
    assert (screen.near, screen.tail, screen.signal) == (0, 1, False)


def test_six_of_eight_shares_of_2023_lie_within_a_few_votes_of_a_tenth() -> None:
    screen = screen_rounding(figures(TOTALS["2023"]))
    assert screen.near == 6
    assert max(share.distance for share in screen.shares if share.near) < Fraction(41, 10)
    assert [share.units for share in screen.shares] == [539, 109, 86, 84, 68, 52, 23, 39]
    assert Fraction(157, 100_000) < screen.chance < Fraction(158, 100_000)
    assert screen.expected == screen.chance * 8
    assert screen.tail < Fraction(1, 10**15)


@pytest.mark.parametrize("year", [year for year in TOTALS if year != "2023"])
def test_no_share_of_the_other_years_lies_near_a_tenth(year: str) -> None:
    screen = screen_rounding(figures(TOTALS[year]))
    assert (screen.near, screen.tail) == (0, 1)


def test_a_total_so_small_that_every_share_lies_near_tells_nothing() -> None:
    screen = screen_rounding(figures([500, 300, 200]))
    assert screen.chance == 1
    assert screen.signal is None


def test_nothing_is_said_where_chance_puts_a_share_near_a_tenth_more_often_than_in_one_of_twenty() -> None:
    nearly = screen_rounding(figures([100_700, 20_364, 16_057, 15_704, 12_704, 9_715, 4_297, 7_286]))
    assert (nearly.near, nearly.signal) == (6, None), "5.35 %"
    assert screen_rounding(figures([100_001, 50_000, 50_000])).signal is not None, "just below 5 %"


def test_shares_made_of_rounded_percentages_are_marked() -> None:
    total = 7_654_321
    parts = [total * permille // 1000 for permille in (412, 301, 122, 88, 45, 32)]
    assert screen_rounding(figures([*parts, total - sum(parts)])).signal is True


def test_one_share_that_happens_to_lie_near_is_no_signal() -> None:
    total = 1_000_000
    assert screen_rounding(figures([500_000, 250_456, total - 750_456])).near == 1
    assert screen_rounding(figures([500_000, 250_456, total - 750_456])).signal is False


def test_choices_that_nobody_voted_for_are_no_sign_of_rounding() -> None:
    screen = screen_rounding(figures([4_123_456, 3_876_544, 0, 0, 2, 7_999]))
    assert (len(screen.shares), screen.near, screen.tail, screen.signal) == (2, 0, 1, False)


def test_the_share_that_follows_from_the_others_is_no_second_trial() -> None:
    both = screen_rounding(figures([6_000_000, 2_000_000]))
    assert (both.near, both.tail, both.signal) == (2, both.chance, False)
    alone = screen_rounding(figures([8_000_000]))
    assert (alone.near, alone.tail) == (1, 1)


@pytest.mark.parametrize("shares", [2, 3, 4])
def test_the_tail_bounds_how_often_as_many_shares_of_drawn_totals_lie_near(shares: int) -> None:
    draws, chance = 1_500, Random(shares)
    # A unit of 40 votes: each share lies near one in four times.
    screens = []
    for _ in range(draws):
        cuts = sorted(chance.sample(range(1, 40_000), shares - 1))
        parts = [end - start for start, end in pairwise([0, *cuts, 40_000])]
        if min(parts) >= 200:
            screens.append(screen_rounding(figures(parts)))
    for near, tail in {screen.near: float(screen.tail) for screen in screens}.items():
        assert sum(screen.near >= near for screen in screens) / len(screens) <= tail * 1.25


@pytest.mark.parametrize("numbers", [[], [0, 0], [5, -1]])
def test_there_must_be_something_to_screen(numbers: list[int]) -> None:
    with pytest.raises(NothingToScreen):
        screen_rounding(figures(numbers))


@given(st.lists(st.integers(0, 5_000_000), min_size=1, max_size=10).filter(any))
def test_the_probability_is_one_and_the_distance_at_most_half_a_unit(numbers: list[int]) -> None:
    screen = screen_rounding(figures(numbers))
    assert 0 < screen.tail <= 1
    assert all(share.distance <= screen.unit * screen.total / 2 for share in screen.shares)
    assert all(share.near == (share.distance <= screen.within) for share in screen.shares)


@given(st.integers(0, 8))
def test_more_shares_near_a_tenth_are_never_more_likely(near: int) -> None:
    total = 8_000_000
    on_a_tenth = [total * 100 // 1000] * near
    elsewhere = [total * 100 // 1000 + 4_000 - 1_000 * position for position in range(8 - near)]
    rest = total - sum(on_a_tenth) - sum(elsewhere)
    screen = screen_rounding(figures([*on_a_tenth, *elsewhere, rest]))
    fewer = screen_rounding(figures([*on_a_tenth[1:], *elsewhere, rest + sum(on_a_tenth[:1])]))
    assert screen.near >= fewer.near
    assert screen.tail <= fewer.tail or screen.near == fewer.near


def test_the_null_hypothesis_and_the_caveat_stand_in_three_languages() -> None:
    for text in (NULL_HYPOTHESIS, CAVEAT):
        assert len({say(text, language) for language in LANGUAGES}) == 3
