"""What was found and what to do about it: one sentence each, in every language, with its places filled."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from enum import StrEnum

from django.utils import timezone

from hattama.core.vocabulary import Words, fill, said
from hattama.web.kernel.languages.formats import format_count, format_moment, format_size

LANGUAGES = ("kk", "ru", "en")


class Level(StrEnum):
    """How bad it is, the worst last."""

    GOOD = "good"
    ATTENTION = "attention"
    WRONG = "wrong"


LEVEL_WORDS = {
    Level.GOOD: said("жарайды", "в порядке", "good"),
    Level.ATTENTION: said("назар аударыңыз", "обратите внимание", "attention"),
    Level.WRONG: said("ақау", "неисправно", "wrong"),
}


@dataclass(frozen=True, slots=True)
class Judgement:
    """One thing that was looked at: `code` names it for programs, `found` what was found, `mend` what to do
    (no words where nothing is to be done)."""

    code: str
    level: Level
    found: Words
    mend: Words

    def say(self, language: str) -> tuple[str, str]:
        """What was found, and what to do."""
        return self.found.say(language), self.mend.say(language)


Value = str | int | Words
"""What fills a place: a name as it stands, a count, or words of each language."""


def filled(words: Words, /, **values: Value) -> Words:
    """`words` with their places filled, in every language."""
    return Words.of(
        {
            language: fill(
                words.say(language), {name: _say(value, language) for name, value in values.items()}
            )
            for language in LANGUAGES
        }
    )


def _say(value: Value, language: str) -> str:
    if isinstance(value, Words):
        return value.say(language)
    return format_count(value, language, "") if isinstance(value, int) else value


_SECONDS = said("{n} с", "{n} с", "{n} s")
_MINUTES = said("{n} мин", "{n} мин", "{n} min")
_HOURS = said("{n} сағ", "{n} ч", "{n} h")
_DAYS = said("{n} күн", "{n} дн.", "{n} d")

_UNITS = ((2 * 86400, 86400, _DAYS), (2 * 3600, 3600, _HOURS), (120, 60, _MINUTES))


def duration(seconds: float) -> Words:
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
