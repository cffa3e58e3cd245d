"""One person of every role in every election, each with a client that has logged in."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth import get_user_model
from django.test import Client

from hattama.web.kernel.accounts.policy import ABOVE_TYPIST, Role
from hattama.web.kernel.accounts.tables import Membership
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from tests.web.second_factor import enrol


def staff(elections: Iterable[ElectionRow], roles: Iterable[Role] = tuple(Role)) -> dict[Role, Client]:
    """A client of each role, held for every area of the elections; the precinct's roles for precincts."""
    found = list(elections)
    return {role: _client(role, found) for role in roles}


def _client(role: Role, elections: list[ElectionRow]) -> Client:
    user = get_user_model().objects.create_user(f"crawler-{role.value}", password="тоғыз қабат торқа")
    for election in elections:
        rows = AreaRow.objects.filter(election=election)
        held = (
            rows.exclude(kind="unit")[:9] if role in (Role.TYPIST, Role.CHAIR) else rows.filter(parent=None)
        )
        Membership.objects.bulk_create(Membership(user=user, area=area, role=role.value) for area in held)
    if role in ABOVE_TYPIST:
        enrol(user)
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client
