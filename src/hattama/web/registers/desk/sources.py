"""Who says something, and where it is written: the part of a form that statements and deeds share."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.utils.translation import gettext as _

from hattama.core.records import LONGEST_QUOTATION, Document, Register, read_day
from hattama.web.kernel.published.tables import Scan
from hattama.web.registers.desk.fields import clean

NAMES: Final = (
    *("source", "organisation", "as_of", "said_on"),
    *("title", "address", "page", "footnote", "quotation", "language", "authentic"),
)
_LONGEST: Final = {
    "organisation": 300,
    "title": 300,
    "address": 500,
    "page": 300,
    "footnote": 300,
    "quotation": LONGEST_QUOTATION,
}
_AUTHENTIC: Final = {"authentic": True, "translation": False}


@dataclass(frozen=True, slots=True)
class Source:
    """What was typed of the source and of the document, by name, and what is wrong with it."""

    typed: Mapping[str, str]
    faults: Mapping[str, str]
    file: Scan | None = None

    @property
    def document(self) -> Document | None:
        """The document, where one is named."""
        plain: dict[str, Any] = {
            name: self.typed[name] for name in ("title", "address", "page", "footnote", "quotation")
        }
        sha256 = "" if self.file is None else self.file.sha256
        if not any(plain.values()) and not sha256:
            return None
        return Document(
            sha256=sha256,
            language=self.typed["language"],
            is_authentic=_AUTHENTIC.get(self.typed["authentic"]),
            **plain,
        )

    def day(self, name: str) -> datetime.date | None:
        """A day that was typed."""
        return read_day(self.typed[name])

    @property
    def languages(self) -> tuple[str, ...]:
        """In what languages a document can be quoted."""
        return tuple(dict(settings.LANGUAGES))


def read_source(register: Register, post: Mapping[str, str], file: Scan | None) -> Source:
    """What a form says of the source."""
    typed = {name: clean(post.get(name, "")) for name in NAMES}
    faults: dict[str, str] = {}
    if typed["source"] not in register.precedence:
        faults["source"] = _("Say who states this.")
    for name, most in _LONGEST.items():
        if len(typed[name]) > most:
            told = _("Too long: %(found)s characters; at most %(expected)s.")
            faults[name] = told % {"found": len(typed[name]), "expected": most}
    if typed["address"] and not typed["address"].startswith(("https://", "http://")):
        faults["address"] = _("An address begins with https://")
    for name in ("as_of", "said_on"):
        if typed[name] and read_day(typed[name]) is None:
            told = _("Found: “%(found)s”. Expected, for example: %(expected)s")
            faults[name] = told % {"found": typed[name][:40], "expected": "2023-03-19"}
    if typed["language"] not in ("", *dict(settings.LANGUAGES)):
        typed["language"] = ""
    return Source(typed, faults, file)


def source_typed(source: str, organisation: str, document: Any, as_of: Any, said_on: Any) -> dict[str, str]:
    """What would have to be typed to say the same again."""
    typed = {"source": source, "organisation": organisation}
    typed |= {
        name: "" if day is None else day.isoformat() for name, day in (("as_of", as_of), ("said_on", said_on))
    }
    if document is not None:
        for name in ("title", "address", "page", "footnote", "quotation", "language"):
            typed[name] = getattr(document, name)
        typed["authentic"] = next(
            (key for key, is_so in _AUTHENTIC.items() if is_so is document.is_authentic), ""
        )
    return typed
