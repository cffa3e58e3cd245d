"""Two at the very same moment try for what only one of them may have."""

import datetime
from typing import Any

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth import get_user_model
from django.test import Client

from hattama.web.accounts.use_paper_code import CodeUsedAlready, print_paper_code, use_paper_code
from hattama.web.kernel.accounts.change_rights import NoSuchRole, confirm_roles, give_role
from hattama.web.kernel.accounts.policy import Role
from hattama.web.kernel.accounts.tables import AccountChange, Membership, ProposedRole
from hattama.web.kernel.accounts.tell_rights import Told
from tests.web.people import PASSPHRASE, person
from tests.web.second_factor import code
from tests.web.threads import all_at_once
from tests.web.tiny_election import NIGHT, area_row

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_engines]

SECOND = "/en/account/second-factor/authenticate/"


def kinds(results: Any) -> list[str]:
    return sorted(type(result).__name__ for result in results)


def test_a_proposed_role_is_confirmed_once(tiny: object) -> None:
    keepers = [person(Role.ADMINISTRATOR, "KZ", username=f"keeper{number}") for number in range(3)]
    give_role(keepers[0], person(Role.READER, username="head"), Role.CENTRAL_HEAD, area_row("KZ"), now=NIGHT)
    proposed = list(ProposedRole.objects.select_related("user", "area__election", "proposed_by"))
    done = all_at_once(
        *(lambda keeper=keeper: confirm_roles(keeper, proposed, now=NIGHT) for keeper in keepers[1:])
    )
    assert kinds(done) == sorted([NoSuchRole.__name__, "NoneType"])
    assert Membership.objects.filter(user__username="head").count() == 1
    assert AccountChange.objects.filter(change="confirmed").count() == 1


def test_the_operator_makes_no_third_administrator_alone_by_hurrying(tiny: object) -> None:
    people = [person(Role.READER, username=f"someone{number}") for number in range(4)]
    root = area_row("KZ")
    done = all_at_once(
        *(lambda whom=whom: give_role(None, whom, Role.ADMINISTRATOR, root, now=NIGHT) for whom in people)
    )
    assert all(isinstance(told, Told) for told in done), done
    assert sorted(told.change.value for told in done) == ["given", "given", "proposed", "proposed"]


def test_a_code_on_paper_sets_one_passphrase(tiny: object) -> None:
    chair = person(Role.CHAIR, "P001", username="chair")
    until = NIGHT + datetime.timedelta(days=1)
    on_paper = print_paper_code(None, chair, area_row("P001"), valid_from=NIGHT, valid_until=until, now=NIGHT)
    words = ("бірінші ұзақ құпиясөз", "екінші ұзақ құпиясөз")
    done = all_at_once(*(lambda word=word: use_paper_code(on_paper, word, now=NIGHT) for word in words))
    assert kinds(done) == sorted([CodeUsedAlready.__name__, "User"])
    chair = get_user_model().objects.get(pk=chair.pk)
    assert sum(chair.check_password(word) for word in words) == 1


@pytest.mark.parametrize("kind", ["app", "paper"])
def test_a_code_of_a_second_factor_opens_one_of_two_sessions(tiny: object, kind: str) -> None:
    chair = person(Role.CHAIR, "P001", username="chair")
    [spare, *_] = RecoveryCodes.activate(chair).generate_codes()
    said = {"code": code() if kind == "app" else spare}
    clients = [Client(), Client()]
    for client in clients:
        client.post("/en/account/login/", {"login": "chair", "password": PASSPHRASE})
    all_at_once(*(lambda client=client: client.post(SECOND, said) for client in clients))
    assert sorted("_auth_user_id" in client.session for client in clients) == [False, True]


def test_codes_guessed_all_at_once_are_counted_each(tiny: object, monkeypatch: pytest.MonkeyPatch) -> None:
    person(Role.CHAIR, "P001", username="chair")
    clients = [Client() for _ in range(12)]
    for client in clients:
        client.post("/en/account/login/", {"login": "chair", "password": PASSPHRASE})
    tried: list[str] = []
    kept = TOTP.validate_code
    monkeypatch.setattr(TOTP, "validate_code", lambda self, told: tried.append(told) or kept(self, told))
    all_at_once(
        *(
            lambda client=client, guess=guess: client.post(SECOND, {"code": f"{guess:06d}"})
            for guess, client in enumerate(clients)
        )
    )
    assert 1 <= len(tried) <= 5
