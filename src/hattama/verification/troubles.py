"""What a check has to say: a value with a code for life, a place, and a sentence in three languages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from hattama.core.vocabulary import Message, system_reason
from hattama.phrases import say


class Weight(StrEnum):
    """What follows from it: something is false, something could not be checked, something was not looked at
    or needs a look, or a word to the reader."""

    FALSE = "false"
    UNCHECKED = "unchecked"
    QUALIFIES = "qualifies"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class TroubleKind:
    """One thing that a check can have to say. `words` may hold `{found}` and `{expected}`.

    `brief` is what the line of the verdict says of it, with `{found}` of the first and `{count}` of all.
    """

    code: str
    weight: Weight
    words: Message
    is_system_reason: bool = False
    """Whether what was found is what an operating system says: its common words are said in `language`."""
    brief: Message | None = None

    def at(
        self,
        path: str = "",
        *,
        entry: int | None = None,
        row: int = 0,
        found: object = "",
        expected: object = "",
    ) -> Trouble:
        """This, said of a file, an entry of the log (by its index from 0), or a row of a table (from 1)."""
        return Trouble(self, path, entry, row, str(found)[:LONGEST], str(expected)[:LONGEST])


LONGEST = 400
"""Characters of what was found or expected that are worth showing."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that a check found, and where."""

    kind: TroubleKind
    path: str = ""
    entry: int | None = None
    row: int = 0
    found: str = ""
    expected: str = ""

    def say(self, language: str) -> str:
        """The place and the sentence, in `language`."""
        found = system_reason(self.found) if self.kind.is_system_reason else self.found
        sentence = say(self.kind.words, language, found=found, expected=self.expected)
        place = self.place(language)
        return f"{place}: {sentence}" if place else sentence

    def place(self, language: str) -> str:
        """File, entry and row, as far as they are known."""
        parts = [self.path] if self.path else []
        if self.entry is not None:
            parts.append(say(Message("entry {number}"), language, number=self.entry))
        if self.row:
            parts.append(say(Message("row {number}"), language, number=self.row))
        return ", ".join(parts)


MOST_OF_A_KIND = 50
"""How many troubles of one kind are kept with their places; the rest are counted."""


class Troubles:
    """Everything that checks found: of each kind the first ones, and how many there were in all."""

    def __init__(self) -> None:
        self._kept: dict[TroubleKind, list[Trouble]] = {}
        self._count: dict[TroubleKind, int] = {}

    def add(self, *troubles: Trouble) -> None:
        """Note these."""
        for trouble in troubles:
            self._count[trouble.kind] = self._count.get(trouble.kind, 0) + 1
            kept = self._kept.setdefault(trouble.kind, [])
            if len(kept) < MOST_OF_A_KIND:
                kept.append(trouble)

    def merge(self, other: Troubles) -> None:
        """Note all that another check found."""
        for kind, count in other._count.items():
            self._count[kind] = self._count.get(kind, 0) + count
            kept = self._kept.setdefault(kind, [])
            kept += other._kept[kind][: MOST_OF_A_KIND - len(kept)]

    def of(self, weight: Weight) -> list[tuple[TroubleKind, int, list[Trouble]]]:
        """The kinds of this weight that were found, each with how many there were and the first of them."""
        return [(kind, self._count[kind], kept) for kind, kept in self._kept.items() if kind.weight is weight]

    def count(self, weight: Weight) -> int:
        """How many troubles of this weight there were."""
        return sum(count for kind, count in self._count.items() if kind.weight is weight)

    def __bool__(self) -> bool:
        return bool(self._count)

    def __iter__(self) -> Iterator[Trouble]:
        return (trouble for kept in self._kept.values() for trouble in kept)
