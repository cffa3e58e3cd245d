"""What was found and what to do about it: one sentence each, in every language, with its places filled."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from enum import StrEnum

from django.utils import timezone

from hattama.core.vocabulary import Message, Text, Words
from hattama.phrases import LANGUAGES, say
from hattama.web.kernel.languages.formats import format_count, format_moment, format_size


class Level(StrEnum):
    """How bad it is, the worst last."""

    GOOD = "good"
    ATTENTION = "attention"
    WRONG = "wrong"


LEVEL_WORDS = {
    Level.GOOD: Message("good"),
    Level.ATTENTION: Message("attention"),
    Level.WRONG: Message("wrong"),
}


@dataclass(frozen=True, slots=True)
class Judgement:
    """One thing that was looked at: `code` names it for programs, `found` what was found, `mend` what to do
    (no words where nothing is to be done)."""

    code: str
    level: Level
    found: Text
    mend: Text

    def say(self, language: str) -> tuple[str, str]:
        """What was found, and what to do."""
        return say(self.found, language), say(self.mend, language)


Value = str | int | Text
"""What fills a place: a name as it stands, a count, or a text."""


def filled(words: Message, /, **values: Value) -> Message:
    """`words` with their places filled; counts are written as each language writes them."""
    return words.given(**{name: _counted(value) for name, value in values.items()})


def _counted(value: Value) -> str | Text:
    if isinstance(value, int):
        return Words.of({language: format_count(value, language, "") for language in LANGUAGES})
    return value


_SECONDS = Message("{n} s")
_MINUTES = Message("{n} min")
_HOURS = Message("{n} h")
_DAYS = Message("{n} d")

_UNITS = ((2 * 86400, 86400, _DAYS), (2 * 3600, 3600, _HOURS), (120, 60, _MINUTES))


def duration(seconds: float) -> Message:
    """A length of time in its largest unit of which there are two, rounded down."""
    for least, unit, words in _UNITS:
        if seconds >= least:
            return filled(words, n=int(seconds // unit))
    return filled(_SECONDS, n=int(seconds))


def bytes_size(size: int) -> Words:
    """A size in bytes: "2,5 ГБ"."""
    return Words.of({language: format_size(size, language) for language in LANGUAGES})


def moment(at: datetime.datetime) -> Words:
    """Day and time in the time zone of the site."""
    zone = timezone.get_default_timezone()
    return Words.of({language: format_moment(at, language, zone) for language in LANGUAGES})
