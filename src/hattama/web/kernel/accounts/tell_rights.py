"""Every change of rights becomes an entry of the election's log: who decides by pseudonyms, the rest counted.

An election that has not opened has no log: what was changed until then is said in one go when it opens.
"""

import datetime
import json
import secrets
from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db.models import Q

from hattama.core.entries import (
    OF_ACCOUNTS,
    OPERATOR,
    BrokenLifeCycle,
    Opening,
    RightsChange,
    RightsStanding,
    change_body,
    fold_rights,
    rights_bodies,
    salted_sha256,
)
from hattama.web.kernel.accounts.policy import DECIDING, PRECINCT, Role
from hattama.web.kernel.accounts.tables import AccountChange, Membership, ProposedRole, Pseudonym
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow, root_of
from hattama.web.kernel.log.accept_acts import record_acts
from hattama.web.kernel.log.snapshots import load_entry
from hattama.web.kernel.log.states import load_opening_size
from hattama.web.kernel.log.tables import LogEntry, act_of, acts_waiting


class Told(NamedTuple):
    """A change of a role: by one or two people (None: the operator), of the person `whom`."""

    change: RightsChange
    whom: Any
    role: Role
    area: AreaRow
    by: tuple[Any, ...]
    at: datetime.datetime


def needs_two(role: Role, area: AreaRow) -> bool:
    """Whether one person proposes the role and another confirms it.

    A role that decides does; and so does one that enters or confirms for more than a single precinct.
    """
    return role in DECIDING or (role in PRECINCT and not area.is_precinct)


def tell_rights(told: Sequence[Told], *, now: datetime.datetime) -> None:
    """Record changes of roles for the logs of their elections, in the transaction of the caller."""
    elections = {one.area.election_id: one.area.election for one in told}
    for election_id, election in elections.items():
        if election.opened_at is not None:
            here = [one for one in told if one.area.election_id == election_id]
            _record(election, here, now)


def tell_account(change: RightsChange, whom: Any, actor: Any, *, now: datetime.datetime) -> None:
    """Record that an account was closed, opened, or lost its second factor, wherever its person decides."""
    assert change in OF_ACCOUNTS
    held = Membership.objects.filter(user=whom).select_related("area__election")
    waiting = ProposedRole.objects.filter(user=whom).select_related("area__election")
    roles = [(one.role, one.area) for one in held] + [(one.role, one.area) for one in waiting]
    areas = [area for role, area in roles if needs_two(Role(role), area)]
    for election in {area.election_id: area.election for area in areas}.values():
        if election.opened_at is not None:
            names = _Pseudonyms(election)
            said = change_body(change, names.of(whom), [names.of(actor)], now)
            record_acts([act_of(election, body, now) for body in rights_bodies([said], [], now)])


def tell_at_opening(election: ElectionRow, *, now: datetime.datetime) -> None:
    """Record who holds and who awaits which role when the log opens; nothing where nobody does."""
    held = Membership.objects.filter(area__election=election).select_related("user", "area")
    waiting = ProposedRole.objects.filter(area__election=election).select_related("user", "area")
    makers, told = _makers(election), []
    for one in held.order_by("pk"):
        by, at = makers.get((one.user_id, one.role, one.area.code), ((), now))
        told.append(Told(RightsChange.HELD, one.user, Role(one.role), one.area, by, at))
    told += [
        Told(RightsChange.PROPOSED, one.user, Role(one.role), one.area, (one.proposed_by,), one.proposed_at)
        for one in waiting.select_related("proposed_by").order_by("pk")
    ]
    _record(election, told, now)
    names = _Pseudonyms(election)
    people = {one.whom.pk: one.whom for one in told if needs_two(one.role, one.area)}
    closed = [user for user in people.values() if not user.is_active]
    said = [change_body(RightsChange.CLOSED, names.of(user), [OPERATOR], now) for user in closed]
    record_acts([act_of(election, body, now) for body in rights_bodies(said, [], now)])


def load_rights(election: ElectionRow) -> tuple[list[tuple[int, Any]], RightsStanding, list[int]]:
    """The log's entries about rights, what they come to, and which of them contradict those before."""
    rows = LogEntry.objects.filter(election=election, kind="rights").order_by("index")
    entries = [(index, json.loads(bytes(body))) for index, body in rows.values_list("index", "body")]
    standing, contradicting = RightsStanding(_opening(election) if entries else Opening(0, "", "")), []
    for index, body in entries:
        try:
            fold_rights(standing, index, body)
        except BrokenLifeCycle:
            contradicting.append(index)
    return entries, standing, contradicting


