"""Do two stations of one district publish the same votes for every choice?

Given their equal totals the chance of it is exact: with f(x) = Poisson(x; np)² for each choice, the density
of the sum of all choices at n, over Poisson(n; n)².
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import exp, lgamma, log, sqrt
from operator import mul

from hattama.core.forensics.stations import Station, StationFigures

LEAST_VOTES = 100
MOST_OF_ONE = 95
"""Percent. Where a place votes as one and its district does not, equal results are nothing strange, but the
district's shares let expect few: 4 in Russia 2012, where 21 pairs are equal; without such stations 0.2,
where one is."""
_NOTHING = 1e-15


@dataclass(frozen=True, slots=True)
class EqualPair:
    """Two stations of one district with the same votes; `adjacent`: next in the source."""

    district: str
    first: Station
    second: Station
    adjacent: bool


@dataclass(frozen=True, slots=True)
class EqualVectors:
    """Pairs of stations of one district from 100 votes on."""

    stations: int
    pairs: int
    pairs_of_equal_total: int
    equal: tuple[EqualPair, ...]
    expected: float
    longest_run: int


def find_equal_vectors(figures: StationFigures) -> EqualVectors:
    """Pairs with equal votes, how many chance gives, and the longest run of equal leader's counts."""
    districts: dict[str, list[tuple[int, Station, int]]] = defaultdict(list)
    used = 0
    for place, station in enumerate(figures.stations):
        total = _total(station)
        if total is not None and total >= LEAST_VOTES:
            districts[station.district].append((place, station, total))
            used += 1
    pairs = alike = 0
    expected = 0.0
    equal: list[EqualPair] = []
    for district, stations in districts.items():
        pairs += len(stations) * (len(stations) - 1) // 2
        by_total = Counter(total for _, _, total in stations)
        sums = [sum(column) for column in zip(*_votes(stations), strict=True)]
        for total, times in by_total.items():
            if times > 1:
                count = times * (times - 1) // 2
                alike += count
                expected += count * chance_of_equal(total, [each / sum(sums) for each in sums])
        equal += _equal_pairs(district, [one for one in stations if by_total[one[2]] > 1])
    return EqualVectors(used, pairs, alike, tuple(equal), expected, _longest_run(figures))


def is_of_one(station: Station) -> bool:
    """Whether one choice has above MOST_OF_ONE percent of the votes."""
    known = [votes or 0 for votes in station.votes]
    return 100 * max(known, default=0) > MOST_OF_ONE * sum(known)


def _total(station: Station) -> int | None:
    known = [votes for votes in station.votes if votes is not None]
    return sum(known) if len(known) == len(station.votes) else None


def _votes(stations: Sequence[tuple[int, Station, int]]) -> list[list[int]]:
    return [[votes or 0 for votes in station.votes] for _, station, _ in stations]


def _equal_pairs(district: str, stations: Sequence[tuple[int, Station, int]]) -> list[EqualPair]:
    by_votes: dict[tuple[int | None, ...], list[tuple[int, Station]]] = defaultdict(list)
    for place, station, _ in stations:
        by_votes[station.votes].append((place, station))
    return [
        EqualPair(district, first, second, after - before == 1)
        for same in by_votes.values()
        for (before, first), (after, second) in combinations(same, 2)
    ]


def chance_of_equal(n: int, shares: Sequence[float]) -> float:
    """P(two draws of n ballots with these shares are equal in every choice), exact."""
    laws = [_squared_poisson(n * share) for share in shares if share > 0]
    while len(laws) > 2:
        # The two narrowest first: what a convolution costs is the product of their widths.
        laws.sort(key=lambda law: -len(law[1]))
        (one, left), (other, right) = laws.pop(), laws.pop()
        below, law = _convolved(left, right)
        laws.append((one + other + below, law))
    laws += [(0, [1.0])] * (2 - len(laws))
    (one, left), (other, right) = laws
    # Of the sum of the last two only one place is asked.
    together = sum(
        density * right[n - one - place - other]
        for place, density in enumerate(left)
        if 0 <= n - one - place - other < len(right)
    )
    return together / exp(2 * (n * log(n) - n - lgamma(n + 1)))


def _squared_poisson(mean: float) -> tuple[int, list[float]]:
    """Poisson(x; mean)² from some x on, where it is not below 1e-15 of its largest."""
    half = 6 * sqrt(mean) + 6
    first = max(0, int(mean - half))
    logs = log(mean)
    return first, [exp(2 * (x * logs - mean - lgamma(x + 1))) for x in range(first, int(mean + half) + 2)]


def _convolved(left: Sequence[float], right: Sequence[float]) -> tuple[int, list[float]]:
    """The law of a sum, cut where it is below 1e-15 of its largest; first, how many places were cut off."""
    short, long = sorted((left, right), key=len)
    turned, pad = short[::-1], [0.0] * (len(short) - 1)
    padded = [*pad, *long, *pad]
    law = [sum(map(mul, turned, padded[at : at + len(short)])) for at in range(len(long) + len(short) - 1)]
    least = max(law) * _NOTHING
    first = next(place for place, density in enumerate(law) if density > least)
    last = next(place for place in range(len(law) - 1, -1, -1) if law[place] > least)
    return first, law[first : last + 1]


def _longest_run(figures: StationFigures) -> int:
    """Stations one after another, in one district, each from 100 votes on, the leader's equal."""
    longest = run = 0
    before: tuple[str, int | None] | None = None
    for station in figures.stations:
        total = _total(station)
        here = (station.district, station.votes[figures.leader])
        if total is None or total < LEAST_VOTES:
            run, before = 0, None
            continue
        run = run + 1 if here == before else 1
        longest, before = max(longest, run), here
    return longest
