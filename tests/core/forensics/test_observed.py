"""Stations drawn for observers give the official share."""

from __future__ import annotations

import hashlib

import pytest

from hattama.core.forensics.observed import compare_observed
from hattama.core.forensics.stations import Row
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
    agree(
        (found.unobserved, found.difference, found.error_of_difference, found.z),
        published,
        "ratio_unobserved difference_observed_minus_unobserved standard_error_of_difference z",
    )
