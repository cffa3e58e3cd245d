"""Official results read through a mapping: protocols row by row, and the rows that cannot be protocols."""

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from hattama.core.protocols import Form, Protocol
from hattama.core.tabulation import AreaTree
from hattama.core.vocabulary import Election, Fault
from hattama.formats.constructions import CellRefused, Columns, TextOf
from hattama.formats.faults import InputFaults, refuse_if_any
from hattama.formats.import_faults import (
    BLANK,
    CHOICE_TWICE,
    FIGURE_DIFFERS,
    FILE_CHANGED,
    PRECINCTS,
    RowSubject,
    refuse_foreign_mapping,
)
from hattama.formats.import_rows import SIGNED_AT, FittedMapping, RowContents
from hattama.formats.mapping import TableMapping
from hattama.formats.mapping_readings import RowFilter
from hattama.formats.table_rows import NO_ROWS, Cell, Row, Table
from hattama.formats.tables import open_table

# Rows of one protocol must stand together, so that a file of any length is read in little memory. A row that
# belongs nowhere, in the midst of a protocol, parts it in two, and it is then reported as a precinct that
# comes twice: half a protocol is never taken for a whole one.


def grouped_rows(rows: Iterator[Row], fitted: FittedMapping) -> Iterator[RowContents]:
    """One contents for each protocol, which stands in the first of its rows."""
    group: _Group | None = None
    for row, cells in rows:
        if isinstance(cells, Fault):
            if group is not None:
                yield group.contents
                group = None
            yield RowContents(row, faults=[cells])
            continue
        contents = fitted.read(row, cells)
        if group is not None and group.holds(contents):
            group.merge(contents, fitted)
        else:
            if group is not None:
                yield group.contents
            group = _Group(contents)
        group.add_vote(fitted.read_vote(contents, cells), fitted)
    if group is not None:
        yield group.contents


class _Group:
    """The rows of one protocol, gathering in the contents of the first."""

    def __init__(self, contents: RowContents) -> None:
        self.contents = contents
        self._shared = dict(contents.figures)
        self._asked: set[str] = set()

    def holds(self, contents: RowContents) -> bool:
        """Whether a row speaks of the same precinct and contest."""
        mine = self.contents
        return (mine.written_area, mine.contest) == (contents.written_area, contents.contest)

    def merge(self, contents: RowContents, fitted: FittedMapping) -> None:
        """Take in what a further row says of the protocol as a whole."""
        mine = self.contents
        for key, value in contents.figures.items():
            known = self._shared.setdefault(key, value)
            if known != value:
                fitted.note(mine, FIGURE_DIFFERS, key, str(value), str(known), row=contents.row)
            mine.figures.setdefault(key, value)
        mine.illegible |= contents.illegible
        mine.times = {**contents.times, **mine.times}
        mine.links = {**contents.links, **mine.links}
        mine.notes = {**contents.notes, **mine.notes}
        mine.explanation = mine.explanation or contents.explanation
        if contents.written_area and contents.area_id:
            mine.faults += contents.faults

    def add_vote(self, vote: RowContents, fitted: FittedMapping) -> None:
        """Take in the one figure that a row is about."""
        mine = self.contents
        if vote.asked and vote.asked in self._asked:
            fitted.note(mine, CHOICE_TWICE, vote.asked, vote.asked, row=vote.row)
        self._asked.add(vote.asked)
        mine.figures.update(vote.figures)
        mine.illegible |= vote.illegible
        mine.faults += vote.faults


_ROWS_BETWEEN_REPORTS = 500

Progress = Callable[[int, int], None]
"""Told now and then how far the reading is: done and whole, in the units of the file."""


@dataclass(frozen=True, slots=True)
class ImportedProtocol:
    """A protocol and the row it stands in (the first one where a protocol has several).

    `times`, `links`, `notes` hold what the mapping names beside the protocol: not of its paper, or not by
    its commission. `left_out` are faults that the mapping told to pass over, such as impossible times.
    """

    row: int
    protocol: Protocol
    times: Mapping[str, datetime.datetime] = field(default_factory=dict)
    links: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    left_out: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class FaultyRow:
    """A row that is no protocol, and why. `area_id` and `contest` as far as they could be read; `repeats` is
    the row in which the same came first."""

    row: int
    faults: tuple[Fault, ...]
    area_id: str = ""
    contest: str = ""
    repeats: int | None = None


