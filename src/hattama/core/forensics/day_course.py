"""Turnout over the day: what cannot be, and stations whose last hours differ from their district's."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import exp, lgamma
from statistics import median

from hattama.core.forensics.ballot_boxes import centred
from hattama.core.forensics.stations import Peers, Row, grouped, held_against

FAR = 5
BY_CHANCE = 0.05
"""In so many elections where ballots alone are drawn by lot any station at all is far."""
_NORMAL = 0.6745
"""The median absolute deviation of the normal law, in standard deviations."""


@dataclass(frozen=True, slots=True)
class LateShare:
    """A station's part of the turnout after the last reading before the close, and its robust distance.
    `p`: of a part so unlike that of its district, where a lot gives each ballot its hour. Of a district of
    few stations, read its region."""

    row: Row
    share: float
    distance: float
    p: float


@dataclass(frozen=True, slots=True)
class DayCourse:
    """Readings at all times. `falls`: by pair of times, stations where it fell; `used`: where it rose."""

    stations: int
    sums: tuple[int, ...]
    falls: tuple[tuple[Row, ...], ...]
    used: tuple[LateShare, ...]
    correlation: float | None

    @property
    def late_share(self) -> float:
        """Over all stations used."""
        before = sum(one.row.station.by_hour[-2] or 0 for one in self.used)
        close = sum(one.row.station.by_hour[-1] or 0 for one in self.used)
        return (close - before) / close

    @property
    def far(self) -> tuple[LateShare, ...]:
        """Stations more than five robust units from the median of their district, and further than the few
        ballots of a small station, or of its only neighbour, bring about."""
        rare = BY_CHANCE / max(1, len(self.used))
        return tuple(one for one in self.used if abs(one.distance) > FAR and one.p < rare)


def day_course(rows: Sequence[Row]) -> DayCourse | None:
    """The course of the day; None where no station gives two readings that rise to something."""
    known = [row for row in rows if len(row.station.by_hour) > 1 and None not in row.station.by_hour]
    readings = [[at or 0 for at in row.station.by_hour] for row in known]
    rising = [
        row
        for row, times in zip(known, readings, strict=True)
        if times == sorted(times) and times[-1] > 0 and row.fits
    ]
    if not rising:
        return None
    falls = tuple(
        tuple(row for row, times in zip(known, readings, strict=True) if times[at] > times[at + 1])
        for at in range(len(readings[0]) - 1)
    )
    used = tuple(one for peers in held_against(rising, lambda row: row.station) for one in _judge(peers))
    sums = tuple(sum(times[at] for times in readings) for at in range(len(readings[0])))
    return DayCourse(len(known), sums, falls, used, _relation(rising))


def _judge(peers: Sequence[Peers[Row]]) -> Iterator[LateShare]:
    """Each station's distance from the middle of those that it is judged by, in units of how far such
    stations lie from their middles."""
    middles = [median(map(_late, among)) for _, among in peers]
    away = [
        abs(_late(row) - middle) for (_, among), middle in zip(peers, middles, strict=True) for row in among
    ]
    unit = median(away) / _NORMAL if away else 0.0
    for (judged, among), middle in zip(peers, middles, strict=True):
        late, close = (sum(parts) for parts in zip(*map(_ballots, among), strict=True))
        for row in judged:
            distance = (_late(row) - middle) / unit if unit else 0.0
            yield LateShare(row, _late(row), distance, _dealt(*_ballots(row), late, close))


def _ballots(row: Row) -> tuple[int, int]:
    """Given out after the last reading before the close, and in all."""
    before, close = row.station.by_hour[-2] or 0, row.station.by_hour[-1] or 0
    return close - before, close


def _late(row: Row) -> float:
    late, close = _ballots(row)
    return late / close


def _dealt(k: int, n: int, late: int, close: int) -> float:
    """Twice the tail of the hypergeometric law, from k of n outward: exact for few ballots, too."""
    if k * close < late * n:
        k, late = n - k, close - late
    term = exp(_log_ways(late, k) + _log_ways(close - late, n - k) - _log_ways(close, n))
    tail = 0.0
    for at in range(k, min(n, late) + 1):
        tail += term
        if term <= tail * 1e-12:
            break
        term *= (late - at) * (n - at) / ((at + 1) * (close - late - n + at + 1))
    return min(1.0, 2 * tail)


def _log_ways(n: int, k: int) -> float:
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)


def _relation(rows: Sequence[Row]) -> float | None:
    """Correlation of late share and leader's share inside districts, weighted by ballots."""
    across = along = up = 0.0
    for group in grouped(rows).values():
        weights = [row.counted for row in group]
        xs = centred([_late(row) for row in group], weights)
        ys = centred([row.votes / row.counted for row in group], weights)
        across += sum(w * x * y for w, x, y in zip(weights, xs, ys, strict=True))
        along += sum(w * x * x for w, x in zip(weights, xs, strict=True))
        up += sum(w * y * y for w, y in zip(weights, ys, strict=True))
    return across / (along * up) ** 0.5 if along > 0 < up else None
