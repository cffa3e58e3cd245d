"""Tables of ours as text, and what a spreadsheet would do to a cell of one."""

import csv
from collections.abc import Iterable

_RUN = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""The wide forms are signs of a formula where Excel has a keyboard of East Asia (OWASP, CSV Injection)."""


def is_formula(text: str) -> bool:
    """Whether a spreadsheet would run `text` as a formula."""
    return text.startswith(_RUN)


def inert_cell(text: str) -> str:
    """`text` with an apostrophe before it where a spreadsheet would run it as a formula.

    An apostrophe that stands there already is doubled, so that the text can be had back.
    """
    return f"'{text}" if text.startswith((*_RUN, "'")) else text


def inert_cells(row: Iterable[object]) -> list[object]:
    """A row as a spreadsheet shall take it: texts run there as no formula, None is an empty cell."""
    return ["" if cell is None else inert_cell(cell) if isinstance(cell, str) else cell for cell in row]


class _Written(list[str]):
    def write(self, text: str) -> None:
        self.append(text)


def csv_text(rows: Iterable[Iterable[object]], line_end: str = "\r\n") -> str:
    """Rows as comma-separated values (RFC 4180), a cell enclosed where it must be; None is an empty one."""
    written = _Written()
    csv.writer(written, lineterminator=line_end).writerows(rows)
    return "".join(written)
