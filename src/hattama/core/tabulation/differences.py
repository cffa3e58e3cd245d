"""Two tables of figures laid side by side, cell by cell: two stages of a result, two sources, two totals."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from hattama.core.vocabulary import Count


class Cell(NamedTuple):
    """One figure of one contest in one area; `key` as in hattama.core.protocols, or of a derived quantity."""

    area_id: str
    contest: str
    key: str


@dataclass(frozen=True, slots=True)
class CellDifference:
    """A cell that two tables give differently; None on a side that does not give it."""

    cell: Cell
    first: Count
    second: Count

    @property
    def change(self) -> int | None:
        """What one adds to the first side to come to the second; None where a side is missing."""
        return None if self.first is None or self.second is None else self.second - self.first


@dataclass(frozen=True, slots=True)
class TableComparison:
    """What came out: how many cells `agree`, and those that `differ` or stand on one side only.

    A cell that only one table gives is no difference: what was not given is not zero.
    """

    agree: int
    differ: tuple[CellDifference, ...]
    only_first: tuple[CellDifference, ...]
    only_second: tuple[CellDifference, ...]

    @property
    def is_same(self) -> bool:
        """Whether both tables give the same cells the same figures."""
        return not (self.differ or self.only_first or self.only_second)


def compare_tables(first: Mapping[Cell, int], second: Mapping[Cell, int]) -> TableComparison:
    """Every cell of both tables; cells in the order of area, contest and key."""
    shared = first.keys() & second.keys()
    differing = sorted(cell for cell in shared if first[cell] != second[cell])
    return TableComparison(
        agree=len(shared) - len(differing),
        differ=tuple(CellDifference(cell, first[cell], second[cell]) for cell in differing),
        only_first=tuple(CellDifference(cell, first[cell], None) for cell in sorted(first.keys() - shared)),
        only_second=tuple(
            CellDifference(cell, None, second[cell]) for cell in sorted(second.keys() - shared)
        ),
    )


def cells_of(area_id: str, contest: str, figures: Mapping[str, int]) -> dict[Cell, int]:
    """The figures of one contest in one area as a table."""
    return {Cell(area_id, contest, key): value for key, value in figures.items()}
