"""Tables written as Parquet by DuckDB, from CSV, columns with their types; one table, the same bytes.

Cells that hold a word in the place of a figure (`illegible`) become NULL, and a last column names the columns
in which the word stood: missing, illegible and zero stay three things.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

import duckdb

TOO_LARGE = "too_large"
"""The word for a sum beyond 64 bits, which the CSV alone can hold: a column that names it has NULL there."""


class ParquetKind(StrEnum):
    """Types of columns."""

    TEXT = "VARCHAR"
    INTEGER = "BIGINT"
    DECIMAL = "DECIMAL(9, 4)"
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


_READING = (
    "header = true, auto_detect = false, delim = ',', quote = '\"', escape = '\"', new_line = '\\r\\n', "
    "max_line_size = 16000000"
)


def write_parquet(source: Path, columns: Sequence[ParquetColumn], target: Path) -> None:
    """Write the CSV file `source` (UTF-8, with a header) as the Parquet file `target`.

    For each word that a column may hold there is one more column, named like the word: the names, by spaces,
    of the columns in which the row has it. Raises duckdb.Error where a cell is not of its type.
    """
    with duckdb.connect(config=dict(_SETTINGS)) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        names = ", ".join(f"{_text(one.name)}: 'VARCHAR'" for one in columns)
        reading = f"read_csv({_text(str(source))}, {_READING}, columns = {{{names}}})"
        cells = ", ".join((*map(_cell, columns), *_word_columns(columns)))
        connection.execute(
            f"COPY (SELECT {cells} FROM {reading}) TO {_text(str(target))} "  # nosec B608 # quoted by _name, _text
            "(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880)"
        )


def _cell(column: ParquetColumn) -> str:
    name = _name(column.name)
    empty = ", ".join(_text(word) for word in ("", *column.words))
    fits = f" AND NOT {_is_too_large(column)}" if TOO_LARGE in column.words else ""
    # Text that is empty and text that is absent are one thing in CSV.
    return f"CAST(CASE WHEN {name} NOT IN ({empty}){fits} THEN {name} END AS {column.kind.value}) AS {name}"


def _word_columns(columns: Sequence[ParquetColumn]) -> list[str]:
    words = dict.fromkeys(word for column in columns for word in column.words)
    found = []
    for word in words:
        holding = ", ".join(_named_where(word, column) for column in columns if word in column.words)
        found.append(f"concat_ws(' ', {holding}) AS {_name(word)}")
    return found


def _named_where(word: str, column: ParquetColumn) -> str:
    holds = _is_too_large(column) if word == TOO_LARGE else f"{_name(column.name)} = {_text(word)}"
    return f"CASE WHEN {holds} THEN {_text(column.name)} END"


def _is_too_large(column: ParquetColumn) -> str:
    name = _name(column.name)
    return f"(TRY_CAST({name} AS BIGINT) IS NULL AND TRY_CAST({name} AS HUGEINT) IS NOT NULL)"


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _name(value: str) -> str:
    return '"' + value.replace('"', '""') + '"'
