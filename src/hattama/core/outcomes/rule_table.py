"""The rules of a contest told to people: each with its name, value and article, and where we read it so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from hattama.core.outcomes.rule_words import RULE_WORDS
from hattama.core.outcomes.rules import ContestRules, Ruled
from hattama.core.vocabulary import Message, Words


@dataclass(frozen=True, slots=True)
class ToldRule:
    """One rule: `code` is its key in the pack; `value` is kept as it is, for whoever says it.

    `edition` is that in which the article was read; empty where it is the pack's own.
    """

    code: str
    names: Message
    value: object
    article: str
    inferred: bool
    note: Words
    edition: str = ""


def told_rules(rules: ContestRules) -> tuple[ToldRule, ...]:
    """Every rule that the pack states for this kind of contest, in the order of the reasoning."""
    return tuple(_told(rules))


def _told(rules: ContestRules) -> Iterator[ToldRule]:
    for code, names in RULE_WORDS.items():
        ruled = getattr(rules, code, None)
        if isinstance(ruled, Ruled):
            yield ToldRule(code, names, ruled.value, ruled.article, ruled.inferred, ruled.note, ruled.edition)
