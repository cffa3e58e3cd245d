"""Outcomes for machines: one JSON object with everything, or CSV with one row a choice; fractions exact."""

import json
from collections.abc import Iterator
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
PERSON_COLUMNS = ("list", "place", "passed", "elected_by")
"""More columns where lists have persons: each has a row behind its list."""

CONCLUSION_COLUMNS = ("of", "decisive", "votes_for", "total", "share", "enough")


def render_outcome_json(document: dict[str, Any]) -> bytes:
    """The document as indented JSON in UTF-8, with a line end."""
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


def render_outcome_csv(outcome: Outcome, language: str) -> bytes:
    """A row for every choice and person of a list, or for every whole of a referendum; UTF-8, comma, LF."""
    document = outcome_document(outcome, language)
    columns: tuple[str, ...] = CHOICE_COLUMNS
    rows = document["choices"]
    if outcome.conclusions:
        columns = CONCLUSION_COLUMNS
        rows = [_conclusion(row) for row in document["conclusions"]]
    elif outcome.persons:
        columns = (*CHOICE_COLUMNS, *PERSON_COLUMNS)
        rows = list(_with_persons(document))
    lines = (inert_cells(_cell(row.get(column)) for column in columns) for row in rows)
    return csv_text([columns, *lines], "\n").encode()


def _with_persons(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    of_lists = {of_list["choice"]: of_list["persons"] for of_list in document["persons"]}
    for row in document["choices"]:
        yield row
        for person in of_lists.get(row["choice"], ()):
            yield {**person, "choice": person["person"], "list": row["choice"]}


def _conclusion(row: dict[str, Any]) -> dict[str, Any]:
    part, _, whole = (row["share"] or "").partition("/")
    return {**row, "of": row["share_of"], "votes_for": part, "total": whole}


def _cell(value: object) -> object:
    return str(value).lower() if isinstance(value, bool) else value
