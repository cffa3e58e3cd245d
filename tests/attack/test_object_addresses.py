"""Every object address tried by every role and by a stranger, with objects of theirs and of others.

What is expected is computed from the policy and the powers of the rule pack; `doors.py` says which deed
guards which address, and an address that stands there not is an error. What is refused leaves nothing behind.
"""

import itertools
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from django.test import Client
from django.urls import reverse

from hattama.web.kernel.accounts.access import RULES
from hattama.web.kernel.accounts.policy import Role
from hattama.web.kernel.accounts.tables import Membership, PersonalRead, Session
from hattama.web.kernel.elections.tables import AreaRow
from tests.attack.addresses import NamedAddress, by_rule, named_addresses
from tests.attack.doors import DOORS, Door
from tests.attack.two_elections import HELD_IN, OTHER_ELECTION, Whose, lay_out
from tests.drawn import DAY, ENDURANCE, drawn
from tests.web.people import person
from tests.web.tiny_election import PARTY, area_row

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_logs")]

OF_THE_DESK = {address.name: address for address in by_rule("desk")}
LOGIN = "/account/login/"
WHOSE = ("own", "another area", "another election")
OPENED = {200, 302, 400, 404, 409}
"""What an open door may answer: the page, the way on, or that what was sent will not do."""


def test_every_address_of_the_desk_has_a_door() -> None:
    assert OF_THE_DESK.keys() == DOORS.keys()
    assert {address.rule for address in named_addresses()} == set(RULES)


HIDDEN = {"rights:give", "rights:take", "rights:account"}
"""Addresses whose object stands in a hidden field of the form."""


def names_a_place(address: NamedAddress) -> bool:
    return bool({"area_id", "number", "record_id"} & set(address.parameters)) or address.name in HIDDEN


def expected(role: Role | None, address: NamedAddress, door: Door, method: str, whose: str) -> set[int]:
    """The statuses that the rules allow: of `role` held in D11, asking for an object that is `whose`."""
    if role is None:
        return {403}
    if method not in door.methods:
        return {405}
    if "organisation" in address.parameters and door.opens_to(role, method) and whose != "another election":
        # Of none of which this person is: tests/web/observation/test_desk.py has those who are.
        return {404}
    if door.deed_for(method) is None:
        return {403} if whose == "another election" and "election_id" in address.parameters else OPENED
    if not door.opens_to(role, method):
        return {403}
    if whose == "another election" and address.parameters:
        return {403}
    if whose == "another area" and names_a_place(address):
        return {403}
    return OPENED


def body(address: NamedAddress, door: Door, objects: Whose) -> dict[str, Any]:
    """What a press of the button sends; where the object stands in it, that object."""
    sent = dict(door.sent or {"action": "submit"})
    if address.name in HIDDEN:
        sent |= {
            "held": objects.held.pk,
            "area": objects.area_id,
            "role": "typist",
            "login": "x",
            "name": "Біреу",
        }
        sent |= {"action": "close", "login": "somebody"}
    return sent


def contents() -> dict[str, int]:
    """How many rows every table has, but for sessions, and for looks, which an opened page leaves behind."""
    models = [model for model in apps.get_models() if model not in (Session, PersonalRead)]
    return {model._meta.label: model.objects.count() for model in models}


def ask(client: Client, address: NamedAddress, door: Door, method: str, objects: Whose, sent: Any) -> Any:
    place = address.at(**objects.parameters(address.name, above=door.above))
    return getattr(client, method)(place, sent if method == "post" else {})


QUESTIONS_OF_A_DOOR = 6


def questions(name: str, door: Door) -> Iterator[tuple[Role | None, str, str, set[int]]]:
    """Who asks at a door, by which method, for whose object, and what is allowed then.

    With what a role opens, one role tries the open door itself: the others that the policy allows are tried
    in tests/web/accounts/test_rights_matrix.py, and here at length.
    """
    for role, method, whose in itertools.product((None, *Role), ("get", "post"), WHOSE):
        allowed = expected(role, OF_THE_DESK[name], door, method, whose)
        first = allowed != OPENED or role is next(one for one in Role if door.opens_to(one, method))
        if first or ENDURANCE:
            yield role, method, whose, allowed


def signed_in_as(role: Role | None) -> Client:
    client = Client()
    client.force_login(person(role, HELD_IN) if role is not None else person(Role.TYPIST, username="nobody"))
    return client


def test_the_matrix_of_roles_and_addresses(tiny: object, bare_refusals: None) -> None:
    """Some questions of every door, drawn anew each day; at length all of them."""
    laid = lay_out()
    clients = {role: signed_in_as(role) for role in (None, *Role)}
    before = contents()
    for name, door in DOORS.items():
        asked = list(questions(name, door))
        for role, method, whose, allowed in drawn(asked, QUESTIONS_OF_A_DOOR, name):
            told = (name, role, method, whose, allowed, f"drawn on {DAY}")
            # Half a form: what opens is looked at. Where a press is the whole form, it is taken back.
            sent = {"action": "check"} if allowed == OPENED else body(OF_THE_DESK[name], door, laid[whose])
            with transaction.atomic():
                answer = ask(clients[role], OF_THE_DESK[name], door, method, laid[whose], sent)
                transaction.set_rollback(allowed == OPENED)
            if allowed == OPENED:
                assert answer.status_code in (OPENED if method == "post" else {200, 302}), told
                assert LOGIN not in answer.get("Location", ""), told
            else:
                assert answer.status_code in allowed, told
    assert contents() == before, "what is refused leaves nothing behind"


