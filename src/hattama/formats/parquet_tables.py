"""Tables in Parquet files, read by DuckDB a few thousand rows at a time."""

from __future__ import annotations

import glob
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from hattama.core.vocabulary import Message
from hattama.formats.faults import FaultKind, InputFaults
from hattama.formats.table_rows import NO_HEADER, Row, Table, composed_cells, fitting
from hattama.formats.visible_texts import composed

if TYPE_CHECKING:
    import duckdb

# Cells that hold a word in the place of a figure (`illegible`) become NULL, and a last column names the
# columns in which the word stood: missing, illegible and zero stay three things.

TOO_LARGE = "too_large"
"""The word for a sum beyond 64 bits, which the CSV alone can hold: a column that names it has NULL there."""


class ParquetKind(StrEnum):
    """Types of columns."""

    TEXT = "VARCHAR"
    INTEGER = "BIGINT"
    DECIMAL = "DECIMAL(38, 6)"
    MOMENT = "TIMESTAMP WITH TIME ZONE"
    DAY = "DATE"
    FLAG = "BOOLEAN"


class ParquetColumn(NamedTuple):
    """A column of the CSV, what it becomes, and the words that may stand in the place of its values."""

    name: str
    kind: ParquetKind
    words: tuple[str, ...] = ()


_SETTINGS: Mapping[str, str | bool | int | float | list[str]] = MappingProxyType(
    # One thread keeps the order of rows; nothing may be fetched from elsewhere.
    {"threads": 1, "memory_limit": "400MB", "autoinstall_known_extensions": False}
)


ROWS_AT_ONCE = 8192
"""The rows that stand in memory together: whole protocols have a hundred columns and names in three
languages, and as many as 120,000 of them can be more than the memory that is given."""

_READING = (
    "header = true, auto_detect = false, delim = ',', quote = '\"', escape = '\"', new_line = '\\r\\n', "
    "max_line_size = 16000000"
)


@contextmanager
def parquet_writer() -> Iterator[Callable[[Path, Sequence[ParquetColumn], Path], None]]:
    """Writes CSV files (UTF-8, with a header) as Parquet files, one after another, while the context is open.

    For each word that a column may hold there is one more column, named like the word: the names, by spaces,
    of the columns in which the row has it. Raises duckdb.Error where a cell is not of its type. One context
    for many small files: to begin takes five times as long as such a file.
    """
    import duckdb

    with duckdb.connect(config=dict(_SETTINGS)) as connection:
        connection.execute("SET TimeZone = 'UTC'")

        def write(source: Path, columns: Sequence[ParquetColumn], target: Path) -> None:
            names = ", ".join(f"{sql_text(one.name)}: 'VARCHAR'" for one in columns)
            reading = f"read_csv({sql_text(str(source))}, {_READING}, columns = {{{names}}})"
            cells = ", ".join((*map(_cell, columns), *_word_columns(columns)))
            connection.execute(
                f"COPY (SELECT {cells} FROM {reading}) TO {sql_text(str(target))} "  # noqa: S608 -- quoted by sql_name, sql_text
                f"(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROWS_AT_ONCE})"
            )

        yield write


def _cell(column: ParquetColumn) -> str:
    name = sql_name(column.name)
    empty = ", ".join(sql_text(word) for word in ("", *column.words))
    fits = f" AND NOT {_is_too_large(column)}" if TOO_LARGE in column.words else ""
    # Text that is empty and text that is absent are one thing in CSV.
    return f"CAST(CASE WHEN {name} NOT IN ({empty}){fits} THEN {name} END AS {column.kind.value}) AS {name}"


def _word_columns(columns: Sequence[ParquetColumn]) -> list[str]:
    words = dict.fromkeys(word for column in columns for word in column.words)
    found = []
    for word in words:
        holding = ", ".join(_named_where(word, column) for column in columns if word in column.words)
        found.append(f"concat_ws(' ', {holding}) AS {sql_name(word)}")
    return found


