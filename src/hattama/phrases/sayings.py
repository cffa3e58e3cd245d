"""Says messages by the catalogues of gettext in `phrases/locale`; English is what they are written in."""

import argparse
import gettext
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, ClassVar

from hattama.core.vocabulary import Fault, Message, Text, Withdrawal, Words, fill, isolated

LANGUAGES = ("kk", "ru", "en")
"""The languages that Hattama comes with. What is published in all languages at once is in these, whatever
catalogues a site has beside them: whoever computes it again comes to the same bytes."""

LOCALE = Path(__file__).with_name("locale")
CATALOGUES = (*LANGUAGES, *sorted({folder.name for folder in LOCALE.iterdir()}.difference(LANGUAGES)))
"""The languages in which a message can be said: each has its folder, but for English."""


def language_of_locale(text: str) -> str | None:
    """`kk` of `kk_KZ.UTF-8`; None where the interface does not have that language."""
    code = text.replace("-", "_").partition(".")[0].partition("_")[0].lower()
    return code if code in CATALOGUES else None


DOMAIN = "django"
"""The pages are said from the same files, and Django asks for them by this name."""

SUPPLIED = Path(__file__).with_name("locale_supplied")

_BOUNDS = Message("expected a number from {least} to {most}, found {found}")
_LEFT = Message("no longer stands")


@lru_cache(maxsize=8)
def _catalogue(language: str) -> gettext.NullTranslations:
    # English has no catalogue, and neither has a language that the interface does not know.
    return gettext.translation(DOMAIN, LOCALE, [language], fallback=True)


def say(text: Text, language: str, /, **values: object) -> str:
    """`text` in `language`, with `values` and those it was given where their names stand in braces.

    A message is said by the catalogue, else in English; words that came with an election or a law are said as
    `Words.say` does. A value that is a text itself is said in the same language, and keeps together
    where its letters run from right to left.
    """
    if isinstance(text, Words):
        sentence = text.say(language)
    else:
        catalogue = _catalogue(language)
        context, english = text.context, text.english
        sentence = catalogue.pgettext(context, english) if context else catalogue.gettext(english)
        values |= dict(text.values)
    if not values:
        return sentence
    return fill(sentence, {name: _said(value, language) for name, value in values.items()})


def _said(value: object, language: str) -> str:
    return isolated(say(value, language) if isinstance(value, Words | Message) else str(value))


class Refused(Exception):
    """What was asked cannot be done; the sentence says why, with these values. Commands end by it with
    `exit_code`."""

    exit_code: ClassVar[int] = 2

    def __init__(self, sentence: Text, **values: object) -> None:
        super().__init__(say(sentence, "en", **values))
        self.words, self.values = sentence, values

    def say(self, language: str) -> str:
        """The sentence, in `language`."""
        return say(self.words, language, **self.values)


def in_every_language(text: Text) -> Words:
    """What is published holds all languages at once: `text` in those of Hattama, or in its own."""
    return text if isinstance(text, Words) else Words.of({code: say(text, code) for code in LANGUAGES})


def standing_names(names: Words, withdrawn: Withdrawal | None) -> Words:
    """The names of a choice; with "(no longer stands)" in each language where that is so."""
    if withdrawn is None:
        return names
    return Words.of({code: f"{name} ({say(_LEFT, code)})" for code, name in names.items()})


def say_fault(fault: Fault, language: str) -> str:
    """The whole line of a fault: place, then the sentence, in `language`."""
    sentence = say(fault.words, language, found=fault.found, expected=fault.expected)
    row = say(Message("row {row}"), language, row=fault.row) if fault.row else ""
    place = ", ".join(part for part in (fault.file, row, fault.field) if part)
    return f"{place}: {sentence}" if place else sentence


def add_verb(
    verbs: Any, name: str, about: str, run: Callable[[argparse.Namespace], int]
) -> argparse.ArgumentParser:
    """A command or a verb of one: its name, what it does in words of the reader, and what runs then."""
    parser: argparse.ArgumentParser = verbs.add_parser(name, help=about, description=about)
    parser.set_defaults(run=run)
    return parser


def add_verbs(commands: Any, name: str, about: Message, language: str) -> Any:
    """A command that does nothing but by its verbs: where they are added."""
    said = say(about, language)
    parser = commands.add_parser(name, help=said, description=said)
    return parser.add_subparsers(metavar="VERB", required=True)


def bounded(language: str, least: int, most: int, kind: Callable[[str], Any] = int) -> Callable[[str], Any]:
    """For argparse: a number within these bounds."""

    def number(text: str) -> Any:
        try:
            if least <= (found := kind(text)) <= most:
                return found
        except ValueError:
            pass
        raise argparse.ArgumentTypeError(say(_BOUNDS, language, least=least, most=most, found=text))

    return number


@contextmanager
def argparse_in(language: str) -> Iterator[None]:
    """Within, Python's argparse speaks `language`.

    It asks gettext's current domain, in the language that the process has by LANGUAGE. Both are put back, so
    that no program which is started later speaks otherwise than it did.
    """
    domain, environment = gettext.textdomain(), os.environ.get("LANGUAGE")
    gettext.bindtextdomain("argparse", SUPPLIED)
    gettext.textdomain("argparse")
    os.environ["LANGUAGE"] = language
    try:
        yield
    finally:
        gettext.textdomain(domain)
        if environment is None:
            del os.environ["LANGUAGE"]
        else:
            os.environ["LANGUAGE"] = environment
