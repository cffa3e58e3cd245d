"""Estimates by the design: published examples to their digits (T3, T4, T6), and what every estimate keeps."""

import csv
import json
import random
from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

import pytest

from hattama.core.observation.estimates import (
    Estimate,
    NothingToDivide,
    Reporting,
    TooFewReports,
    estimate_share,
    estimated_total,
    is_consistent,
    reporting,
)
from hattama.core.observation.frames import DrawnStation, DrawnStratum, Sample, draw_sample
from hattama.core.observation.quick_count import within
from tests.core.observation.made import SEED, census, frame_of_census, sample_of
from tests.shared_material import shared_path

Rows = list[dict[str, str]]
PARTIES = ("pri_pvem", "pan_na", "prd", "pt", "mc", "otros")


def _every_thirteenth() -> tuple[Rows, Rows, Reporting]:
    """T3: all 6,746 stations of Guanajuato, and of each district the one with index 6 of every 13."""
    with shared_path("data", "mx_guanajuato_2012_casillas.csv").open(encoding="utf-8") as stream:
        rows = sorted(csv.DictReader(stream), key=lambda row: int(row["casilla_id"]))
    districts: dict[str, Rows] = {}
    for row in rows:
        districts.setdefault(row["distrito_loc_17"], []).append(row)
    drawn = {name: held[6::13] for name, held in districts.items()}
    codes = {
        name: (len(held), [row["casilla_id"] for row in drawn[name]]) for name, held in districts.items()
    }
    sample = sample_of(codes)
    return rows, [row for held in drawn.values() for row in held], reporting(sample, sample.stations)


def _column(rows: Iterable[dict[str, str]], name: str) -> dict[str, float]:
    return {row["casilla_id"]: float(row[name] or 0) for row in rows}


@pytest.mark.parametrize(
    ("party", "share", "margin", "in_census", "consistent"),
    [
        ("pri_pvem", 41.2235, 0.7500, 40.9843, True),
        ("pan_na", 47.8818, 0.7569, 48.0251, True),
        ("prd", 5.1495, 0.3698, 5.1513, True),
        ("pt", 1.2906, 0.1612, 1.2432, True),
        ("mc", 0.9288, 0.1913, 0.9270, True),
        ("otros", 3.5258, 0.1423, 3.6691, False),
    ],
)
def test_guanajuato_is_estimated_to_the_printed_digits_and_one_party_lies_just_outside(
    party: str, share: float, margin: float, in_census: float, consistent: bool
) -> None:
    rows, drawn, reports = _every_thirteenth()
    assert len(drawn) == 518
    total = _column(drawn, "total")
    found = estimate_share(reports, _column(drawn, party), total)
    assert (round(100 * found.share, 4), round(196 * found.error, 4)) == (share, margin)
    votes, ballots = (int(sum(_column(rows, name).values())) for name in (party, "total"))
    assert round(100 * votes / ballots, 4) == in_census
    assert is_consistent(found.low, found.high, Fraction(votes, ballots)) is consistent


def test_turnout_of_guanajuato_with_and_without_special_booths() -> None:
    _, drawn, reports = _every_thirteenth()
    found = estimate_share(reports, _column(drawn, "total"), _column(drawn, "ln"))
    assert (round(100 * found.share, 4), round(196 * found.error, 4)) == (60.2465, 0.7485)
    voted, listed = _column(drawn, "total"), _column(drawn, "ln")
    inside = within(voted, (code for code, voters in listed.items() if voters))
    found = estimate_share(reports, inside, listed)
    assert (round(100 * found.share, 4), round(196 * found.error, 4)) == (60.1186, 0.7227)
    # Printed is ± 0.7239: its variance has the 516 ordinary stations alone, its weights all 518.
    residuals = {code: inside[code] - found.share * listed[code] for code in inside}
    districts = {
        stratum.names[0]: (stratum.units, [one.codes[0] for one in stratum.clusters if listed[one.codes[0]]])
        for stratum in reports.strata
    }
    ordinary = sample_of(districts)
    _, error = estimated_total(reporting(ordinary, ordinary.stations), residuals)
    assert round(196 * error / estimated_total(reports, listed)[0], 4) == 0.7239


SCHOOLS = json.loads((Path(__file__).parent / "api_schools.json").read_text("utf-8"))


