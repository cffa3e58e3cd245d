"""The same table as files of every kind."""

import csv
import io
from pathlib import Path

import duckdb
import openpyxl


def csv_bytes(rows, *, delimiter=",", encoding="utf-8", line_end="\n", quoting=csv.QUOTE_MINIMAL):
    """The rows as a text file."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator=line_end, quoting=quoting).writerows(rows)
    return out.getvalue().encode(encoding)


def write_csv(path: Path, rows, **dialect):
    """The rows as a text file on disk."""
    path.write_bytes(csv_bytes(rows, **dialect))
    return path


def write_xlsx(path: Path, rows, sheets=("Sheet",)):
    """The rows as the first sheet of a workbook; cells keep their types."""
    book = openpyxl.Workbook()
    book.active.title = sheets[0]
    for row in rows:
        book.active.append([None if cell == "" else cell for cell in row])
    for name in sheets[1:]:
        book.create_sheet(name)
    book.save(path)
    return path


def write_parquet(path: Path, columns: dict[str, tuple[str, list[object]]]):
    """Columns, each with its SQL type and its values, as a Parquet file."""
    with duckdb.connect() as connection:
        described = ", ".join(f'"{name}" {kind}' for name, (kind, _) in columns.items())
        connection.execute(f"CREATE TABLE t ({described})")
        rows = list(zip(*(values for _, values in columns.values()), strict=True))
        if rows:
            connection.executemany(f"INSERT INTO t VALUES ({', '.join('?' for _ in columns)})", rows)
        target = str(path).replace("'", "''")
        connection.execute(f"COPY t TO '{target}' (FORMAT parquet)")
    return path


def rows_of(table):
    """Header and all rows of an open table, numbered."""
    return [(1, list(table.columns)), *((row, list(cells)) for row, cells in table.rows)]
