"""Tables in spreadsheets (Office Open XML, .xlsx), row by row.

A spreadsheet is a ZIP archive of XML, and both have been weapons: sizes are looked at before anything
is unpacked, and the XML is read by a reader that knows no entities.
"""

import datetime
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError  # noqa: S405 -- the exception alone

from hattama.core.vocabulary import Message
from hattama.formats.faults import FaultKind, InputFaults
from hattama.formats.table_rows import NO_HEADER, Cell, Formula, Row, Table, column_names, fitting
from hattama.formats.visible_texts import composed

LARGEST_UNPACKED = 2 * 1024**3
LARGEST_KEPT = 256 * 1024**2
"""For the parts that are kept in memory whole: the texts of all cells, the styles."""
LARGEST_STYLES = 16 * 1024**2
"""Of styles each seven bytes become an object of half a kilobyte, made in fifteen microseconds."""
LARGEST_SENT, LARGEST_SENT_STYLES = 32 * 1024**2, 2 * 1024**2
"""The same, all parts together, where somebody sends it to the site, which opens it in its own process."""
MOST_CELLS_SENT = 5_000_000
"""A cell in the last column, XFD, makes 16,384 of its row, a thousandth of a second; so many take a third."""

TOO_MUCH_INSIDE = FaultKind.of(
    "XLSX-SIZE",
    Message("the workbook unpacks to {found} bytes, at most {expected} are possible; save it as CSV"),
)
TOO_WIDE = FaultKind.of(
    "XLSX-CELLS",
    Message(
        "down to this row the columns used come to {found} cells, empty ones too; at most {expected} are "
        "possible: delete the empty columns to the right, or save it as CSV"
    ),
)
UNGUARDED = FaultKind.of(
    "XLSX-UNGUARDED",
    Message("workbooks are not read without defusedxml, which guards against forged ones; save it as CSV"),
)
NOT_A_WORKBOOK = FaultKind.of("XLSX-BROKEN", Message("the file is damaged or is not an .xlsx workbook"))
WHICH_SHEET = FaultKind.of(
    "XLSX-SHEET",
    Message(
        "it is not clear which sheet to read (named: {found}); the workbook has: {expected}; "
        "name one under sheet in [table]"
    ),
)

MOST_ROWS = 1_048_576
"""What a sheet can hold; a row number beyond it is a forgery that would be filled up with blank rows."""

BROKEN_ARCHIVE = (zipfile.BadZipFile, zlib.error, EOFError, ParseError, KeyError, ValueError)
"""What reading an archive of XML raises that is damaged or forged; defusedxml's refusals are ValueErrors."""

_BROKEN = (*BROKEN_ARCHIVE, IndexError, TypeError)


@contextmanager
def read_xlsx(path: Path, *, sheet: str = "", header_row: int = 1, is_sent: bool = False) -> Iterator[Table]:
    """The table on a sheet (the only one, when no name is given), while the context is open.

    Formulas are read as the values that the spreadsheet last worked out; one without such a value comes as a
    Formula. `header_row` counts from 1. `is_sent`: anybody sends it, and it takes little of the site.
    Raises InputFaults, here or while rows are read, when the file is no sound workbook.
    """
    # A fifth of a second, which the site does not spend before somebody brings a workbook.
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException
    from openpyxl.xml import DEFUSEDXML

    file = path.name
    if not DEFUSEDXML:
        raise InputFaults([UNGUARDED.at(file)])
    with path.open("rb") as stream:
        try:
            archive = zipfile.ZipFile(stream)
            _refuse_bombs(archive, file, is_sent)
            book = openpyxl.load_workbook(stream, read_only=True, data_only=True, keep_links=False)
            # The library gives either values or formulas: where there are any of these it reads twice.
            formulas = openpyxl.load_workbook(stream, read_only=True) if _has_formulas(archive) else None
        except (InvalidFileException, *_BROKEN) as error:
            raise InputFaults([NOT_A_WORKBOOK.at(file)]) from error
        try:
            page = _page(book, sheet, file)
            both = [page] if formulas is None else [page, _page(formulas, sheet, file)]
            yield _table(both, file, header_row, MOST_CELLS_SENT if is_sent else None)
        finally:
            book.close()
            if formulas is not None:
                formulas.close()


