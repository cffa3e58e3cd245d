"""Says messages by the catalogues of gettext in `phrases/locale`; English is what they are written in."""

from __future__ import annotations

import gettext
from functools import lru_cache
from pathlib import Path

from hattama.core.vocabulary import Fault, Message, Text, Words, fill

LANGUAGES = ("kk", "ru", "en")
"""The languages of the interface; a message is said in every one of them."""

LOCALE = Path(__file__).with_name("locale")
DOMAIN = "django"
"""The pages are said from the same files, and Django asks for them by this name."""

_ROW = Message("row {row}")


@lru_cache(maxsize=8)
def _catalogue(language: str) -> gettext.NullTranslations:
    # English has no catalogue, and neither has a language that the interface does not know.
    return gettext.translation(DOMAIN, LOCALE, [language], fallback=True)


def say(text: Text, language: str) -> str:
    """`text` in `language`, with the values it was given.

    A message is said by the catalogue, else in English; words that came with an election or a law are said as
    `Words.say` does.
    """
    if isinstance(text, Words):
        return text.say(language)
    catalogue = _catalogue(language)
    context, english = text.context, text.english
    sentence = catalogue.pgettext(context, english) if context else catalogue.gettext(english)
    if not text.values:
        return sentence
    return fill(sentence, {name: _said(value, language) for name, value in text.values})


def _said(value: object, language: str) -> str:
    return say(value, language) if isinstance(value, Words | Message) else str(value)


def in_every_language(text: Text) -> Words:
    """What is published holds all languages at once: `text` in those of the interface, or in its own."""
    return text if isinstance(text, Words) else Words.of({code: say(text, code) for code in LANGUAGES})


def say_fault(fault: Fault, language: str) -> str:
    """The whole line of a fault: place, then the sentence, in `language`."""
    sentence = fill(say(fault.words, language), {"found": fault.found, "expected": fault.expected})
    row = say(_ROW.given(row=fault.row), language) if fault.row else ""
    place = ", ".join(part for part in (fault.file, row, fault.field) if part)
    return f"{place}: {sentence}" if place else sentence
