"""Clean elections that have the station sizes of this one: how often does each question speak there?"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import sqrt
from statistics import fmean, pvariance

from hattama.core.forensics.spread import Chance
from hattama.core.forensics.stations import Part, Row, StationFigures

_FEW = 20
"""Below this variance a binomial count is drawn by its steps; above, by the normal law, rounded."""


def register_floor(rows: Sequence[Row]) -> int | None:
    """From how many voters on stations are large enough to ask the last digits of their counts.

    By the register, never by the count: the largest of four sizes that half of the stations have, with a
    median count of at least 50 votes. None where no size will do.
    """
    for size in (1000, 500, 350, 200):
        votes = sorted(row.votes for row in rows if row.voters >= size)
        if 2 * len(votes) >= len(rows) > 0 and votes[len(votes) // 2] >= 50:
            return size
    return None


def clean_figures(figures: StationFigures, chance: Chance) -> StationFigures:
    """An election in which nothing was bent, at these stations: their names, districts, sizes, observers.

    Each station's turnout and, choice after choice, part of what is left of its votes come from beta laws
    fitted to all stations; its counts are binomial. No invalid ballots and no hours are drawn.
    """
    rows = [row for row in figures.rows if row.fits]
    if len(rows) < 2:
        return StationFigures(figures.choices, ())
    turnout = _beta([row.turnout for row in rows])
    counted = min(1.0, sum(row.counted for row in rows) / max(1, sum(row.cast for row in rows)))
    order = figures.by_votes
    parts = [_beta(held) for held in _parts_of_the_rest(rows, order)]
    stations = []
    for row in rows:
        cast = max(1, _binomial(row.voters, chance.betavariate(*turnout), chance))
        rest = base = max(1, round(cast * counted))
        votes = [0] * len(order)
        for place, law in zip(order, parts, strict=False):
            votes[place] = _binomial(rest, chance.betavariate(*law), chance)
            rest -= votes[place]
        votes[order[-1]] += rest if len(parts) == len(order) - 1 else 0
        clean = replace(row.station, cast=cast, counted=base, votes=tuple(votes), by_hour=(), invalid=None)
        stations.append(clean)
    return StationFigures(figures.choices, tuple(stations))


def _parts_of_the_rest(rows: Sequence[Row], order: Sequence[int]) -> Iterator[list[Part]]:
    """For each choice from the first on, its votes of those that no choice before it has, by station.

    The last choice has all that is left, where votes are what shares are counted of.
    """
    left = [row.counted for row in rows]
    known = [[votes or 0 for votes in row.station.votes] for row in rows]
    is_whole = all(sum(votes) == row.counted for votes, row in zip(known, rows, strict=True))
    for place in order[: len(order) - is_whole]:
        yield [(min(votes[place], n), n) for votes, n in zip(known, left, strict=True) if n > 0] or [(0, 1)]
        left = [max(0, n - votes[place]) for votes, n in zip(known, left, strict=True)]


def turned_readings(
    before: StationFigures, figures: StationFigures, chance: Chance
) -> tuple[StationFigures, StationFigures]:
    """Two readings that differ where these do, and as much; at each station chance says which came first."""
    firsts = {(one.district, one.code): one for one in before.stations}
    turned, after = [], []
    for station in figures.stations:
        pair = firsts.get((station.district, station.code), station), station
        first, second = pair if chance.random() < 0.5 else pair[::-1]
        turned.append(first)
        after.append(second)
    return StationFigures(before.choices, tuple(turned)), StationFigures(figures.choices, tuple(after))


def _beta(parts: Sequence[Part]) -> tuple[float, float]:
    """The two numbers of the beta law with the mean and the variance of these shares."""
    shares = [k / n for k, n in parts]
    mean, variance = fmean(shares), pvariance(shares)
    mean = min(0.999, max(0.001, mean))
    weight = max(0.1, mean * (1 - mean) / variance - 1) if variance > 0 else 1e6
    return mean * weight, (1 - mean) * weight


def _binomial(n: int, p: float, chance: Chance) -> int:
    variance = n * p * (1 - p)
    if variance > _FEW:
        return min(n, max(0, round(chance.gauss(n * p, sqrt(variance)))))
    if p > 0.5:
        return n - _by_steps(n, 1 - p, chance.random())
    return _by_steps(n, p, chance.random())


def _by_steps(n: int, p: float, u: float) -> int:
    term = (1 - p) ** n
    odds = p / (1 - p)
    for k in range(n):
        u -= term
        if u < 0:
            return k
        term *= (n - k) / (k + 1) * odds
    return n
