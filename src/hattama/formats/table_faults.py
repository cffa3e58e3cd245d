"""Faults of columns, cells and texts, which several readers of tables find."""

from __future__ import annotations

from hattama.core.vocabulary import Message
from hattama.formats.faults import FaultKind

COLUMN_MISSING = FaultKind.of("TABLE-COLUMN", Message("there is no column “{expected}”"))
COLUMN_TWICE = FaultKind.of("TABLE-TWICE", Message("the column “{found}” stands there twice"))
CELL_IS_DATE = FaultKind.of(
    "CELL-DATE", Message("a date in place of a code or text: {found}; perhaps a spreadsheet made it")
)
NOT_IN_LOOKUP = FaultKind.of("CELL-LOOKUP", Message("the mapping's lookup has no such value: {found}"))
TOO_LONG = FaultKind.of(
    "TEXT-LONG", Message("the text has {found} characters, at most {expected} are possible")
)
NOT_PRINTABLE = FaultKind.of("TEXT-CONTROL", Message("the text holds invisible control characters: {found}"))
