"""Of which precincts a civic count has a copy: whose, how many by region, and how the others differ."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple

from hattama.core.vocabulary import Count


class CopyPrecinct(NamedTuple):
    """A precinct by its region and the voters on its list; `source`: whose copy there is, None where none."""

    region: str
    registered: Count
    source: str | None


@dataclass(slots=True)
class Reach:
    """How many of the precincts of a region have a copy."""

    precincts: int = 0
    copies: int = 0

    @property
    def share(self) -> Fraction:
        """The part that has one."""
        return Fraction(self.copies, self.precincts) if self.precincts else Fraction(0)


@dataclass(slots=True)
class Coverage:
    """What is covered. `mean_with`, `mean_without`: voters on a precinct's list, rounded; None: not told."""

    whole: Reach = field(default_factory=Reach)
    regions: dict[str, Reach] = field(default_factory=dict)
    sources: Counter[str] = field(default_factory=Counter)
    mean_with: Count = None
    mean_without: Count = None

    @property
    def extremes(self) -> tuple[str, str] | None:
        """The region of which the least part is covered, and that of the greatest; None: all are alike."""
        ordered = sorted(self.regions, key=lambda code: (self.regions[code].share, code))
        if not ordered or self.regions[ordered[0]].share == self.regions[ordered[-1]].share:
            return None
        return ordered[0], ordered[-1]


def cover(precincts: Iterable[CopyPrecinct]) -> Coverage:
    """What copies cover of these precincts."""
    found = Coverage()
    sizes: Mapping[bool, list[int]] = {True: [], False: []}
    for region, registered, source in precincts:
        for reach in (found.whole, found.regions.setdefault(region, Reach())):
            reach.precincts += 1
            reach.copies += source is not None
        if source is not None:
            found.sources[source] += 1
        if registered is not None:
            sizes[source is not None].append(registered)
    found.mean_with, found.mean_without = (_mean(sizes[has]) for has in (True, False))
    return found


def _mean(values: list[int]) -> Count:
    return round(Fraction(sum(values), len(values))) if values else None
