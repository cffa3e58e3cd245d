"""Turnout against share: relation, histogram, and constructions that are drawn and never given bare.

The comet tail (Shpilkin) and the mirror (Gaussian cluster) assume that support does not depend on turnout, or
that honest turnout is one bell. Both find "too many votes" in ordinary elections: read the docs page first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log, sqrt
from statistics import fmean

from hattama.core.forensics.stations import Row

BINS = 100
_MIDDLE = 5


def fitting_rows(rows: Sequence[Row]) -> list[Row]:
    """Stations whose turnout and share are both shares of something."""
    return [row for row in rows if 0 < row.voters >= row.cast and row.counted > 0]


@dataclass(frozen=True, slots=True)
class Relation:
    """Slope of votes over voters on turnout, and correlation of turnout and share."""

    stations: int
    slope: float
    correlation: float


def relate(rows: Sequence[Row]) -> Relation | None:
    """The relation of turnout and share; None where fewer than two stations or no difference in turnout."""
    turnout = [row.cast / row.voters for row in rows]
    of_list = [row.votes / row.voters for row in rows]
    share = [row.votes / row.counted for row in rows]
    if len(rows) < 2 or min(turnout) == max(turnout) or min(share) == max(share):
        return None
    along, across, _ = _moments(turnout, of_list)
    down, both, up = _moments(turnout, share)
    return Relation(len(rows), across / along, both / sqrt(down * up))


def _moments(xs: Sequence[float], ys: Sequence[float]) -> tuple[float, float, float]:
    """Sums of squares and products about the means: xx, xy, yy."""
    x0, y0 = sum(xs) / len(xs), sum(ys) / len(ys)
    away = [(x - x0, y - y0) for x, y in zip(xs, ys, strict=True)]
    return sum(dx * dx for dx, _ in away), sum(dx * dy for dx, dy in away), sum(dy * dy for _, dy in away)


def histogram(rows: Sequence[Row], bins: int = BINS) -> dict[tuple[int, int], int]:
    """Stations by bin of turnout and bin of share, `bins` of each; empty places are left out."""
    held: dict[tuple[int, int], int] = {}
    for row in rows:
        if row.fits:
            place = (bin_of(row.cast, row.voters, bins), bin_of(row.votes, row.counted, bins))
            held[place] = held.get(place, 0) + 1
    return held


def bin_of(k: int, n: int, bins: int = BINS) -> int:
    """The bin of k of n, in whole numbers; the whole lies in the last."""
    return min(bins - 1, bins * k // n)


@dataclass(frozen=True, slots=True)
class Tail:
    """The comet tail: votes of leader and others by bin of turnout, and what the method makes of them.

    `top`: the bin where the others have most. `anomalous` is no count of anything unless support is
    independent of turnout: to be drawn, and shown only as a range beside other countries.
    """

    leader: tuple[int, ...]
    others: tuple[int, ...]
    top: int
    ratio: float
    anomalous: float

    @property
    def of_leader(self) -> float:
        """The construction's figure over the leader's votes."""
        return self.anomalous / sum(self.leader)


def comet_tail(rows: Sequence[Row], bins: int = BINS, middle: int = _MIDDLE) -> Tail | None:
    """The comet tail over `bins` of turnout with means of `middle` bins; None where no others stand."""
    leader, others = [0] * bins, [0] * bins
    for row in rows:
        # Floating point here, as the published vectors have it; the construction decides nothing.
        place = min(bins - 1, int(bins * (row.cast / row.voters)))
        leader[place] += row.votes
        others[place] += row.counted - row.votes
    top = _mode(others, middle)
    if not sum(others[: top + 1]):
        return None
    ratio = sum(leader[: top + 1]) / sum(others[: top + 1])
    anomalous = sum(leader[top + 1 :]) - ratio * sum(others[top + 1 :])
    return Tail(tuple(leader), tuple(others), top, ratio, anomalous)


def tail_range(rows: Sequence[Row]) -> tuple[float, float] | None:
    """Least and most of the figure over the leader's votes, by width of bins and smoothing."""
    found = [
        tail.of_leader
        for bins in (50, 67, 100, 200)
        for middle in (3, 5, 7, 9)
        if (tail := comet_tail(rows, bins, middle)) is not None and any(tail.leader)
    ]
    return (min(found), max(found)) if found else None


