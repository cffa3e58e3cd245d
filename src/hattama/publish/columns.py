"""What a table of the open data is, and what may stand in its columns."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from hattama.core.vocabulary import Words


class Kind(StrEnum):
    """What stands in the cells of a column; an empty cell is always possible unless the column is needed."""

    TEXT = "text"
    IDENTIFIER = "identifier"
    """Text that names something; digits in it are no number."""
    INTEGER = "integer"
    FIGURE = "figure"
    """A whole number from a paper; empty where the paper is blank, `illegible` where it cannot be read,
    `annulled` where a protocol that was annulled no longer has one."""
    DECIMAL = "decimal"
    MOMENT = "moment"
    """ISO 8601 with seconds and the offset from UTC."""
    DAY = "day"
    FLAG = "flag"
    """1 or 0."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `needed`: no cell of it is empty."""

    name: str
    kind: Kind
    words: Words
    needed: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One table; `key` are the columns that together name a row, empty where two rows may be alike in all."""

    name: str
    title: Words
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()

    @property
    def stem(self) -> str:
        """The file name without its ending, which is also the name of the resource."""
        return self.name.removesuffix(".csv")
