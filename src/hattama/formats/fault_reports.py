"""The list of faults that an import leaves behind for the people who must mend the file."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable

from hattama.core.vocabulary import Fault, Message, inert_cell
from hattama.phrases import say

_HEADER = (
    Message("file"),
    Message("row"),
    Message("column"),
    Message("code"),
    Message("found"),
    Message("explanation"),
)


def render_fault_report(faults: Iterable[Fault], language: str) -> bytes:
    """A CSV table of the faults, one a row, in `language`: UTF-8 with its mark, commas, header first.

    It is read in spreadsheets: they need the mark to see Kazakh letters, and a cell that they would take
    for a formula has an apostrophe before it.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([say(words, language) for words in _HEADER])
    for fault in faults:
        sentence = say(fault.words, language, found=fault.found, expected=fault.expected)
        cells = [fault.file, str(fault.row or ""), fault.field, fault.code, fault.found, sentence]
        writer.writerow([inert_cell(cell) for cell in cells])
    return codecs.BOM_UTF8 + out.getvalue().encode(errors="backslashreplace")
