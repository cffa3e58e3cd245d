"""What is asked of the times of counting night, with a code for life and a sentence in three languages."""

from __future__ import annotations

from types import MappingProxyType

from hattama.core.protocols.form_rules import FormRule
from hattama.core.vocabulary import Message, Severity

STEP_ORDER = FormRule(
    "STEP-ORDER",
    Severity.HARD,
    Message("A step was taken before the one that must come first."),
    passing="the boxes were opened at 20:50 and the protocol was completed at 23:10",
    failing="the boxes were opened at 20:50 and the protocol was completed at 20:30",
)
STEP_EARLY = FormRule(
    "STEP-EARLY",
    Severity.HARD,
    Message("The protocol was signed before the count ended."),
    passing="the count ended at 22:40 and the protocol was signed at 23:20",
    failing="the protocol was signed at 21:15 and the count ended at 22:40",
)
STEP_LATE = FormRule(
    "STEP-LATE",
    Severity.HARD,
    Message("The time that the law allows was exceeded."),
    passing="the count began at 20:00 and ended at 23:40, where 12 hours are allowed",
    failing="the count began at 20:00 and ended at 08:25, where 12 hours are allowed",
)
STEP_PLACE = FormRule(
    "STEP-PLACE",
    Severity.HARD,
    Message("A step that belongs in the polling premises was taken elsewhere."),
    passing="the protocol was completed in the polling premises",
    failing="the protocol was completed at the territorial election commission",
)
STEP_FUTURE = FormRule(
    "STEP-FUTURE",
    Severity.HARD,
    Message("The stated time lies after the moment at which it was reported."),
    passing="at 23:05 it was reported that the boxes were opened at 20:50",
    failing="at 23:05 it was reported that the protocol was posted at 23:55",
)
STEP_RULES = MappingProxyType(
    {rule.code: rule for rule in (STEP_ORDER, STEP_EARLY, STEP_LATE, STEP_PLACE, STEP_FUTURE)}
)
