"""What is wrong with an input file: a value that names file, place, field, what was found and expected.

The sentence itself is data in three languages, so that a fault made by the core can be said in the
reader's language by any shell.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from hattama.core.vocabulary.words import Words


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
        sentence = _fill(self.words.say(language), {"found": self.found, "expected": self.expected})
        place = self.place(language)
        return f"{place}: {sentence}" if place else sentence

    def place(self, language: str) -> str:
        """File, row and field as far as they are known, such as `areas.csv, row 12, parent_id`."""
        parts = [self.file] if self.file else []
        if self.row:
            parts.append(_fill(_ROW.say(language), {"row": str(self.row)}))
        if self.field:
            parts.append(self.field)
        return ", ".join(parts)


_ROW = Words.of({"kk": "{row}-жол", "ru": "строка {row}", "en": "row {row}"})


def _fill(template: str, values: Mapping[str, str]) -> str:
    # Not str.format: what was found in a file may hold braces, and must come out as it was.
    return _PLACEHOLDER.sub(lambda match: values.get(match.group(1), match.group(0)), template)


_PLACEHOLDER = re.compile(r"\{([a-z]+)\}")
