"""Deployment plans of observers' organisations: who is to be where, in which phase."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from hattama.core.vocabulary import Fault, Message
from hattama.formats.faults import FaultKind, refuse_if_any
from hattama.formats.table_rows import named_rows
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
    faults: list[Fault] = []
    visits: list[Visit] = []
    seen: dict[Visit, int] = {}
    with open_table(path, most_rows=MOST_VISITS) as table:
        for row, cells in named_rows(table, ("observer", "area", "phase"), ("language",), faults):
            visit = Visit(cells["observer"], cells["area"], cells["phase"], cells["language"])
            faults += _faults(table.file, row, cells, areas, phases)
            if visit in seen:
                faults.append(PLANNED_TWICE.at(table.file, row=row, expected=str(seen[visit])))
            seen.setdefault(visit, row)
            visits.append(visit)
    refuse_if_any(faults)
    return visits


_ORDER: Final = ", ".join(LANGUAGES)


def _faults(
    file: str, row: int, cells: Mapping[str, str], areas: Collection[str], phases: Collection[str]
) -> Iterator[Fault]:
    if not is_pseudonym(cells["observer"]):
        yield NOT_A_PSEUDONYM.at(file, row=row, field="observer", found=cells["observer"])
    if cells["area"] not in areas:
        yield NO_AREA.at(file, row=row, field="area", found=cells["area"])
    if cells["phase"] not in phases:
        expected = ", ".join(sorted(phases)) or "—"
        yield NO_PHASE.at(file, row=row, field="phase", found=cells["phase"], expected=expected)
    if cells["language"] and cells["language"] not in LANGUAGES:
        yield NO_LANGUAGE.at(file, row=row, field="language", found=cells["language"], expected=_ORDER)
