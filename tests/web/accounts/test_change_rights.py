"""Roles are given and taken by those who keep accounts; every change is told and ends the sessions."""

import pytest
from allauth.mfa.models import Authenticator
from django.db import DatabaseError, transaction

from hattama.core.vocabulary import NotYours
from hattama.core.vocabulary.deeds import ChangesOwnRights
from hattama.web.kernel.accounts.change_rights import (
    AdministratorSeesNoFigures,
    NoSuchRole,
    RoleDoesNotFitArea,
    RoleHeldAlready,
    close_account,
    find_account,
    give_role,
    make_account,
    open_account,
    remove_second_factor,
    take_role,
)
from hattama.web.kernel.accounts.policy import Role
from hattama.web.kernel.accounts.tables import AccountChange, Membership
from tests.web.people import person
from tests.web.tiny_election import NIGHT, area_row

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]


@pytest.fixture
def keeper(tiny):
    """Keeps the accounts of one district."""
    return person(Role.ADMINISTRATOR, "D11", username="keeper")


def changes() -> list[tuple[str, str, str, str]]:
    rows = AccountChange.objects.order_by("pk")
    return [(row.change, row.whom.username, row.role, row.area_id) for row in rows]


def test_a_new_person_gets_an_account_a_role_and_two_lines_that_stay(keeper):
    user = make_account(keeper, "aigul", "Айгүл", area_row("P001"), now=NIGHT)
    give_role(keeper, user, Role.TYPIST, area_row("P001"), now=NIGHT)
    assert not user.has_usable_password()
    assert find_account("AIGUL") == user
    assert changes() == [("made", "aigul", "", "P001"), ("given", "aigul", "typist", "P001")]
    assert {row.actor for row in AccountChange.objects.all()} == {keeper}


def test_a_role_taken_away_is_gone_and_told(keeper):
    user = person(Role.TYPIST, "P001", username="aigul")
    take_role(keeper, user, Role.TYPIST, area_row("P001"), now=NIGHT)
    assert not user.memberships.exists()
    assert changes() == [("taken", "aigul", "typist", "P001")]
    with pytest.raises(NoSuchRole):
        take_role(keeper, user, Role.TYPIST, area_row("P001"), now=NIGHT)


def test_nobody_keeps_accounts_beyond_their_area(keeper):
    user = person(Role.TYPIST, "P101", username="far")
    with pytest.raises(NotYours):
        give_role(keeper, user, Role.TYPIST, area_row("P101"), now=NIGHT)
    with pytest.raises(NotYours):
        make_account(keeper, "new", "Жаңа", area_row("P101"), now=NIGHT)
    with pytest.raises(NotYours):
        take_role(keeper, user, Role.TYPIST, area_row("P101"), now=NIGHT)
    give_role(None, user, Role.TYPIST, area_row("P001"), now=NIGHT)
    with pytest.raises(NotYours):
        close_account(keeper, user, now=NIGHT)
    assert user.is_active
    assert len(changes()) == 1


def test_whoever_keeps_no_accounts_changes_none(tiny):
    head = person(Role.CENTRAL_HEAD, "KZ")
    with pytest.raises(NotYours):
        give_role(head, person(Role.TYPIST, "P001"), Role.CHAIR, area_row("P001"), now=NIGHT)
    assert changes() == []


def test_nobody_changes_their_own_rights(keeper):
    with pytest.raises(ChangesOwnRights):
        give_role(keeper, keeper, Role.ADMINISTRATOR, area_row("P001"), now=NIGHT)
    with pytest.raises(ChangesOwnRights):
        take_role(keeper, keeper, Role.ADMINISTRATOR, area_row("D11"), now=NIGHT)
    for deed in (close_account, remove_second_factor):
        with pytest.raises(ChangesOwnRights):
            deed(keeper, keeper, now=NIGHT)
    assert changes() == []


def test_an_administrator_holds_no_role_with_figures(keeper):
    chair = person(Role.CHAIR, "P001", username="chair")
    with pytest.raises(AdministratorSeesNoFigures):
        give_role(None, chair, Role.ADMINISTRATOR, area_row("KZ"), now=NIGHT)
    with pytest.raises(AdministratorSeesNoFigures):
        give_role(None, keeper, Role.AUDITOR, area_row("KZ"), now=NIGHT)
    give_role(None, keeper, Role.ADMINISTRATOR, area_row("P101"), now=NIGHT)


@pytest.mark.parametrize(
    ("role", "area"),
    [(Role.CENTRAL_HEAD, "R1"), (Role.CENTRAL_REVIEWER, "P001"), (Role.TERRITORIAL_HEAD, "P001")],
)
def test_a_role_fits_its_area(tiny, role, area):
    with pytest.raises(RoleDoesNotFitArea):
        give_role(None, person(Role.TYPIST, username="new"), role, area_row(area), now=NIGHT)


def test_a_role_is_held_once(keeper):
    user = person(Role.TYPIST, "P001", username="aigul")
    with pytest.raises(RoleHeldAlready):
        give_role(keeper, user, Role.TYPIST, area_row("P001"), now=NIGHT)
    assert Membership.objects.filter(user=user).count() == 1


def test_a_closed_account_opens_again_with_its_roles(keeper):
    user = person(Role.TYPIST, "P001", username="aigul")
    close_account(keeper, user, now=NIGHT)
    user.refresh_from_db()
    assert not user.is_active
    open_account(keeper, user, now=NIGHT)
    user.refresh_from_db()
    assert user.is_active and user.memberships.count() == 1
    assert [change for change, *_ in changes()] == ["closed", "opened"]


def test_a_lost_telephone_takes_all_factors_with_it(keeper):
    chair = person(Role.CHAIR, "P001", username="chair")
    remove_second_factor(keeper, chair, now=NIGHT)
    assert not Authenticator.objects.filter(user=chair).exists()
    assert changes() == [("factor_removed", "chair", "", "")]


def test_the_database_keeps_what_was_told(keeper):
    user = person(Role.TYPIST, "P001", username="aigul")
    take_role(keeper, user, Role.TYPIST, area_row("P001"), now=NIGHT)
    with pytest.raises(DatabaseError), transaction.atomic():
        AccountChange.objects.update(role="auditor")
    with pytest.raises(DatabaseError), transaction.atomic():
        AccountChange.objects.all().delete()
    assert changes() == [("taken", "aigul", "typist", "P001")]