@dataclass(frozen=True, slots=True)
class BlankRow:
    """A row that gives no figure, where the mapping says that this means there is no protocol."""

    row: int
    area_id: str
    contest: str


ReadRow = ImportedProtocol | FaultyRow | BlankRow


@dataclass(frozen=True, slots=True)
class ImportCheck:
    """What came of a file read to its end. While `faulty` holds anything, people must ask for the rest before
    it is imported; `count` is how many protocols that rest has."""

    count: int
    faulty: tuple[FaultyRow, ...] = ()
    left_out: tuple[Fault, ...] = ()

    @property
    def faults(self) -> tuple[Fault, ...]:
        """All faults of all faulty rows, in the order of the file."""
        return tuple(fault for row in self.faulty for fault in row.faults)


@dataclass(frozen=True, slots=True)
class ImportResult(ImportCheck):
    """All of a file."""

    protocols: tuple[ImportedProtocol, ...] = ()
    blank: tuple[BlankRow, ...] = ()


def read_protocols(
    path: Path,
    mapping: TableMapping,
    election: Election,
    areas: AreaTree,
    forms: Mapping[str, Form],
    *,
    reading: str | None = None,
    progress: Progress | None = None,
    subject: RowSubject = PRECINCTS,
    row_faults: Mapping[int, Sequence[Fault]] | None = None,
) -> Iterator[ReadRow]:
    """The protocols in the table, one after the other, and the rows that are none.

    `forms` gives the form of each contest by its code; `reading` chooses among the mapping's readings;
    `subject` says of what the rows speak; `row_faults` is what is known to be wrong with rows. A precinct
    that comes again in a contest is a FaultyRow; its first protocol has been handed out by then
    (`check_protocols` takes it back). Raises InputFaults when the mapping does not fit election or table,
    when the table has no rows, or when the file cannot be read on.
    """
    chosen = mapping.chosen(reading)
    refuse_foreign_mapping(mapping, chosen, election, forms, subject)
    with open_table(path, mapping.table, trees=True) as table:
        fitted = FittedMapping(mapping, chosen, table, election, areas, forms, subject, row_faults or {})
        refuse_if_any(fitted.faults)
        rows = reported_rows(table, progress, chosen.filters, mapping.table.header_row)
        contents = grouped_rows(rows, fitted) if fitted.is_long else _each(rows, fitted)
        finished = (_finished(each, chosen.blank_rows, table.file) for each in contents)
        yield from _once_each(finished, table.file, subject)


def check_protocols(rows: Iterable[ReadRow], file: str, subject: RowSubject = PRECINCTS) -> ImportCheck:
    """What `read_protocols` hands out, checked to its end without being kept; `file` is named in faults.

    Of a precinct that comes twice neither protocol holds: nobody can tell which one does. Raises InputFaults
    with everything found until then when the file cannot be read to its end.
    """
    count = 0
    faulty: dict[int, FaultyRow] = {}
    left_out: dict[int, tuple[Fault, ...]] = {}
    try:
        for read in rows:
            if isinstance(read, ImportedProtocol):
                count += 1
                if read.left_out:
                    left_out[read.row] = read.left_out
            elif isinstance(read, FaultyRow):
                faulty[read.row] = read
                if read.repeats is not None and read.repeats not in faulty:
                    count -= 1
                    faulty[read.repeats] = _taken_back(read.repeats, read, file, subject)
    except InputFaults as refusal:
        found = [fault for row in faulty.values() for fault in row.faults]
        raise InputFaults([*found, *refusal.faults]) from refusal
    kept = (fault for row, faults in left_out.items() if row not in faulty for fault in faults)
    return ImportCheck(count, tuple(faulty[row] for row in sorted(faulty)), tuple(kept))


def collect_protocols(rows: Iterable[ReadRow], file: str, subject: RowSubject = PRECINCTS) -> ImportResult:
    """As `check_protocols`, with all protocols that hold."""
    protocols: dict[int, ImportedProtocol] = {}
    blank: list[BlankRow] = []

    def kept() -> Iterator[ReadRow]:
        for read in rows:
            if isinstance(read, ImportedProtocol):
                protocols[read.row] = read
            elif isinstance(read, BlankRow):
                blank.append(read)
            yield read

    check = check_protocols(kept(), file, subject)
    for row in check.faulty:
        protocols.pop(row.row, None)
    return ImportResult(check.count, check.faulty, check.left_out, tuple(protocols.values()), tuple(blank))


