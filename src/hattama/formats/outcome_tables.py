"""Outcomes for machines: one JSON object with everything, or CSV with one row a choice; fractions exact."""

from __future__ import annotations

import csv
import io
import json
from fractions import Fraction

from hattama.core.outcomes import Conclusion, Line, Outcome, Step, say_outcome, say_step
from hattama.core.vocabulary import Share, Words

CHOICE_COLUMNS = (
    "choice",
    "name",
    "votes",
    "share",
    "share_of",
    "admitted",
    "claim",
    "whole",
    "remainder",
    "seats",
    "elected",
)
CONCLUSION_COLUMNS = ("of", "decisive", "votes_for", "total", "share", "enough")


def outcome_record(outcome: Outcome, language: str, *, steps: bool = True) -> dict[str, object]:
    """The outcome as values that JSON has. `seats` maps every choice to its seats; fractions are texts `a/b`.

    `language` is that of names and sentences; codes are the same in every language.
    """
    record: dict[str, object] = {
        "kind": outcome.kind,
        "status": outcome.status.value,
        "answer": None if outcome.answer is None else outcome.answer.value,
        "seats": outcome.seats,
        "total_seats": outcome.total_seats,
        "open_seats": outcome.open_seats,
        "elected": list(outcome.elected),
        "contenders": list(outcome.contenders),
        "choices": [_line_record(line, language) for line in outcome.lines],
        "conclusions": [_conclusion_record(conclusion, language) for conclusion in outcome.conclusions],
        "sentence": say_outcome(outcome, language),
    }
    if steps:
        record["steps"] = [_step_record(step, language) for step in outcome.steps]
    return record


def render_outcome_json(record: dict[str, object]) -> bytes:
    """The record as indented JSON in UTF-8, with a line end."""
    return (json.dumps(record, ensure_ascii=False, indent=2) + "\n").encode()


def render_outcome_csv(outcome: Outcome, language: str) -> bytes:
    """One row a choice, or for a referendum one row for every whole; UTF-8, comma, LF."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    columns: tuple[str, ...] = CHOICE_COLUMNS
    records = [_flat(_line_record(line, language)) for line in outcome.lines]
    if outcome.conclusions:
        columns = CONCLUSION_COLUMNS
        records = [_conclusion_record(conclusion, language) for conclusion in outcome.conclusions]
    writer.writerow(columns)
    for record in records:
        writer.writerow([_cell(record[column]) for column in columns])
    return out.getvalue().encode()


def _line_record(line: Line, language: str) -> dict[str, object]:
    return {
        "choice": line.code,
        "name": line.names.say(language),
        "votes": line.votes,
        "share": None if line.share is None else _share_record(line.share, language),
        "admitted": line.admitted,
        "claim": _fraction(line.claim),
        "whole": line.whole,
        "remainder": _fraction(line.remainder),
        "seats": line.seats,
        "elected": line.elected,
    }


def _flat(record: dict[str, object]) -> dict[str, object]:
    share = record["share"]
    if isinstance(share, dict):
        return {**record, "share": f"{share['part']}/{share['whole']}", "share_of": share["of"]}
    return {**record, "share_of": None}


def _conclusion_record(conclusion: Conclusion, language: str) -> dict[str, object]:
    share = conclusion.share
    return {
        "of": conclusion.code,
        "of_words": conclusion.words.say(language),
        "decisive": conclusion.decisive,
        "votes_for": None if share is None else share.part,
        "total": None if share is None else share.whole,
        "share": None if share is None else f"{share.part}/{share.whole}",
        "enough": conclusion.enough,
    }


def _share_record(share: Share, language: str) -> dict[str, object]:
    return {"part": share.part, "whole": share.whole, "of": share.of.say(language)}


def _step_record(step: Step, language: str) -> dict[str, object]:
    return {
        "code": step.code,
        "article": step.article,
        "inferred": step.inferred,
        "values": {name: _plain(value, language) for name, value in step.values},
        "sentence": say_step(step, language),
    }


def _plain(value: object, language: str) -> object:
    if isinstance(value, Words):
        return value.say(language)
    if isinstance(value, tuple):
        return [_plain(part, language) for part in value]
    return _fraction(value) if isinstance(value, Fraction) else value


def _fraction(value: Fraction | None) -> str | None:
    return None if value is None else f"{value.numerator}/{value.denominator}"


def _cell(value: object) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)
