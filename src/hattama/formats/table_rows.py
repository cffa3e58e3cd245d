"""What every table is, whatever file it came from: named columns, rows with the numbers a spreadsheet shows.

Cells of text files are texts. Cells of spreadsheets and column files may also be dates and times, which
are kept apart so that a code which a spreadsheet turned into a date is noticed. An empty cell is the
empty text; a number is the text that writes it.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from hattama.core.vocabulary import Fault, Message
from hattama.formats.faults import FaultKind, refuse_if_any
from hattama.formats.visible_texts import composed, hidden_sign

COLUMN_MISSING = FaultKind.of("TABLE-COLUMN", Message("there is no column “{expected}”; there are: {found}"))
COLUMN_TWICE = FaultKind.of("TABLE-TWICE", Message("the column “{found}” stands there twice"))
CELL_IS_DATE = FaultKind.of(
    "CELL-DATE", Message("a date in place of a code or text: {found}; perhaps a spreadsheet made it")
)
CELL_IS_FORMULA = FaultKind.of(
    "CELL-FORMULA",
    Message("a formula without its value: {found}; open the file in a spreadsheet program and save it"),
)
NO_ROWS = FaultKind.of("TABLE-NOROWS", Message("below the header there is not one row"))
NOT_IN_LOOKUP = FaultKind.of("CELL-LOOKUP", Message("the mapping's lookup has no such value: {found}"))
TOO_LONG = FaultKind.of(
    "TEXT-LONG", Message("the text has {found} characters, at most {expected} are possible")
)
NOT_PRINTABLE = FaultKind.of("TEXT-CONTROL", Message("the text holds invisible control characters: {found}"))


_LONGEST_LIST = 400


def absent_column(file: str, row: int, name: str, columns: Sequence[str], field: str = "") -> Fault:
    """That a table lacks a column, with those that it has: most often one of them is meant."""
    found = "; ".join(filter(None, columns))
    found = found if len(found) <= _LONGEST_LIST else f"{found[:_LONGEST_LIST]}…"
    return COLUMN_MISSING.at(file, row=row, field=field, found=found, expected=name)


Cell = str | datetime.date | datetime.time
"""A date may also be a datetime."""


class Formula(str):
    """A formula of which the file does not hold the value: nothing may take it for a text, or for nothing."""

    __slots__ = ()


class Placed(str):
    """A cell from elsewhere than a row of a table, and where it stands in its file."""

    place: str

    def __new__(cls, text: str, place: str) -> Placed:
        """The text with its place."""
        cell = super().__new__(cls, text)
        cell.place = place
        return cell


Row = tuple[int, "Sequence[Cell] | Fault"]
"""The row's number, counted from 1 with the header in it, and its cells, or why they are no row."""

MORE_CELLS = FaultKind.of(
    "TABLE-MORE", Message("the row has more cells than the header: {found} against {expected}")
)
FEWER_CELLS = FaultKind.of(
    "TABLE-FEWER", Message("the row has fewer cells than the header: {found} against {expected}")
)
NO_HEADER = FaultKind.of("TABLE-HEADER", Message("there is no row with the names of the columns"))


@dataclass(frozen=True, slots=True)
class Table:
    """An open table. `rows` can be gone through once; blank rows are passed over but counted.

    `position` tells how far the reading is: (done, whole), in whatever units the file is measured. `made_of`
    names the standard of a file that is no table by itself.
    """

    file: str
    columns: tuple[str, ...]
    rows: Iterator[Row]
    position: Callable[[], tuple[int, int]]
    made_of: str = ""

    def sound_rows(self, faults: list[Fault]) -> Iterator[tuple[int, Sequence[Cell]]]:
        """The rows that could be read, as the others' faults gather."""
        for row, cells in self.rows:
            if isinstance(cells, Fault):
                faults.append(cells)
            else:
                yield row, cells


def spread_columns(
    table: Table, required: Sequence[str], plain: Sequence[str], words: re.Pattern[str], unknown: Fault
) -> tuple[dict[str, int], list[tuple[re.Match[str], int]]]:
    """Where the columns of `plain` stand, and those with words in a language, which match `words`.

    Raises InputFaults where one of `required` is absent, one is there twice, or one is neither: `unknown`
    says so, and which there may be.
    """
    faults = [
        absent_column(table.file, 1, name, table.columns) for name in required if name not in table.columns
    ]
    places: dict[str, int] = {}
    in_languages: list[tuple[re.Match[str], int]] = []
    for index, column in enumerate(table.columns):
        match = words.fullmatch(column)
        if column in table.columns[:index]:
            faults.append(COLUMN_TWICE.at(table.file, row=1, found=column))
        elif match:
            in_languages.append((match, index))
        elif column in plain:
            places[column] = index
        else:
            faults.append(replace(unknown, file=table.file, row=1, found=column))
    refuse_if_any(faults)
    return places, in_languages


