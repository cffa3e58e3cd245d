"""The sheets of an XLSForm, from a workbook or from text, with the rows as their writer sees them.

In text the name of a sheet stands in the first column, its header and rows behind it: as CSV, or as a table
of Markdown.
"""

import csv
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from hattama.core.vocabulary import Fault, Message
from hattama.formats.csv_tables import NOT_CSV, NOT_DECODABLE
from hattama.formats.faults import FaultKind, InputFaults, refuse_if_any
from hattama.formats.table_rows import NO_HEADER
from hattama.formats.xlsx_tables import WHICH_SHEET, read_xlsx

SHEETS: Final = ("survey", "choices", "settings")
MOST_BYTES: Final = 4 * 1024 * 1024
MOST_ROWS: Final = 3_000
LONGEST_CELL: Final = 8_000

NO_SHEET = FaultKind.of("XLSFORM-SHEET", Message("there is no sheet “{expected}”"))
TOO_LARGE = FaultKind.of(
    "XLSFORM-SIZE", Message("the form is too large ({found}); at most {expected} are possible")
)

NamedRow = tuple[int, Mapping[str, str]]
"""The row's number as a spreadsheet shows it, and its cells by column."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its name as faults give it, its columns, and its rows that are not blank."""

    file: str
    columns: tuple[str, ...]
    rows: tuple[NamedRow, ...]

    def column(self, *names: str) -> str:
        """The first of `names` that is one of its columns; the first name where none is."""
        return next((name for name in names if name in self.columns), names[0])


NO_ROWS: Final = Sheet("", (), ())


def read_sheets(data: bytes, file: str) -> Mapping[str, Sheet]:
    """The sheets of SHEETS that are there. Raises InputFaults."""
    if len(data) > MOST_BYTES:
        raise InputFaults([TOO_LARGE.at(file, found=str(len(data)), expected=str(MOST_BYTES))])
    sheets = _of_workbook(data, file) if data.startswith(b"PK") else _of_text(data, file)
    refuse_if_any(_too_large(sheets))
    if "survey" not in sheets:
        raise InputFaults([NO_SHEET.at(file, expected="survey")])
    return sheets


def _too_large(sheets: Mapping[str, Sheet]) -> Iterator[Fault]:
    for sheet in sheets.values():
        if len(sheet.rows) > MOST_ROWS:
            yield TOO_LARGE.at(sheet.file, found=str(len(sheet.rows)), expected=str(MOST_ROWS))
        for row, cells in sheet.rows[:MOST_ROWS]:
            for column, cell in cells.items():
                if len(cell) > LONGEST_CELL:
                    found, expected = str(len(cell)), str(LONGEST_CELL)
                    yield TOO_LARGE.at(sheet.file, row=row, field=column, found=found, expected=expected)


def _of_workbook(data: bytes, file: str) -> dict[str, Sheet]:
    sheets = {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "form.xlsx"
        path.write_bytes(data)
        for name in SHEETS:
            try:
                sheets[name] = _workbook_sheet(path, name, f"{file}, {name}")
            except InputFaults as refused:
                # A workbook without choices is a form; which sheet is needed is asked of both kinds of file.
                if {fault.code for fault in refused.faults} != {WHICH_SHEET.code}:
                    raise InputFaults([_named(fault, file, name) for fault in refused.faults]) from None
    return sheets


def _named(fault: Fault, file: str, sheet: str) -> Fault:
    return Fault(
        fault.code, fault.words, f"{file}, {sheet}", fault.row, fault.field, fault.found, fault.expected
    )


def _workbook_sheet(path: Path, name: str, file: str) -> Sheet:
    faults: list[Fault] = []
    rows: list[NamedRow] = []
    with read_xlsx(path, sheet=name, is_sent=True) as table:
        for row, cells in table.rows:
            if isinstance(cells, Fault):
                faults.append(_named(cells, *file.rsplit(", ", 1)))
                continue
            written = [cell if isinstance(cell, str) else cell.isoformat() for cell in cells]
            rows.append((row, _row(table.columns, written)))
            if len(rows) > MOST_ROWS:
                break
    refuse_if_any(faults)
    return Sheet(file, table.columns, tuple(rows))


def _row(columns: Iterable[str], cells: Iterable[str]) -> dict[str, str]:
    trimmed = ((name, cell.replace("\N{NO-BREAK SPACE}", " ").strip()) for name, cell in zip(columns, cells))  # noqa: B905 -- a row of text may end before its header does
    return {name: cell for name, cell in trimmed if name and cell}


def _of_text(data: bytes, file: str) -> dict[str, Sheet]:
    columns: dict[str, tuple[str, ...]] = {}
    rows: dict[str, list[NamedRow]] = {}
    sheet = ""
    for number, (first, *cells) in _records(data, file):
        if first:
            sheet = first.lower()
            rows[sheet], columns[sheet] = [], ()
        if not any(cells) or not sheet:
            continue
        if columns[sheet]:
            rows[sheet].append((number, _row(columns[sheet], cells)))
        else:
            columns[sheet] = tuple(cells)
    for name in rows:
        if not columns[name]:
            raise InputFaults([NO_HEADER.at(f"{file}, {name}")])
    return {
        name: Sheet(f"{file}, {name}", columns[name], tuple(rows[name])) for name in rows if name in SHEETS
    }


def _records(data: bytes, file: str) -> Iterator[tuple[int, list[str]]]:
    """The lines with their numbers, cut into trimmed cells."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputFaults([NOT_DECODABLE.at(file, row=data.count(b"\n", 0, error.start) + 1)]) from None
    lines = text.replace("\0", "").splitlines()
    if text.lstrip().startswith("|"):
        for number, line in enumerate(lines, start=1):
            if line.strip():
                yield (
                    number,
                    [cell.strip() for cell in line.strip().removeprefix("|").removesuffix("|").split("|")],
                )
        return
    reader = csv.reader(lines, strict=True)
    try:
        for cells in reader:
            if cells:
                yield reader.line_num, [cell.strip() for cell in cells]
    except csv.Error as error:
        raise InputFaults([NOT_CSV.at(file, row=reader.line_num, found=str(error))]) from None
