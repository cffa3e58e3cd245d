"""`rights`: who may decide where, each by a pseudonym; who types, reads or draws, as counts.

A role that decides takes two persons: one proposes it and another confirms it. What stands is a fold of these
entries, so that anybody sees by how many people each was made.
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final, NamedTuple

from hattama.core.entries.parts import Body, BrokenLifeCycle, Kind, always, recorded_text
from hattama.core.entries.schema_types import (
    is_area,
    is_contest,
    is_hash,
    is_moment,
    is_one,
    list_of,
    object_of,
    one_of,
)
from hattama.core.vocabulary import Message

OPERATOR: Final = "operator"
"""Who acts at the command line of the server."""

ADMINISTRATOR: Final = "administrator"
DECIDING_ROLES: Final = frozenset(
    {"territorial_reviewer", "territorial_head", "central_reviewer", "central_head", ADMINISTRATOR}
)
"""Roles that decide about what others entered, or about who may."""

FIRST_ADMINISTRATORS: Final = 2
"""So many administrators the operator makes alone: before there are two, nobody could confirm."""

MOST_IN_ONE: Final = 100
"""Changes, and counts, in one entry: with the longest names below the 65,535 bytes of the log."""


class RightsChange(StrEnum):
    """What became of a role, or of an account that holds one."""

    HELD = "held"
    """In force when the log opened."""
    GIVEN = "given"
    """By the operator alone, one of the first two administrators; or a role that only is counted."""
    PROPOSED = "proposed"
    """Waits for another person; what was in force of this role is so no more."""
    DECLINED = "declined"
    CONFIRMED = "confirmed"
    TAKEN = "taken"
    CLOSED = "closed"
    OPENED = "opened"
    FACTOR_REMOVED = "factor_removed"


OF_ACCOUNTS: Final = frozenset({RightsChange.CLOSED, RightsChange.OPENED, RightsChange.FACTOR_REMOVED})
"""Changes of an account and not of one role: role and area are null."""

RightsKey = tuple[str, str, str]
"""Who, which role, and for which area."""


class ConfirmedUnproposed(BrokenLifeCycle):
    """A role is confirmed that nobody, or somebody else than the entry says, had proposed."""


class GivenByOneAlone(BrokenLifeCycle):
    """The operator gives a role that decides though there are people who could confirm it."""


class HeldLater(BrokenLifeCycle):
    """Roles are said to have been in force when the log opened, and not by an entry of its opening."""


class MadeByNoAdministrator(BrokenLifeCycle):
    """A role is proposed or confirmed by somebody whom no entry before had made an administrator."""


class Opening(NamedTuple):
    """What of a log's opening its entries about rights are held against.

    `size`: how many entries there were when its roster was complete; `opened_at`: when the first of them was
    recorded, as it says; `root`: the area that everything lies in.
    """

    size: int
    opened_at: str
    root: str


class Holding(NamedTuple):
    """A role that somebody holds, or is to hold: since which entry and moment, and who made it so."""

    who: str
    role: str
    area: str
    index: int  # type: ignore[assignment]
    at: str
    by: tuple[str, ...]
    is_pending: bool


@dataclass(slots=True)
class RightsStanding:
    """What the entries of kind `rights` come to, in order."""

    opening: Opening
    """The opening, and as much as the entries behind it that were recorded with it make it longer."""
    holdings: dict[RightsKey, Holding] = field(default_factory=dict)
    closed: set[str] = field(default_factory=set)
    """Whose account is closed."""
    counted: dict[tuple[str, str], int] = field(default_factory=dict)
    """How many hold a role that is only counted, by role and area."""
    first_held: dict[tuple[str, str], int] = field(default_factory=dict)
    """By role and area, the index of the entry by which anybody held it first."""
    administrators: set[str] = field(default_factory=set)
    """Who is or was an administrator."""


def fold_rights(standing: RightsStanding, index: int, body: Body) -> None:
    """Take one entry into `standing`. Raises HeldLater, ConfirmedUnproposed, GivenByOneAlone or
    MadeByNoAdministrator."""
    opens = _opens(standing, index, body)
    if not opens and any(said["change"] == RightsChange.HELD for said in (*body["changes"], *body["counts"])):
        raise HeldLater(f"entry {index}")
    for said in body["changes"]:
        change = RightsChange(said["change"])
        if change in OF_ACCOUNTS:
            _fold_account(standing.closed, change, said["who"])
        elif change in (RightsChange.TAKEN, RightsChange.DECLINED):
            standing.holdings.pop(_key(said), None)
        else:
            _refuse_role(standing, index, said, opens=opens)
            _fold_role(standing, index, said)
    for said in body["counts"]:
        key = said["role"], said["area"]
        sign = {RightsChange.HELD: 1, RightsChange.GIVEN: 1, RightsChange.TAKEN: -1}.get(said["change"], 0)
        standing.counted[key] = standing.counted.get(key, 0) + sign * said["count"]


def _fold_account(closed: set[str], change: RightsChange, who: str) -> None:
    if change is RightsChange.CLOSED:
        closed.add(who)
    elif change is RightsChange.OPENED:
        closed.discard(who)


def _opens(standing: RightsStanding, index: int, body: Body) -> bool:
    """Whether the entry is of the opening: right behind it, and recorded at the same moment.

    So nobody can say later of a role that it had always been in force."""
    opening = standing.opening
    if index != opening.size or body["recorded_at"] != opening.opened_at:
        return False
    standing.opening = opening._replace(size=index + 1)
    return True


def _key(said: Mapping[str, Any]) -> RightsKey:
    return said["who"], said["role"], said["area"]


def _refuse_role(standing: RightsStanding, index: int, said: Mapping[str, Any], *, opens: bool) -> None:
    change, where = RightsChange(said["change"]), f"entry {index}: {said['role']}, {said['area']}"
    if change is RightsChange.CONFIRMED:
        before = standing.holdings.get(_key(said))
        if not (before and before.is_pending and before.by == (said["by"][0],)):
            raise ConfirmedUnproposed(where)
    if change is RightsChange.GIVEN and _is_confirmable(standing, said["area"]):
        raise GivenByOneAlone(where)
    # Who proposed it before the log opened may have been administrator before that alone.
    is_making = change is RightsChange.CONFIRMED or (change is RightsChange.PROPOSED and not opens)
    if is_making and said["by"][-1] not in standing.administrators | {OPERATOR}:
        raise MadeByNoAdministrator(where)


def _fold_role(standing: RightsStanding, index: int, said: Mapping[str, Any]) -> None:
    key, is_pending = _key(said), said["change"] == RightsChange.PROPOSED
    standing.holdings[key] = Holding(*key, index, said["at"], tuple(said["by"]), is_pending)
    if is_pending:
        return
    standing.first_held.setdefault(key[1:], index)
    if said["role"] == ADMINISTRATOR:
        standing.administrators.add(said["who"])


def _is_confirmable(standing: RightsStanding, area: str) -> bool:
    """Whether two could propose and confirm an administrator there: in all parts of the whole always."""
    return area != standing.opening.root or _administrators(standing, area) >= FIRST_ADMINISTRATORS


def _administrators(standing: RightsStanding, area: str) -> int:
    return sum(
        one.role == ADMINISTRATOR
        and one.area == area
        and not one.is_pending
        and one.who not in standing.closed
        for one in standing.holdings.values()
    )


def rights_bodies(
    changes: Sequence[Mapping[str, Any]], counts: Sequence[Mapping[str, Any]], recorded_at: datetime.datetime
) -> Iterable[dict[str, Any]]:
    """The bodies of as many entries as it takes."""
    for start in range(0, max(len(changes), len(counts)), MOST_IN_ONE):
        part = slice(start, start + MOST_IN_ONE)
        yield RIGHTS.body(recorded_at, changes=changes[part], counts=counts[part])


def change_body(
    change: RightsChange, who: str, by: Sequence[str], at: datetime.datetime, role: str = "", area: str = ""
) -> dict[str, Any]:
    """One change as an entry carries it."""
    said = {"change": change.value, "who": who, "by": list(by), "at": recorded_text(at)}
    return said | {"role": role or None, "area": area or None}


def held_of_few(body: Body, root: str) -> Iterable[tuple[str, str]]:
    """Role and area of what an entry says to have been held and of fewer than two persons.

    Administrators of the whole, `root`, may be the operator's: the first two are, and a third shows as one.
    """
    for said in body["changes"]:
        is_first = said["role"] == ADMINISTRATOR and said["area"] == root and said["by"] == [OPERATOR]
        if said["change"] == RightsChange.HELD and len(said["by"]) < 2 and not is_first:
            yield said["role"], said["area"]


def deciding_deeds(body: Body) -> set[tuple[str, str]]:
    """Role and area of every deed by which an entry about a protocol came about, where the role decides."""
    done = body.get("done_by", ())
    return {(one["role"], one["area"]) for one in done if one["role"] in DECIDING_ROLES and one["area"]}


def _is_person(value: Any) -> object:
    return value == OPERATOR or is_hash(value)


def _is_by(value: Any, most: int = 2) -> bool:
    return type(value) is list and len(value) <= most and all(map(_is_person, value))


_CHANGE_KEYS: Final = {"change", "who", "role", "area", "by", "at"}
_NAMES: Final = frozenset(RightsChange)


def _is_change(value: Any) -> object:
    if type(value) is not dict or value.keys() != _CHANGE_KEYS or value["change"] not in _NAMES:
        return False
    if not (is_hash(value["who"]) and _is_by(value["by"]) and is_moment(value["at"])):
        return False
    if value["change"] in OF_ACCOUNTS:
        return value["role"] is None and value["area"] is None
    return is_contest(value["role"]) and is_area(value["area"]) and _made_rightly(value)


def _made_rightly(value: Mapping[str, Any]) -> bool:
    """Whether as many have made it so as the change takes, none of them for themselves."""
    by, change = value["by"], value["change"]
    if change == RightsChange.CONFIRMED:
        return len(by) == 2 and by[0] != by[1] and value["who"] not in by
    if change == RightsChange.GIVEN:
        return bool(by == [OPERATOR] and value["role"] == ADMINISTRATOR)
    if change == RightsChange.HELD:
        return len(set(by)) == len(by) and value["who"] not in by
    return len(by) == 1


_is_count = object_of(
    change=one_of(*RightsChange),
    role=lambda value: is_contest(value) and value not in DECIDING_ROLES,
    area=is_area,
    by=lambda value: _is_by(value, 1),
    count=is_one,
)


RIGHTS: Final = Kind(
    "rights",
    always(Message("Roles given, confirmed or taken away")),
    (
        ("changes", "a list of at most 100 CHANGE", list_of(0, MOST_IN_ONE, _is_change)),
        ("counts", "a list of at most 100 COUNTED", list_of(0, MOST_IN_ONE, _is_count)),
    ),
    lambda body: None if body["changes"] or body["counts"] else "changes",
)
