"""The quick count as a whole: bases that are named (T5), coverage on real censuses, progress and response."""

import random
from fractions import Fraction

import pytest

from hattama.core.forensics import Station, StationFigures
from hattama.core.observation.allocation import allocate
from hattama.core.observation.estimates import estimated_total, is_consistent, reporting
from hattama.core.observation.frames import Frame, FrameStation, Sample, draw_sample
from hattama.core.observation.quick_count import (
    Base,
    count_quickly,
    progress_of,
    response_of,
    shares_of,
    within,
)
from tests.core.observation.made import SEED, census, frame_of_census, report, sample_of

SIZES = {"mx_guanajuato_2012": 498, "ro_2024": 600, "ge_2024": 500}


def _drawn(name: str, seed: str = SEED) -> tuple[Sample, StationFigures]:
    frame = frame_of_census(name)
    sample = draw_sample(frame, allocate(frame.units(clustered=False), SIZES[name]), seed)
    return sample, census(name)


def _truth(figures: StationFigures, choice: int) -> Fraction:
    return Fraction(figures.totals[choice], sum(one.counted or 0 for one in figures.stations))


def _covered(name: str, draws: int, *, small: bool) -> dict[str, float]:
    """In how many of so many draws the interval of each choice held the truth; large or small choices."""
    figures = census(name)
    by_code = {one.code: one for one in figures.stations}
    truths = {choice: _truth(figures, place) for place, choice in enumerate(figures.choices)}
    wanted = [
        place
        for place, choice in enumerate(figures.choices)
        if (truths[choice] < Fraction(1, 20)) is small and truths[choice] > Fraction(1, 100)
    ]
    choices = [figures.choices[place] for place in wanted]
    held = dict.fromkeys(choices, 0)
    for draw in range(draws):
        sample, _ = _drawn(name, f"{SEED} {name} {draw}")
        told = {
            code: Station(
                code, "", "", None, None, by_code[code].counted, tuple(by_code[code].votes[p] for p in wanted)
            )
            for code in sample.stations
        }
        shares = shares_of(sample, told, choices, Base.VALID, random.Random(draw) if small else None)
        assert shares is not None
        for choice, estimate in shares.choices.items():
            held[choice] += is_consistent(estimate.low, estimate.high, truths[choice])
    return {choice: round(100 * times / draws, 1) for choice, times in held.items()}


@pytest.mark.parametrize("name", SIZES)
def test_intervals_hold_the_truth_of_a_real_census_about_as_often_as_they_say(name: str) -> None:
    """Twenty draws, always the same: fewer than 16 would come by chance once in some hundred. A thousand are
    drawn at length."""
    covered = _covered(name, 20, small=False)
    assert len(covered) >= 3
    assert min(covered.values()) >= 80, covered


@pytest.mark.endurance
@pytest.mark.parametrize("name", SIZES)
def test_coverage_over_a_thousand_draws_is_what_the_documentation_says(name: str) -> None:
    """With a thousand draws, 95 comes out between 93 and 97."""
    covered = _covered(name, 1000, small=False)
    assert min(covered.values()) >= 93, covered
    assert max(covered.values()) <= 97, covered


@pytest.mark.endurance
@pytest.mark.parametrize("name", SIZES)
def test_resampled_intervals_of_small_parties_miss_more_often_and_not_by_much(name: str) -> None:
    """Each draw is drawn again 400 times: a hundred of them take minutes, and tell the rate to about 4."""
    covered = _covered(name, 100, small=True)
    assert min(covered.values()) >= 82, covered


