"""Columns made of what stands inside the JSON of one column: figures that a table holds as one cell."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from hattama.core.vocabulary import Fault, Message
from hattama.formats.constructions import Columns
from hattama.formats.faults import FaultKind, refuse_if_any
from hattama.formats.table_rows import Cell, Row, Table
from hattama.formats.toml_documents import KEY_MISSING, TomlTable

NOT_JSON = FaultKind.of("CELL-JSON", Message("the cell holds no JSON that can be read: {found}"))
NOT_PLAIN = FaultKind.of(
    "CELL-INSIDE", Message("inside the JSON, at {expected}, there is neither a number nor a text: {found}")
)
SEVERAL = FaultKind.of("CELL-SEVERAL", Message("inside the JSON, several elements are {expected}"))
_SHOWN = 80


@dataclass(frozen=True, slots=True)
class JsonColumn:
    """A column called `name`: of the JSON in `column`, what lies at the end of `path`.

    A step of the path is a key of an object, or `key=text`: that element of a list whose `key` is the text.
    """

    name: str
    column: str
    path: tuple[str, ...]


class _Refused(Exception):
    def __init__(self, kind: FaultKind, found: str, expected: str) -> None:
        super().__init__(kind.code)
        self.kind, self.found, self.expected = kind, found, expected


def read_json_columns(top: TomlTable) -> tuple[JsonColumn, ...]:
    """The columns that `[json.COLUMN]` makes: their names, each with its path."""
    tables = top.table("json", required=False)
    made = []
    for column in tables.values if tables else ():
        names = tables.table(column) if tables else None
        for name in names.values if names else ():
            path = names.texts(name) if names else ()
            if names and not path:
                names.fault(KEY_MISSING, name)
            made.append(JsonColumn(name, column, path))
    return tuple(made)


def with_json_columns(table: Table, made: Sequence[JsonColumn], header_row: int) -> Table:
    """The table with the columns made of JSON after its own. Raises InputFaults where it lacks theirs."""
    if not made:
        return table
    columns = Columns(table.file, table.columns, header_row)
    places = [(columns.index(one.column), one) for one in made]
    refuse_if_any(columns.faults)
    names = (*table.columns, *(one.name for one in made))
    return Table(table.file, names, _rows(table, places), table.position)


def _rows(table: Table, places: Sequence[tuple[int, JsonColumn]]) -> Iterator[Row]:
    for row, cells in table.rows:
        if isinstance(cells, Fault):
            yield row, cells
            continue
        opened: dict[int, Any] = {}
        column = ""
        try:
            texts = []
            for index, one in places:
                column = one.column
                if index not in opened:
                    opened[index] = _opened(cells[index])
                texts.append(_text_at(opened[index], one.path))
        except _Refused as why:
            yield row, why.kind.at(table.file, row=row, field=column, found=why.found, expected=why.expected)
        else:
            yield row, [*cells, *texts]


def _opened(cell: Cell) -> Any:
    """What the JSON of a cell says, numbers as the texts that write them; None of an empty cell."""
    text = str(cell).strip()
    if not text:
        return None
    try:
        return json.loads(
            text, parse_int=str, parse_float=str, parse_constant=str, object_pairs_hook=once_each
        )
    except (ValueError, RecursionError) as error:
        raise _Refused(NOT_JSON, text[:_SHOWN], "") from error


def once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """The members of an object, for a reader of JSON. Raises ValueError where a key stands there twice."""
    members = dict(pairs)
    if len(members) < len(pairs):
        raise ValueError("a key stands there twice")
    return members


def _text_at(value: Any, path: Sequence[str]) -> str:
    """What lies at the end of the path; empty where it ends before."""
    for step in path:
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list):
            key, _, text = step.partition("=")
            found = [one for one in value if isinstance(one, dict) and one.get(key) == text]
            if len(found) > 1:
                raise _Refused(SEVERAL, "", step)
            value = found[0] if found else None
        elif value is not None:
            raise _Refused(NOT_PLAIN, str(value)[:_SHOWN], " / ".join(path))
    if value is None or isinstance(value, str):
        return value or ""
    raise _Refused(NOT_PLAIN, json.dumps(value, ensure_ascii=False)[:_SHOWN], " / ".join(path))
