"""One door to tables, whatever their file: text of any delimiter, spreadsheet, Parquet; told by content."""

import codecs
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from hattama.core.vocabulary import Fault, Message
from hattama.formats.csv_tables import ENCODINGS, read_csv
from hattama.formats.faults import FaultKind, InputFaults
from hattama.formats.json_columns import JsonColumn, read_json_columns, with_json_columns
from hattama.formats.table_rows import Row, Table, composed_cells
from hattama.formats.toml_documents import NOT_ALLOWED, TomlTable

NO_TABLE = FaultKind.of("TABLE-FILE", Message("the file is not there or cannot be read: {found}"))
EMPTY = FaultKind.of("TABLE-EMPTY", Message("the file is empty"))
OTHER_KIND = FaultKind.of(
    "TABLE-KIND", Message("a file of the kind {found} is not read here; save it as CSV, XLSX or Parquet")
)

TOO_MANY_ROWS = FaultKind.of(
    "TABLE-ROWS", Message("the table has too many rows; at most {expected} are possible")
)

_OTHER_KINDS = {
    b"\xd0\xcf\x11\xe0": "XLS",
    b"\x1f\x8b": "GZIP",
    b"%PDF": "PDF",
    b"7z\xbc\xaf": "7Z",
    b"Rar!": "RAR",
}
_TREES = (b"<", b"{")
_WIDE_TREES = (codecs.BOM_UTF16_LE + b"<", codecs.BOM_UTF16_BE + b"\0")


@dataclass(frozen=True, slots=True)
class TableOptions:
    """How the table stands in its file, which nothing in the file itself may tell.

    `delimiter` (empty: found from the header) and `encoding` are for text files, `sheet` for spreadsheets
    (empty: the only one); `header_row` counts from 1. `made` are columns of what stands in JSON cells.
    """

    delimiter: str = ""
    sheet: str = ""
    header_row: int = 1
    encoding: str = "utf-8"
    made: tuple[JsonColumn, ...] = ()


_AS_IT_STANDS = TableOptions()


@contextmanager
def open_table(
    path: Path, options: TableOptions = _AS_IT_STANDS, *, trees: bool = False, most_rows: int | None = None
) -> Iterator[Table]:
    """The table in `path` while the context is open; its rows are read as they are asked for.

    What kind of file it is, is told by its first bytes. `trees`: results in XML or JSON are made a table,
    which may take many times the memory of the file. `most_rows`: of what anybody sends, since a small
    Parquet file holds rows without end; such a workbook is small unpacked, too. Raises InputFaults, here or
    while rows are read, when the file cannot be read as a table, or has more rows than that.
    """
    with _opened(path, options, trees, most_rows is not None) as table:
        if most_rows is not None:
            table = replace(table, rows=_counted(table, most_rows))
        yield with_json_columns(table, options.made, options.header_row)


def _counted(table: Table, most: int) -> Iterator[Row]:
    for number, row in enumerate(table.rows):
        if number == most:
            raise InputFaults([TOO_MANY_ROWS.at(table.file, expected=str(most))])
        yield row


@contextmanager
def _opened(path: Path, options: TableOptions, trees: bool, is_sent: bool) -> Iterator[Table]:
    start = _start_of(path)
    if start.startswith(b"PK"):
        # Imported here, as the two libraries are large and most tables are plain text.
        from hattama.formats.xlsx_tables import read_xlsx

        sheet, row = options.sheet, options.header_row
        with read_xlsx(path, sheet=sheet, header_row=row, is_sent=is_sent) as table:
            yield table
    elif start.startswith(b"PAR1") or _ends_as_parquet(path):
        from hattama.formats.parquet_tables import read_parquet

        with read_parquet(path) as table:
            yield table
    elif trees and (start.removeprefix(codecs.BOM_UTF8).lstrip()[:1] in _TREES or start[:3] in _WIDE_TREES):
        from hattama.formats.result_trees import read_tree

        with read_tree(path) as table:
            yield replace(table, rows=_composed(table.rows))
    else:
        with path.open("rb") as stream:
            size = path.stat().st_size
            yield read_csv(
                stream,
                path.name,
                delimiter=options.delimiter or None,
                header_row=options.header_row,
                size=size,
                encoding=options.encoding,
            )


def _composed(rows: Iterator[Row]) -> Iterator[Row]:
    for row, cells in rows:
        yield row, cells if isinstance(cells, Fault) else composed_cells(cells)


def _ends_as_parquet(path: Path) -> bool:
    """Whether it is the later part of a Parquet file: its sign after the length of what describes it."""
    with path.open("rb") as stream:
        stream.seek(-min(8, path.stat().st_size), 2)
        end = stream.read()
    return end.endswith(b"PAR1") and b"\0" in end


def _start_of(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            start = stream.read(64)
    except OSError as error:
        raise InputFaults([NO_TABLE.because(error).at(path.name, found=error.strerror or "")]) from error
    if not start:
        raise InputFaults([EMPTY.at(path.name)])
    for sign, name in _OTHER_KINDS.items():
        if start.startswith(sign):
            raise InputFaults([OTHER_KIND.at(path.name, found=name)])
    return start


def read_table_options(top: TomlTable) -> TableOptions:
    """How the table stands in its file, by `[table]`, and what is made of its JSON, by `[json]`."""
    made = read_json_columns(top)
    table = top.table("table", required=False)
    if table is None:
        return TableOptions(made=made)
    delimiter = table.plain_text("delimiter")
    if "delimiter" in table and (len(delimiter) != 1 or delimiter in '\r\n"'):
        table.fault(NOT_ALLOWED, "delimiter", repr(delimiter), ", ; \\t |")
    options = TableOptions(
        delimiter=delimiter,
        sheet=table.text("sheet", required=False),
        header_row=table.integer("header_row", least=1, default=1) or 1,
        encoding=table.one_of("encoding", ENCODINGS, "utf-8"),
        made=made,
    )
    table.close()
    return options
