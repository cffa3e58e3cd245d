"""Clean elections with the stations' own sizes, from a seed."""

import random

from hattama.core.forensics.calibration import clean_figures, register_floor, turned_readings
from hattama.core.forensics.stations import StationFigures
from tests.core.forensics import made
from tests.core.forensics.made import with_whole_turnouts


def test_the_same_seed_gives_the_same_clean_election_at_the_same_stations() -> None:
    figures = made.clean_figures(60)
    drawn = clean_figures(figures, random.Random(3))
    assert drawn == clean_figures(figures, random.Random(3)) != clean_figures(figures, random.Random(4))
    for station, of_figures in zip(drawn.stations, figures.stations, strict=True):
        assert (station.code, station.district, station.registered) == (
            of_figures.code,
            of_figures.district,
            of_figures.registered,
        )
        assert sum(votes or 0 for votes in station.votes) == station.counted == station.cast


def test_a_clean_election_has_the_shares_of_the_election_it_stands_beside() -> None:
    figures = made.clean_figures(240)
    drawn = clean_figures(figures, random.Random(3))
    for total, of_figures in zip(drawn.totals, figures.totals, strict=True):
        assert abs(total - of_figures) < 0.06 * of_figures


def test_nothing_clean_is_drawn_where_no_station_gives_figures() -> None:
    assert clean_figures(StationFigures(("a",), ()), random.Random(1)).stations == ()


def test_turned_readings_differ_at_the_same_stations_with_no_direction() -> None:
    first = made.clean_figures(120)
    last = with_whole_turnouts(first, 2)
    before, after = turned_readings(first, last, random.Random(5))
    rose = [after.stations[n].votes > before.stations[n].votes for n in range(0, 120, 2)]
    assert 15 < sum(rose) < 45
    assert before.stations[1::2] == after.stations[1::2] == first.stations[1::2]


def test_stations_are_chosen_by_their_register_and_never_by_the_count() -> None:
    rows = made.clean_figures(120).rows
    floor = register_floor(rows)
    assert floor == 1000
    assert register_floor([row for row in rows if row.voters < 1000]) == 500
    assert register_floor([]) is None
