"""What is looked for in figures of turnout, with a code for life and a sentence in three languages.

HARD is what cannot be true; SOFT asks for a second look.
"""

from types import MappingProxyType

from hattama.core.protocols import FormRule
from hattama.core.vocabulary import Message, Severity

TURNOUT_FALLS = FormRule(
    "TURNOUT-FALLS",
    Severity.HARD,
    Message("Turnout became less than was stated before."),
    passing="49.14 % at 16:10, then 52.80 % at 18:10",
    failing="49.14 % at 16:10, then 41.07 % at 18:10",
)
TURNOUT_JUMPS = FormRule(
    "TURNOUT-JUMPS",
    Severity.SOFT,
    Message("Turnout grew much faster than elsewhere."),
    passing="0.6 points in two hours, as in the middle area",
    failing="5.4 points in two hours, where the middle area grew by 0.6",
)
TURNOUT_SAME = FormRule(
    "TURNOUT-SAME",
    Severity.SOFT,
    Message("Two areas stated exactly the same at one moment."),
    passing="63.09 % and 58.26 % at 16:10",
    failing="63.63 % in both at 18:10",
)
TURNOUT_OVER = FormRule(
    "TURNOUT-OVER",
    Severity.HARD,
    Message("More voters than are registered."),
    passing="900 voters of 1,000 registered",
    failing="1,001 voters of 1,000 registered",
)
TURNOUT_SHARE = FormRule(
    "TURNOUT-SHARE",
    Severity.SOFT,
    Message("The stated percentage does not follow from the stated numbers."),
    passing="8,030,739 of 11,734,642, stated as 68.44 %",
    failing="8,030,739 of 11,734,642, stated as 68.05 %",
)
TURNOUT_GAP = FormRule(
    "TURNOUT-GAP",
    Severity.SOFT,
    Message("Ballots handed out are far from the voters who took part or the ballots found."),
    passing="68.44 % received ballots, 68.05 % took part",
    failing="77.28 % received ballots, 72.28 % took part",
)

TURNOUT_RULES = MappingProxyType(
    {
        rule.code: rule
        for rule in (
            TURNOUT_FALLS,
            TURNOUT_GAP,
            TURNOUT_JUMPS,
            TURNOUT_OVER,
            TURNOUT_SAME,
            TURNOUT_SHARE,
        )
    }
)
"""The rules by code."""
