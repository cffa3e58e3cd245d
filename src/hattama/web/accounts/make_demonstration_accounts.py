"""Accounts for trying the desk out: one a role, plainly labelled, made for demonstration elections only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.db import transaction

from hattama.web.kernel.accounts.demonstration_codes import PASSPHRASE, enrol_demonstration
from hattama.web.kernel.accounts.policy import ABOVE_TYPIST
from hattama.web.kernel.accounts.roles import Role
from hattama.web.kernel.accounts.tables import Membership
from hattama.web.kernel.elections.loading import load_definition
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow

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
    election: ElectionRow, precincts: Sequence[AreaRow]
) -> list[DemonstrationAccount]:
    """Make one account a role, or find those made before; typist and chair act for `precincts`.

    Raises NotADemonstration.
    """
    if not load_definition(election).election.demonstration:
        raise NotADemonstration(election.pk)
    root = AreaRow.objects.get(election=election, depth=0)
    district = precincts[0].parent if precincts and precincts[0].parent else root
    made = []
    for role in Role:
        areas = [root]
        if role in PRECINCT_ROLES and precincts:
            areas = list(precincts)
        elif role in TERRITORIAL_ROLES:
            areas = [district]
        username = f"demo-{role.value.replace('_', '-')}"
        user, fresh = get_user_model().objects.get_or_create(username=username)
        if fresh:
            user.set_password(PASSPHRASE)
            user.save(update_fields=["password"])
        if role in ABOVE_TYPIST:
            enrol_demonstration(user)
        held = Membership.objects.filter(user=user, area__election=election)
        if not held.exists():
            Membership.objects.bulk_create(
                [Membership(user=user, area=area, role=role.value) for area in areas]
            )
        names = held.order_by("area__code").values_list("area__code", flat=True)
        made.append(DemonstrationAccount(username, role, tuple(names)))
    return made