def column_names(cells: Sequence[Cell]) -> tuple[str, ...]:
    """Names of columns from the cells of a header: trimmed, unnamed columns at the end dropped."""
    names = [str(cell).strip() for cell in cells]
    while names and not names[-1]:
        names.pop()
    return tuple(names)


def composed_cells(cells: Iterable[Cell]) -> list[Cell]:
    """These cells, with letters and their marks put together in texts."""
    return [composed(cell) if isinstance(cell, str) else cell for cell in cells]


def fitting(file: str, row: int, cells: Sequence[Cell], width: int, *, exactly: bool) -> Row | None:
    """The row cut to the width of the header; None for a blank one, a fault where it does not fit.

    `exactly`: a row shorter than the header is a fault (text files write every cell, so it lost some);
    otherwise it is filled up (spreadsheets do not keep empty cells at the end of a row).
    """
    if not any(cells):
        return None
    given = len(cells)
    if given > width and any(cells[width:]):
        return row, MORE_CELLS.at(file, row=row, found=str(given), expected=str(width))
    if given < width:
        if exactly:
            return row, FEWER_CELLS.at(file, row=row, found=str(given), expected=str(width))
        return row, [*cells, *[""] * (width - given)]
    return row, cells if given == width else cells[:width]


COLUMN_ABSENT = FaultKind.of(
    "TABLE-ABSENT", Message("this column is absent; the columns needed are {expected}")
)
COLUMN_STRANGE = FaultKind.of(
    "TABLE-STRANGE",
    Message("an unknown column, or one given twice: {found}; possible columns are {expected}"),
)


@dataclass(frozen=True, slots=True)
class NamedRow:
    """One row by name: its number as a spreadsheet shows it, its trimmed cells by column, what is wrong."""

    file: str
    number: int
    cells: Mapping[str, str]
    faults: list[Fault] = field(default_factory=list)

    def __getitem__(self, name: str) -> str:
        return self.cells[name]

    def fault(self, kind: FaultKind, name: str = "", found: str | None = None, expected: str = "") -> None:
        """Note what is wrong with a cell; where nothing else was `found`, what stands in it."""
        told = self.cells.get(name, "") if found is None else found
        self.faults.append(kind.at(self.file, row=self.number, field=name, found=told, expected=expected))

    def one_of(self, name: str, possible: Iterable[str], kind: FaultKind) -> str:
        """The cell, which is wrong where it is none of these."""
        known, text = tuple(possible), self.cells[name]
        if text not in known:
            self.fault(kind, name, expected=", ".join(known))
        return text


class Once:
    """Rows that say the same as one before, which may not be: what is said, by the row that said it first."""

    def __init__(self, kind: FaultKind, name: str = "") -> None:
        self._kind, self._name = kind, name
        self._rows: dict[object, int] = {}

    def take(self, row: NamedRow, said: object, found: str = "") -> None:
        """Note it in the row where it was said before; which row that was is what was `expected`."""
        first = self._rows.setdefault(said, row.number)
        if first != row.number:
            row.fault(self._kind, self._name, found, str(first))


_Read = TypeVar("_Read")


def read_rows(
    table: Table,
    required: Sequence[str],
    optional: Sequence[str],
    read: Callable[[NamedRow], _Read | None],
    empty: FaultKind | None = None,
) -> list[_Read]:
    """What `read` makes of each row by name, in which a column that is absent is empty; None is left out.

    Raises InputFaults with all that is wrong, row by row: what `read` notes, what is no row, hidden signs,
    and `empty` where there is nothing. A header that lacks a required column, or has one that is not known or
    is there twice, is refused before: a misspelt name would else leave a figure out without a word.
    """
    _check_header(table, required, optional)
    absent = dict.fromkeys((*required, *optional), "")
    faults: list[Fault] = []
    made = []
    for number, cells in table.sound_rows(faults):
        named = dict(zip(table.columns, map(_text, cells), strict=True))
        row = NamedRow(table.file, number, {**absent, **named})
        for name, text in named.items():
            if sign := hidden_sign(text):
                row.fault(NOT_PRINTABLE, name, sign)
        if (one := read(row)) is not None:
            made.append(one)
        faults += row.faults
    if empty is not None and not made and not faults:
        faults.append(empty.at(table.file))
    refuse_if_any(sorted(faults, key=lambda fault: fault.row))
    return made


def _check_header(table: Table, required: Sequence[str], optional: Sequence[str]) -> None:
    known = (*required, *optional)
    wrong = [
        COLUMN_STRANGE.at(table.file, row=1, field=name, found=name, expected=", ".join(known))
        for position, name in enumerate(table.columns)
        if name not in known or table.columns.index(name) < position
    ]
    wrong += [
        COLUMN_ABSENT.at(table.file, row=1, field=name, expected=", ".join(required))
        for name in required
        if name not in table.columns
    ]
    refuse_if_any(wrong)


def _text(cell: Cell) -> str:
    return cell.strip() if isinstance(cell, str) else cell.isoformat()
