"""Do more shares stand at whole percentages than independent counting gives?

Kobak, Shpilkin, Pshenichnikov, Annals of Applied Statistics 10(1), 2016.

A share hits where it lies within 0.05 points of a whole percentage. The authors draw thousands of elections
to learn how many hits chance gives. That is not needed: stations are independent, so the number of hits is
Poisson-binomial, and each station's chance is an exact sum over the whole numbers that hit.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import exp, lgamma, log, sqrt

from hattama.core.forensics.stations import Part, Row, StationFigures
from hattama.core.forensics.tails import normal_at_least, normal_density

FEWEST_VOTERS = 100
FEWEST_STATIONS_OF_A_REGION = 30
EXACT_UP_TO = 2000
"""Up to so many stations the tail is an exact convolution; above, a corrected normal one (within 0.0002)."""
_BEYOND = 1e-25


def is_hit(k: int, n: int) -> bool:
    """Whether k of n lies within 0.05 points of a whole percentage, both edges included; in whole numbers."""
    nearest = (200 * k + n) // (2 * n)
    return 20 * abs(100 * k - nearest * n) <= n


_KEPT_UP_TO = 5_000
"""Stations of this size are many and alike; the few larger ones would fill the memory."""
_LOG_FACTORIALS = tuple([lgamma(k + 1) for k in range(_KEPT_UP_TO + 1)])


def hitting(n: int) -> tuple[tuple[int, ...], tuple[float, ...]]:
    """The whole numbers k that hit for this n, in order, and for each the logarithm of n over k."""
    # 20·|100k − mn| ≤ n, solved for k; the stretches of two percentages never meet.
    step, edge = 20 * n, n // 2000
    ends = range(step, 100 * step, step)
    between = [k for at in ends for k in range((at - n + 1999) // 2000, (at + n) // 2000 + 1)]
    numbers = [*range(edge + 1), *between, *range(n - edge, n + 1)]
    if n > _KEPT_UP_TO:
        whole = lgamma(n + 1)
        return tuple(numbers), tuple([whole - lgamma(k + 1) - lgamma(n - k + 1) for k in numbers])
    whole, logs = _LOG_FACTORIALS[n], _LOG_FACTORIALS
    return tuple(numbers), tuple([whole - logs[k] - logs[n - k] for k in numbers])


_kept_hitting = lru_cache(maxsize=8192)(hitting)


def hit_densities(k: int, n: int) -> tuple[Sequence[int], list[float]]:
    """The numbers near k that hit, and the density of Bin(n, k/n) at each; 0 < k < n.

    Near: outside of the window lies less than 2e-13 by Bernstein's inequality.
    """
    numbers, logs = _kept_hitting(n) if n <= _KEPT_UP_TO else hitting(n)
    half = 10 + sqrt(100 + 60 * k * (n - k) / n)
    first, last = bisect_left(numbers, k - half), bisect_right(numbers, k + half)
    yes, no = log(k / n), log((n - k) / n)
    odds, none = yes - no, n * no
    near = numbers[first:last]
    return near, [exp(none + c + j * odds) for j, c in zip(near, logs[first:last], strict=True)]


def hit_chance(k: int, n: int) -> float:
    """P(X hits) for X ~ Bin(n, k/n): the exact sum. Nobody or everybody is a whole percentage for sure."""
    return 1.0 if k in (0, n) else sum(hit_densities(k, n)[1])


@dataclass(frozen=True, slots=True)
class Hits:
    """Hits observed and expected, weighted by one or by voters; `p` is one-sided: more than chance gives."""

    stations: int
    observed: int
    expected: float
    sd: float
    p: float
    is_exact: bool

    @property
    def excess(self) -> float:
        """How many more than expected."""
        return self.observed - self.expected

    @property
    def z(self) -> float:
        """The excess in standard deviations."""
        return self.excess / self.sd if self.sd else 0.0


@dataclass(frozen=True, slots=True)
class StationHit:
    """One station: does its share hit, its turnout, and how likely was each."""

    row: Row
    share: bool
    turnout: bool
    share_chance: float
    turnout_chance: float

    @property
    def either(self) -> bool:
        """Whether one or the other hits."""
        return self.share or self.turnout

    @property
    def either_chance(self) -> float:
        """How likely one or the other was."""
        return 1 - (1 - self.share_chance) * (1 - self.turnout_chance)


def asked_rows(rows: Sequence[Row], *, bounded: bool = False) -> list[Row]:
    """Stations whose shares are asked: from 100 voters, no share above 99 %; or both from 2 to 98 %."""
    return [
        row
        for row in rows
        if row.counted > 0
        and row.voters >= FEWEST_VOTERS
        and 100 * row.cast <= 99 * row.voters
        and 100 * row.votes <= 99 * row.counted
        and (not bounded or is_bounded(row))
    ]


def is_bounded(row: Row) -> bool:
    """Whether both shares lie from 2 to 98 %."""
    return _within(row.turnout, 2, 98) and _within(row.share, 2, 98)


def _within(part: Part, least: int, most: int) -> bool:
    k, n = part
    return least * n <= 100 * k <= most * n


def station_hits(rows: Sequence[Row]) -> list[StationHit]:
    """Each station's hits and their chances."""
    return [
        StationHit(
            row,
            is_hit(row.votes, row.counted),
            is_hit(row.cast, row.voters),
            hit_chance(row.votes, row.counted),
            hit_chance(row.cast, row.voters),
        )
        for row in rows
    ]


