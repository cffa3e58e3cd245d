"""Whole percentages: each station's chance is exact, and hits are those published."""

from typing import Any

import pytest

from hattama.core.forensics.tails import benjamini_hochberg, normal_at_least
from hattama.core.forensics.whole_percentages import (
    WholePercentages,
    at_least,
    hit_chance,
    is_hit,
    whole_percentages,
)
from tests.core.forensics.elections import agree, countries, election, vector

KEYS = {"any": "either", "result": "share", "turnout": "turnout"}
"""The published name of what is asked, and ours."""


def hits_agree(found: WholePercentages, published: dict[str, Any], *keys: str) -> None:
    """Hits as they are published, and the exact tail where it is."""
    for key in keys:
        hits, held = getattr(found, KEYS[key]), published[key]
        agree(
            (hits.observed, hits.expected, hits.excess, hits.sd, hits.z),
            held,
            "observed expected excess sd z",
        )
        if not hits.is_exact:
            agree([hits.p], held, "p_one_sided")
        chances = [getattr(hit, f"{KEYS[key]}_chance") for hit in found.stations]
        if "p_one_sided_exact" in held:
            assert at_least(chances)[hits.observed] == pytest.approx(held["p_one_sided_exact"], rel=1e-7)


def test_the_chance_of_a_hit_is_the_exact_sum_over_whole_numbers_that_hit() -> None:
    for case in vector("small")["hit_probability"]:
        assert is_hit(case["k"], case["n"]) is case["is_hit"]
        assert hit_chance(case["k"], case["n"]) == pytest.approx(case["probability"], abs=1e-11)


def test_the_number_of_hits_of_few_stations_has_an_exact_law() -> None:
    case = vector("small")["poisson_binomial"]
    chances = [hit_chance(k, n) for n, k in case["stations"]]
    assert chances == pytest.approx(case["probabilities"])
    assert at_least(chances) == pytest.approx(case["p_at_least"])


@countries
def test_hits_at_whole_percentages_nationally_and_by_region(name: str) -> None:
    published = vector(name)["integer_percentage"]
    found = whole_percentages(election(name))
    assert len(found.stations) == published["stations"]
    hits_agree(found, published, *KEYS)
    regions = sorted(found.by_region(), key=lambda region: -region[1].z)
    assert len(regions) == published["regions"]["tested"]
    for (region, hits), largest in zip(regions, published["regions"]["largest_z"], strict=False):
        assert region == largest["region"].removesuffix(".0")
        values = (hits.stations, hits.observed, hits.expected, hits.z)
        agree(values, largest, "stations observed expected z")
    # Published by the plain normal law, which is too bold where stations are few.
    marked = sum(p <= 0.05 for p in benjamini_hochberg([normal_at_least(hits.z) for _, hits in regions]))
    assert marked == published["regions"]["bh_5_percent"]
    assert sum(p <= 0.05 for p in benjamini_hochberg([hits.p for _, hits in regions])) <= marked


def test_a_region_of_few_stations_has_its_exact_tail() -> None:
    figures = election("ge_2024")
    found = whole_percentages(figures)
    region, hits = max(found.by_region(), key=lambda region: region[1].z)
    chances = [hit.either_chance for hit in found.stations if hit.row.station.region == region]
    assert len(chances) == hits.stations < 50
    assert hits.p == pytest.approx(at_least(chances)[hits.observed])
    assert hits.p > 2 * normal_at_least(hits.z)


@countries
def test_hits_of_shares_from_2_to_98_percent_of_the_first_and_the_second(name: str) -> None:
    figures = election(name)
    first = whole_percentages(figures, bounded=True)
    published = vector(name)["integer_percentage_2_98"]
    assert len(first.stations) == published["stations"]
    hits_agree(first, published, *KEYS)
    second = whole_percentages(figures, choice=figures.by_votes[1], bounded=True)
    published = vector(name)["integer_percentage_second_candidate_2_98"]
    assert len(second.stations) == published["stations"]
    hits_agree(second, published, "result")
