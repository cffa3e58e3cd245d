"""Why and on whose decision something published is changed: the part of a form that every such act shares."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from hattama.core.protocols import OTHER, ChangeReason, Decision
from hattama.core.vocabulary import YEARS
from hattama.phrases import say
from hattama.web.kernel.published.scans import Scan
from hattama.web.protocols.change import Grounds
from hattama.web.protocols.desk.protocol_form import read_text
from hattama.web.protocols.life_words import AUTHORITIES, authority_name

LONGEST_NUMBER = 64


@dataclass(slots=True)
class TypedGrounds:
    """What was sent of them. `is_decided`: the act rests on a decision, and has to say whose."""

    listed: Sequence[ChangeReason]
    is_decided: bool
    reason: str = ""
    note: str = ""
    authority: str = ""
    number: str = ""
    decided_on: datetime.date | None = None
    decided_on_typed: str = ""
    faults: dict[str, str] = field(default_factory=dict)

    def reasons(self, language: str) -> list[tuple[str, str]]:
        """Codes and words of the reasons that may be chosen, with the article where a law names one."""
        return [
            (known.code, f"{say(known.words, language)}{f' ({known.article})' if known.article else ''}")
            for known in self.listed
        ]

    def authorities(self) -> list[tuple[str, str]]:
        """Codes and words of those who may have decided."""
        return [(code, authority_name(code)) for code in AUTHORITIES]

    def reason_words(self, language: str) -> str:
        """The chosen reason in words; empty where none is chosen."""
        return next((words for code, words in self.reasons(language) if code == self.reason), "")

    def authority_words(self) -> str:
        """Who decided, in words; empty where nobody is chosen."""
        return authority_name(self.authority) if self.authority else ""

    def decision(self) -> Decision | None:
        """The decision, or None where it is not said whose it is."""
        return Decision(self.authority, self.number, self.decided_on) if self.authority else None

    def grounds(self, document: Scan | None) -> Grounds:
        """Both together with the decision's file."""
        return Grounds(self.reason, self.decision() or Decision(""), self.note, document)

    def hidden(self) -> list[tuple[str, str]]:
        """Names and values that a summary sends on."""
        return [
            ("reason", self.reason),
            ("note", self.note),
            ("authority", self.authority),
            ("number", self.number),
            ("decided_on", self.decided_on_typed),
        ]


def read_grounds(
    sent: Mapping[str, str], listed: Iterable[ChangeReason], *, is_decided: bool
) -> TypedGrounds:
    """What was sent, and what is wrong with it; an empty form has faults that nobody is told of yet."""
    typed = TypedGrounds(
        listed=tuple(listed),
        is_decided=is_decided,
        reason=sent.get("reason", ""),
        note=read_text(sent, "note"),
        authority=sent.get("authority", ""),
        number=sent.get("number", "").strip()[:LONGEST_NUMBER],
        decided_on_typed=sent.get("decided_on", "").strip(),
    )
    if typed.reason not in {known.code for known in typed.listed}:
        typed.faults["reason"] = _("Choose a reason from the list.")
    elif typed.reason == OTHER and not typed.note:
        typed.faults["note"] = _("Say the reason in words, in at most 4,000 characters.")
    if typed.authority not in AUTHORITIES and (is_decided or typed.authority):
        typed.faults["authority"] = _("Say whose decision this is.")
    _read_day(typed)
    return typed


def _read_day(typed: TypedGrounds) -> None:
    if not typed.decided_on_typed:
        return
    try:
        day = datetime.date.fromisoformat(typed.decided_on_typed)
    except ValueError:
        day = datetime.date.min
    if day.year in YEARS:
        typed.decided_on = day
    else:
        typed.faults["decided_on"] = _("Found “%(found)s”; expected a day, such as 2023-03-22.") % {
            "found": typed.decided_on_typed[:40]
        }
