"""Who may do what where."""

import pytest

from hattama.core.vocabulary import Deed, NotYours
from hattama.web.accounts.make_demonstration_accounts import NotADemonstration, make_demonstration_accounts
from hattama.web.kernel.accounts.demonstration_codes import PASSPHRASE
from hattama.web.kernel.accounts.roles import (
    ALLOWED,
    Role,
    areas_for,
    is_allowed,
    precinct_people,
    role_for,
    roles_of,
)
from tests.web.people import person
from tests.web.tiny_election import ELECTION_TOML, NIGHT, area_row

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", list(Role))
def test_each_role_may_do_in_its_own_area_what_the_policy_says(tiny, role):
    user = person(role, "P001")
    assert {deed for deed in Deed if is_allowed(user, deed, area_row("P001"))} == {
        deed for deed in Deed if role in ALLOWED[deed]
    }


def test_the_people_of_a_precinct_are_its_typists_and_its_chair(tiny):
    typist, chair = person(Role.TYPIST, "D11"), person(Role.CHAIR, "P001")
    person(Role.TERRITORIAL_REVIEWER, "D11")
    assert precinct_people(area_row("P001")) == {typist.pk, chair.pk}
    assert precinct_people(area_row("P002")) == {typist.pk}
    assert precinct_people(area_row("P101")) == frozenset()


@pytest.mark.parametrize("role", list(Role))
def test_no_role_reaches_beyond_its_area(tiny, role):
    user = person(role, "D11")
    for deed in Deed:
        assert not is_allowed(user, deed, area_row("P101"))
        assert not is_allowed(user, deed, area_row("R1"))


def test_a_role_holds_for_everything_below_its_area(tiny):
    user = person(Role.TYPIST, "D11")
    assert role_for(user, Deed.ENTER, area_row("P002")) is Role.TYPIST
    ids = areas_for(user, Deed.ENTER, tiny).order_by("code").values_list("code", flat=True)
    assert list(ids) == ["D11", "P001", "P002", "P003"]


def test_of_several_roles_the_one_that_allows_the_deed_is_recorded(tiny):
    user = person(Role.AUDITOR, "KZ", username="both")
    user.memberships.create(area=area_row("P001"), role=Role.CHAIR.value)
    assert role_for(user, Deed.ENTER, area_row("P001")) is Role.CHAIR
    assert role_for(user, Deed.SEE_DESK, area_row("P002")) is Role.AUDITOR
    with pytest.raises(NotYours):
        role_for(user, Deed.ENTER, area_row("P002"))


def test_areas_that_a_deed_is_not_allowed_in_are_not_listed(tiny):
    assert not areas_for(person(Role.AUDITOR, "KZ"), Deed.ENTER, tiny).exists()
    assert areas_for(person(Role.AUDITOR, "KZ", username="other"), Deed.SEE_DESK, tiny).count() == 12


class TestDemonstrationAccounts:
    def test_there_is_one_for_each_role_and_the_typist_acts_for_the_precincts_given(self, tiny):
        made = make_demonstration_accounts(tiny, [area_row("P001"), area_row("P002")], now=NIGHT)
        assert {account.role: account.areas for account in made} == {
            Role.TYPIST: ("P001", "P002"),
            Role.CHAIR: ("P001", "P002"),
            Role.TERRITORIAL_REVIEWER: ("D11",),
            Role.TERRITORIAL_HEAD: ("D11",),
            Role.CENTRAL_REVIEWER: ("KZ",),
            Role.CENTRAL_HEAD: ("KZ",),
            Role.AUDITOR: ("KZ",),
            Role.READER: ("KZ",),
            Role.OBSERVATION: ("KZ",),
            Role.ADMINISTRATOR: ("KZ",),
        }

    def test_each_logs_in_with_the_passphrase_that_is_printed(self, client, tiny):
        for account in make_demonstration_accounts(tiny, [area_row("P001")], now=NIGHT):
            assert client.login(username=account.username, password=PASSPHRASE)

    def test_made_twice_they_are_the_same(self, tiny):
        first = make_demonstration_accounts(tiny, [area_row("P001")], now=NIGHT)
        assert make_demonstration_accounts(tiny, [area_row("P002")], now=NIGHT) == first

    def test_a_real_election_gets_no_account_with_a_known_passphrase(self, tiny):
        tiny.definition = ELECTION_TOML.replace(b"demonstration = true", b"demonstration = false")
        with pytest.raises(NotADemonstration):
            make_demonstration_accounts(tiny, [area_row("P001")], now=NIGHT)
        assert not roles_of(person(Role.TYPIST, username="nobody"))
