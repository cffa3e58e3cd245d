"""How often a test speaks on clean elections that have the station sizes of this one."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from statistics import fmean, pvariance

from hattama.core.forensics.answers import SPEAKS_AT, Calibration
from hattama.core.forensics.digits import last_digits
from hattama.core.forensics.spread import Chance
from hattama.core.forensics.stations import Part, Row
from hattama.core.forensics.whole_percentages import asked_rows, count_hits, station_hits

DRAWS = 200
WITHHELD_ABOVE = 2 * SPEAKS_AT
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


def calibrate(rows: Sequence[Row], chance: Chance, draws: int = DRAWS) -> dict[str, Calibration]:
    """Rates at 5 % of whole percentages and last digits over `draws` clean elections, by question.

    Turnout and share of each station come from beta laws fitted to all stations, its counts are binomial.
    """
    fitting = [row for row in rows if row.fits]
    if len(fitting) < 2 or draws < 1:
        return {}
    laws = _beta([row.turnout for row in fitting]), _beta([row.share for row in fitting])
    counted = sum(row.counted for row in fitting) / max(1, sum(row.cast for row in fitting))
    floor = register_floor(fitting)
    spoke = dict.fromkeys(("whole_percentages", "last_digits"), 0)
    for _ in range(draws):
        clean = [_clean(row, laws, min(1.0, counted), chance) for row in fitting]
        hits = station_hits(asked_rows(clean))
        either = count_hits([hit.either for hit in hits], [hit.either_chance for hit in hits])
        spoke["whole_percentages"] += bool(hits) and either.p <= SPEAKS_AT
        digits = last_digits([row.votes for row in clean if floor is not None and row.voters >= floor])
        spoke["last_digits"] += digits is not None and digits.p_uniform <= SPEAKS_AT
    return {code: Calibration(draws, times) for code, times in spoke.items()}


def _beta(parts: Sequence[Part]) -> tuple[float, float]:
    """The two numbers of the beta law with the mean and the variance of these shares."""
    shares = [k / n for k, n in parts]
    mean, variance = fmean(shares), pvariance(shares)
    mean = min(0.999, max(0.001, mean))
    weight = max(0.1, mean * (1 - mean) / variance - 1) if variance > 0 else 1e6
    return mean * weight, (1 - mean) * weight


def _clean(row: Row, laws: tuple[tuple[float, float], ...], counted: float, chance: Chance) -> Row:
    turnout, share = laws
    cast = max(1, _binomial(row.voters, chance.betavariate(*turnout), chance))
    base = max(1, round(cast * counted))
    votes = _binomial(base, chance.betavariate(*share), chance)
    return Row(row.station, row.voters, cast, base, votes)


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
