"""The territorial overview: how far an election has come, which precincts stand where, and who is waited
for.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from hattama.core.protocols import ROUNDS, deeds_in
from hattama.core.vocabulary import Deed, EntryRules
from hattama.web.kernel.elections.tables import AreaRow
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


REREADS: Final = 2 * ROUNDS
"""How often the two who differ read again before a reviewer decides."""


def is_for_reviewer(row: OverviewRow) -> bool:
    """Whether two entries differ after all rounds, or the rounds were ended, so that a reviewer decides."""
    return row.state == "entries_differ" and (row.rounds_ended or row.rereads >= REREADS)


def awaits_confirmation(row: OverviewRow, rules: EntryRules) -> bool:
    """Whether nothing lacks but a person who confirms."""
    return Deed.CONFIRM in deeds_in(row.state, rules)


Test = Callable[[OverviewRow, EntryRules], bool]
FILTERS: Final[dict[str, tuple[str, Test]]] = {
    "missing": (gettext_noop("Not received"), lambda row, rules: row.state == "expected"),
    "once": (
        gettext_noop("Entered once"),
        lambda row, rules: row.state == "entered_once" and rules.entries > 1,
    ),
    "differing": (
        gettext_noop("Differing, being read again"),
        lambda row, rules: row.state == "entries_differ" and not is_for_reviewer(row),
    ),
    "decision": (gettext_noop("Awaiting a decision"), lambda row, rules: is_for_reviewer(row)),
    "confirmation": (gettext_noop("Awaiting confirmation"), awaits_confirmation),
    "preliminary": (gettext_noop("Preliminary"), lambda row, rules: row.is_preliminary),
    "published": (
        gettext_noop("Published and confirmed"),
        lambda row, rules: row.is_published and not row.is_preliminary and row.state != "annulled",
    ),
    "findings": (
        gettext_noop("Do not add up"),
        lambda row, rules: row.has_broken and row.state != "annulled",
    ),
    "scanless": (gettext_noop("Without a scan"), lambda row, rules: row.is_published and not row.has_scan),
    "investigation": (
        gettext_noop("Under investigation"),
        lambda row, rules: row.state == "under_investigation",
    ),
    "changed": (
        gettext_noop("Corrected or recounted"),
        lambda row, rules: row.state in ("corrected", "recounted"),
    ),
    "annulled": (gettext_noop("Declared invalid"), lambda row, rules: row.state == "annulled"),
}
"""Code of a filter: its words, and which rows it lets through. A row may fit several."""

_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
SORTS: Final[dict[str, tuple[str, Callable[[OverviewRow], tuple[object, ...]]]]] = {
    "place": (gettext_noop("by place"), lambda row: row.order),
    "number": (gettext_noop("by number"), lambda row: (len(row.number.lstrip("0")), row.number.lstrip("0"))),
    "waiting": (gettext_noop("longest waiting first"), lambda row: (row.since or _EPOCH, row.order)),
    "newest": (
        gettext_noop("last changed first"),
        lambda row: (-(row.since or _EPOCH).timestamp(), row.order),
    ),
}


@dataclass(frozen=True, slots=True)
class FilterLine:
    """A filter with its words and how many precincts it lets through."""

    code: str
    words: str
    count: int


def filter_lines(rows: Sequence[OverviewRow], rules: EntryRules) -> list[FilterLine]:
    """Every filter that this election can have, with its count; those that can never fit are left out."""
    never = {"once", "differing", "decision"} if rules.entries == 1 else set()
    never |= set() if rules.preliminary else {"preliminary"}
    return [
        FilterLine(code, _(words), sum(test(row, rules) for row in rows))
        for code, (words, test) in FILTERS.items()
        if code not in never
    ]


def chosen_rows(rows: Iterable[OverviewRow], rules: EntryRules, chosen: str, sort: str) -> list[OverviewRow]:
    """The rows that the filter `chosen` lets through (all where it is empty), in the order `sort`."""
    test: Test = FILTERS[chosen][1] if chosen else lambda row, rules: True
    kept = [row for row in rows if test(row, rules)]
    return sorted(kept, key=SORTS[sort][1])


def waited_for_words(row: OverviewRow, rules: EntryRules) -> str:
    """Whose turn it is, in words; empty where nobody is waited for."""
    if row.state == "expected":
        return _("the precinct commission enters it")
    if is_for_reviewer(row):
        return _("a reviewer decides")
    if row.state == "entries_differ":
        return _("both read the paper again")
    if awaits_confirmation(row, rules):
        return _("another person confirms")
    if row.state == "entered_once":
        return _("another person enters it")
    if row.state == "under_investigation":
        return _("a head of commission closes the investigation")
    return ""