def _schools(strata: dict[str, list[list[int]]]) -> list[dict[str, float]]:
    rows = {f"{name}{place}": row for name, held in strata.items() for place, row in enumerate(held)}
    return [{code: float(row[place]) for code, row in rows.items()} for place in range(3)]


def test_schools_by_strata_are_estimated_as_the_survey_package_does() -> None:
    held = {name: one["drawn"] for name, one in SCHOOLS["strata"].items()}
    sizes = {name: one["schools"] for name, one in SCHOOLS["strata"].items()}
    codes = {name: (sizes[name], [f"{name}{n}" for n in range(len(rows))]) for name, rows in held.items()}
    sample, (api, enrolled, tested) = sample_of(codes), _schools(held)
    reports = reporting(sample, sample.stations)
    mean = estimate_share(reports, api, dict.fromkeys(api, 1.0))
    assert (round(mean.share, 4), round(mean.error, 6)) == (662.2874, 9.408941)
    total, error = estimated_total(reports, enrolled)
    assert (int(total), round(error, 1)) == (3_687_177, 114_641.7)
    ratio = estimate_share(reports, tested, enrolled)
    assert (round(ratio.share, 7), round(ratio.error, 9)) == (0.8369569, 0.007757103)
    assert ratio.degrees == 197


def _districts() -> tuple[Reporting, list[dict[str, float]]]:
    held = SCHOOLS["clusters"]
    drawn = tuple(
        DrawnStation(f"{name}{n}", name, len(rows)) for name, rows in held.items() for n in range(len(rows))
    )
    sample = Sample("", SEED, True, (DrawnStratum("", SCHOOLS["districts"], 6194, None, drawn),))
    return reporting(sample, sample.stations), _schools(held)


def test_whole_districts_of_schools_are_clusters_and_give_their_published_errors() -> None:
    reports, (api, enrolled, tested) = _districts()
    mean = estimate_share(reports, api, dict.fromkeys(api, 1.0))
    assert (round(mean.share, 4), round(mean.error, 5)) == (644.1694, 23.54224)
    ratio = estimate_share(reports, tested, enrolled)
    assert (round(ratio.share, 7), round(ratio.error, 9)) == (0.8497087, 0.008386297)
    assert reports.degrees == 14


def test_stations_drawn_inside_a_cluster_add_what_they_leave_open() -> None:
    """Two clusters that are all there are, two of four stations of each: only the second stage errs."""
    drawn = tuple(DrawnStation(f"{name}{n}", name, 4) for name in "ab" for n in range(2))
    sample = Sample("", SEED, True, (DrawnStratum("", 2, len(drawn), None, drawn),))
    votes = {"a0": 10.0, "a1": 14.0, "b0": 20.0, "b1": 20.0}
    total, error = estimated_total(reporting(sample, sample.stations), votes)
    # 4² (1 − 2/4) · 8 / 2 of cluster a, nothing of b.
    assert (total, error) == (128, pytest.approx(32**0.5))


@pytest.mark.parametrize(
    ("low", "high", "official", "consistent"),
    [
        # IFE 2012, its published intervals and the census of stations
        (379_300, 385_500, Fraction(382_252, 10**6), True),
        (309_000, 318_600, Fraction(315_839, 10**6), True),
        (251_000, 260_300, Fraction(253_957, 10**6), True),
        (22_700, 25_700, Fraction(22_868, 10**6), True),
        # CODEO 2020: 50.98 ± 1.20 and 47.66 ± 1.19
        (497_800, 521_800, Fraction(51_302, 10**5), True),
        (464_700, 488_500, Fraction(47_359, 10**5), True),
        # CODEO 2016, turnout 69.33 ± 0.48: it was reported as very close
        (688_500, 698_100, Fraction(6_862, 10**4), False),
        # ISFED 2020, turnout 56.7 ± 0.6; ISFED 2016, 52.9 ± 0.9
        (561_000, 573_000, Fraction(5_611, 10**4), True),
        (520_000, 538_000, Fraction(5_189, 10**4), False),
        # a figure on the edge is inside, a unit of any digit beyond it is not
        (688_500, 698_100, Fraction(6_885, 10**4), True),
        (688_500, 698_100, Fraction(6_885, 10**4) - Fraction(1, 10**12), False),
    ],
)
def test_an_official_share_is_consistent_where_it_lies_in_the_interval_and_nowhere_else(
    low: int, high: int, official: Fraction, consistent: bool
) -> None:
    assert is_consistent(low, high, official) is consistent


