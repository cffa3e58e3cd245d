"""Invalid ballots, portable boxes, early voting: described and ranked; no null is calibrated."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import sqrt

from hattama.core.forensics.stations import Row, grouped

FEWEST_BALLOTS = 500


@dataclass(frozen=True, slots=True)
class NoInvalid:
    """Stations of 500 ballots and more beside others of their district; invalid of all ballots."""

    stations: int
    none: tuple[Row, ...]
    share: float


def no_invalid(rows: Sequence[Row]) -> NoInvalid | None:
    """Stations without an invalid ballot; None where the election gives no invalid ballots."""
    known = [row for row in rows if row.station.invalid is not None and _ballots(row) > 0]
    if not any(row.station.invalid for row in known):
        return None
    districts = [group for group in grouped(known).values() if len(group) > 1]
    asked = [row for group in districts for row in group if _ballots(row) >= FEWEST_BALLOTS]
    none = tuple(row for row in asked if row.station.invalid == 0)
    whole = sum(map(_ballots, known))
    share = sum(row.station.invalid or 0 for row in known) / whole
    return NoInvalid(len(asked), none, share)


def _ballots(row: Row) -> int:
    return sum(votes or 0 for votes in row.station.votes) + (row.station.invalid or 0)


@dataclass(frozen=True, slots=True)
class PortableBoxes:
    """Ballots from portable boxes: share, stations above 10 and 30 %, and the leader's share against it.

    `slope` and its standard error are within districts, weighted by ballots, clustered by district.
    """

    stations: int
    ballots: int
    share: float
    over_10: int
    over_30: int
    slope: float | None
    slope_error: float | None


def portable_boxes(rows: Sequence[Row]) -> PortableBoxes | None:
    """What came from portable boxes; None where the election does not say."""
    known = [row for row in rows if row.station.portable is not None and row.station.boxes]
    if not known:
        return None
    parts = [(row.station.portable or 0, row.station.boxes or 0) for row in known]
    portable, whole = sum(k for k, _ in parts), sum(n for _, n in parts)
    slope, error = within_slope(
        [row for row in known if row.counted > 0],
        lambda row: (row.station.portable or 0) / (row.station.boxes or 1),
    )
    return PortableBoxes(
        len(known),
        portable,
        portable / whole,
        sum(10 * k > n for k, n in parts),
        sum(10 * k > 3 * n for k, n in parts),
        slope,
        error,
    )


def within_slope(rows: Sequence[Row], cause: Callable[[Row], float]) -> tuple[float | None, float | None]:
    """Slope of the leader's share on `cause` on `cause` in districts, by ballots, and its clustered error."""
    along = 0.0
    clusters: list[list[tuple[float, float, float]]] = []
    for group in grouped(rows).values():
        weights = [row.counted for row in group]
        xs, ys = (
            centred([cause(row) for row in group], weights),
            centred([row.votes / row.counted for row in group], weights),
        )
        clusters.append(list(zip(weights, xs, ys, strict=True)))
        along += sum(w * x * x for w, x, _ in clusters[-1])
    if along <= 0:
        return None, None
    slope = sum(w * x * y for cluster in clusters for w, x, y in cluster) / along
    meat = sum(sum(w * x * (y - slope * x) for w, x, y in cluster) ** 2 for cluster in clusters)
    return slope, sqrt(meat) / along


def centred(values: Sequence[float], weights: Sequence[int]) -> list[float]:
    """Values less their weighted mean."""
    mean = sum(w * value for w, value in zip(weights, values, strict=True)) / sum(weights)
    return [value - mean for value in values]


@dataclass(frozen=True, slots=True)
class EarlyVoting:
    """Ballots given out before the day, and stations where they are more than a fifth of all."""

    stations: int
    ballots: int
    over_a_fifth: tuple[Row, ...]


def early_voting(rows: Sequence[Row]) -> EarlyVoting | None:
    """Early ballots; None where the election does not say."""
    known = [row for row in rows if row.station.early is not None]
    if not known:
        return None
    over = tuple(row for row in known if 5 * (row.station.early or 0) > row.cast)
    return EarlyVoting(len(known), sum(row.station.early or 0 for row in known), over)
