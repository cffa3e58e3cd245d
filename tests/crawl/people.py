"""One person of every role in every election, each with a client that has logged in.

Their roles are said in the logs, as those that two persons make are: what is decided is held against that.
"""

from collections.abc import Iterable

from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.test import Client

from hattama.core.entries import RightsChange
from hattama.web.kernel.accounts.change_rights import give_role, publish_rights
from hattama.web.kernel.accounts.policy import ABOVE_TYPIST, Role
from hattama.web.kernel.accounts.tables import Membership
from hattama.web.kernel.accounts.tell_rights import Told, needs_two, tell_rights
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from tests.web.protocols.life.people import LATER
from tests.web.second_factor import enrol


def staff(elections: Iterable[ElectionRow], roles: Iterable[Role] = tuple(Role)) -> dict[Role, Client]:
    """A client of each role, held for every area of the elections; the precinct's roles for precincts."""
    found = list(elections)
    second = _second_administrator(found)
    clients = {role: _client(role, found, second) for role in roles}
    publish_rights(now=LATER)
    return clients


def _second_administrator(elections: list[ElectionRow]) -> User:
    """Who confirms what the operator proposes."""
    user = get_user_model().objects.create_user("crawler-second")
    for root in AreaRow.objects.filter(election__in=elections, parent=None):
        give_role(None, user, Role.ADMINISTRATOR, root, now=LATER)
    return user


def _client(role: Role, elections: list[ElectionRow], second: User) -> Client:
    user = get_user_model().objects.create_user(f"crawler-{role.value}", password="тоғыз қабат торқа")
    for election in elections:
        rows = AreaRow.objects.filter(election=election)
        held = (
            rows.exclude(kind="unit")[:9] if role in (Role.TYPIST, Role.CHAIR) else rows.filter(parent=None)
        )
        Membership.objects.bulk_create(Membership(user=user, area=area, role=role.value) for area in held)
        tell_rights([told for area in held for told in _made(user, role, area, second)], now=LATER)
    if role in ABOVE_TYPIST:
        enrol(user)
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


def _made(user: User, role: Role, area: AreaRow, second: User) -> list[Told]:
    """How the role came about: proposed by the operator and confirmed by `second`, where it takes two."""
    if not needs_two(role, area):
        return [Told(RightsChange.GIVEN, user, role, area, (None,), LATER)]
    proposed = Told(RightsChange.PROPOSED, user, role, area, (None,), LATER)
    return [proposed, Told(RightsChange.CONFIRMED, user, role, area, (None, second), LATER)]
