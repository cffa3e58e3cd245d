"""How often the questions speak in the counties and districts of two elections: as measured before."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from hattama.core.forensics.asking import Asked, ask
from hattama.core.forensics.digits import last_digits
from hattama.core.forensics.stations import Row, StationFigures
from hattama.core.forensics.whole_percentages import asked_rows, station_hits, tell_hits
from tests.core.forensics.elections import SIZES, election

pytestmark = pytest.mark.endurance
LEAST_STATIONS = 100


def units(figures: StationFigures) -> Iterator[StationFigures]:
    """Regions with at least 100 stations."""
    for region in dict.fromkeys(station.region for station in figures.stations):
        held = tuple(station for station in figures.stations if station.region == region)
        if len(held) >= LEAST_STATIONS:
            yield StationFigures(figures.choices, held)


def large_choices(unit: StationFigures) -> Iterator[tuple[Row, ...]]:
    """The rows of each choice with a tenth of the unit's votes or more, where a hundred can be asked."""
    for choice, votes in enumerate(unit.totals):
        rows = unit.rows_of(choice)
        if 10 * votes >= sum(unit.totals) and len(asked_rows(rows, bounded=True)) >= LEAST_STATIONS:
            yield rows


@pytest.mark.parametrize(
    ("name", "share", "turnout", "digits"),
    [
        ("ro_2024", (3, 118), (4, 47), (7, 118)),
        ("mx_guanajuato_2012", (0, 46), (1, 22), (2, 46)),
    ],
)
def test_rates_at_5_percent_are_those_of_the_reference(
    name: str, share: tuple[int, int], turnout: tuple[int, int], digits: tuple[int, int]
) -> None:
    held = list(units(election(name)))
    choices = [rows for unit in held for rows in large_choices(unit)]
    hits = [tell_hits(station_hits(asked_rows(rows, bounded=True))).share.p for rows in choices]
    assert (sum(p <= 0.05 for p in hits), len(hits)) == share
    attended = [tell_hits(station_hits(asked_rows(unit.rows))).turnout.p for unit in held]
    assert (sum(p <= 0.05 for p in attended), len(attended)) == turnout
    last = [last_digits([row.votes for row in rows if row.voters >= SIZES[name]]) for rows in choices]
    assert (sum(one is not None and one.p_uniform <= 0.05 for one in last), len(last)) == digits


@pytest.mark.parametrize("name", ["ro_2024", "ge_2024"])
def test_nationally_no_calibrated_question_deviates(name: str) -> None:
    assert ask(Asked(election(name), random.Random(1)))[1].deviating == ()
