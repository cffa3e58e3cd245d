"""Statistical questions to official figures, beside the published way of drawing elections."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
import numpy.typing as npt

from bench.row import Row
from hattama.core.forensics import METHODS, Asked, Station, StationFigures, ask
from hattama.core.forensics.whole_percentages import _kept_hitting, whole_percentages
from tests.core.forensics.elections import election

NAME = (
    "statistical questions to the stations of Romania 2024, repeated where more are wanted; of the processor"
)

NATION, MANY, LARGE = 10_223, 91_000, 100_000
DRAWS = 1_000
Counts = npt.NDArray[np.int64]


def run() -> list[Row]:
    """The exact law of hits at whole percentages beside 1,000 drawn elections; then every question."""
    stations = election("ro_2024").stations
    nation, many = (repeated(stations, count) for count in (NATION, MANY))
    rows = [
        Row(
            f"whole percentages, {len(figures.stations):,} stations",
            _seconds(partial(_whole, figures)),
            _seconds(partial(drawn_hits, figures, DRAWS)) if figures is many else None,
            f"{DRAWS:,} elections drawn with NumPy",
            note=f"at most {bar} s are meant",
        )
        for figures, bar in ((nation, 0.25), (many, 2))
    ]
    for count, bar in ((NATION, 5), (LARGE, 60)):
        figures = repeated(stations, count)
        seconds = _seconds(partial(_all_questions, figures))
        note = f"at most {bar} s are meant"
        rows.append(Row(f"all {len(METHODS)} questions, {count:,} stations", seconds, None, "", note=note))
    return rows


def _seconds(work: Callable[[], object]) -> float:
    """Of the processor, the better of two runs: whoever else works on the machine does not count."""
    taken = []
    for _ in range(2):
        began = time.process_time()
        work()
        taken.append(time.process_time() - began)
    return min(taken)


def _all_questions(figures: StationFigures) -> object:
    return ask(Asked(figures, random.Random(1)))


def _whole(figures: StationFigures) -> object:
    _kept_hitting.cache_clear()
    return whole_percentages(figures)


def repeated(stations: Sequence[Station], count: int) -> StationFigures:
    """So many stations: these, and again in districts of another name; each time somewhat smaller.

    Were they the same, every answer about one size would be at hand from the time before.
    """
    made: list[Station] = []
    while len(made) < count:
        turn = len(made) // len(stations)
        made += [_smaller(station, turn) for station in stations[: count - len(made)]]
    return StationFigures(tuple(str(place) for place in range(len(stations[0].votes))), tuple(made))


def _smaller(station: Station, turn: int) -> Station:
    votes = tuple(max(0, (each or 0) - turn) for each in station.votes)
    return Station(
        f"{station.code}-{turn}",
        f"{station.district}-{turn}",
        station.region,
        station.registered,
        max(0, (station.cast or 0) - turn),
        sum(votes),
        votes,
        invalid=station.invalid,
    )


def drawn_hits(figures: StationFigures, draws: int) -> tuple[int, float, float]:
    """Hits observed, and their mean and deviation over drawn elections, as the method was published."""
    rows = [row for row in figures.rows if row.voters >= 100 and row.counted > 0 and row.fits]
    rows = [r for r in rows if 100 * r.cast <= 99 * r.voters and 100 * r.votes <= 99 * r.counted]
    columns = np.array([(r.votes, r.counted, r.cast, r.voters) for r in rows], dtype=np.int64).T
    votes, counted, cast, voters = columns
    chance = np.random.default_rng(1)
    drawn = [
        _count(
            chance.binomial(counted, votes / counted), counted, chance.binomial(voters, cast / voters), voters
        )
        for _ in range(draws)
    ]
    return _count(votes, counted, cast, voters), float(np.mean(drawn)), float(np.std(drawn))


def _count(votes: Counts, counted: Counts, cast: Counts, voters: Counts) -> int:
    return int((_is_hit(votes, counted) | _is_hit(cast, voters)).sum())


def _is_hit(k: Counts, n: Counts) -> npt.NDArray[np.bool_]:
    nearest = (200 * k + n) // (2 * n)
    return 20 * np.abs(100 * k - nearest * n) <= n
