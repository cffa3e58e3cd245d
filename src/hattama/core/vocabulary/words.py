"""What is said to people: words in their own languages, and messages that a catalogue translates."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

FALLBACK_ORDER = ("kk", "ru", "en")
"""Whoever reads Kazakh or Russian reads the other sooner than English; of nobody else is that known."""


@dataclass(frozen=True, slots=True)
class Words(Mapping[str, str]):
    """Texts by language code (`kk`, `ru`, `en`, any other); immutable and hashable.

    An election may name languages that the interface does not have (Georgian, Romanian): they are
    kept and published, and `say` falls back as it says.
    """

    texts: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, texts: Mapping[str, str]) -> Words:
        """Build from a mapping of language code to text; order of languages does not matter."""
        return cls(tuple(sorted(texts.items())))

    def __getitem__(self, language: str) -> str:
        for code, text in self.texts:
            if code == language:
                return text
        raise KeyError(language)

    def __iter__(self) -> Iterator[str]:
        return (code for code, _ in self.texts)

    def __len__(self) -> int:
        return len(self.texts)

    def say(self, language: str) -> str:
        """The text in `language`; else of kk and ru the other, else in English, else in kk, ru or any; the
        empty string when there is no text."""
        texts = dict(self.texts)
        order = FALLBACK_ORDER if language in FALLBACK_ORDER[:2] else ("en", *FALLBACK_ORDER)
        for code in (language, *order):
            if code in texts:
                return texts[code]
        return self.texts[0][1] if self.texts else ""


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence of ours, named by its English; the catalogues in `hattama.phrases` say it in others.

    Written as `Message("There is no area {id}")`, so that the collector finds it. `context` tells apart what
    one English text means in two places. `values` stand where their names stand in braces.
    """

    english: str
    context: str = ""
    values: tuple[tuple[str, object], ...] = ()

    def given(self, **values: object) -> Message:
        """This message with `values` for the names in its braces; a value may be a text itself."""
        return replace(self, values=(*self.values, *values.items()))


Text = Words | Message
"""What a shell says: of an election or a law in its own languages, or of ours in those of the catalogues."""


def fill(template: str, values: Mapping[str, str]) -> str:
    """`template` with `{name}` replaced by values["name"]; names that `values` lacks stay as they are.

    Not str.format: what was found in a file may hold braces, and must come out as it was.
    """
    return _PLACEHOLDER.sub(lambda match: values.get(match.group(1), match.group(0)), template)


def isolated(text: str) -> str:
    """`text` for a place among other words: where anything in it runs from right to left, within signs that
    keep it together (FSI and PDI; Unicode, UAX 9). Beside such a name a number and its letter, `12-А`, would
    else be torn apart. Nobody sees the signs: they are for what people read, and not for data."""
    return f"\u2068{text}\u2069" if _RIGHT_TO_LEFT.search(text) else text


_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_PLACEHOLDER = re.compile(r"\{([a-z0-9_]+)\}")

NO_WORDS = Words(())
"""Nothing said in any language."""
