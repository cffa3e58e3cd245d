"""The rules of a contest told to people: each with its name, value and article, and where we read it so.

Before them what each rule, and each word that a rule may have for its value, is called.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from hattama.core.norms import Citations
from hattama.core.outcomes.rules import ContestRules, Ruled
from hattama.core.vocabulary import Message, Words

RULE_WORDS = {
    "seats": Message("Seats to share"),
    "threshold": Message("Threshold"),
    "threshold_base": Message("Of what the threshold is"),
    "groups": Message("Groups with a threshold of their own"),
    "against_all": Message("The ballot paper has the line against all"),
    "method": Message("Method", "of sharing seats"),
    "first_divisor": Message("First divisor"),
    "remaining": Message("Seats left over"),
    "ties": Message("Where claims are equal"),
    "lone_list": Message("Where one list alone reaches it"),
    "mandate_quota": Message("Quota among mandates"),
    "preferences": Message("Who of a list receives its seats"),
    "winner": Message("Who is elected"),
    "tie": Message("Where the first place is shared"),
    "repeat_leaders": Message("How many repeat voting is held among"),
    "tie_of_two": Message("Where it is shared and only two were on the ballot"),
    "sole": Message("Where one alone was on the ballot"),
    "none_left": Message("Where all have left before the vote"),
    "turnout": Message("Turnout asked"),
    "turnout_base": Message("Who took part"),
    "majority": Message("Majority asked"),
    "base": Message("Of what the share is"),
    "shown": Message("Shown for comparison"),
    "regions_share": Message("Share of regions asked"),
    "leaders": Message("Leaders who go on"),
    "no_majority": Message("Where nobody has it and no more were on the ballot"),
    "second_round": Message("Who is elected in the second round"),
    "second_round_tie": Message("Where the second round is shared"),
}
"""The rules by their keys, in the order in which the reasoning meets them."""

VALUE_WORDS = {
    "hare": Message("quota: votes ÷ seats (Hare)"),
    "droop": Message("Droop quota"),
    "dhondt": Message("highest averages, 1, 2, 3 … (D'Hondt)"),
    "sainte_lague": Message("highest averages, 1, 3, 5 … (Sainte-Laguë)"),
    "modified_sainte_lague": Message("modified Sainte-Laguë"),
    "largest_remainder": Message("to the largest remainder"),
    "most_votes": Message("to the most votes"),
    "registered_earlier": Message("to the one registered earlier"),
    "more_votes": Message("to the one with more votes"),
    "lot": Message("by lot"),
}
"""What the words that stand as values mean."""

PERSON_TIE_WORDS = {
    "list_order": Message("equal votes: as on the list"),
    "lot": Message("equal votes: by lot"),
}
"""What orders persons with equal votes."""

WINNER_WORDS = {"most_votes": Message("the one with the most votes")}
"""Who is elected: the same word as of seats, which go to somebody."""

GROUP_WORDS = {
    "women": Message("women"),
    "youth": Message("youth"),
    "persons_with_disabilities": Message("persons with disabilities"),
}
"""The groups of a quota that are known by name."""


@dataclass(frozen=True, slots=True)
class ToldRule:
    """One rule: `code` is its key in the pack; `value` is kept as it is, for whoever says it."""

    code: str
    names: Message
    value: object
    cited: Citations
    inferred: bool
    note: Words


def told_rules(rules: ContestRules) -> tuple[ToldRule, ...]:
    """Every rule that the pack states for this kind of contest, in the order of the reasoning."""
    return tuple(_told(rules))


def _told(rules: ContestRules) -> Iterator[ToldRule]:
    for code, names in RULE_WORDS.items():
        ruled = getattr(rules, code, None)
        if isinstance(ruled, Ruled):
            yield ToldRule(code, names, ruled.value, ruled.cited, ruled.inferred, ruled.note)
