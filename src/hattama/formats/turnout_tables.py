"""TURNOUT.csv: turnout as it was announced through the day, read with every fault at its cell.

Columns `area`, `time`, `notion`, `voters`; optional `registered`, `share` (the percentage as it was stated)
and `contest`. A time says its offset from UTC, since a country may have several and change them.
"""

import datetime
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from hattama.core.entries import Notion, TurnoutPoint, stated_share
from hattama.core.vocabulary import YEARS, Message, csv_text
from hattama.formats.faults import FaultKind, refuse_if_any
from hattama.formats.table_rows import NamedRow, Once, Table, read_rows
from hattama.formats.tables import open_table
from hattama.formats.whole_numbers import named_count

REQUIRED = ("area", "time", "notion", "voters")
OPTIONAL = ("registered", "share", "contest")

SOURCES = ("central_commission", "territorial_commission", "precinct_commission", "press")
"""Codes of who may have stated a figure; the file does not say it, whoever loads the file does."""

NO_AREA = FaultKind.of("TURNOUT-PLACE", Message("the area's identifier is not given"))
UNKNOWN_AREA = FaultKind.of("TURNOUT-AREA", Message("the election has no such area: {found}"))
UNKNOWN_CONTEST = FaultKind.of(
    "TURNOUT-CONTEST", Message("the election has no such contest: {found}; there are: {expected}")
)
NOT_A_MOMENT = FaultKind.of(
    "TURNOUT-TIME", Message("a time with its offset is needed, such as {expected}; found: {found}")
)
NOT_A_NOTION = FaultKind.of(
    "TURNOUT-NOTION", Message("not known which figure this is: {found}; it can be {expected}")
)
NOT_A_PERCENTAGE = FaultKind.of(
    "TURNOUT-PERCENT", Message("a percentage is written in digits, such as 57.02; found: {found}")
)
NOTHING_STATED = FaultKind.of("TURNOUT-EMPTY", Message("a figure must stand under voters or under share"))
STATED_TWICE = FaultKind.of(
    "TURNOUT-TWICE", Message("this figure of the area at this time was given before: row {expected}")
)
NO_ROWS = FaultKind.of("TURNOUT-NONE", Message("the file holds no figure"))

EXAMPLE_TIME = "2023-03-19T16:10+06:00"
_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2})?(?:Z|[-+][0-9]{2}:?[0-9]{2})", re.ASCII
)
_PERCENT = re.compile(r"(0|[1-9][0-9]{0,2})(?:[.,]([0-9]{1,4}))?%?", re.ASCII)


@dataclass(frozen=True, slots=True)
class StatedTurnout:
    """One row: the figure, of which contest (empty: the election as a whole), the percentage as written."""

    row: int
    contest: str
    point: TurnoutPoint
    stated: str | None

    @property
    def key(self) -> tuple[object, ...]:
        """What this is a figure of."""
        return (self.contest, self.point.area_id, self.point.notion, self.point.at)


def read_turnout(path: Path) -> tuple[StatedTurnout, ...]:
    """The figures in `path` in the order of the file. Raises InputFaults with everything that is wrong."""
    with open_table(path) as table:
        return parse_turnout(table)


def parse_turnout(table: Table) -> tuple[StatedTurnout, ...]:
    """The figures in an open table. Raises InputFaults with everything that is wrong."""
    once = Once(STATED_TWICE, "time")
    return tuple(read_rows(table, REQUIRED, OPTIONAL, lambda row: _stated(row, once), NO_ROWS))


def refuse_strange_places(
    rows: Iterable[StatedTurnout], file: str, areas: Collection[str], contests: Sequence[str]
) -> None:
    """Raise InputFaults when rows speak of areas or contests that the election does not have."""
    faults = []
    for stated in rows:
        area_id = stated.point.area_id
        if area_id not in areas:
            faults.append(UNKNOWN_AREA.at(file, row=stated.row, field="area", found=area_id))
        if stated.contest and stated.contest not in contests:
            expected = ", ".join(contests)
            faults.append(
                UNKNOWN_CONTEST.at(
                    file, row=stated.row, field="contest", found=stated.contest, expected=expected
                )
            )
    refuse_if_any(faults)


def render_turnout(rows: Iterable[StatedTurnout]) -> bytes:
    """The same figures as a file that `read_turnout` reads."""
    lines: list[Sequence[object]] = [(*REQUIRED, *OPTIONAL)]
    for stated in rows:
        point, at = stated.point, stated.point.at.isoformat(timespec="seconds")
        figures = (point.voters, point.registered, stated.stated)
        lines.append((point.area_id, at, point.notion, *figures, stated.contest))
    return csv_text(lines).encode()


def _stated(row: NamedRow, once: Once) -> StatedTurnout | None:
    """The row as a value, or None where a fault was noted."""
    if not row["area"]:
        row.fault(NO_AREA, "area")
    at = _moment(row["time"])
    if at is None:
        row.fault(NOT_A_MOMENT, "time", expected=EXAMPLE_TIME)
    notion = row.one_of("notion", Notion, NOT_A_NOTION)
    voters, registered = (named_count(row, name) for name in ("voters", "registered"))
    written = _PERCENT.fullmatch(row["share"])
    if row["share"] and written is None:
        row.fault(NOT_A_PERCENTAGE, "share")
    if not row["voters"] and not row["share"]:
        row.fault(NOTHING_STATED, "voters")
    if at is None or row.faults:
        return None
    stated = None if written is None else ".".join(filter(None, written.groups()))
    point = TurnoutPoint(row["area"], Notion(notion), at, voters, registered, *stated_share(stated))
    read = StatedTurnout(row.number, row["contest"], point, stated)
    once.take(row, read.key)
    return read


def _moment(text: str) -> datetime.datetime | None:
    if not _MOMENT.fullmatch(text):
        return None
    try:
        moment = datetime.datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.year in YEARS else None
