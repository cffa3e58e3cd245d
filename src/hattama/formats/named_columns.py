"""Tables whose columns have fixed names: the header is held against them, and rows come by name.

Where a mapping says which column is what, these names do not matter; here the file keeps to them.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence

from hattama.core.vocabulary import Fault, Message
from hattama.formats.faults import FaultKind, refuse_if_any
from hattama.formats.table_rows import Cell, Table

COLUMN_ABSENT = FaultKind.of(
    "TABLE-ABSENT", Message("this column is absent; the columns needed are {expected}")
)
COLUMN_STRANGE = FaultKind.of(
    "TABLE-STRANGE",
    Message("an unknown column, or one given twice: {found}; possible columns are {expected}"),
)

NamedRow = tuple[int, Mapping[str, str]]
"""The row's number as a spreadsheet shows it, and its trimmed cells by column."""


def named_rows(
    table: Table, required: Sequence[str], optional: Sequence[str], faults: list[Fault]
) -> Iterator[NamedRow]:
    """The rows of `table` by name; a column that is absent comes as empty. Faulty rows go to `faults`.

    Raises InputFaults where the header lacks a required column, or has one that is not known or is there
    twice: a misspelt name would else leave a figure out without a word.
    """
    _check_header(table, required, optional)
    absent = dict.fromkeys((*required, *optional), "")
    for row, cells in table.rows:
        if isinstance(cells, Fault):
            faults.append(cells)
        else:
            yield row, {**absent, **dict(zip(table.columns, map(_text, cells), strict=True))}


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
    return cell.strip() if isinstance(cell, str) else _written(cell)


def _written(cell: datetime.date | datetime.time) -> str:
    return cell.isoformat()
