"""How many stations to draw: published plans to their digits (T1, T2), and what every allocation keeps."""

import json
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hattama.core.observation.allocation import (
    Moments,
    SampleOutOfRange,
    allocate,
    planned_margin,
    spread_weights,
    voters_formula,
)


def test_peru_2001_by_the_voters_formula_exactly_and_as_the_handbook_prints_it() -> None:
    """NDI, The Quick Count and Election Observation, p. 73–78: it rounds e²/z² to .000001515."""
    voters = 14_570_774
    assert math.floor(voters_formula(0.0032, voters, 2.58)) == 160_717
    rounded = 0.000001515
    as_printed = 0.25 / (rounded + 0.25 / voters)
    # With that rounding the formula gives 163,168; the handbook prints 163,185, seventeen voters more.
    assert round(as_printed, -2) == round(163_185, -2) == 163_200
    assert [round(163_185 / size) for size in (160, 200, 500)] == [1020, 816, 326]
    assert math.floor(0.7 * 160) * 1020 == 114_240


MEXICO = json.loads((Path(__file__).parent / "mexico_2012_strata.json").read_text("utf-8"))


def _past(party: int) -> dict[str, Moments]:
    rows = enumerate(MEXICO["strata"])
    return {
        str(place): Moments(
            row[0], row[3 + 3 * party], row[1], row[4 + 3 * party], row[2], row[5 + 3 * party]
        )
        for place, row in rows
    }


@pytest.mark.parametrize(
    ("party", "share", "margin"),
    [(0, 38.2252, 0.192), (2, 31.5839, 0.200), (1, 25.3957, 0.191), (3, 2.2868, 0.036)],
)
def test_mexicos_count_of_2012_would_have_had_these_margins(party: int, share: float, margin: float) -> None:
    """IFE drew 7,597 stations in proportion; the census of stations gives what that design could do."""
    past = _past(party)
    sizes = {name: one.stations for name, one in past.items()}
    allocation = allocate(sizes, 7597)
    assert round(100 * planned_margin(past, sizes, allocation), 3) == margin
    votes, ballots = sum(one.parts for one in past.values()), sum(one.bases for one in past.values())
    assert round(100 * votes / ballots, 4) == share


@pytest.mark.parametrize(("party", "margin"), [(0, 0.258), (2, 0.349), (1, 0.301), (3, 0.042)])
def test_without_strata_the_margins_would_be_wider(party: int, margin: float) -> None:
    whole = Moments(*map(sum, zip(*_past(party).values(), strict=True)))
    assert round(100 * planned_margin({"": whole}, {"": whole.stations}, {"": 7597}), 3) == margin


SIZES = st.dictionaries(
    st.text("abcdef", min_size=1, max_size=3), st.integers(1, 300), min_size=1, max_size=9
)


@given(SIZES, st.data())
def test_an_allocation_comes_to_the_sample_and_gives_no_stratum_too_few_or_too_many(
    sizes: dict[str, int], data: st.DataObject
) -> None:
    weights = data.draw(st.none() | st.fixed_dictionaries({name: st.floats(0, 1e6) for name in sizes}))
    least = sum(min(2, size) for size in sizes.values())
    sample = data.draw(st.integers(least, sum(sizes.values())))
    given_to = allocate(sizes, sample, weights)
    assert sum(given_to.values()) == sample
    assert all(min(2, size) <= given_to[name] <= size for name, size in sizes.items())
    assert given_to == allocate(dict(reversed(sizes.items())), sample, weights)


def test_a_sample_that_cannot_be_is_refused_with_what_can() -> None:
    for sample in (3, 31):
        with pytest.raises(SampleOutOfRange) as refused:
            allocate({"a": 20, "b": 10}, sample)
        assert (refused.value.least, refused.value.most) == (4, 30)


def test_by_spread_more_are_drawn_where_the_past_lay_further_apart_and_the_margin_is_narrower() -> None:
    past = {
        "even": Moments.of((50 + n % 2, 100) for n in range(200)),
        "uneven": Moments.of((50 + 40 * (-1) ** n, 100) for n in range(200)),
    }
    sizes = {name: one.stations for name, one in past.items()}
    equal, by_spread = allocate(sizes, 60), allocate(sizes, 60, spread_weights(past, sizes))
    assert equal == {"even": 30, "uneven": 30}
    assert by_spread == {"even": 2, "uneven": 58}
    assert planned_margin(past, sizes, by_spread) < planned_margin(past, sizes, equal)


def test_a_past_that_knows_some_stations_of_a_stratum_lets_them_stand_for_all() -> None:
    whole = {"a": Moments.of((50 + 40 * (-1) ** n, 100) for n in range(2000))}
    part = {"a": Moments.of((50 + 40 * (-1) ** n, 100) for n in range(20))}
    sizes, allocation = {"a": 2000}, {"a": 20}
    assert planned_margin(part, sizes, allocation) == pytest.approx(
        planned_margin(whole, sizes, allocation), rel=0.03
    )
