"""Stations drawn for observers give the official share."""

import hashlib
from math import atan, pi
from random import Random

import pytest

from hattama.core.forensics.observed import compare_observed
from hattama.core.forensics.stations import Row, Station
from hattama.core.forensics.tails import normal_at_least
from tests.core.forensics.elections import agree, election, vector


def test_stations_drawn_by_a_seed_for_observers_give_the_official_share() -> None:
    published = vector("mx_guanajuato_2012")["observed_against_unobserved"]
    regions: dict[str, list[Row]] = {}
    for row in election("mx_guanajuato_2012").rows:
        regions.setdefault(row.station.region, []).append(row)

    def ticket(row: Row) -> str:
        return hashlib.sha256(f"{published['seed']},{row.station.code}".encode()).hexdigest()

    strata = {}
    for region, rows in regions.items():
        drawn = sorted(rows, key=ticket)[: max(2, -(-len(rows) * 5 // 100))]
        strata[region] = [(row, row in drawn) for row in rows]
    found = compare_observed(strata)
    assert found is not None
    assert found.interval == pytest.approx(published["interval_95"])
    agree(
        (found.strata, found.observed, found.estimate, found.error, found.df, found.official),
        published,
        "strata observed ratio_observed standard_error degrees_of_freedom official_all",
    )
    # Published against the unobserved, which is the same where the lot drew alike everywhere.
    assert found.difference / found.error == pytest.approx(published["z"], rel=0.02)


def row(region: str, number: int, votes: int, counted: int = 1000) -> Row:
    station = Station(f"{number}", region, region, counted, counted, counted, (votes, counted - votes))
    return Row(station, counted, counted, counted, votes)


def test_a_lot_that_sent_more_observers_to_one_region_tells_nothing_of_the_difference_of_regions() -> None:
    chance = Random(5)
    strata = {
        name: [(row(name, at, share + chance.randrange(-20, 21)), at < observed) for at in range(20)]
        for name, share, observed in (("town", 900, 18), ("country", 100, 2))
    }
    found = compare_observed(strata)
    assert found is not None
    assert abs(found.difference) < 0.01
    assert found.p > 0.05


def test_few_observed_stations_are_judged_by_the_law_of_few() -> None:
    votes = [500, 520, *[545] * 18]
    strata = {"one": [(row("one", at, each), at < 2) for at, each in enumerate(votes)]}
    found = compare_observed(strata)
    assert found is not None
    assert found.df == 1
    assert normal_at_least(abs(found.difference) / found.error) < 0.002
    assert found.p == pytest.approx(2 * (0.5 - atan(abs(found.difference) / found.error) / pi))


def test_all_stations_observed_leave_nothing_to_compare() -> None:
    strata = {"one": [(row("one", at, 500), True) for at in range(5)]}
    assert compare_observed(strata) is None
