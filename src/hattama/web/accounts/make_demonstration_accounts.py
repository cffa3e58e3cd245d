"""Accounts for trying the desk out: one a role, plainly labelled, made for demonstration elections only."""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.db import transaction

from hattama.web.kernel.accounts.change_rights import confirm_roles, grant_role
from hattama.web.kernel.accounts.demonstration_codes import PASSPHRASE, enrol_demonstration
from hattama.web.kernel.accounts.policy import ABOVE_TYPIST
from hattama.web.kernel.accounts.roles import Role
from hattama.web.kernel.accounts.tables import Membership, ProposedRole
from hattama.web.kernel.accounts.tell_rights import tell_rights
from hattama.web.kernel.elections.loading import load_definition
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow, root_of

PRECINCT_ROLES = (Role.TYPIST, Role.CHAIR)
TERRITORIAL_ROLES = (Role.TERRITORIAL_REVIEWER, Role.TERRITORIAL_HEAD)


class NotADemonstration(Exception):
    """The election is a real one: accounts with a known passphrase are never made for it."""


@dataclass(frozen=True, slots=True)
class DemonstrationAccount:
    """What is printed for the newcomer."""

    username: str
    role: Role
    areas: tuple[str, ...]


@transaction.atomic
def make_demonstration_accounts(
    election: ElectionRow, precincts: Sequence[AreaRow], *, now: datetime.datetime
) -> list[DemonstrationAccount]:
    """Make one account a role, or find those made before; typist and chair act for `precincts`.

    The operator proposes the roles that decide, and the administrator of the demonstration confirms them.

    Raises NotADemonstration.
    """
    if not load_definition(election).election.demonstration:
        raise NotADemonstration(election.pk)
    root = root_of(election)
    district = precincts[0].parent if precincts and precincts[0].parent else root
    beside = AreaRow.objects.filter(election=election, kind="unit", beside="/").order_by("sort_key").first()
    # Where there is no electoral district of its own, there is no commission of one.
    # The passphrase is the same for all, and known to everybody: it is hashed once.
    hashed = cache(partial(make_password, PASSPHRASE))
    people = {role: _person(role, hashed) for role in Role if beside or role is not Role.DISTRICT_MEMBER}
    told = []
    for role, user in people.items():
        areas = [root]
        if role in PRECINCT_ROLES and precincts:
            areas = list(precincts)
        elif role in TERRITORIAL_ROLES:
            areas = [district]
        elif role is Role.DISTRICT_MEMBER and beside is not None:
            areas = [beside]
        if not Membership.objects.filter(user=user, area__election=election).exists():
            told += [grant_role(None, user, role, area, now=now) for area in areas]
    tell_rights(told, now=now)
    proposed = ProposedRole.objects.filter(user__in=people.values(), area__election=election)
    waiting = proposed.select_related("user", "area__election", "proposed_by")
    confirm_roles(people[Role.ADMINISTRATOR], list(waiting), now=now)
    return [_account(election, user, role) for role, user in people.items()]


def _person(role: Role, hashed: Callable[[], str]) -> Any:
    user, fresh = get_user_model().objects.get_or_create(username=f"demo-{role.value.replace('_', '-')}")
    if fresh:
        user.password = hashed()
        user.save(update_fields=["password"])
    if role in ABOVE_TYPIST:
        enrol_demonstration(user)
    return user


def _account(election: ElectionRow, user: Any, role: Role) -> DemonstrationAccount:
    held = Membership.objects.filter(user=user, area__election=election)
    names = held.order_by("area__code").values_list("area__code", flat=True)
    return DemonstrationAccount(user.get_username(), role, tuple(names))
