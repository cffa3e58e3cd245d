"""What the quota of a list election asks of the mandates of each list, as a page tells it."""

from __future__ import annotations

from dataclasses import dataclass

from hattama.core.outcomes import PartyListRules, quota_needs, told_rules
from hattama.core.vocabulary import Words
from hattama.phrases import say_rule_value
from hattama.web.results.public.contest_outcomes import ContestOutcome, as_pages_write


@dataclass(frozen=True, slots=True)
class MandateRow:
    """A list with its seats, and how many of them must go to persons of the quota's groups."""

    names: Words
    seats: int
    needed: int


@dataclass(frozen=True, slots=True)
class MandateQuotaTold:
    """The quota as the rule pack states it, and what it asks of every list that receives seats."""

    value: str
    article: str
    inferred: bool
    rows: tuple[MandateRow, ...]


def told_quota(found: ContestOutcome, language: str) -> MandateQuotaTold | None:
    """The quota of these rules; None where they have none, or where no list receives a seat."""
    rules = found.rules
    if not isinstance(rules, PartyListRules) or rules.mandate_quota is None or found.outcome is None:
        return None
    quota = rules.mandate_quota
    rows = tuple(
        MandateRow(line.names, line.seats, quota_needs(quota.value, line.seats))
        for line in found.outcome.lines
        if line.seats
    )
    told = next(rule for rule in told_rules(rules) if rule.code == "mandate_quota")
    value = as_pages_write(say_rule_value(told, language), language)
    return MandateQuotaTold(value, quota.article, quota.inferred, rows) if rows else None
