"""What if: the same votes under other rules. A question of arithmetic, and never a result."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from hattama.core.outcomes import (
    LISTS,
    SHAPES,
    VALUE_WORDS,
    ContestRules,
    Method,
    NoOutcome,
    Outcome,
    PartyListRules,
    decide,
    plain_method,
    with_threshold,
)
from hattama.core.vocabulary import Contest, Count, Words, parse_whole_number
from hattama.formats.outcome_rules import OutcomePack
from hattama.phrases import say
from hattama.rulepacks import rulepack_ids
from hattama.web.kernel.elections.loading import shipped_outcome_rules
from hattama.web.results.public.contest_outcomes import (
    ContestOutcome,
    PageTable,
    StepLine,
    told_sentence,
    told_steps,
    told_table,
)
from hattama.web.results.public.hemicycle import MOST_SEATS

METHOD = "method:"
"""What stands before a method where a pack might stand."""

_PERCENT = re.compile(r"[0-9]{1,3}(?:[.,][0-9]{1,4})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked. `rules` is None where nothing was, or where `trouble` names the field that is wrong."""

    chosen: str
    threshold: str
    seats: str
    rules: ContestRules | None
    seat_count: int | None
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class SeatRow:
    """One choice under both rules; seats are None where an outcome gives none."""

    names: Words
    votes: Count
    now: int | None
    then: int | None

    @property
    def change(self) -> int | None:
        """Seats more (or fewer) than under the rules in force."""
        return None if self.now is None or self.then is None else self.then - self.now


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The answer: what would come out, beside what the rules in force give; without an outcome, why."""

    outcome: Outcome | None
    sentence: str
    table: PageTable | None
    seats: tuple[SeatRow, ...]
    steps: tuple[StepLine, ...]

    @classmethod
    def of(cls, found: ContestOutcome, question: Question, language: str) -> WhatIf:
        """The answer to `question` on the votes of `found`."""
        if question.rules is None:
            raise ValueError("nothing was asked")
        votes, lack = found.counted.votes, found.copies_lack
        outcome = decide(question.rules, votes, seats=question.seat_count, copies_lack=lack)
        sentence = told_sentence(outcome, language, is_open=found.is_open)
        if isinstance(outcome, NoOutcome):
            return cls(None, sentence, None, (), ())
        return cls(
            outcome,
            sentence,
            told_table(outcome, language),
            _seat_rows(found.outcome, outcome),
            told_steps(outcome, language),
        )


def _seat_rows(now: Outcome | None, then: Outcome) -> tuple[SeatRow, ...]:
    if then.kind != "party_list":
        return ()
    before = {} if now is None else now.seats
    return tuple(SeatRow(line.names, line.votes, before.get(line.code), line.seats) for line in then.lines)


def what_if_choices(own: OutcomePack, contest: Contest, language: str) -> list[tuple[str, str]]:
    """What can be asked for, as (value, words): the pack in force, others with this kind, plain methods."""
    offered = [("", say(own.names, language))]
    for pack_id in rulepack_ids():
        pack = shipped_outcome_rules(pack_id)
        if contest.kind in pack.rules and pack_id != own.pack_id:
            offered.append((pack_id, say(pack.names, language)))
    if SHAPES.get(contest.kind) == LISTS:
        offered += [(METHOD + method, say(VALUE_WORDS[method], language)) for method in Method]
    return offered


def read_what_if(asked: Mapping[str, str], own: OutcomePack, contest: Contest) -> Question:
    """The question in the address: `rules`, `threshold` (percent), `seats`."""
    chosen = asked.get("rules", "")[:64]
    threshold, seats = asked.get("threshold", "").strip()[:16], asked.get("seats", "").strip()[:16]
    question = Question(chosen, threshold, seats, None, contest.seats)
    if not (chosen or threshold or seats) and "rules" not in asked:
        return question
    rules = _rules(chosen, own, contest)
    if rules is None:
        return replace(question, trouble="rules")
    if isinstance(rules, PartyListRules):
        return _for_lists(question, rules)
    return replace(question, rules=rules)


def _rules(chosen: str, own: OutcomePack, contest: Contest) -> ContestRules | None:
    if not chosen:
        return own.rules.get(contest.kind)
    if chosen.startswith(METHOD):
        method = chosen.removeprefix(METHOD)
        known = SHAPES.get(contest.kind) == LISTS and method in tuple(Method)
        return _other_method(Method(method), own.rules.get(contest.kind)) if known else None
    return shipped_outcome_rules(chosen).rules.get(contest.kind) if chosen in rulepack_ids() else None


def _other_method(method: Method, held: ContestRules | None) -> PartyListRules:
    """The method with the threshold in force, so that one thing changes at a time."""
    rules = plain_method(method)
    if not isinstance(held, PartyListRules):
        return rules
    return replace(rules, threshold=held.threshold, threshold_base=held.threshold_base, ties=held.ties)


def _for_lists(question: Question, rules: PartyListRules) -> Question:
    if question.threshold:
        share = _share(question.threshold)
        if share is None:
            return replace(question, trouble="threshold")
        rules = with_threshold(rules, share)
    seats = question.seat_count
    if question.seats:
        seats = parse_whole_number(question.seats) or 0
        if not 1 <= seats <= max(MOST_SEATS, question.seat_count or 0):
            return replace(question, trouble="seats")
    return replace(question, rules=rules, seat_count=seats)


def _share(percent: str) -> Fraction | None:
    """`5` or `7,5` as a part of one; None where it is no percentage."""
    if not _PERCENT.fullmatch(percent):
        return None
    share = Fraction(percent.replace(",", ".")) / 100
    return share if share <= 1 else None
