"""Deployment plans of observers' organisations: who is to be where, in which phase."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from hattama.core.vocabulary import Message
from hattama.formats.faults import FaultKind
from hattama.formats.table_rows import NamedRow, Once, read_rows
from hattama.formats.tables import open_table
from hattama.phrases import LANGUAGES

NOT_A_PSEUDONYM = FaultKind.of(
    "PLAN-OBSERVER",
    Message(
        "a pseudonym has letters, digits and . _ -, at most 32, and no telephone or identity number: {found}"
    ),
)
NO_AREA = FaultKind.of("PLAN-AREA", Message("there is no area {found}"))
NO_PHASE = FaultKind.of(
    "PLAN-PHASE", Message("no form of yours is of this phase: {found}; there are {expected}")
)
NO_LANGUAGE = FaultKind.of("PLAN-LANGUAGE", Message("the language is one of {expected}; found: {found}"))
PLANNED_TWICE = FaultKind.of("PLAN-TWICE", Message("this visit stands in row {expected} already"))

MOST_VISITS: Final = 200_000
"""Of one plan: every station of a country in every phase."""

_PSEUDONYM = re.compile(r"[^\W_](?:[\w.-]{0,31})")
_PERSONAL_NUMBER = re.compile(r"\d(?:[.-]?\d){6,}")


@dataclass(frozen=True, slots=True)
class Visit:
    """One line of a plan. `language` is empty where the plan says none."""

    observer: str
    area: str
    phase: str
    language: str


def is_pseudonym(text: str) -> bool:
    """Whether an observer may be called so: a telephone number or a person's number is no pseudonym."""
    return _PSEUDONYM.fullmatch(text) is not None and _PERSONAL_NUMBER.search(text) is None


def read_plan(path: Path, areas: Collection[str], phases: Collection[str]) -> list[Visit]:
    """The plan in a table with the columns observer, area, phase and perhaps language. Raises InputFaults."""
    once, phases_of_forms = Once(PLANNED_TWICE), sorted(phases) or ["—"]

    def read(row: NamedRow) -> Visit:
        if not is_pseudonym(row["observer"]):
            row.fault(NOT_A_PSEUDONYM, "observer")
        if row["area"] not in areas:
            row.fault(NO_AREA, "area")
        row.one_of("phase", phases_of_forms, NO_PHASE)
        if row["language"]:
            row.one_of("language", LANGUAGES, NO_LANGUAGE)
        visit = Visit(row["observer"], row["area"], row["phase"], row["language"])
        once.take(row, visit)
        return visit

    with open_table(path, most_rows=MOST_VISITS) as table:
        return read_rows(table, ("observer", "area", "phase"), ("language",), read)
