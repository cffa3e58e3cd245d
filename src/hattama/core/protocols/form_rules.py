"""Findings that every form of every country knows: a line is blank, illegible, or not of this form; the paper
is dated before anything can have been counted."""

import datetime
from dataclasses import dataclass
from types import MappingProxyType

from hattama.core.vocabulary import Finding, Message, Severity, Verdict


@dataclass(frozen=True, slots=True)
class FormRule:
    """A rule that no pack states. `words` is the sentence shown when it is broken.

    `passing` and `failing` say in English, for the documentation, when it holds and when it does not.
    """

    code: str
    severity: Severity
    words: Message
    passing: str
    failing: str


MISSING = FormRule(
    "FORM-MISSING",
    Severity.HARD,
    Message("Required lines of the protocol are blank."),
    passing="every required line holds a number, be it 0",
    failing="the line of invalid ballots is left blank",
)

ILLEGIBLE = FormRule(
    "FORM-ILLEGIBLE",
    Severity.HARD,
    Message("Some figures of the protocol cannot be read."),
    passing="every number on the paper can be read",
    failing="the number of invalid ballots is smudged",
)

UNKNOWN = FormRule(
    "FORM-UNKNOWN",
    Severity.SOFT,
    Message("The protocol gives lines which this form does not have."),
    passing="every number stands on a line of the form",
    failing="votes are given for a choice that is not on the ballot",
)

WORDS_DIFFER = FormRule(
    "FORM-WORDS",
    Severity.HARD,
    Message("The figure in digits and the figure in words differ."),
    passing="400 in digits, and «төрт жүз» in words",
    failing="400 in digits, and «төрт жүз бір» in words",
)

SIGNED_EARLY = FormRule(
    "FORM-EARLY",
    Severity.HARD,
    Message("The protocol is dated before polls closed."),
    passing="polls closed at 20:00 and the protocol is dated 22:40 of that day",
    failing="polls closed at 20:00 and the protocol is dated 19:40 of that day",
)

FORM_RULES = MappingProxyType(
    {rule.code: rule for rule in (MISSING, ILLEGIBLE, UNKNOWN, WORDS_DIFFER, SIGNED_EARLY)}
)
"""The rules by code."""


def check_signing(
    signed_at: datetime.datetime | None, counted_from: datetime.datetime | None
) -> tuple[Finding, ...]:
    """FORM-EARLY where the moment on the paper lies before anything can have been counted (both aware)."""
    if signed_at is None or counted_from is None or signed_at >= counted_from:
        return ()
    return (Finding(SIGNED_EARLY.code, SIGNED_EARLY.severity, Verdict.BROKEN, ()),)
