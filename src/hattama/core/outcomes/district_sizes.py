"""How equal the votes behind each seat are: districts against the average number of voters for a seat.

International good practice (Venice Commission, Code of Good Practice in Electoral Matters, I.2.2) allows
a deviation of 10 %, and 15 % in special circumstances such as a concentrated minority or a sparsely
populated unit.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

SPECIAL_LIMIT = Fraction(15, 100)


class NoDistricts(ValueError):
    """There are no districts, or no voters in them: there is no average to compare with."""


@dataclass(frozen=True, slots=True)
class DistrictSize:
    """One district of one seat: its voters, and how far they are from the average, as a part of it."""

    code: str
    voters: int
    deviation: Fraction

    def is_beyond(self, limit: Fraction) -> bool:
        """Whether the district is larger or smaller than the average by more than `limit`."""
        return abs(self.deviation) > limit


def district_sizes(voters: Mapping[str, int], *, average: Fraction | None = None) -> tuple[DistrictSize, ...]:
    """Every district against `average` (that of the districts given, unless a nation-wide one is known).

    Raises `NoDistricts` where there is nothing to compare with.
    """
    if average is None and voters:
        average = Fraction(sum(voters.values()), len(voters))
    if not average:
        raise NoDistricts
    return tuple(
        DistrictSize(code, number, Fraction(number) * Fraction(1, average) - 1)
        for code, number in voters.items()
    )
