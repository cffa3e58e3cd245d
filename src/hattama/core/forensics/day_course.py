"""Turnout over the day: what cannot be, and stations whose last hours differ from their district's."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from hattama.core.forensics.ballot_boxes import centred
from hattama.core.forensics.stations import Row, grouped

FAR = 5
_NORMAL = 0.6745
"""The median absolute deviation of the normal law, in standard deviations."""


@dataclass(frozen=True, slots=True)
class LateShare:
    """A station's part of the turnout after the last reading before the close, and its robust distance."""

    row: Row
    share: float
    distance: float


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
        """Stations more than five robust units from the median of their district."""
        return tuple(one for one in self.used if abs(one.distance) > FAR)


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
    away = {name: _away(group) for name, group in grouped(rising).items()}
    deviation = median(abs(distance) for group in away.values() for _, distance in group)
    used = tuple(
        LateShare(row, _late(row), _NORMAL * distance / deviation if deviation else 0.0)
        for group in away.values()
        for row, distance in group
    )
    sums = tuple(sum(times[at] for times in readings) for at in range(len(readings[0])))
    return DayCourse(len(known), sums, falls, used, _relation(rising))


def _late(row: Row) -> float:
    before, close = row.station.by_hour[-2] or 0, row.station.by_hour[-1] or 0
    return (close - before) / close


def _away(group: Sequence[Row]) -> list[tuple[Row, float]]:
    middle = median(map(_late, group))
    return [(row, _late(row) - middle) for row in group]


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