def _refuse_bombs(archive: zipfile.ZipFile, file: str, is_sent: bool) -> None:
    """Sizes as the archive states them; no reader is given more than that."""
    members = archive.infolist()
    if any(member.header_offset < 0 for member in members):
        # Asked for it, the system refuses to go before the beginning of a file with an error of its own.
        raise zipfile.BadZipFile(file)
    whole = sum(member.file_size for member in members)
    kept = sum(member.file_size for member in members if "/worksheets/" not in f"/{member.filename}")
    styles = sum(member.file_size for member in members if member.filename == "xl/styles.xml")
    for size, largest in (
        (whole, LARGEST_SENT if is_sent else LARGEST_UNPACKED),
        (kept, LARGEST_KEPT),
        (styles, LARGEST_SENT_STYLES if is_sent else LARGEST_STYLES),
    ):
        if size > largest:
            raise InputFaults([TOO_MUCH_INSIDE.at(file, found=str(size), expected=str(largest))])


def _has_formulas(archive: zipfile.ZipFile) -> bool:
    for name in archive.namelist():
        if "/worksheets/" in f"/{name}":
            with archive.open(name) as part:
                kept = b""
                while read := part.read(_AT_ONCE):
                    if _FORMULA.search(kept + read):
                        return True
                    kept = read[-3:]
    return False


_FORMULA = re.compile(rb"<(?:[a-z]+:)?f[ >/]")
_AT_ONCE = 1 << 20


def _page(book: Any, sheet: str, file: str) -> Any:
    pages = {page.title: page for page in book.worksheets}
    if sheet not in pages and (sheet or len(pages) != 1):
        raise InputFaults([WHICH_SHEET.at(file, found=sheet or "–", expected=", ".join(pages))])
    return pages[sheet] if sheet else next(iter(pages.values()))


def _table(pages: list[Any], file: str, header_row: int, most_cells: int | None) -> Table:
    stated = pages[0].max_row or 0
    # The size that a workbook states for itself may be wrong, and rows would then be cut to it.
    done = [0]
    for page in pages:
        page.reset_dimensions()
    rows = zip(*(page.iter_rows(values_only=True) for page in pages), strict=True)
    records = _records(rows, file, done, most_cells)
    header = next((cells for row, cells in records if row == header_row), [])
    columns = column_names(header)
    if not columns:
        raise InputFaults([NO_HEADER.at(file, row=header_row)])
    return Table(file, columns, _rows(records, file, len(columns)), lambda: (done[0], stated))


def _records(
    rows: Iterable[Any], file: str, done: list[int], most_cells: int | None
) -> Iterator[tuple[int, list[Cell]]]:
    read = 0
    try:
        for row, values in enumerate(rows, start=1):
            if row > MOST_ROWS:
                raise InputFaults([NOT_A_WORKBOOK.at(file, row=row)])
            done[0] = row
            read += len(values[0])
            if most_cells is not None and read > most_cells:
                raise InputFaults([TOO_WIDE.at(file, row=row, found=str(read), expected=str(most_cells))])
            cells = [composed(value) if isinstance(value, str) else _cell(value) for value in values[0]]
            if len(values) > 1:
                cells = [_told(cell, formula) for cell, formula in zip(cells, values[1], strict=True)]
            yield row, cells
    except _BROKEN as error:
        raise InputFaults([NOT_A_WORKBOOK.at(file, row=done[0] + 1)]) from error


def _rows(records: Iterator[tuple[int, Sequence[Cell]]], file: str, width: int) -> Iterator[Row]:
    for row, cells in records:
        if (fitted := fitting(file, row, cells, width, exactly=False)) is not None:
            yield fitted


def _told(cell: Cell, formula: Any) -> Cell:
    """The cell, or its formula where that is all that the file holds."""
    return cell if cell != "" or formula is None else Formula(getattr(formula, "text", formula))


def _cell(value: object) -> Cell:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime.date | datetime.time):
        return value
    return str(value)
