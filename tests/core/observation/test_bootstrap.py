"""Intervals by resampling: wider where votes lie at few stations, the same for the same seed."""

import random

from hattama.core.observation.bootstrap import resampled
from hattama.core.observation.estimates import Estimate, Reporting, estimate_share, reporting
from tests.core.observation.made import sample_of


def _reports(units: int = 400) -> Reporting:
    sample = sample_of({name: (units, [f"{name}{n}" for n in range(30)]) for name in "ab"})
    return reporting(sample, sample.stations)


def _estimate(reports: Reporting, votes: dict[str, float]) -> tuple[Estimate, Estimate]:
    bases = dict.fromkeys(reports.codes, 500.0)
    plain = estimate_share(reports, votes, bases)
    return plain, resampled(reports, votes, bases, plain, random.Random(4))


def test_where_few_stations_hold_the_votes_the_interval_reaches_further_up_than_down() -> None:
    reports = _reports()
    plain, drawn = _estimate(reports, {code: 60.0 if code in ("a3", "b9") else 1.0 for code in reports.codes})
    assert drawn.share == plain.share
    assert drawn.error == plain.error
    middle = 10**6 * plain.share
    assert drawn.high - middle > middle - drawn.low
    assert drawn.high > plain.high
    assert 0 <= drawn.low < drawn.high <= 10**6


def test_where_votes_are_spread_evenly_both_ways_agree() -> None:
    reports = _reports()
    plain, drawn = _estimate(reports, {code: 200.0 + n % 20 for n, code in enumerate(reports.codes)})
    for one, other in ((plain.low, drawn.low), (plain.high, drawn.high)):
        assert abs(one - other) < 0.2 * (plain.high - plain.low)


def test_the_same_seed_gives_the_same_interval() -> None:
    reports = _reports()
    votes = {code: float(n % 7) for n, code in enumerate(reports.codes)}
    assert _estimate(reports, votes) == _estimate(reports, votes)


def test_a_census_stays_a_point() -> None:
    reports = _reports(30)
    plain, drawn = _estimate(reports, {code: float(n % 7) for n, code in enumerate(reports.codes)})
    assert plain == drawn
    assert drawn.high - drawn.low <= 1
