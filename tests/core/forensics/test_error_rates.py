"""How often tests speak in the counties and districts of three elections: as measured before."""

import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from hattama.core.forensics.asking import Asked, ask
from hattama.core.forensics.digits import last_digits, second_digits
from hattama.core.forensics.spikes import find_spikes
from hattama.core.forensics.stations import StationFigures
from hattama.core.forensics.tails import chi_squared_at_least, normal_at_least
from hattama.core.forensics.whole_percentages import asked_rows, station_hits, tell_hits
from tests.core.forensics.elections import SIZES, election
from tests.core.forensics.not_asked import edged_digits, fifth_percents

pytestmark = pytest.mark.endurance
LEAST_STATIONS = 100
LEAST_COUNTS = 50


def units(figures: StationFigures) -> Iterator[StationFigures]:
    """Regions with at least 100 stations."""
    for region in dict.fromkeys(station.region for station in figures.stations):
        held = tuple(station for station in figures.stations if station.region == region)
        if len(held) >= LEAST_STATIONS:
            yield StationFigures(figures.choices, held)


def large_choices(unit: StationFigures) -> Iterator[int]:
    """Choices with a tenth of the unit's votes or more, where a hundred stations can be asked."""
    for choice, votes in enumerate(unit.totals):
        asked = asked_rows(unit.rows_of(choice), bounded=True)
        if 10 * votes >= sum(unit.totals) and len(asked) >= LEAST_STATIONS:
            yield choice


def said(name: str, unit: StationFigures, choice: int) -> Iterator[tuple[str, float | None]]:
    """Every test of one choice's counts in one unit with its p; None where too few counts can be asked."""
    rows = unit.rows_of(choice)
    counts = [row.votes for row in rows]
    yield "share", tell_hits(station_hits(asked_rows(rows, bounded=True))).share.p
    last = last_digits([row.votes for row in rows if row.voters >= SIZES[name]])
    yield "last digit", last and last.p_uniform
    yield "zeros and fives", last and last.p_zero_or_five
    yield "few equal last two", last and last.p_few_repeats
    edged = edged_digits(counts) if sum(count >= 100 for count in counts) >= LEAST_COUNTS else None
    yield "last digit, count from 100", edged and edged.p_uniform
    yield "the same, edge-corrected", edged and edged.p
    second = second_digits(counts)
    yield "second digit, mean", second and 2 * normal_at_least(abs(second.z))
    yield "second digit, χ²", second and chi_squared_at_least(second.chi_squared, 9)
    fifth = fifth_percents([row.share for row in rows if row.counted > 0])
    yield "ends in 0 or 5", normal_at_least(fifth.z)
    spikes = find_spikes([row.share for row in asked_rows(rows)])
    yield "spikes", min(spike.corrected for spike in spikes.percentages)


RATES = {
    "share": ((3, 118), (0, 46), (0, 3)),
    "last digit": ((7, 118), (2, 46), (0, 3)),
    "zeros and fives": ((8, 118), (1, 46), (0, 3)),
    "few equal last two": ((2, 118), (2, 46), (0, 3)),
    "last digit, count from 100": ((9, 95), (3, 44), (0, 3)),
    "the same, edge-corrected": ((6, 95), (3, 44), (0, 3)),
    "second digit, mean": ((30, 118), (21, 46), (3, 3)),
    "second digit, χ²": ((17, 118), (21, 46), (2, 3)),
    "ends in 0 or 5": ((7, 118), (1, 46), (0, 3)),
    "spikes": ((0, 118), (0, 46), (0, 3)),
}
"""In how many of how many trials each speaks at 5 %: Romania, Guanajuato, Georgia."""


@pytest.mark.parametrize(("place", "name"), [*enumerate(("ro_2024", "mx_guanajuato_2012", "ge_2024"))])
def test_rates_at_5_percent_are_those_of_the_reference_and_of_the_page(place: int, name: str) -> None:
    spoke, trials = Counter[str](), Counter[str]()
    # No district of Georgia has a hundred stations: it is one unit.
    for unit in [election(name)] if name == "ge_2024" else units(election(name)):
        for choice in large_choices(unit):
            for test, p in said(name, unit, choice):
                trials[test] += p is not None
                spoke[test] += p is not None and p <= 0.05
    assert {test: (spoke[test], trials[test]) for test in RATES} == {
        test: rates[place] for test, rates in RATES.items()
    }


@pytest.mark.parametrize(("name", "turnout"), [("ro_2024", (4, 47)), ("mx_guanajuato_2012", (1, 22))])
def test_rates_of_turnout_at_whole_percentages(name: str, turnout: tuple[int, int]) -> None:
    attended = [tell_hits(station_hits(asked_rows(unit.rows))).turnout.p for unit in units(election(name))]
    assert (sum(p <= 0.05 for p in attended), len(attended)) == turnout


def test_the_page_gives_the_rates_that_were_seen() -> None:
    page = (Path(__file__).parents[3] / "docs/observer/forensics.md").read_text("utf-8")
    for test, rates in RATES.items():
        cells = " | ".join(f"{spoke} of {trials}" for spoke, trials in rates)
        assert f"| {test} | {cells} |" in page


@pytest.mark.parametrize("name", ["ro_2024", "ge_2024"])
def test_nationally_no_calibrated_question_deviates(name: str) -> None:
    assert ask(Asked(election(name), random.Random(1)))[1].deviating == ()