def test_a_stranger_is_sent_to_the_login_from_every_address_that_is_not_public(tiny: object) -> None:
    laid = lay_out()["own"]
    rows = contents()
    client = Client()
    for address in [*by_rule("desk"), *by_rule("signed_in")]:
        for method in ("get", "post"):
            place = address.at(**laid.parameters(address.name))
            answer = getattr(client, method)(place)
            assert answer.status_code == 302, (address.name, method)
            assert LOGIN in answer["Location"], (address.name, method)
    assert contents() == rows


def test_whoever_is_signed_in_sees_what_everybody_sees_at_public_addresses(tiny: object) -> None:
    """Same status to a stranger and to a person who holds every role that can be held together. Half of the
    addresses, others each day; of the interface for programs test_fuzzing.py asks the same each time.
    """
    laid = lay_out()["own"]
    everything = person(Role.CENTRAL_HEAD, "KZ")
    for role in set(Role) - {Role.ADMINISTRATOR, Role.CENTRAL_HEAD}:
        Membership.objects.create(user=everything, area=area_row("KZ"), role=role.value)
    known, stranger = Client(), Client()
    known.force_login(everything)
    # A login in hand leads on from the pages on the way in, and that is their purpose.
    on_the_way_in = {"account_login", "mfa_authenticate", "mfa_login_webauthn", "account_logout"}
    public = [address for address in by_rule("public") if address.name not in on_the_way_in]
    for address in drawn(public, len(public) // 2):
        place = address.at(election_id=laid.election_id)
        answers = [client.get(place) for client in (stranger, known)]
        assert answers[0].status_code == answers[1].status_code, (address.name, DAY)
        # A telephone's token is the right there, and nobody has one here.
        by_token = address.name.startswith("data:field_")
        assert (answers[0].status_code == 403) is by_token, address.name
        assert answers[0].status_code != 401, address.name


def signed_in(role: Role, area_id: str = HELD_IN) -> Client:
    client = Client()
    client.force_login(person(role, area_id))
    return client


def test_a_paper_of_somebody_else_is_not_had_by_way_of_ones_own_precinct(tiny: object) -> None:
    laid = lay_out()
    client = signed_in(Role.CHAIR)
    for whose, status in (("own", 200), ("another area", 404), ("another election", 404)):
        for name, more in (("desk:paper", []), ("desk:paper_page", [1])):
            place = reverse(name, args=["tiny", "P001", PARTY, laid[whose].sha256, *more])
            assert client.get(place).status_code == status, (whose, name)


def test_a_report_of_another_election_is_not_had_by_its_number(tiny: object) -> None:
    laid = lay_out()
    client = signed_in(Role.TERRITORIAL_HEAD)
    theirs = laid["another election"].report.pk
    for name in ("desk:report", "desk:report_photo"):
        assert client.get(reverse(name, args=["tiny", laid["own"].report.pk])).status_code == 200
        assert client.get(reverse(name, args=["tiny", theirs])).status_code == 404
        assert client.get(reverse(name, args=[OTHER_ELECTION, theirs])).status_code == 403
    # The contact of somebody else's report stays.
    client.post(reverse("desk:report", args=["tiny", theirs]), {"action": "forget"})
    assert laid["another election"].report.contact.contact == "8 700"


def test_a_hidden_number_of_somebody_elses_role_is_refused(tiny: object, bare_refusals: None) -> None:
    laid = lay_out()
    client = signed_in(Role.ADMINISTRATOR)
    rows = contents()
    for whose, status in (("another area", 403), ("another election", 404)):
        for action in ("take", "close", "open", "factor", "print"):
            name = "rights:take" if action == "take" else "rights:account"
            sent = {"held": laid[whose].held.pk, "action": action}
            assert client.post(reverse(name, args=["tiny"]), sent).status_code == status, (whose, action)
        laid[whose].held.user.refresh_from_db()
        assert laid[whose].held.user.is_active
    assert contents() == rows


def test_a_hidden_area_of_another_administrator_is_refused(tiny: object) -> None:
    lay_out()
    client = signed_in(Role.ADMINISTRATOR)
    sent = {"login": "fresh", "name": "Біреу", "role": "typist", "area": "P101"}
    rows = contents()
    assert client.post(reverse("rights:give", args=["tiny"]), sent).status_code == 403
    assert contents() == rows


def test_a_hidden_number_of_a_draw_of_another_election_is_refused(tiny: object) -> None:
    from hattama.web.record_checks.draw_papers import fix_list
    from tests.web.tiny_election import NIGHT

    lay_out()
    theirs = AreaRow.objects.select_related("election").get(election_id=OTHER_ELECTION, code="KZ")
    auditor = person(Role.AUDITOR, username="theirs")
    Membership.objects.create(user=auditor, area=theirs, role=Role.AUDITOR.value)
    draw = fix_list(auditor, theirs.election, now=NIGHT)
    sent = {"draw": draw.pk, "seed": "27182818284590452353", "size": "1"}
    answer = signed_in(Role.AUDITOR, "KZ").post(reverse("desk:draws", args=["tiny"]), sent)
    assert answer.status_code == 404
    draw.refresh_from_db()
    assert not draw.seed


def test_a_passkey_of_somebody_else_is_neither_renamed_nor_removed(tiny: object) -> None:
    from allauth.mfa.models import Authenticator

    theirs = person(Role.TYPIST, "P101")
    key = Authenticator.objects.create(user=theirs, type="webauthn", data={"name": "kept"})
    user = person(Role.TYPIST, "P001")
    client = Client()
    client.post(reverse("account_login"), {"login": user.username, "password": "тоғыз қабат торқа"})
    for name in ("mfa_remove_webauthn", "mfa_edit_webauthn"):
        for method in ("get", "post"):
            answer = getattr(client, method)(reverse(name, args=[key.pk]), {"name": "mine"})
            assert answer.status_code == 404, (name, method)
    key.refresh_from_db()
    assert key.data == {"name": "kept"}
