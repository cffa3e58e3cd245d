"""What is wrong with an input file: a value that names file, place, field, what was found and expected.

The sentence is a message, so that a fault made by the core can be said in the reader's language by any shell.
"""

from __future__ import annotations

from dataclasses import dataclass

from hattama.core.vocabulary.words import Message


@dataclass(frozen=True, slots=True)
class Fault:
    """One defect of an input. `row` is 1-based as an editor or spreadsheet shows it, 0 when none applies.

    `words` is the sentence with the placeholders `{found}` and `{expected}`.
    """

    code: str
    words: Message
    file: str = ""
    row: int = 0
    field: str = ""
    found: str = ""
    expected: str = ""
