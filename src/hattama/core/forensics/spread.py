"""How unlike are the stations of one district? Too unlike is ordinary; too alike is a question."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, lgamma
from statistics import median
from typing import Protocol

from hattama.core.forensics.stations import Part
from hattama.core.forensics.tails import chi_squared_at_most

FEWEST_STATIONS = 5
LEAST_EXPECTED = 5
DRAWS = 10_000
ENOUGH = 20


class Chance(Protocol):
    """A source of chance with a seed, handed in by whoever asks: `random.Random` is one."""

    def random(self) -> float: ...
    def betavariate(self, alpha: float, beta: float) -> float: ...
    def gauss(self, mu: float, sigma: float) -> float: ...


@dataclass(frozen=True, slots=True)
class DistrictSpread:
    """One district: X² of its stations about their pooled share, with one degree less than stations."""

    district: str
    parts: tuple[Part, ...]
    chi_squared: float

    @property
    def df(self) -> int:
        """Degrees of freedom."""
        return len(self.parts) - 1

    @property
    def votes(self) -> int:
        """Votes of the choice in the district."""
        return sum(k for k, _ in self.parts)

    @property
    def counted(self) -> int:
        """Ballots that the shares are of."""
        return sum(n for _, n in self.parts)

    @property
    def pooled(self) -> float:
        """The share over the whole district."""
        return self.votes / self.counted

    @property
    def dispersion(self) -> float:
        """X² over its degrees: about one where sampling alone makes the difference."""
        return self.chi_squared / self.df

    @property
    def p_low(self) -> float:
        """P(X² as low or lower) by the χ² law; poor where an expected count is under five."""
        return chi_squared_at_most(self.chi_squared, self.df)

    @property
    def smallest_expected(self) -> float:
        """The smallest of all np and n(1 − p)."""
        return min(n for _, n in self.parts) * min(self.pooled, 1 - self.pooled)


def district_spread(district: str, parts: Sequence[Part]) -> DistrictSpread | None:
    """The spread of a district; None where it has fewer than two stations, or all or none of the votes."""
    whole, votes = sum(n for _, n in parts), sum(k for k, _ in parts)
    if len(parts) < 2 or not 0 < votes < whole:
        return None
    return DistrictSpread(district, tuple(parts), _chi_squared(parts, votes / whole))


def _chi_squared(parts: Sequence[Part], p: float) -> float:
    return sum((k - n * p) ** 2 / n for k, n in parts) / (p * (1 - p))


def draw_division(sizes: Sequence[int], marked: int, chance: Chance) -> list[int]:
    """How many of `marked` ballots fall to each station, every division equally likely."""
    left = sum(sizes)
    counts = []
    for size in sizes:
        counts.append(_hypergeometric(size, marked, left, chance.random()))
        marked -= counts[-1]
        left -= size
    return counts


def _hypergeometric(size: int, marked: int, left: int, u: float) -> int:
    """The k that `u` in [0, 1) picks: marked among `size` of `left`, from the likeliest outward."""
    least, most = max(0, size + marked - left), min(size, marked)
    mode = min(most, max(least, (size + 1) * (marked + 1) // (left + 2)))
    up = down = mode
    p_up = p_down = exp(_log_hypergeometric(mode, size, marked, left))
    u -= p_up
    while u >= 0 and (up < most or down > least):
        if up < most:
            p_up *= (marked - up) * (size - up) / ((up + 1) * (left - marked - size + up + 1))
            up += 1
            u -= p_up
            if u < 0:
                return up
        if down > least:
            p_down *= down * (left - marked - size + down) / ((marked - down + 1) * (size - down + 1))
            down -= 1
            u -= p_down
            if u < 0:
                return down
    return mode


def _log_hypergeometric(k: int, size: int, marked: int, left: int) -> float:
    return _log_choose(marked, k) + _log_choose(left - marked, size - k) - _log_choose(left, size)


def _log_choose(n: int, k: int) -> float:
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)


def drawn_as_low(
    spread: DistrictSpread, chance: Chance, draws: int = DRAWS, enough: int = ENOUGH
) -> tuple[int, int]:
    """Of how many divisions of the same ballots among the same stations how many are as even or more.

    Draws end at `draws`, or when `enough` were as even: then the district is ordinary (Besag and Clifford
    1991). Compared with a margin of one part in a thousand million, in favour of "as even".
    """
    sizes = [n for _, n in spread.parts]
    bound = spread.chi_squared * (1 + 1e-9) + 1e-12
    found = 0
    for drawn in range(1, draws + 1):
        division = draw_division(sizes, spread.votes, chance)
        found += _chi_squared(list(zip(division, sizes, strict=True)), spread.pooled) <= bound
        if found >= enough:
            return found, drawn
    return found, draws


@dataclass(frozen=True, slots=True)
class Spread:
    """All districts, and what they say together."""

    districts: tuple[DistrictSpread, ...]

    @property
    def stations(self) -> int:
        """Stations in all districts."""
        return sum(len(district.parts) for district in self.districts)

    @property
    def chi_squared(self) -> float:
        """Sum over districts."""
        return sum(district.chi_squared for district in self.districts)

    @property
    def df(self) -> int:
        """Sum over districts."""
        return sum(district.df for district in self.districts)

    @property
    def dispersion(self) -> float:
        """X² over its degrees, all districts together."""
        return self.chi_squared / self.df if self.df else 0.0

    @property
    def median_dispersion(self) -> float:
        """The district in the middle."""
        return median(district.dispersion for district in self.districts) if self.districts else 0.0

    @property
    def tested(self) -> tuple[DistrictSpread, ...]:
        """Districts with enough stations to ask whether they are too alike."""
        return tuple(district for district in self.districts if len(district.parts) >= FEWEST_STATIONS)


def spread_of(groups: Mapping[str, Sequence[Part]]) -> Spread:
    """The spread of every district that has one."""
    found = (district_spread(name, parts) for name, parts in groups.items())
    return Spread(tuple(district for district in found if district is not None))


def low_probability(district: DistrictSpread, chance: Chance) -> tuple[float, bool]:
    """P(as alike or more) of one district, and whether it was drawn: where an expected count is under five.

    A district that the χ² law calls ordinary is not drawn: its draws could not make it rare.
    """
    by_law = district.p_low
    if district.smallest_expected >= LEAST_EXPECTED or by_law > _DRAWN_BELOW:
        return by_law, False
    found, drawn = drawn_as_low(district, chance)
    return (found / drawn if found == ENOUGH else (found + 1) / (drawn + 1)), True


def drawn_above(low: Sequence[tuple[float, bool]]) -> int:
    """How many draws a district at most took; 0 where none was drawn."""
    return DRAWS if any(drawn for _, drawn in low) else 0


_DRAWN_BELOW = 0.05