def checked_protocols(rows: Iterable[ReadRow], check: ImportCheck, file: str) -> Iterator[ImportedProtocol]:
    """The protocols that hold, of a file that is read again after its `check`, one after the other.

    Raises InputFaults where it is no longer the file that was checked.
    """
    refused = {row.row for row in check.faulty}
    count = 0
    changed = InputFaults([FILE_CHANGED.at(file)])
    for read in rows:
        if isinstance(read, FaultyRow) and read.row not in refused:
            raise changed
        if isinstance(read, ImportedProtocol) and read.row not in refused:
            count += 1
            yield read
    if count != check.count:
        raise changed


def _taken_back(row: int, later: FaultyRow, file: str, subject: RowSubject) -> FaultyRow:
    fault = subject.twice.at(file, row=row, found=later.area_id, expected=str(later.row))
    return FaultyRow(row, (fault,), later.area_id, later.contest)


def reported_rows(
    table: Table, progress: Progress | None, wanted: Iterable[RowFilter], header_row: int
) -> Iterator[Row]:
    """The rows of a table that all filters let through, with word now and then of how far the
    reading is. Raises InputFaults where there are no rows, or not the columns that filters ask for."""
    columns = Columns(table.file, table.columns, header_row)
    filters = [(one.text.fit(columns), one) for one in wanted]
    refuse_if_any(columns.faults)
    count = None
    for count, row in enumerate(table.rows):
        if progress is not None and count % _ROWS_BETWEEN_REPORTS == 0:
            progress(*table.position())
        if not filters or isinstance(row[1], Fault) or _is_read(row[1], filters):
            yield row
    if count is None:
        raise InputFaults([NO_ROWS.at(table.file)])
    if progress is not None:
        progress(*table.position())


def _is_read(cells: Sequence[Cell], filters: Iterable[tuple[TextOf, RowFilter]]) -> bool:
    for text_of, one in filters:
        try:
            text = text_of(cells)
        except CellRefused as refusal:
            text = refusal.found
        if text in one.skip or (one.only and text not in one.only):
            return False
    return True


def _each(rows: Iterator[Row], fitted: FittedMapping) -> Iterator[RowContents]:
    for row, cells in rows:
        yield RowContents(row, faults=[cells]) if isinstance(cells, Fault) else fitted.read(row, cells)


def _finished(contents: RowContents, blank_rows: str, file: str) -> ReadRow:
    if not contents.faults and contents.is_blank:
        if blank_rows == "refuse":
            contents.faults.append(BLANK.at(file, row=contents.row))
        elif blank_rows == "skip" or not contents.links:
            return BlankRow(contents.row, contents.area_id, contents.contest)
    if contents.faults:
        return FaultyRow(contents.row, tuple(contents.faults), contents.area_id, contents.contest)
    protocol = Protocol(
        area_id=contents.area_id,
        contest=contents.contest,
        figures=contents.figures,
        illegible=frozenset(contents.illegible),
        signed_at=contents.times.pop(SIGNED_AT, None),
        explanation=contents.explanation,
    )
    left_out = tuple(contents.left_out)
    return ImportedProtocol(contents.row, protocol, contents.times, contents.links, contents.notes, left_out)


def _once_each(rows: Iterator[ReadRow], file: str, subject: RowSubject) -> Iterator[ReadRow]:
    """The rows, those of a precinct and contest that came before made faulty."""
    first: dict[tuple[str, str], int] = {}
    for read in rows:
        if isinstance(read, BlankRow):
            yield read
            continue
        area_id, contest = _key(read)
        known = first.setdefault((area_id, contest), read.row) if area_id and contest else read.row
        if known == read.row:
            yield read
        else:
            fault = subject.twice.at(file, row=read.row, found=area_id, expected=str(known))
            others = read.faults if isinstance(read, FaultyRow) else ()
            yield FaultyRow(read.row, (*others, fault), area_id, contest, known)


def _key(read: ImportedProtocol | FaultyRow) -> tuple[str, str]:
    if isinstance(read, ImportedProtocol):
        return read.protocol.area_id, read.protocol.contest
    return read.area_id, read.contest
