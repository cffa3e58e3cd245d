"""How a mapping makes a text out of the cells of a row: a column, a constant, several joined; then worked on.

A construction is data, read from the mapping once, fitted to the columns of a table once, and then run
for every row.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from hattama.core.vocabulary import Fault, Message
from hattama.formats.faults import FaultKind
from hattama.formats.table_rows import (
    CELL_IS_DATE,
    CELL_IS_FORMULA,
    COLUMN_TWICE,
    NOT_IN_LOOKUP,
    Cell,
    Formula,
    absent_column,
)
from hattama.formats.toml_documents import KEY_MISSING, NOT_A_TEXT, TomlTable

TextOf = Callable[[Sequence[Cell]], str]
"""From the cells of a row to a text; the empty text where the row gives none. Raises CellRefused."""

_SOUNDS = "a b v g d e e zh z i i k l m n o p r s t u f kh ts ch sh shch _ y _ e yu ya"
SEVERAL_SOURCES = FaultKind.of(
    "MAP-SOURCES", Message("exactly one of the keys column, join, constant is needed")
)


class CellRefused(Exception):
    """A cell cannot serve as the text that was asked of it; caught where the row is known."""

    def __init__(self, kind: FaultKind, column: str, found: str) -> None:
        super().__init__(kind.code, column, found)
        self.kind, self.column, self.found = kind, column, found


@dataclass(frozen=True, slots=True)
class Construction:
    """A text made from a row. Exactly one source: `column`, `join` (with `separator`), or `constant`.

    A join of which a part is empty is empty as a whole, unless `skip_empty`. The text is then trimmed of
    spaces and of the signs in `strip`, cut down to its `word` (from 1) where one is asked for, made an
    identifier where `slug` says so, filled up with zeros on the left to `pad`, looked up in `lookup`;
    `otherwise` takes its place where the lookup does not have it.
    """

    column: str = ""
    join: tuple[Construction, ...] = ()
    separator: str = ""
    skip_empty: bool = False
    constant: str | None = None
    strip: str = ""
    word: int = 0
    slug: bool = False
    pad: int = 0
    lookup: Mapping[str, str] = field(default_factory=dict)
    otherwise: Construction | None = None

    def fit(self, columns: Columns, *, dates: bool = False) -> TextOf:
        """This construction for a table with these columns. `dates`: cells may be dates, read as ISO 8601."""
        text_of = self._source(columns, dates)
        if self.strip or self.pad or self.word:
            text_of = _shaped(text_of, self.strip, self.word, self.pad)
        if self.slug:
            text_of = _identifying(text_of)
        if self.lookup:
            otherwise = self.otherwise.fit(columns, dates=dates) if self.otherwise else None
            text_of = _looked_up(text_of, self.lookup, otherwise, self.column)
        return text_of

    def _source(self, columns: Columns, dates: bool) -> TextOf:
        if self.constant is not None:
            constant = self.constant
            return lambda cells: constant
        if self.join:
            return _joined(
                [part.fit(columns, dates=dates) for part in self.join], self.separator, self.skip_empty
            )
        return _cell(columns.index(self.column), self.column, dates)


class Columns:
    """Where the columns of a table stand. Names that are asked for and absent gather as faults."""

    def __init__(self, file: str, names: Sequence[str], header_row: int) -> None:
        self._file, self._row = file, header_row
        self._index = {name: index for index, name in reversed(list(enumerate(names)))}
        self._names = list(names)
        self._faults: dict[str, Fault] = {}

    def index(self, name: str) -> int:
        """The place of the column from 0; a fault is noted when there is none, or more than one."""
        if name not in self._index:
            self._faults[name] = absent_column(self._file, self._row, name, self._names)
        elif self._names.count(name) > 1:
            self._faults[name] = COLUMN_TWICE.at(self._file, row=self._row, found=name)
        return self._index.get(name, 0)

    @property
    def faults(self) -> tuple[Fault, ...]:
        """What was asked for and could not be found."""
        return tuple(self._faults.values())


def _cell(index: int, column: str, dates: bool) -> TextOf:
    def text_of(cells: Sequence[Cell]) -> str:
        cell = cells[index]
        if isinstance(cell, Formula):
            raise CellRefused(CELL_IS_FORMULA, column, cell)
        if isinstance(cell, str):
            return cell.strip()
        written = cell.isoformat(sep=" ") if isinstance(cell, datetime.datetime) else cell.isoformat()
        if not dates:
            raise CellRefused(CELL_IS_DATE, column, written)
        return written

    return text_of


def _joined(parts: Sequence[TextOf], separator: str, skip_empty: bool) -> TextOf:
    def text_of(cells: Sequence[Cell]) -> str:
        texts = [part(cells) for part in parts]
        if skip_empty:
            return separator.join(filter(None, texts))
        return separator.join(texts) if all(texts) else ""

    return text_of


def _shaped(source: TextOf, strip: str, word: int, pad: int) -> TextOf:
    signs = strip + " \u00a0"

    def text_of(cells: Sequence[Cell]) -> str:
        text = source(cells).strip(signs) if strip else source(cells)
        if word:
            text = "".join(text.split()[word - 1 : word])
        return text.rjust(pad, "0") if text else ""

    return text_of


def _identifying(source: TextOf) -> TextOf:
    return lambda cells: slug_of(source(cells))


_LONGEST_SLUG = 40
_LETTERS = str.maketrans(
    dict(zip("абвгдеёжзийклмнопрстуфхцчшщъыьэюя", _SOUNDS.replace("_", "").split(" "), strict=True))
    | dict(
        zip(
            "әғқңөұүһіїєґў",
            ["a", "gh", "q", "ng", "o", "u", "u", "h", "i", "yi", "ye", "g", "u"],
            strict=True,
        )
    )
)


def slug_of(name: str) -> str:
    """An identifier made from a name in any script: Latin and Cyrillic letters as Latin ones, every other by
    its number. Two names may come to one identifier; an import then says that its rows disagree."""
    plain = unicodedata.normalize("NFKD", name.casefold().translate(_LETTERS))
    signs = "".join(
        sign if sign.isascii() else "" if unicodedata.combining(sign) else f"{ord(sign):x}" for sign in plain
    )
    slug = re.sub(r"[^a-z0-9]+", "-", signs).strip("-")
    if len(slug) <= _LONGEST_SLUG:
        return slug
    return f"{slug[:_LONGEST_SLUG].rstrip('-')}-{zlib.crc32(name.encode()):08x}"


def _looked_up(source: TextOf, lookup: Mapping[str, str], otherwise: TextOf | None, column: str) -> TextOf:
    def text_of(cells: Sequence[Cell]) -> str:
        text = source(cells)
        found = lookup.get(text)
        if found is not None:
            return found
        if otherwise is not None:
            return otherwise(cells)
        if text:
            raise CellRefused(NOT_IN_LOOKUP, column, text)
        return ""

    return text_of


def read_construction(
    table: TomlTable, key: str, prefix: str = "", *, required: bool = True
) -> Construction | None:
    """The construction under `key`: a column's name, or a table. None when absent, or when it is faulty.

    `prefix` is put before every column name (the readings of a mapping share the rest of their names).
    """
    value = table.anything(key)
    if value is None:
        if required:
            table.fault(KEY_MISSING, key)
        return None
    return _construction(table, key, value, prefix)


def _construction(table: TomlTable, key: str, value: object, prefix: str) -> Construction | None:
    if isinstance(value, str):
        name = table.text(key)
        return Construction(column=prefix + name) if name else None
    if not isinstance(value, dict):
        table.fault(NOT_A_TEXT, key, str(value))
        return None
    return _worked_on(TomlTable(table.document, (*table.path, key), value), prefix)


def _worked_on(table: TomlTable, prefix: str) -> Construction:
    sources = [name for name in ("column", "join", "constant") if name in table]
    if len(sources) != 1:
        table.fault(SEVERAL_SOURCES, found=", ".join(sources))
    column = table.text("column", required=False)
    lookup = table.table("lookup", required=False)
    construction = Construction(
        column=prefix + column if column else "",
        join=_parts(table, prefix),
        separator=table.plain_text("separator"),
        skip_empty=table.boolean("skip_empty"),
        constant=table.plain_text("constant") if "constant" in table else None,
        strip=table.plain_text("strip"),
        word=table.integer("word", least=1, default=0) or 0,
        slug=table.boolean("slug"),
        pad=table.integer("pad", least=0, default=0) or 0,
        lookup={name: lookup.plain_text(name) for name in lookup.values} if lookup else {},
        otherwise=read_construction(table, "otherwise", prefix, required=False),
    )
    table.close()
    return construction


def _parts(table: TomlTable, prefix: str) -> tuple[Construction, ...]:
    value = table.anything("join")
    if value is None:
        return ()
    if not isinstance(value, list) or not value:
        table.fault(NOT_A_TEXT, "join", str(value))
        return ()
    parts = TomlTable(
        table.document, (*table.path, "join"), {str(i + 1): part for i, part in enumerate(value)}
    )
    read = [_construction(parts, str(index + 1), part, prefix) for index, part in enumerate(value)]
    return tuple(part for part in read if part is not None)
