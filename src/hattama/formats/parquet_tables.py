"""Tables in Parquet files, read by DuckDB a few thousand rows at a time."""

from __future__ import annotations

import glob
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from hattama.core.vocabulary import Message
from hattama.formats.faults import FaultKind, InputFaults
from hattama.formats.table_rows import NO_HEADER, Cell, Row, Table, fitting

NOT_PARQUET = FaultKind.of("PARQUET-BROKEN", Message("the Parquet file cannot be read"))
_AT_ONCE = 2000
_DATES = {"DATE": "DATE", "TIME": "TIME"}
_STAMPS = ("TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS")


@contextmanager
def read_parquet(path: Path) -> Iterator[Table]:
    """The table in the file, while the context is open. Rows count as in a spreadsheet: the header is row 1.

    A figure that the file calls "not a number" is an empty cell: that is how programs for statistics write
    a missing one. Raises InputFaults when the file cannot be read.
    """
    file = path.name
    # One thread keeps the order of rows and little memory; nothing may be fetched from elsewhere.
    settings: dict[str, str | bool | int | float | list[str]] = {
        "threads": 1,
        "memory_limit": "200MB",
        "autoinstall_known_extensions": False,
    }
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
    columns = tuple(str(name).strip() for name, *_ in described)
    return Table(file, columns, _rows(result, file, len(columns), done), lambda: (done[0], whole))


def _as_cell(name: str, kind: str) -> str:
    """How a column is asked for: dates as they are, everything else as the text that writes it."""
    column = '"' + name.replace('"', '""') + '"'
    if kind in _DATES:
        return column
    if kind in _STAMPS:
        return f"CAST({column} AS TIMESTAMP)"
    if kind in ("FLOAT", "DOUBLE"):
        return f"CASE WHEN isnan({column}) THEN '' ELSE CAST({column} AS VARCHAR) END"
    return f"CAST({column} AS VARCHAR)"


def _rows(result: duckdb.DuckDBPyConnection, file: str, width: int, done: list[int]) -> Iterator[Row]:
    while fetched := result.fetchmany(_AT_ONCE):
        for values in fetched:
            done[0] += 1
            cells: list[Cell] = ["" if value is None else value for value in values]
            if (fitted := fitting(file, done[0] + 1, cells, width, exactly=False)) is not None:
                yield fitted
