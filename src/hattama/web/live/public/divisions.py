"""Other divisions of a country beside the first: single-mandate districts, and what is held in each."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import groupby

from hattama.core.tabulation import Total
from hattama.core.vocabulary import Contest
from hattama.web.kernel.elections.loading import Definition
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.published.browsing import other_divisions, totals_of


@dataclass(frozen=True, slots=True)
class DivisionRow:
    """A unit with the contests that are held in it alone, each with its total there."""

    area: AreaRow
    contests: tuple[tuple[Contest, Total], ...]


@dataclass(frozen=True, slots=True)
class Division:
    """The units of one level of another division."""

    level: str
    rows: tuple[DivisionRow, ...]


def load_divisions(election: ElectionRow, definition: Definition) -> tuple[Division, ...]:
    """The other divisions by the level of their highest units; none where a country is divided once."""
    units = other_divisions(election)
    totals = totals_of(units) if units else {}
    rows = (
        DivisionRow(
            unit,
            tuple(
                (contest, totals[unit.pk][contest.code])
                for contest in definition.election.contests
                if contest.areas == (unit.code,)
            ),
        )
        for unit in units
    )
    return tuple(
        Division(level, tuple(alike)) for level, alike in groupby(rows, key=lambda row: row.area.level)
    )


def contests_of_all(contests: Iterable[Contest], divisions: Collection[Division]) -> list[Contest]:
    """The contests that are not held in one unit of another division alone."""
    alone = {contest.code for division in divisions for row in division.rows for contest, _ in row.contests}
    return [contest for contest in contests if contest.code not in alone]
