"""Parquet from CSV: types, and words in the place of figures that are neither blank nor zero."""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from hattama.formats.parquet_tables import ROWS_AT_ONCE, TOO_LARGE, ParquetColumn, ParquetKind, parquet_writer

COLUMNS = [
    ParquetColumn("area", ParquetKind.TEXT),
    ParquetColumn("at", ParquetKind.MOMENT),
    ParquetColumn("votes", ParquetKind.INTEGER, ("illegible",)),
    ParquetColumn("invalid", ParquetKind.INTEGER, ("illegible", "annulled")),
    ParquetColumn("stands", ParquetKind.FLAG),
    ParquetColumn("words", ParquetKind.TEXT),
]
HEAD = "area,at,votes,invalid,stands,words\r\n"
ROWS = (
    "0012,2023-03-19T22:40:00+06:00,0,12,1,\"a, \"\"b\"\"\nc\"\r\n"
    "1-4,,illegible,annulled,0,\r\n"
    "03,,,illegible,,NULL\r\n"
)  # fmt: skip


def write_parquet(source: Path, columns: Sequence[ParquetColumn], target: Path) -> None:
    with parquet_writer() as write:
        write(source, columns, target)


def read(path: Path, asked: str) -> list[tuple[Any, ...]]:
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        return connection.execute(f"SELECT {asked} FROM '{path}'").fetchall()


@pytest.fixture
def written(tmp_path: Path) -> Path:
    source = tmp_path / "it's.csv"
    source.write_bytes((HEAD + ROWS).encode())
    write_parquet(source, COLUMNS, tmp_path / "o'ut.parquet")
    return (tmp_path / "o'ut.parquet").rename(tmp_path / "out.parquet")


def test_identifiers_stay_text_and_figures_are_numbers(written: Path) -> None:
    assert read(written, "area, votes, invalid") == [("0012", 0, 12), ("1-4", None, None), ("03", None, None)]


def test_the_words_that_stood_for_figures_are_told_by_column(written: Path) -> None:
    assert read(written, "illegible, annulled") == [("", ""), ("votes", "invalid"), ("invalid", "")]


def test_moments_flags_and_text_are_what_they_were(written: Path) -> None:
    assert read(written, 'CAST("at" AS VARCHAR), stands, words') == [
        ("2023-03-19 16:40:00+00", True, 'a, "b"\nc'),
        (None, False, None),
        (None, None, "NULL"),
    ]


def test_a_sum_beyond_64_bits_is_named_and_not_rounded(tmp_path: Path) -> None:
    source, target = tmp_path / "in.csv", tmp_path / "out.parquet"
    source.write_bytes(f'total\r\n{2**63 - 1}\r\n{2**63}\r\n""\r\n'.encode())
    write_parquet(source, [ParquetColumn("total", ParquetKind.INTEGER, (TOO_LARGE,))], target)
    assert read(target, "total, too_large") == [(2**63 - 1, ""), (None, "total"), (None, "")]


def test_a_long_table_is_written_by_parts_in_its_order(tmp_path: Path) -> None:
    """What stands in memory does not grow with the country: a whole row of a protocol takes kilobytes."""
    source, target = tmp_path / "in.csv", tmp_path / "out.parquet"
    rows = 2 * ROWS_AT_ONCE + 1
    source.write_text("number\r\n" + "".join(f"{at}\r\n" for at in range(rows)), newline="")
    write_parquet(source, [ParquetColumn("number", ParquetKind.INTEGER)], target)
    assert read(target, "number") == [(at,) for at in range(rows)]
    with duckdb.connect() as connection:
        parts = connection.execute(f"SELECT row_group_num_rows FROM parquet_metadata('{target}')").fetchall()
    assert parts == [(ROWS_AT_ONCE,), (ROWS_AT_ONCE,), (1,)]


def test_a_table_without_rows_has_its_columns(tmp_path: Path) -> None:
    (tmp_path / "none.csv").write_bytes(HEAD.encode())
    write_parquet(tmp_path / "none.csv", COLUMNS, tmp_path / "none.parquet")
    assert read(tmp_path / "none.parquet", "count(*)") == [(0,)]
    assert len(read(tmp_path / "none.parquet", "*")) == 0


def test_a_cell_that_is_not_of_its_type_is_refused(tmp_path: Path) -> None:
    (tmp_path / "odd.csv").write_bytes((HEAD + "1,,twelve,,,\r\n").encode())
    with pytest.raises(duckdb.Error):
        write_parquet(tmp_path / "odd.csv", COLUMNS, tmp_path / "odd.parquet")


def test_one_writer_writes_many_and_goes_on_after_one_that_it_refused(tmp_path: Path) -> None:
    (tmp_path / "odd.csv").write_bytes((HEAD + "1,,twelve,,,\r\n").encode())
    (tmp_path / "fine.csv").write_bytes((HEAD + ROWS).encode())
    with parquet_writer() as write:
        with pytest.raises(duckdb.Error):
            write(tmp_path / "odd.csv", COLUMNS, tmp_path / "odd.parquet")
        for name in ("one", "other"):
            write(tmp_path / "fine.csv", COLUMNS, tmp_path / f"{name}.parquet")
    assert read(tmp_path / "one.parquet", "area") == [("0012",), ("1-4",), ("03",)]
    with parquet_writer() as write:
        write(tmp_path / "fine.csv", COLUMNS, tmp_path / "alone.parquet")
    assert (tmp_path / "alone.parquet").read_bytes() == (tmp_path / "other.parquet").read_bytes()


def test_amounts_and_their_sums_are_exact_however_large(tmp_path: Path) -> None:
    largest, of_many = 2**53 - 1, (2**53 - 1) * 1_000_000
    (tmp_path / "in.csv").write_bytes(f"number\r\n{largest}\r\n{of_many}\r\n0.333333\r\n".encode())
    write_parquet(
        tmp_path / "in.csv", [ParquetColumn("number", ParquetKind.DECIMAL)], tmp_path / "out.parquet"
    )
    numbers = [number for (number,) in read(tmp_path / "out.parquet", "number")]
    assert numbers == [largest, of_many, Decimal("0.333333")]
