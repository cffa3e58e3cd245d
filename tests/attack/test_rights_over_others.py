"""An administrator of one district reaches for an account whose roles lie beyond it."""

from typing import Any

import pytest
from django.test import Client

from hattama.core.vocabulary import NotYours
from hattama.web.kernel.accounts.change_rights import close_account, give_role, take_role
from hattama.web.kernel.accounts.policy import Role
from hattama.web.kernel.accounts.roles import load_account
from hattama.web.kernel.accounts.tables import AccountChange, Membership, ProposedRole
from hattama.web.offline.device_keys import ED25519, register_device_key
from hattama.web.protocols.enter import enter_protocol
from hattama.web.protocols.tables import LifeStep
from tests.web.people import person
from tests.web.tiny_election import NIGHT, area_row, protocol

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_logs")]

RIGHTS = "/en/account/rights/tiny/"


@pytest.fixture
def district(tiny: object) -> Client:
    client = Client()
    client.force_login(person(Role.ADMINISTRATOR, "D11", username="keeper"))
    return client


@pytest.mark.parametrize(
    ("role", "area_id"), [(Role.CENTRAL_HEAD, "KZ"), (Role.TYPIST, "P101"), (Role.ADMINISTRATOR, "KZ")]
)
def test_a_district_gives_no_role_to_the_head_of_the_country(
    district: Client, role: Role, area_id: str
) -> None:
    head = person(role, area_id, username="head")
    inside = Client()
    inside.force_login(head)
    sent = {"login": "head", "name": "x", "role": "typist", "area": "P001"}
    answer: Any = district.post(f"{RIGHTS}give", sent)
    assert answer.status_code == 400
    assert "holds a role outside of your area" in answer.content.decode()
    assert head.memberships.count() == 1
    assert inside.get("/en/account/second-factor/").status_code == 200, "the session goes on"
    assert not AccountChange.objects.exists()


def test_a_district_takes_no_role_from_somebody_with_another_beyond_it(district: Client) -> None:
    head = person(Role.TERRITORIAL_HEAD, "D11", "R1", username="head")
    held = head.memberships.get(area__code="D11")
    answer = district.post(f"{RIGHTS}take", {"held": str(held.pk), "sure": "1"})
    assert answer.status_code == 400
    assert head.memberships.count() == 2


def test_the_page_confirms_no_proposal_of_ones_own_of_oneself_or_from_beyond_ones_area(
    district: Client,
) -> None:
    first = person(Role.ADMINISTRATOR, "KZ", username="first")
    second = person(Role.ADMINISTRATOR, "KZ", username="second")
    give_role(first, person(Role.READER, username="head"), Role.CENTRAL_HEAD, area_row("KZ"), now=NIGHT)
    give_role(first, second, Role.ADMINISTRATOR, area_row("R1"), now=NIGHT)
    of_head, of_second = ProposedRole.objects.order_by("pk").values_list("pk", flat=True)
    clients = {user: Client() for user in (first, second)}
    for user, client in clients.items():
        client.force_login(user)
    tries = [
        (district, [of_head], 400, "Mark the roles that you mean"),
        (clients[first], [of_head], 403, "Another administrator confirms it"),
        (clients[second], [of_second], 403, "Nobody changes their own rights"),
        (clients[second], [of_head, of_second], 403, "Nobody changes their own rights"),
    ]
    for client, numbers, status, words in tries:
        answer: Any = client.post(f"{RIGHTS}confirm", {"proposed": numbers, "action": "confirm"})
        assert answer.status_code == status and words in answer.content.decode()
        assert ProposedRole.objects.count() == 2, "all that is marked, or none"
    assert clients[second].post(f"{RIGHTS}confirm", {"proposed": [of_head]}).status_code == 302
    assert Membership.objects.filter(user__username="head").count() == 1


@pytest.mark.parametrize("end", ["taken away", "closed"])
def test_who_lost_a_role_while_a_request_was_under_way_does_nothing_by_it(tiny: object, end: str) -> None:
    keeper, typist = person(Role.ADMINISTRATOR, "KZ"), person(Role.TYPIST, "P001")
    # As requests read them at their beginning.
    asks = {user.pk: load_account(user.pk) for user in (keeper, typist)}
    for user, role, area_id in ((typist, Role.TYPIST, "P001"), (keeper, Role.ADMINISTRATOR, "KZ")):
        if end == "closed":
            close_account(None, user, now=NIGHT)
        else:
            take_role(None, user, role, area_row(area_id), now=NIGHT)
    area, sound = area_row("P001"), protocol("P001")
    with pytest.raises(NotYours):
        enter_protocol(asks[typist.pk], area, sound, now=NIGHT)
    with pytest.raises(NotYours):
        give_role(asks[keeper.pk], person(Role.READER), Role.CHAIR, area, now=NIGHT)
    with pytest.raises(NotYours):
        register_device_key(asks[typist.pk], bytes(32), ED25519, label="", methods="", now=NIGHT)
    assert not LifeStep.objects.exists() and not Membership.objects.filter(role="chair").exists()