def _mode(counts: Sequence[int], middle: int) -> int:
    half = middle // 2
    padded = [0] * half + list(counts) + [0] * half
    means = [sum(padded[at : at + middle]) for at in range(len(counts))]
    return means.index(max(means))


@dataclass(frozen=True, slots=True)
class Mirror:
    """The left side of the turnout histogram laid over the right, as if turnout were one bell."""

    mode: float
    ballots: int
    mirrored: int

    @property
    def ratio(self) -> float:
        """Twice the ballots left of the mode over all: from 0.5 to 1.2 in ordinary elections."""
        return self.mirrored / self.ballots


def mirror(rows: Sequence[Row]) -> Mirror | None:
    """The mirror about the mode of ballots by turnout; None where no ballots were given out."""
    by_bin = [0] * BINS
    for row in rows:
        by_bin[min(BINS - 1, int(BINS * (row.cast / row.voters)))] += row.cast
    ballots = sum(by_bin)
    if not ballots:
        return None
    mode = (_mode(by_bin, _MIDDLE) + 0.5) / BINS
    left = [row.cast for row in rows if row.cast / row.voters <= mode]
    return Mirror(mode, ballots, 2 * sum(left))


@dataclass(frozen=True, slots=True)
class StuffingModel:
    """What of Klimek, Yegorov, Hanel and Thurner (2012) can be reproduced; the fractions of the model cannot.

    `edge`: the search for a first maximum stopped where it began, and the model does not apply.
    `corner`: stations with turnout and share both from 95 %.
    """

    stations: int
    tau: float
    nu: float
    edge: bool
    skewness: float
    corner: int


def stuffing_model(rows: Sequence[Row]) -> StuffingModel | None:
    """The parameters of the stuffing model; None where stations are too few or too alike for a density."""
    rows = [row for row in rows if row.fits]
    turnout, share = [row.cast / row.voters for row in rows], [row.votes / row.counted for row in rows]
    rates = [log((row.counted - row.votes) / row.votes) for row in rows if 0 < row.votes < row.counted]
    if len(rates) < 50 or min(turnout) == max(turnout) or min(rates) == max(rates):
        return None
    tau, edge_of_tau = _first_maximum(turnout)
    nu, edge_of_nu = _first_maximum(share)
    middle = fmean(rates)
    second, third = (fmean((rate - middle) ** power for rate in rates) for power in (2, 3))
    return StuffingModel(
        len(rows),
        tau,
        nu,
        edge_of_tau or edge_of_nu,
        third / second**1.5,
        sum(20 * row.cast >= 19 * row.voters and 20 * row.votes >= 19 * row.counted for row in rows),
    )


_GRID = 1000
_FINE = 10_000


def _first_maximum(shares: Sequence[float]) -> tuple[float, bool]:
    """The first thousandth above 0.3 from which a Gaussian kernel density falls (Scott's bandwidth)."""
    middle = fmean(shares)
    deviation = sqrt(sum((share - middle) ** 2 for share in shares) / (len(shares) - 1))
    width = len(shares) ** -0.2 * deviation
    fine = [0.0] * (_FINE + 2)
    for share in shares:
        # Shared between the two fine places beside it: the density then errs by less than 1e-5 of itself.
        place = int(share * _FINE)
        part = share * _FINE - place
        fine[place] += 1 - part
        fine[place + 1] += part
    reach = int(8 * width * _FINE) + 1
    kernel = [exp(-((away / _FINE / width) ** 2) / 2) for away in range(-reach, reach + 1)]
    step = _FINE // _GRID

    def density(thousandth: int) -> float:
        centre = thousandth * step
        first, last = max(0, centre - reach), min(len(fine), centre + reach + 1)
        return sum(
            w * k for w, k in zip(fine[first:last], kernel[first - centre + reach :], strict=False) if w
        )

    start = 3 * _GRID // 10 + 1
    before = density(start)
    for thousandth in range(start, _GRID - 1):
        after = density(thousandth + 1)
        if after < before:
            # As the published values multiply: a share that lies on the grid then falls to the same side.
            return thousandth * (1 / _GRID), thousandth == start
        before = after
    return (_GRID - 1) / _GRID, False
