"""An outcome as JSON has it: exact, the same for files, pages, programs and commands.

Fractions are texts `a/b`; a share is not reduced, so that its whole can be read off. A number that not every
reader of JSON holds exactly is a text of digits.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from hattama.core.outcomes import (
    DENOMINATORS,
    REASON_WORDS,
    Conclusion,
    Line,
    ListPersons,
    NoOutcome,
    Outcome,
    Step,
)
from hattama.core.transparency_log import safe_integer
from hattama.core.vocabulary import Share, Text
from hattama.phrases.of_rooms.outcomes import say_outcome, say_step
from hattama.phrases.sayings import in_every_language, say

_CODE_OF: Mapping[Text, str] = {whole.words: whole.code for whole in DENOMINATORS.values()}


def outcome_document(decided: Outcome | NoOutcome, language: str | None = None) -> dict[str, Any]:
    """The outcome, or why there is none (`refusal`, and then nothing below `status`).

    In a `language` names and sentences stand beside the codes; without one, names stand in every language.
    """
    told: dict[str, Any] = {}
    if isinstance(decided, NoOutcome):
        if language is not None:
            told = {"sentence": say(REASON_WORDS[decided.reason], language)}
        return {"refusal": decided.reason.value, "status": None, **told}
    if language is not None:
        told = {"sentence": say_outcome(decided, language), "seats": decided.seats}
    return {
        "refusal": None,
        "status": decided.status.value,
        "answer": None if decided.answer is None else decided.answer.value,
        "total_seats": decided.total_seats,
        "open_seats": decided.open_seats,
        "elected": list(decided.elected),
        "contenders": list(decided.contenders),
        "choices": [_line(decided, line, language) for line in decided.lines],
        "persons": [_persons(of_list, language) for of_list in decided.persons],
        "conclusions": [_conclusion(conclusion, language) for conclusion in decided.conclusions],
        "steps": [_step(step, language) for step in decided.steps],
        **told,
    }


def _line(decided: Outcome, line: Line, language: str | None) -> dict[str, Any]:
    return {
        "choice": line.code,
        **({} if language is None else {"name": say(line.names, language)}),
        "votes": None if line.votes is None else safe_integer(line.votes),
        **_share(line.share, language),
        "admitted": line.admitted,
        "let_in_by": " ".join(line.let_in_by.ids),
        "left": None if line.left is None else line.left.value,
        "claim": _plain(line.claim, language),
        "whole": _plain(line.whole, language),
        "remainder": _plain(line.remainder, language),
        "seats": line.seats,
        "elected": decided.is_elected(line),
    }


def _persons(of_list: ListPersons, language: str | None) -> dict[str, Any]:
    return {
        "choice": of_list.code,
        "status": of_list.status.value,
        "seats": of_list.seats,
        "vacant": of_list.vacant,
        "bar": _plain(of_list.bar, language),
        "persons": [
            {
                "person": line.code,
                **({} if language is None else {"name": say(line.names, language)}),
                "place": line.place,
                "votes": None if line.votes is None else safe_integer(line.votes),
                "passed": line.passed,
                "left": None if line.left is None else line.left.value,
                "elected": line.elected,
                "elected_by": line.elected_by and line.elected_by.value,
            }
            for line in of_list.lines
        ],
    }


def _conclusion(conclusion: Conclusion, language: str | None) -> dict[str, Any]:
    return {
        **_share(conclusion.share, language),
        "share_of": conclusion.code,
        **({} if language is None else {"share_of_words": say(conclusion.words, language)}),
        "enough": conclusion.enough,
        "decisive": conclusion.decisive,
    }


def _share(share: Share | None, language: str | None) -> dict[str, Any]:
    stated = None if share is None else f"{share.part}/{share.whole}"
    told = {"share": stated, "share_of": None if share is None else _CODE_OF[share.of]}
    if language is not None:
        told["share_of_words"] = None if share is None else say(share.of, language)
    return told


def _step(step: Step, language: str | None) -> dict[str, Any]:
    return {
        "code": str(step.code),
        "norms": list(step.cited.ids),
        "inferred": step.inferred,
        "values": {name: _plain(value, language) for name, value in step.values},
        **({} if language is None else {"sentence": say_step(step, language)}),
    }


def _plain(value: object, language: str | None) -> object:
    if isinstance(value, Text):
        return dict(in_every_language(value)) if language is None else say(value, language)
    if isinstance(value, tuple):
        return [_plain(part, language) for part in value]
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    return safe_integer(value) if isinstance(value, int) else value
