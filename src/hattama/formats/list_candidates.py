"""LISTS.csv: the persons of each list in the order in which mandates are given, every fault at its cell.

Columns `list` (the code of the choice in VOTES.csv), `place` (from 1), `name`; optional `groups`: the quota
groups a person belongs to, by spaces; `none` for a person in none of them. Empty means that it is not known.
"""

import re
from collections.abc import Collection
from pathlib import Path

from hattama.core.outcomes import ListCandidate
from hattama.core.vocabulary import Message
from hattama.formats.faults import FaultKind
from hattama.formats.table_rows import NamedRow, Once, Table, read_rows
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
    once, found = Once(PLACE_TAKEN, "place"), dict[str, list[ListCandidate]]()
    read_rows(table, REQUIRED, OPTIONAL, lambda row: _person(row, lists, groups, once, found), NOBODY)
    return {code: tuple(members) for code, members in found.items()}


def _person(
    row: NamedRow,
    lists: Collection[str],
    groups: Collection[str],
    once: Once,
    found: dict[str, list[ListCandidate]],
) -> ListCandidate | None:
    """The person, who is added to those found of the list; None where a fault was noted."""
    code, place = row["list"], row["place"]
    if not code:
        row.fault(NO_LIST, "list")
    else:
        row.one_of("list", lists, NO_SUCH_LIST)
    if not _PLACE.fullmatch(place):
        row.fault(NOT_A_PLACE, "place")
    if not row["name"]:
        row.fault(NO_NAME, "name")
    belongs, possible = _groups(row["groups"]), ", ".join((*groups, NO_GROUP))
    for group in sorted(belongs or ()):
        if group not in groups:
            row.fault(NOT_A_GROUP, "groups", group, possible)
    if row.faults:
        return None
    once.take(row, (code, int(place)), f"{code}, {int(place)}")
    person = ListCandidate(row["name"], int(place), belongs)
    found.setdefault(code, []).append(person)
    return person


def _groups(text: str) -> frozenset[str] | None:
    """None where the cell is empty: whether the person belongs to any group is not known."""
    if text == NO_GROUP:
        return frozenset()
    return frozenset(text.split()) or None
