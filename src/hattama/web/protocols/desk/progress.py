"""How far an election has come: how many protocols stand where, in all and in each area right below."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hattama.core.vocabulary import EntryRules
from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.protocols.desk.overview import FilterLine, filter_lines
from hattama.web.protocols.overview import OverviewRow

_OPEN = ("expected", "entered_once", "entries_differ", "entered_twice", "confirmed")


@dataclass(frozen=True, slots=True)
class ProgressLine:
    """How far one area has come. `at_work`: entered, not confirmed yet; `done`: confirmed and published."""

    area: AreaRow | None
    expected: int
    missing: int
    at_work: int
    done: int
    broken: int

    @property
    def done_thousandths(self) -> int:
        """Confirmed protocols in thousandths of those expected."""
        return self.done * 1000 // self.expected if self.expected else 0


@dataclass(frozen=True, slots=True)
class Progress:
    """The whole, its areas, and the count of every filter."""

    whole: ProgressLine
    areas: tuple[ProgressLine, ...]
    filters: tuple[FilterLine, ...]


def progress_of(rows: Sequence[OverviewRow], units: Sequence[AreaRow], rules: EntryRules) -> Progress:
    """The progress of `rows`, by the areas right below the widest of `units` (in the order of those)."""
    widest = units[0] if units else None
    shown = [unit for unit in units if widest is not None and unit.parent_id == widest.pk]
    if not shown:
        shown = list(units[:1])
    branches = {unit.branch: unit for unit in shown}
    by_unit: dict[int, list[OverviewRow]] = {unit.pk: [] for unit in shown}
    for row in rows:
        unit = next((unit for branch, unit in branches.items() if row.ancestry.startswith(branch)), None)
        if unit is not None:
            by_unit[unit.pk].append(row)
    return Progress(
        whole=_line(None, rows),
        areas=tuple(_line(unit, by_unit[unit.pk]) for unit in shown if by_unit[unit.pk]),
        filters=tuple(filter_lines(rows, rules)),
    )


def _line(area: AreaRow | None, rows: Iterable[OverviewRow]) -> ProgressLine:
    listed = list(rows)
    missing = sum(row.state == "expected" for row in listed)
    at_work = sum(row.state in _OPEN and row.state != "expected" for row in listed)
    broken = sum(row.has_broken and row.state != "annulled" for row in listed)
    return ProgressLine(area, len(listed), missing, at_work, len(listed) - missing - at_work, broken)