def count_hits(observed: Sequence[bool], chances: Sequence[float]) -> Hits:
    """Hits of stations against their Poisson-binomial law."""
    seen, mean, sd, skew = _moments(observed, chances)
    exact = len(chances) <= EXACT_UP_TO
    p = at_least(chances)[seen] if exact else skewed_tail(seen, mean, sd, skew)
    return Hits(len(chances), seen, mean, sd, p, exact)


def _moments(observed: Sequence[bool], chances: Sequence[float]) -> tuple[int, float, float, float]:
    mean = sum(chances)
    variance = sum(p * (1 - p) for p in chances)
    third = sum(p * (1 - p) * (1 - 2 * p) for p in chances)
    return sum(observed), mean, sqrt(variance), third / variance**1.5 if variance > 0 else 0.0


def skewed_tail(seen: int, mean: float, sd: float, skew: float) -> float:
    """P(hits ≥ seen): the normal tail with a half for counting in ones and its first correction for skew."""
    if not sd:
        return float(seen <= mean)
    x = (seen - 0.5 - mean) / sd
    corrected = normal_density(x) * skew * (x * x - 1) / 6 if abs(x) < 6 else 0.0
    return normal_at_least(x) + corrected


def at_least(chances: Sequence[float]) -> list[float]:
    """P(hits ≥ j) for j from 0 to all, by convolving the stations; what lies below 1e-25 is left out."""
    law, first = [1.0], 0
    for p in chances:
        q = 1 - p
        law = [stay * q + move * p for stay, move in zip([*law, 0.0], [0.0, *law], strict=True)]
        while law[0] < _BEYOND:
            law = law[1:]
            first += 1
        while law[-1] < _BEYOND:
            law.pop()
    tail = [0.0] * (len(chances) + 2)
    for place in range(len(chances), -1, -1):
        inside = first <= place < first + len(law)
        tail[place] = tail[place + 1] + (law[place - first] if inside else 0.0)
    return [min(1.0, chance) for chance in tail[:-1]]


@dataclass(frozen=True, slots=True)
class WholePercentages:
    """The answer: shares, turnouts, either; and by region (BH at 5 % marks)."""

    stations: tuple[StationHit, ...]
    share: Hits
    turnout: Hits
    either: Hits

    def by_region(self) -> Iterator[tuple[str, Hits]]:
        """Regions of at least 30 stations with hits of either share."""
        regions: dict[str, list[StationHit]] = {}
        for hit in self.stations:
            regions.setdefault(hit.row.station.region, []).append(hit)
        for region, hits in regions.items():
            if len(hits) >= FEWEST_STATIONS_OF_A_REGION:
                yield region, count_hits([hit.either for hit in hits], [hit.either_chance for hit in hits])


def whole_percentages(
    figures: StationFigures, *, choice: int | None = None, bounded: bool = False
) -> WholePercentages:
    """Hits at whole percentages of the leader's share (or another choice's) and of turnout.

    `bounded` leaves out stations with either share below 2 or above 98 %.
    """
    rows = figures.rows if choice is None else figures.rows_of(choice)
    return tell_hits(station_hits(asked_rows(rows, bounded=bounded)))


def tell_hits(hits: Sequence[StationHit]) -> WholePercentages:
    """What the hits of all stations say together."""
    return WholePercentages(
        tuple(hits),
        count_hits([hit.share for hit in hits], [hit.share_chance for hit in hits]),
        count_hits([hit.turnout for hit in hits], [hit.turnout_chance for hit in hits]),
        count_hits([hit.either for hit in hits], [hit.either_chance for hit in hits]),
    )
