"""Whole percentages: each station's chance is exact, and hits are those published."""

from __future__ import annotations

from typing import Any

import pytest

from hattama.core.forensics.whole_percentages import Hits, at_least, hit_chance, is_hit, whole_percentages
from tests.core.forensics.elections import agree, countries, election, vector


def hits_agree(hits: Hits, published: dict[str, Any]) -> None:
    values = (hits.observed, hits.expected, hits.excess, hits.sd, hits.z)
    agree(values, published, "observed expected excess sd z")
    if not hits.is_exact:
        agree([hits.p], published, "p_one_sided")


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
    for key, hits in (("any", found.either), ("result", found.share), ("turnout", found.turnout)):
        hits_agree(hits, published[key])
    by_voters = found.either_voters
    assert by_voters.observed == published["any"]["voters_observed"]
    assert by_voters.expected == pytest.approx(published["any"]["voters_expected"])
    assert by_voters.sd == pytest.approx(published["any"]["voters_sd"])
    regions = sorted(found.by_region(), key=lambda region: -region[1].z)
    assert len(regions) == published["regions"]["tested"]
    for (region, hits), largest in zip(regions, published["regions"]["largest_z"], strict=False):
        assert region == largest["region"].removesuffix(".0")
        agree([hits.observed, hits.expected, hits.z], largest, "observed expected z")


@countries
def test_hits_of_shares_from_2_to_98_percent_of_the_first_and_the_second(name: str) -> None:
    figures = election(name)
    first = whole_percentages(figures, bounded=True)
    hits_agree(first.either, vector(name)["integer_percentage_2_98"]["any"])
    second = whole_percentages(figures, choice=figures.by_votes[1], bounded=True)
    published = vector(name)["integer_percentage_second_candidate_2_98"]
    assert len(second.stations) == published["stations"]
    hits_agree(second.share, published["result"])


def test_the_tail_of_thousands_of_stations_is_near_the_exact_convolution() -> None:
    found = whole_percentages(election("ge_2024"))
    published = vector("ge_2024")["integer_percentage"]["any"]
    chances = [hit.either_chance for hit in found.stations]
    assert at_least(chances)[found.either.observed] == pytest.approx(published["p_one_sided_exact"], rel=1e-7)