def test_a_census_has_no_error_and_its_interval_holds_the_truth_alone() -> None:
    frame, stations = frame_of_census("ge_2024"), {one.code: one for one in census("ge_2024").stations}
    sample = draw_sample(frame, frame.units(clustered=False), SEED)
    votes = {code: float(one.votes[1] or 0) for code, one in stations.items()}
    whole = {code: float(one.counted or 0) for code, one in stations.items()}
    found = estimate_share(reporting(sample, stations), votes, whole)
    truth = Fraction(int(sum(votes.values())), int(sum(whole.values())))
    assert found.error == 0
    assert found.share == pytest.approx(float(truth), rel=1e-15)
    assert found.high - found.low <= 1
    assert is_consistent(found.low, found.high, truth)


def _made() -> tuple[Sample, dict[str, float], dict[str, float]]:
    chance = random.Random(7)
    sample = sample_of({name: (40, [f"{name}{n}" for n in range(8)]) for name in "abcd"})
    whole = {code: float(chance.randint(300, 900)) for code in sample.stations}
    return sample, {code: round(base * chance.uniform(0.2, 0.5)) for code, base in whole.items()}, whole


def test_the_order_of_reports_changes_no_estimate() -> None:
    sample, votes, whole = _made()
    shuffled = random.Random(3).sample(list(whole), len(whole))
    found = estimate_share(reporting(sample, shuffled), votes, {code: whole[code] for code in shuffled})
    assert found == estimate_share(reporting(sample, whole), votes, whole)


def test_shares_of_all_choices_come_to_one_and_a_lead_is_the_share_of_a_difference() -> None:
    sample, votes, whole = _made()
    others = {code: whole[code] - votes[code] for code in whole}
    reports = reporting(sample, whole)
    one, other = estimate_share(reports, votes, whole), estimate_share(reports, others, whole)
    assert one.share + other.share == pytest.approx(1)
    assert one.error == pytest.approx(other.error)
    lead = estimate_share(reports, {code: others[code] - votes[code] for code in whole}, whole)
    assert lead.share == pytest.approx(other.share - one.share)
    assert lead.error == pytest.approx(2 * one.error)


def test_a_stratum_of_one_report_is_taken_together_with_its_neighbour_and_said() -> None:
    sample, votes, whole = _made()
    here = [code for code in whole if not code.startswith("d") or code == "d3"]
    reports = reporting(sample, here)
    assert reports.collapsed == (("c", "d"),)
    assert (len(reports.strata), reports.degrees) == (3, 25 - 3)
    assert sum(weight for _, weight in reports.weights()) == pytest.approx(160)
    assert estimate_share(reports, votes, whole).error > 0
    silent = reporting(sample, [code for code in whole if code[0] in "ad"])
    assert silent.collapsed == (("b", "c", "d"),) or silent.collapsed == (("a", "b", "c"),)


def test_a_stratum_of_one_station_that_reported_is_whole_and_stays_alone() -> None:
    sample = sample_of({"a": (1, ["a0"]), "b": (30, ["b0", "b1", "b2"])})
    assert reporting(sample, sample.stations).collapsed == ()


def test_too_few_reports_give_no_number() -> None:
    sample, votes, whole = _made()
    with pytest.raises(TooFewReports):
        reporting(sample, ["a1"])
    with pytest.raises(NothingToDivide):
        estimate_share(reporting(sample, whole), votes, dict.fromkeys(whole, 0.0))


def test_a_known_sum_of_the_bases_takes_the_place_of_its_estimate_in_the_error() -> None:
    sample, votes, whole = _made()
    reports = reporting(sample, whole)
    base, _ = estimated_total(reports, whole)
    plain, known = (estimate_share(reports, votes, whole, whole=of) for of in (None, 2 * base))
    assert (known.share, known.error) == (plain.share, pytest.approx(plain.error / 2))


def test_the_ends_of_an_interval_are_whole_millionths_rounded_outward() -> None:
    found = Estimate.of(0.3, 0.0123456789, 1000)
    assert found.low == 275_773
    assert found.high == 324_227
    assert Estimate.of(0.3, 0.0, 10).low == Estimate.of(0.3, 0.0, 10).high == 300_000