def _named_where(word: str, column: ParquetColumn) -> str:
    holds = _is_too_large(column) if word == TOO_LARGE else f"{sql_name(column.name)} = {sql_text(word)}"
    return f"CASE WHEN {holds} THEN {sql_text(column.name)} END"


def _is_too_large(column: ParquetColumn) -> str:
    name = sql_name(column.name)
    return f"(TRY_CAST({name} AS BIGINT) IS NULL AND TRY_CAST({name} AS HUGEINT) IS NOT NULL)"


def sql_text(value: str) -> str:
    """`value` as a text in a query."""
    return "'" + value.replace("'", "''") + "'"


def sql_name(value: str) -> str:
    """`value` as the name of a column in a query."""
    return '"' + value.replace('"', '""') + '"'


NOT_PARQUET = FaultKind.of("PARQUET-BROKEN", Message("the Parquet file cannot be read"))
CUT_SHORT = FaultKind.of(
    "PARQUET-CUT",
    Message("the Parquet file breaks off before its end, so it was not copied whole: fetch it again"),
)
_SIGN = b"PAR1"
_AT_ONCE = 2000
_DATES = {"DATE": "DATE", "TIME": "TIME"}
_STAMPS = ("TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS")


@contextmanager
def read_parquet(path: Path) -> Iterator[Table]:
    """The table in the file, while the context is open. Rows count as in a spreadsheet: the header is row 1.

    A figure that the file calls "not a number" comes as the text NaN: a mapping says whether that is how the
    file writes a missing one. Raises InputFaults when the file cannot be read.
    """
    file = path.name
    with path.open("rb") as stream:
        stream.seek(max(0, path.stat().st_size - len(_SIGN)))
        if stream.read() != _SIGN:
            raise InputFaults([CUT_SHORT.at(file)])
    # One thread keeps the order of rows and little memory; nothing may be fetched from elsewhere.
    settings: dict[str, str | bool | int | float | list[str]] = {
        "threads": 1,
        "memory_limit": "200MB",
        "autoinstall_known_extensions": False,
    }
    import duckdb

    with duckdb.connect(config=settings) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        try:
            yield _table(connection, path, file)
        except duckdb.Error as error:
            raise InputFaults([NOT_PARQUET.at(file)]) from error


def _table(connection: duckdb.DuckDBPyConnection, path: Path, file: str) -> Table:
    source = "FROM read_parquet(?, hive_partitioning = false)"
    place = [glob.escape(str(path))]
    described = connection.execute(f"DESCRIBE SELECT * {source}", place).fetchall()
    if not described:
        raise InputFaults([NO_HEADER.at(file, row=1)])
    counted = connection.execute(f"SELECT count(*) {source}", place).fetchone()
    whole = int(counted[0]) if counted else 0
    cells = ", ".join(_as_cell(str(name), str(kind)) for name, kind, *_ in described)
    done = [0]
    result = connection.execute(f"SELECT {cells} {source}", place)
    columns = tuple(composed(str(name)).strip() for name, *_ in described)
    return Table(file, columns, _rows(result, file, len(columns), done), lambda: (done[0], whole))


def _as_cell(name: str, kind: str) -> str:
    """How a column is asked for: dates as they are, everything else as the text that writes it."""
    column = '"' + name.replace('"', '""') + '"'
    if kind in _DATES:
        return column
    if kind in _STAMPS:
        return f"CAST({column} AS TIMESTAMP)"
    if kind in ("FLOAT", "DOUBLE"):
        return f"CASE WHEN isnan({column}) THEN 'NaN' ELSE CAST({column} AS VARCHAR) END"
    return f"CAST({column} AS VARCHAR)"


def _rows(result: duckdb.DuckDBPyConnection, file: str, width: int, done: list[int]) -> Iterator[Row]:
    while fetched := result.fetchmany(_AT_ONCE):
        for values in fetched:
            done[0] += 1
            cells = composed_cells("" if value is None else value for value in values)
            if (fitted := fitting(file, done[0] + 1, cells, width, exactly=False)) is not None:
                yield fitted
