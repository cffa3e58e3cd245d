"""Outcomes for machines: one JSON object with everything, or CSV with one row a choice; fractions exact."""

import json
from typing import Any

from hattama.core.outcomes import Outcome
from hattama.core.vocabulary import csv_text, inert_cells
from hattama.phrases.of_rooms.outcome_documents import outcome_document

CHOICE_COLUMNS = (
    "choice",
    "name",
    "votes",
    "share",
    "share_of",
    "admitted",
    "let_in_by",
    "left",
    "claim",
    "whole",
    "remainder",
    "seats",
    "elected",
)
CONCLUSION_COLUMNS = ("of", "decisive", "votes_for", "total", "share", "enough")


def render_outcome_json(document: dict[str, Any]) -> bytes:
    """The document as indented JSON in UTF-8, with a line end."""
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


def render_outcome_csv(outcome: Outcome, language: str) -> bytes:
    """One row a choice, or for a referendum one row for every whole; UTF-8, comma, LF."""
    document = outcome_document(outcome, language)
    columns: tuple[str, ...] = CHOICE_COLUMNS
    rows = document["choices"]
    if outcome.conclusions:
        columns = CONCLUSION_COLUMNS
        rows = [_conclusion(row) for row in document["conclusions"]]
    lines = (inert_cells(_cell(row[column]) for column in columns) for row in rows)
    return csv_text([columns, *lines], "\n").encode()


def _conclusion(row: dict[str, Any]) -> dict[str, Any]:
    part, _, whole = (row["share"] or "").partition("/")
    return {**row, "of": row["share_of"], "votes_for": part, "total": whole}


def _cell(value: object) -> object:
    return str(value).lower() if isinstance(value, bool) else value
