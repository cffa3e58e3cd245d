"""LISTS.csv: the persons of each list in the order in which mandates are given, every fault at its cell.

Columns `list` (the code of the choice in VOTES.csv), `place` (from 1), `name`; optional `groups`: the quota
groups a person belongs to, by spaces; `none` for a person in none of them. Empty means that it is not known.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from hattama.core.outcomes import ListCandidate
from hattama.core.vocabulary import Fault, Message
from hattama.formats.faults import FaultKind, refuse_if_any
from hattama.formats.table_rows import NamedRow, Table, named_rows
from hattama.formats.tables import open_table

REQUIRED = ("list", "place", "name")
OPTIONAL = ("groups",)
NO_GROUP = "none"

NO_LIST = FaultKind.of("LISTS-LIST", Message("the list's code is not given"))
NO_SUCH_LIST = FaultKind.of(
    "LISTS-UNKNOWN", Message("the file of votes has no such list: {found}; it has {expected}")
)
NOT_A_PLACE = FaultKind.of(
    "LISTS-PLACE", Message("a place on a list is a whole number from 1, found: {found}")
)
PLACE_TAKEN = FaultKind.of(
    "LISTS-TWICE", Message("this place on the list was given before: {found}, row {expected}")
)
NO_NAME = FaultKind.of("LISTS-NAME", Message("the name is not given", "of a person"))
NOT_A_GROUP = FaultKind.of(
    "LISTS-GROUP", Message("the quota has no such group: {found}; possible are {expected}")
)
NOBODY = FaultKind.of("LISTS-NONE", Message("the file names nobody"))

_PLACE = re.compile(r"[1-9][0-9]{0,5}", re.ASCII)


@dataclass(frozen=True, slots=True)
class _Person:
    row: int
    code: str
    candidate: ListCandidate


def read_lists(
    path: Path, lists: Collection[str], groups: Collection[str]
) -> dict[str, tuple[ListCandidate, ...]]:
    """The persons of each list in `path`, as the file orders them.

    `lists` are the codes that the votes have, `groups` those of the quota (none where no quota is asked).
    Raises InputFaults with everything that is wrong.
    """
    with open_table(path) as table:
        return parse_lists(table, lists, groups)


def parse_lists(
    table: Table, lists: Collection[str], groups: Collection[str]
) -> dict[str, tuple[ListCandidate, ...]]:
    """As `read_lists`, of an open table."""
    faults: list[Fault] = []
    rows = named_rows(table, REQUIRED, OPTIONAL, faults)
    read = [_person(row, table.file, lists, groups, faults) for row in rows]
    persons = [person for person in read if person is not None]
    faults += _taken(persons, table.file)
    if not persons and not faults:
        faults.append(NOBODY.at(table.file))
    refuse_if_any(sorted(faults, key=lambda fault: fault.row))
    found: dict[str, list[ListCandidate]] = {}
    for person in persons:
        found.setdefault(person.code, []).append(person.candidate)
    return {code: tuple(members) for code, members in found.items()}


def _person(
    named: NamedRow, file: str, lists: Collection[str], groups: Collection[str], faults: list[Fault]
) -> _Person | None:
    """The row as a value, or None where a fault was noted."""
    row, cell = named
    known = len(faults)
    code, place, name = cell["list"], cell["place"], cell["name"]
    if not code:
        faults.append(NO_LIST.at(file, row=row, field="list"))
    elif code not in lists:
        faults.append(NO_SUCH_LIST.at(file, row=row, field="list", found=code, expected=", ".join(lists)))
    if not _PLACE.fullmatch(place):
        faults.append(NOT_A_PLACE.at(file, row=row, field="place", found=place))
    if not name:
        faults.append(NO_NAME.at(file, row=row, field="name"))
    belongs = _groups(cell["groups"])
    possible = (*groups, NO_GROUP)
    faults += (
        NOT_A_GROUP.at(file, row=row, field="groups", found=group, expected=", ".join(possible))
        for group in sorted(belongs or ())
        if group not in groups
    )
    if len(faults) > known:
        return None
    return _Person(row, code, ListCandidate(name, int(place), belongs))


def _groups(text: str) -> frozenset[str] | None:
    """None where the cell is empty: whether the person belongs to any group is not known."""
    if text == NO_GROUP:
        return frozenset()
    return frozenset(text.split()) or None


def _taken(persons: Iterable[_Person], file: str) -> Iterable[Fault]:
    seen: dict[tuple[str, int], int] = {}
    for person in persons:
        key = (person.code, person.candidate.place)
        first = seen.setdefault(key, person.row)
        if first != person.row:
            found = f"{key[0]}, {key[1]}"
            yield PLACE_TAKEN.at(file, row=person.row, field="place", found=found, expected=str(first))
