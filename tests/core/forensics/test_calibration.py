"""Clean elections with the stations' own sizes, from a seed."""

from __future__ import annotations

import random

from hattama.core.forensics.calibration import calibrate, register_floor
from tests.core.forensics.made import clean_figures


def test_the_same_seed_gives_the_same_rates() -> None:
    rows = clean_figures(60).rows
    assert calibrate(rows, random.Random(3), 10) == calibrate(rows, random.Random(3), 10)


def test_stations_are_chosen_by_their_register_and_never_by_the_count() -> None:
    rows = clean_figures(120).rows
    floor = register_floor(rows)
    assert floor == 1000
    assert register_floor([row for row in rows if row.voters < 1000]) == 500
    assert register_floor([]) is None
