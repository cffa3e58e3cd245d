"""Tables in spreadsheets (Office Open XML, .xlsx), row by row.

A spreadsheet is a ZIP archive of XML, and both have been weapons: sizes are looked at before anything
is unpacked, and the XML is read by a reader that knows no entities.
"""

from __future__ import annotations

import datetime
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError  # noqa: S405 -- the exception alone

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.xml import DEFUSEDXML

from hattama.core.vocabulary import Message
from hattama.formats.faults import FaultKind, InputFaults
from hattama.formats.table_rows import NO_HEADER, Cell, Row, Table, column_names, fitting

LARGEST_UNPACKED = 2 * 1024**3
LARGEST_KEPT = 256 * 1024**2
"""For the parts that are kept in memory whole: the texts of all cells, the styles."""

TOO_MUCH_INSIDE = FaultKind.of(
    "XLSX-SIZE",
    Message("the workbook unpacks to {found} bytes, at most {expected} are possible; save it as CSV"),
)
UNGUARDED = FaultKind.of(
    "XLSX-UNGUARDED",
    Message("workbooks are not read without defusedxml, which guards against forged ones; save it as CSV"),
)
NOT_A_WORKBOOK = FaultKind.of("XLSX-BROKEN", Message("the file is damaged or is not an .xlsx workbook"))
WHICH_SHEET = FaultKind.of(
    "XLSX-SHEET", Message("it is not clear which sheet (“{found}”); the workbook has: {expected}")
)

MOST_ROWS = 1_048_576
"""What a sheet can hold; a row number beyond it is a forgery that would be filled up with blank rows."""

# What reading a damaged or forged workbook was seen to raise; defusedxml's refusals are ValueErrors.
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    InvalidFileException,
    ParseError,
    KeyError,
    IndexError,
    ValueError,
    TypeError,
)


@contextmanager
def read_xlsx(path: Path, *, sheet: str = "", header_row: int = 1) -> Iterator[Table]:
    """The table on a sheet (the only one, when no name is given), while the context is open.

    Formulas are read as the values that the spreadsheet last worked out. `header_row` counts from 1.
    Raises InputFaults, here or while rows are read, when the file is no sound workbook.
    """
    file = path.name
    if not DEFUSEDXML:
        raise InputFaults([UNGUARDED.at(file)])
    with path.open("rb") as stream:
        try:
            _refuse_bombs(zipfile.ZipFile(stream), file)
            book = openpyxl.load_workbook(stream, read_only=True, data_only=True, keep_links=False)
        except _BROKEN as error:
            raise InputFaults([NOT_A_WORKBOOK.at(file)]) from error
        try:
            yield _table(_page(book, sheet, file), file, header_row)
        finally:
            book.close()


def _refuse_bombs(archive: zipfile.ZipFile, file: str) -> None:
    """Sizes as the archive states them; no reader is given more than that."""
    members = archive.infolist()
    if any(member.header_offset < 0 for member in members):
        # Asked for it, the system refuses to go before the beginning of a file with an error of its own.
        raise zipfile.BadZipFile(file)
    whole = sum(member.file_size for member in members)
    kept = sum(member.file_size for member in members if "/worksheets/" not in f"/{member.filename}")
    for size, largest in ((whole, LARGEST_UNPACKED), (kept, LARGEST_KEPT)):
        if size > largest:
            raise InputFaults([TOO_MUCH_INSIDE.at(file, found=str(size), expected=str(largest))])


def _page(book: Any, sheet: str, file: str) -> Any:
    pages = {page.title: page for page in book.worksheets}
    if sheet not in pages and (sheet or len(pages) != 1):
        raise InputFaults([WHICH_SHEET.at(file, found=sheet, expected=", ".join(pages))])
    return pages[sheet] if sheet else next(iter(pages.values()))


def _table(page: Any, file: str, header_row: int) -> Table:
    stated = page.max_row or 0
    # The size that a workbook states for itself may be wrong, and rows would then be cut to it.
    page.reset_dimensions()
    done = [0]
    records = _records(page, file, done)
    header = next((cells for row, cells in records if row == header_row), [])
    columns = column_names(header)
    if not columns:
        raise InputFaults([NO_HEADER.at(file, row=header_row)])
    return Table(file, columns, _rows(records, file, len(columns)), lambda: (done[0], stated))


def _records(page: Any, file: str, done: list[int]) -> Iterator[tuple[int, list[Cell]]]:
    try:
        for row, values in enumerate(page.iter_rows(values_only=True), start=1):
            if row > MOST_ROWS:
                raise InputFaults([NOT_A_WORKBOOK.at(file, row=row)])
            done[0] = row
            yield row, [value if isinstance(value, str) else _cell(value) for value in values]
    except _BROKEN as error:
        raise InputFaults([NOT_A_WORKBOOK.at(file, row=done[0] + 1)]) from error


def _rows(records: Iterator[tuple[int, Sequence[Cell]]], file: str, width: int) -> Iterator[Row]:
    for row, cells in records:
        if (fitted := fitting(file, row, cells, width, exactly=False)) is not None:
            yield fitted


def _cell(value: object) -> Cell:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime.date | datetime.time):
        return value
    return str(value)
