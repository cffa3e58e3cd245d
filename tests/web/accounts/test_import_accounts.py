"""A list of accounts is taken in whole or not at all."""

import io

import pytest
from django.contrib.auth.models import User

from hattama.formats.account_lists import parse_accounts
from hattama.formats.faults import InputFaults
from hattama.web.accounts.import_accounts import AccountsReport, import_accounts
from hattama.web.kernel.accounts.policy import Role
from hattama.web.kernel.accounts.tables import AccountChange, Membership
from hattama.web.kernel.elections.tables import AreaRow
from tests.web.people import person
from tests.web.tiny_election import NIGHT

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]
FILE = "accounts.csv"


def take(tiny, text: str, dry_run: bool = False) -> AccountsReport:
    areas = set(AreaRow.objects.filter(election=tiny).values_list("code", flat=True))
    stream = io.BytesIO(("name,login,role,area\n" + text).encode())
    rows = parse_accounts(stream, FILE, roles=list(Role), areas=areas)
    return import_accounts(tiny, rows, FILE, now=NIGHT, dry_run=dry_run)


def held() -> set[tuple[str, str, str]]:
    return set(Membership.objects.values_list("user__username", "role", "area__code"))


def test_accounts_are_made_and_roles_given(tiny):
    report = take(tiny, "Айгүл,aigul,typist,P001\nАйгүл,aigul,typist,P002\nБолат,bolat@x.kz,chair,P001\n")
    assert report == AccountsReport(("aigul", "bolat@x.kz"), given=3, held=0)
    assert held() == {
        ("aigul", "typist", "P001"),
        ("aigul", "typist", "P002"),
        ("bolat@x.kz", "chair", "P001"),
    }
    bolat = User.objects.get(username="bolat@x.kz")
    assert (bolat.first_name, bolat.email, bolat.has_usable_password()) == ("Болат", "bolat@x.kz", False)


def test_a_list_may_be_taken_again(tiny):
    take(tiny, "Айгүл,aigul,typist,P001\n")
    assert take(tiny, "Айгүл,AIGUL,typist,P001\nАйгүл,aigul,typist,P002\n") == AccountsReport((), 1, 1)
    assert User.objects.count() == 1


def test_a_trial_changes_nothing_and_says_what_it_would_do(tiny):
    assert take(tiny, "Айгүл,aigul,typist,P001\n", dry_run=True) == AccountsReport(("aigul",), 1, 0)
    assert not User.objects.exists() and not AccountChange.objects.exists()


def test_one_row_that_is_refused_refuses_all_and_each_is_named(tiny):
    person(Role.ADMINISTRATOR, "KZ", username="keeper")
    User.objects.filter(username="keeper").update(first_name="Дана")
    with pytest.raises(InputFaults) as refused:
        take(
            tiny,
            "Айгүл,aigul,typist,P001\nБолат,bolat,central_head,P001\nДана,keeper,auditor,KZ\n"
            "Дана,keeper,administrator,R1\n",
        )
    assert [(fault.code, fault.row) for fault in refused.value.faults] == [
        ("ACCOUNT-LEVEL", 3),
        ("ACCOUNT-DUTIES", 4),
    ]
    assert not User.objects.exclude(username="keeper").exists()
    assert held() == {("keeper", "administrator", "KZ")}


def test_an_account_is_not_given_to_another_person(tiny):
    take(tiny, "Айгүл,aigul,typist,P001\n")
    with pytest.raises(InputFaults) as refused:
        take(tiny, "Болат,aigul,typist,P002\n")
    assert [(fault.code, fault.found) for fault in refused.value.faults] == [("ACCOUNT-EXISTS", "Айгүл")]