def test_georgia_2020_both_bases_are_named_and_differ_by_the_ballots_that_were_invalid() -> None:
    """ISFED published 45.8 and 26.4 of all ballots as if of the valid ones; 47.6 and 27.4 were meant."""
    sample = sample_of({name: (300, [f"{name}{n}" for n in range(20)]) for name in "ab"})
    stations = [
        report(code, (476, 274, 250), registered=1900, cast=1039, invalid=39) for code in sample.stations
    ]
    found = count_quickly(sample, StationFigures(("gd", "unm", "others"), tuple(stations)))
    shares = {
        one.base: [round(100 * one.choices[choice].share, 1) for choice in ("gd", "unm")]
        for one in found.shares
    }
    assert shares[Base.VALID] == [47.6, 27.4]
    assert shares[Base.BALLOTS] == [45.8, 26.4]
    assert shares[Base.REGISTERED] == [25.1, 14.4]
    assert [one.base for one in found.shares] == [Base.VALID, Base.BALLOTS, Base.REGISTERED]


def test_what_may_be_affected_is_bounded_by_ballots_that_do_not_balance() -> None:
    """A station in twelve has more ballots than signatures, by half of what it counted."""
    codes = [f"a{n}" for n in range(120)]
    sample = sample_of({"a": (3000, codes)})
    stations = [
        report(code, (300, 200), registered=900, cast=500 - 250 * (n % 12 == 0), invalid=0)
        for n, code in enumerate(codes)
    ]
    found = count_quickly(sample, StationFigures(("x", "y"), tuple(stations)))
    assert found.unbalanced is not None
    assert found.affected is not None
    assert round(100 * found.unbalanced.share, 1) == 8.3
    assert round(100 * found.affected.share, 1) == 4.2
    assert 0.05 < found.affected.high / 10**6 < 0.08


def test_a_report_without_invalid_ballots_is_left_out_of_the_base_that_needs_them() -> None:
    sample = sample_of({"a": (50, ["a0", "a1", "a2"])})
    stations = (report("a0", (3, 4), invalid=1), report("a1", (5, 4), invalid=0), report("a2", (9, 2)))
    found = count_quickly(sample, StationFigures(("x", "y"), stations))
    told = {one.base: one.stations for one in found.shares}
    assert told == {Base.VALID: 3, Base.BALLOTS: 2}
    assert found.of(Base.REGISTERED) is None
    assert found.turnout is None


def test_progress_narrows_and_ends_with_all_that_came() -> None:
    sample, figures = _drawn("ge_2024")
    by_code = {one.code: one for one in figures.stations}
    arrived = random.Random(5).sample(list(sample.stations), 400)
    told = StationFigures(figures.choices, tuple(by_code[code] for code in arrived))
    steps = list(progress_of(sample, told))
    leader = figures.choices[figures.leader]
    widths = [shares.choices[leader].high - shares.choices[leader].low for _, shares in steps]
    assert [count for count, _ in steps][-1] == 400
    assert widths[-1] == min(widths)
    assert widths[-1] < 0.6 * widths[1]


def test_missing_stations_are_counted_by_stratum_and_held_against_those_that_came() -> None:
    frame = Frame.of(FrameStation(f"{n:02}", "ab"[n % 2], "", 100 + 100 * (n % 4 == 0)) for n in range(40))
    sample = draw_sample(frame, {"a": 20, "b": 20}, SEED)
    came = [code for code in sample.stations if int(code) % 4]
    response = response_of(sample, came)
    assert [(one.name, one.drawn, one.reported) for one in response.strata] == [("a", 20, 10), ("b", 20, 20)]
    assert (response.mean_reported, response.mean_missing) == (100, 200)
    assert response.apart is not None
    assert response.apart < -2
    assert response_of(sample, sample.stations).apart is None


def test_a_domain_keeps_the_design_and_all_domains_together_are_the_whole() -> None:
    sample, figures = _drawn("ge_2024")
    votes = {one.code: float(one.votes[0] or 0) for one in figures.stations if one.code in sample.stations}
    reports = reporting(sample, votes)
    first = [code for code in votes if code < "5"]
    (one, _), (other, _) = (
        estimated_total(reports, within(votes, codes)) for codes in (first, set(votes) - set(first))
    )
    assert one + other == pytest.approx(estimated_total(reports, votes)[0])
    assert 0 < one < other
