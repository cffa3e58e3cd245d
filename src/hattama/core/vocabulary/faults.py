"""What is wrong with an input file: a value that names file, place, field, what was found and expected.

The sentence itself is data in three languages, so that a fault made by the core can be said in the
reader's language by any shell.
"""

from __future__ import annotations

from dataclasses import dataclass

from hattama.core.vocabulary.words import Words, fill, said


@dataclass(frozen=True, slots=True)
class Fault:
    """One defect of an input. `row` is 1-based as an editor or spreadsheet shows it, 0 when none applies.

    `words` is the sentence's template per language with the placeholders `{found}` and `{expected}`.
    """

    code: str
    words: Words
    file: str = ""
    row: int = 0
    field: str = ""
    found: str = ""
    expected: str = ""

    def say(self, language: str) -> str:
        """The whole line: place, then the sentence, in `language`."""
        sentence = fill(self.words.say(language), {"found": self.found, "expected": self.expected})
        place = self.place(language)
        return f"{place}: {sentence}" if place else sentence

    def place(self, language: str) -> str:
        """File, row and field as far as they are known, such as `areas.csv, row 12, parent_id`."""
        parts = [self.file] if self.file else []
        if self.row:
            parts.append(fill(_ROW.say(language), {"row": str(self.row)}))
        if self.field:
            parts.append(self.field)
        return ", ".join(parts)


_ROW = said("{row}-жол", "строка {row}", "row {row}")
