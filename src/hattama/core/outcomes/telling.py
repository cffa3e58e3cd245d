"""An outcome told to people: each step as a sentence with its article, the whole as sentence and table."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from hattama.core.outcomes.case_words import STEP_WORDS
from hattama.core.outcomes.notation import say_decimal, say_fraction, say_number, say_share
from hattama.core.outcomes.result import Conclusion, Line, Outcome, Status, Step, Value
from hattama.core.outcomes.result_words import (
    ANSWER_WORDS,
    COLUMN_WORDS,
    INFERRED,
    NO,
    STATUS_WORDS,
    UNKNOWN,
    YES,
)
from hattama.core.vocabulary import Words

_TEXT_COLUMNS = frozenset({"choice", "base", "decisive", "admitted", "elected", "enough"})
_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True)
class OutcomeTable:
    """A table as texts in one language; `numeric` says which columns hold numbers."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[bool, ...]


def say_step(step: Step, language: str) -> str:
    """The sentence of a step, with the article it rests on in square brackets."""
    values = {name: _say_value(name, value, language) for name, value in step.values}
    template = STEP_WORDS[step.code].say(language)
    sentence = _PLACEHOLDER.sub(lambda match: values[match.group(1)], template)
    if not step.article:
        return sentence
    inferred = f", {INFERRED.say(language)}" if step.inferred else ""
    return f"{sentence} [{step.article}{inferred}]"


def say_outcome(outcome: Outcome, language: str) -> str:
    """What came out, in one or two sentences."""
    status = STATUS_WORDS[outcome.status].say(language)
    if outcome.answer is not None:
        return f"{status} {ANSWER_WORDS[outcome.answer].say(language)}"
    if outcome.status is Status.NO_VOTES or outcome.status is Status.INCOMPLETE:
        return status
    parts = [status]
    if winners := _winners(outcome, language):
        parts.append(winners)
    if outcome.contenders:
        names = ", ".join(outcome.line(code).names.say(language) for code in outcome.contenders)
        parts.append(f"{COLUMN_WORDS['contenders'].say(language)}: {names}.")
    if outcome.open_seats and outcome.kind == "party_list":
        parts.append(f"{COLUMN_WORDS['open_seats'].say(language)}: {say_number(outcome.open_seats)}.")
    return " ".join(parts)


def table_of(outcome: Outcome, language: str) -> OutcomeTable:
    """The result as a table: lists with their seats, candidates, or a referendum against every whole."""
    if outcome.conclusions:
        return _table_of_conclusions(outcome, language)
    names = ["choice", "votes", "share"]
    has_claims = any(line.claim is not None for line in outcome.lines)
    if outcome.kind == "party_list":
        names += ["admitted", *(["claim", "whole", "remainder"] if has_claims else []), "seats"]
    else:
        names.append("elected")
    rows = tuple(tuple(_cell(line, name, language) for name in names) for line in outcome.lines)
    return _table(names, rows, language)


def _winners(outcome: Outcome, language: str) -> str:
    elected = [line for line in outcome.lines if line.elected]
    if outcome.kind != "party_list":
        return "".join(f"{line.names.say(language)}." for line in elected)
    return "; ".join(f"{line.names.say(language)} – {line.seats}" for line in elected) + "." * bool(elected)


def _table_of_conclusions(outcome: Outcome, language: str) -> OutcomeTable:
    names = ["base", "decisive", "votes_for", "total", "share", "enough"]
    rows = tuple(_conclusion_row(conclusion, language) for conclusion in outcome.conclusions)
    return _table(names, rows, language)


def _conclusion_row(conclusion: Conclusion, language: str) -> tuple[str, ...]:
    share = conclusion.share
    unknown = UNKNOWN.say(language)
    return (
        conclusion.words.say(language),
        _say_bool(conclusion.decisive, language),
        unknown if share is None else say_number(share.part),
        unknown if share is None else say_number(share.whole),
        unknown if share is None else say_share(share.fraction, language),
        _say_bool(conclusion.enough, language),
    )


def _table(names: list[str], rows: tuple[tuple[str, ...], ...], language: str) -> OutcomeTable:
    words = tuple(COLUMN_WORDS[name].say(language) for name in names)
    return OutcomeTable(words, rows, tuple(name not in _TEXT_COLUMNS for name in names))


def _cell(line: Line, name: str, language: str) -> str:
    match name:
        case "choice":
            return line.names.say(language)
        case "votes" | "seats":
            return say_number(line.votes if name == "votes" else line.seats)
        case "share":
            return "" if line.share is None else say_share(line.share.fraction, language)
        case "admitted" | "elected":
            return _say_bool(line.admitted if name == "admitted" else line.elected, language)
        case "whole":
            return "" if line.whole is None else say_number(line.whole)
        case _:
            value = line.claim if name == "claim" else line.remainder
            return "" if value is None else say_decimal(value, 4, language)


def _say_bool(value: bool | None, language: str) -> str:
    if value is None:
        return UNKNOWN.say(language)
    return (YES if value else NO).say(language)


def _say_value(name: str, value: Value, language: str) -> str:
    if isinstance(value, Words):
        return value.say(language)
    if isinstance(value, tuple):
        return ", ".join(words.say(language) for words in value)
    if isinstance(value, str):
        return value
    if name.endswith("_share"):
        return say_share(Fraction(value), language)
    return say_fraction(Fraction(value), language)
