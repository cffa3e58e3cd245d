"""How formats refuse a file: all its faults at once, each with a code for life and a sentence.

A module that reads a format names its faults at its top, one constant each:

    NOT_A_NUMBER = FaultKind.of("TABLE-NUMBER", Message("a number was expected, found: {found}"))

and makes faults of them with `NOT_A_NUMBER.at(file, row=12, field="votes", found="12.0")`. What is expected
is said in the words themselves; `{expected}` is for what needs no translation (codes, names of keys).
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterable
from dataclasses import dataclass

from hattama.core.vocabulary import Fault, Message, csv_text, inert_cells, is_rule_code, system_reason
from hattama.phrases import Refused, say, say_fault

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
    rows: list[list[object]] = [[say(words, language) for words in _HEADER]]
    for fault in faults:
        sentence = say(fault.words, language, found=fault.found, expected=fault.expected)
        cells = (fault.file, fault.row or "", fault.field, fault.code, fault.found, sentence)
        rows.append(inert_cells(cells))
    return codecs.BOM_UTF8 + csv_text(rows).encode(errors="backslashreplace")


SAID_FAULTS = 20
"""How many faults the text of an `InputFaults` spells out; all of them are in its `faults`."""


class InputFaults(Refused):
    """A file was refused. `faults` holds everything that is wrong with it, in the order of the file."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults: tuple[Fault, ...] = tuple(faults)
        Exception.__init__(self, self.say("en"))

    def say(self, language: str) -> str:
        """The faults in `language`, one a line; where there are many, the first ones and how many more."""
        lines = [say_fault(fault, language) for fault in self.faults[:SAID_FAULTS]]
        if len(self.faults) > SAID_FAULTS:
            lines.append(f"… +{len(self.faults) - SAID_FAULTS}")
        return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class FaultKind:
    """One way in which a file can be wrong. `words` may hold the placeholders `{found}` and `{expected}`."""

    code: str
    words: Message

    @classmethod
    def of(cls, code: str, words: Message) -> FaultKind:
        """Define a kind. ValueError when `code` is not shaped like a code for life (`TABLE-NUMBER`)."""
        if not is_rule_code(code):
            raise ValueError(code)
        return cls(code, words)

    def because(self, error: OSError) -> FaultKind:
        """This kind with the system's reason for `{found}`, in the reader's language where it is common."""
        return FaultKind(self.code, self.words.given(found=system_reason(error.strerror or "")))

    def at(self, file: str, *, row: int = 0, field: str = "", found: str = "", expected: str = "") -> Fault:
        """A fault of this kind at a place; `row` counts from 1 as an editor shows it, 0 when none applies."""
        return Fault(self.code, self.words, file, row, field, found, expected)

    def in_json(self, file: str, error: Exception) -> Fault:
        """A fault of this kind in what is no JSON: its row, and what stands there in place of a reason."""
        if isinstance(error, json.JSONDecodeError):
            return self.at(
                file, row=error.lineno, found=error.doc[error.pos :].partition("\n")[0][:40] or "…"
            )
        return self.at(file, found="[[[…" if isinstance(error, RecursionError) else "UTF-8?")


def refuse_if_any(faults: Iterable[Fault]) -> None:
    """Raise `InputFaults` when there is at least one fault."""
    collected = tuple(faults)
    if collected:
        raise InputFaults(collected)
