"""The rules of a contest told to people: each with its name, value and article, and where we read it so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from hattama.core.outcomes.denominators import Denominator
from hattama.core.outcomes.notation import say_fraction, say_number, say_share
from hattama.core.outcomes.result import Status
from hattama.core.outcomes.result_words import NO, STATUS_WORDS, YES
from hattama.core.outcomes.rule_words import RULE_WORDS, VALUE_WORDS, say_group
from hattama.core.outcomes.rules import ContestRules, GroupRule, LoneList, MandateQuota, Ruled
from hattama.core.vocabulary import Words


@dataclass(frozen=True, slots=True)
class ToldRule:
    """One rule: `code` is its key in the pack; `value` is kept as it is, for `say_rule_value`.

    `edition` is that in which the article was read; empty where it is the pack's own.
    """

    code: str
    names: Words
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


def say_rule_value(rule: ToldRule, language: str) -> str:
    """The value of a rule in words and numbers."""
    value = rule.value
    if isinstance(value, tuple):
        return "; ".join(_say(part, language) for part in value) or "–"
    if isinstance(value, Fraction) and rule.code == "first_divisor":
        return say_fraction(value, language)
    return _say(value, language)


def _say(value: object, language: str) -> str:
    match value:
        case bool():
            return (YES if value else NO).say(language)
        case int():
            return say_number(value)
        case Fraction():
            return f"{value.numerator}/{value.denominator} ({say_share(value, language)})"
        case Denominator():
            return value.words.say(language)
        case Status():
            return STATUS_WORDS[value].say(language)
        case LoneList() | GroupRule() | MandateQuota():
            return _say_composed(value, language)
        case _:
            return VALUE_WORDS[str(value)].say(language)


def _say_composed(value: LoneList | GroupRule | MandateQuota, language: str) -> str:
    if isinstance(value, LoneList):
        return f"× {say_fraction(value.factor, language)}; ≥ {value.at_least}"
    if isinstance(value, GroupRule):
        cap = "" if value.most_seats is None else f"; ≤ {value.most_seats}"
        return f"{value.code}: {_say(value.threshold, language)}{cap}"
    groups = [say_group(code, language) for code in value.groups]
    return f"≥ {say_share(value.share, language)}: {', '.join(groups)}"
