"""The picture of the night never says more than the counts behind it."""

import datetime
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from hattama.core.vocabulary import Contest, Words
from hattama.web.results.public.arrivals_chart import (
    HEIGHT,
    MOST_ROWS,
    WIDTH,
    ArrivalsChart,
    arrivals_chart,
    shares_chart,
)
from tests.web.results.test_contest_results import results

NINE = datetime.datetime(2023, 3, 19, 15, 0, tzinfo=datetime.UTC)


def contest(code: str, *areas: str) -> Contest:
    return Contest(code, "any", Words.of({"en": code.title()}), (), areas=areas)


CONTESTS = [contest("party"), contest("single")]


def chart(expected: int = 10, **minutes: dict[int, int]) -> ArrivalsChart | None:
    arrivals = {
        contest: [
            (NINE + datetime.timedelta(minutes=minute), count) for minute, count in sorted(counts.items())
        ]
        for contest, counts in minutes.items()
    }
    return arrivals_chart(arrivals, {code: expected for code in arrivals}, CONTESTS)


def points(drawn: ArrivalsChart, curve: int = 0) -> list[tuple[int, int]]:
    pairs = [point.split(",") for point in drawn.curves[curve].points.split()]
    return [(int(x), int(y)) for x, y in pairs]


def test_the_curve_rises_in_the_minutes_in_which_protocols_came() -> None:
    drawn = chart(party={0: 2, 3: 8})
    assert drawn is not None
    assert points(drawn) == [(0, 200), (150, 160), (450, 160), (600, 0)]


def test_a_contest_that_began_later_starts_later() -> None:
    drawn = chart(party={0: 1, 9: 1}, single={5: 5})
    assert drawn is not None
    assert points(drawn, 1)[:2] == [(0, 200), (300, 200)]
    assert drawn.rows[0][1] == (1, 0)
    assert drawn.rows[-1] == (NINE + datetime.timedelta(minutes=10), (2, 5))


def test_nothing_is_drawn_before_there_is_a_span_of_time() -> None:
    assert arrivals_chart({}, {"party": 10}, CONTESTS) is None
    assert chart(party={4: 10}) is None


def test_a_contest_without_protocols_is_left_out() -> None:
    drawn = chart(party={0: 1, 1: 1}, single={})
    assert drawn is not None
    assert [curve.names for curve in drawn.curves] == [CONTESTS[0].names]


def test_contests_of_many_single_districts_are_one_curve() -> None:
    districts = [contest(f"d{n}", f"S{n}") for n in range(29)]
    arrivals = {
        "party": [(NINE, 3)],
        **{one.code: [(NINE + datetime.timedelta(minutes=9), 2)] for one in districts},
    }
    expected = {"party": 10, **{one.code: 4 for one in districts}}
    drawn = arrivals_chart(arrivals, expected, [CONTESTS[0], *districts])
    assert drawn is not None
    assert [(curve.received, curve.expected) for curve in drawn.curves] == [(3, 10), (58, 116)]
    assert points(drawn, 1)[-1] == (600, 100)


@given(st.dictionaries(st.integers(0, 3000), st.integers(1, 50), min_size=2, max_size=60))
def test_the_curve_never_falls_and_ends_at_what_was_received(counts: dict[int, int]) -> None:
    expected = sum(counts.values())
    drawn = chart(expected, party=counts)
    assert drawn is not None
    drawn_points = points(drawn)
    assert all(a[0] <= b[0] and a[1] >= b[1] for a, b in pairwise(drawn_points))
    assert drawn_points[0] == (0, HEIGHT)
    assert drawn_points[-1] == (WIDTH, 0)
    assert drawn.rows[-1][1] == (expected,)
    received = [row[1][0] for row in drawn.rows]
    assert received == sorted(received)
    assert len(drawn.rows) <= MOST_ROWS + 1
    assert list(drawn.ticks) == sorted(drawn.ticks)


def test_shares_are_drawn_at_the_moments_at_which_they_were_counted() -> None:
    moments = (
        results("ro-2024-ep", votes_a=90, votes_b=10, votes_c=0, valid=100),
        results("ro-2024-ep", votes_a=90, votes_b=10, votes_c=0, valid=(10, 1)),
        results("ro-2024-ep", votes_a=100, votes_b=300, votes_c=0, valid=400),
    )
    night = [(NINE + datetime.timedelta(minutes=10 * place), one) for place, one in enumerate(moments)]
    drawn = shares_chart(night)
    assert drawn is not None
    # The leader at the end is drawn first, and where no share can be told there is no point.
    assert [curve.points for curve in drawn.curves] == [
        "0,180 600,50",
        "0,20 600,150",
        "0,200 600,200",
    ]
    assert [curve.share.part for curve in drawn.curves] == [300, 100, 0]
    assert drawn.counted == "0,200 0,100 300,100 600,100 600,200"
    assert drawn.ticks[-1] == NINE + datetime.timedelta(minutes=20)
    assert shares_chart(night[:1]) is None
    assert shares_chart(night[:2]) is None
