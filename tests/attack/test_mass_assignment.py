"""Fields that a form does not have change nothing, whoever sends them with whatever form they may send."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from hattama.web.kernel.accounts.policy import Role
from hattama.web.kernel.accounts.tables import Membership
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.protocols.tables import LifeStep
from hattama.web.reports.tables import ReportStep
from tests.attack.addresses import by_rule
from tests.attack.doors import DOORS
from tests.attack.two_elections import OTHER_ELECTION, Whose, lay_out
from tests.web.people import person
from tests.web.tiny_election import sound_figures

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_logs")]


def slipped_in(laid: dict[str, Whose]) -> dict[str, Any]:
    """What somebody might hope that a row is built from."""
    theirs = laid["another area"]
    names = ("user", "user_id", "actor", "actor_id", "whom", "whom_id", "id", "pk")
    return {
        **dict.fromkeys(names, theirs.held.user_id),
        **{"area_id": "P101", "election": OTHER_ELECTION, "election_id": OTHER_ELECTION},
        **{
            "is_staff": "on",
            "is_superuser": "on",
            "is_active": "",
            "username": "taken-over",
            "password": "x",
        },
        **{"confirmed": "on", "confirmed_at": "2023-03-19", "preliminary": "", "entry_index": "0", "by": "x"},
        **{"opened_at": "", "closed_at": "2023-03-19", "kind": "unit", "roles": "central_head"},
    }


def who_is_what() -> list[Any]:
    """Accounts, roles, elections and areas, whole."""
    users = get_user_model().objects.order_by("pk").exclude(username="slipped")
    kept = users.values_list("pk", "username", "is_staff", "is_superuser", "is_active", "password")
    tables = (Membership, ElectionRow, AreaRow)
    return [list(kept), *(list(table.objects.order_by("pk").values_list()) for table in tables)]


def test_no_form_of_the_desk_or_of_an_account_takes_more_than_its_fields(tiny: object) -> None:
    laid = lay_out()
    extra = slipped_in(laid)
    own = laid["own"]
    clients: dict[Role, Client] = {}
    for role in Role:
        clients[role] = Client()
        clients[role].force_login(person(role, "D11"))
    before = who_is_what()
    for address in by_rule("desk"):
        door = DOORS[address.name]
        if "post" not in door.methods or address.name.startswith("rights:"):
            continue
        client = clients[next(role for role in Role if door.opens_to(role, "post"))]
        place = address.at(**own.parameters(address.name, above=door.above))
        answer = client.post(place, extra | {"action": "check"})
        assert answer.status_code in (200, 302, 400, 404, 409), address.name
    for address in by_rule("signed_in"):
        clients[Role.TYPIST].post(address.at(), extra)
    assert who_is_what() == before


def test_an_entry_is_of_whoever_typed_it_and_of_the_place_in_the_address(tiny: object) -> None:
    laid = lay_out()
    typist = person(Role.TYPIST, "P002")
    client = Client()
    client.force_login(typist)
    sent = {key: str(value) for key, value in sound_figures().items()}
    sent |= {"signed_on": "2023-03-19", "signed_time": "22:40"}
    sent |= {"action": "submit", "no_scan": "other"} | slipped_in(laid)
    before = who_is_what()
    assert client.post("/en/desk/tiny/P002/party/", sent).status_code == 302
    step = LifeStep.objects.filter(actor__isnull=False).order_by("-pk").first()
    assert step is not None
    assert (step.actor_id, step.area.code, step.area.election_id) == (typist.pk, "P002", "tiny")
    assert who_is_what() == before


def test_an_answer_to_a_report_is_of_whoever_gave_it(tiny: object) -> None:
    laid = lay_out()
    head = person(Role.TERRITORIAL_HEAD, "D11")
    client = Client()
    client.force_login(head)
    sent = slipped_in(laid) | {"state": "our_error", "answer": "Иә.", "role": "central_head", "report": "2"}
    client.post(f"/en/desk/tiny/reports/{laid['own'].report.pk}/", sent)
    step = ReportStep.objects.get()
    assert (step.actor_id, step.role, step.report_id) == (head.pk, "territorial_head", laid["own"].report.pk)


def test_giving_a_role_makes_a_plain_account_with_that_role_alone(tiny: object) -> None:
    laid = lay_out()
    client = Client()
    client.force_login(person(Role.ADMINISTRATOR, "D11"))
    held = Membership.objects.count()
    sent = slipped_in(laid) | {"login": "slipped", "name": "Біреу", "role": "typist", "area": "P001"}
    assert client.post("/en/account/rights/tiny/give", sent).status_code == 302
    made = get_user_model().objects.get(username="slipped")
    assert not (made.is_staff or made.is_superuser or made.has_usable_password()) and made.is_active
    assert Membership.objects.count() == held + 1
    assert [(row.role, row.area.code) for row in made.memberships.all()] == [("typist", "P001")]
