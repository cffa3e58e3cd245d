"""Findings that every form of every country knows: a line is blank, illegible, or not of this form."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

from hattama.core.vocabulary import Message, Severity


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

FORM_RULES = MappingProxyType({rule.code: rule for rule in (MISSING, ILLEGIBLE, UNKNOWN, WORDS_DIFFER)})
"""The rules by code."""