def _opening(election: ElectionRow) -> Opening:
    began = load_entry(election, 0)["recorded_at"]
    return Opening(load_opening_size(election), began, root_of(election).code)


def roles_beside_log(election: ElectionRow) -> list[str]:
    """Roles that decide and stand in the database and not in the log's entries, in words: login, role, area.

    None where the log says nothing of rights, or where changes still wait for its writer.
    """
    entries, standing, _ = load_rights(election)
    if not entries or acts_waiting(election=election, kind="rights").exists():
        return []
    in_force = {key for key, one in standing.holdings.items() if not one.is_pending}
    names = dict(Pseudonym.objects.filter(election_id=election.pk).values_list("user_id", "sha256"))
    held = Membership.objects.filter(area__election=election).select_related("user", "area")
    return [
        f"{one.user.get_username()} {one.role} {one.area.code}"
        for one in held.order_by("pk")
        if needs_two(Role(one.role), one.area)
        and (names.get(one.user_id), one.role, one.area.code) not in in_force
    ]


def _makers(election: ElectionRow) -> dict[tuple[int, str, str], tuple[tuple[Any, ...], datetime.datetime]]:
    """Who gave each role that was given in the draft, and when, as the record of changes has it."""
    made: dict[tuple[int, str, str], tuple[tuple[Any, ...], datetime.datetime]] = {}
    for change in AccountChange.objects.filter(election_id=election.pk).select_related("actor"):
        key = change.whom_id, change.role, change.area_id
        if change.change in ("given", "proposed"):
            made[key] = (change.actor,), change.moment
        elif change.change == "confirmed" and key in made:
            made[key] = (*made[key][0][:1], change.actor), change.moment
    return made


class _Pseudonyms:
    """How an election's log names people, each looked up or made once."""

    def __init__(self, election: ElectionRow) -> None:
        self._election_id = election.pk
        self._known: dict[int, str] = dict(
            Pseudonym.objects.filter(election_id=election.pk).values_list("user_id", "sha256")
        )

    def of(self, user: Any) -> str:
        """The name of `user`; None is the operator."""
        if user is None:
            return OPERATOR
        if user.pk not in self._known:
            self._known[user.pk] = self._make(user)
        return self._known[user.pk]

    def _make(self, user: Any) -> str:
        salt = secrets.token_hex(16)
        text = f"{user.get_username()}\n{user.first_name}"
        made = Pseudonym.objects.create(
            user=user, election_id=self._election_id, salt=salt, sha256=salted_sha256(text, salt)
        )
        return made.sha256


def _record(election: ElectionRow, told: Sequence[Told], now: datetime.datetime) -> None:
    names = _Pseudonyms(election)
    changes, counted = [], Counter[tuple[str, str, str, tuple[str, ...]]]()
    regions = _regions([one.area for one in told if not needs_two(one.role, one.area)])
    for one in told:
        by = [names.of(person) for person in one.by]
        if needs_two(one.role, one.area):
            who = names.of(one.whom)
            changes.append(change_body(one.change, who, by, one.at, one.role.value, one.area.code))
        else:
            counted[one.change.value, one.role.value, regions[one.area.pk], tuple(by[-1:])] += 1
    counts = [
        {"change": change, "role": role, "area": area, "by": list(by), "count": count}
        for (change, role, area, by), count in sorted(counted.items())
    ]
    record_acts([act_of(election, body, now) for body in rights_bodies(changes, counts, now)])


def _regions(areas: Sequence[AreaRow]) -> dict[int, str]:
    """By the row of each area, the code of the one right below the root around it; of the root its own.

    So coarsely is counted who does not decide: nobody is to be picked out.
    """
    above = {area.pk: area.path_ids()[min(1, area.depth)] for area in areas}
    rows = AreaRow.objects.filter(Q(depth__lte=1), election__in={area.election_id for area in areas})
    codes = dict(rows.values_list("pk", "code"))
    return {pk: codes[region] for pk, region in above.items()}
