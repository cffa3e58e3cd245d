"""The list of my precincts: what is mine, what is left to do, and nobody else's."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hattama.web.kernel.accounts.roles import Role
from hattama.web.kernel.elections.tables import ElectionRow
from tests.web.desk_clients import address
from tests.web.divided_election import open_divided
from tests.web.people import person
from tests.web.tiny_election import PARTY, SINGLE, protocol, publish, sound_figures

pytestmark = pytest.mark.django_db

LIST = "/en/desk/tiny/"


def numbers(page) -> list[str]:
    return re.findall(r"<h2>Precinct No\. (\w+)</h2>", page.content.decode())


def entry_links(page) -> list[str]:
    return re.findall(r'href="(/en/desk/tiny/[^"]+/)"[^>]*>Enter the protocol', page.content.decode())


def test_i_see_my_precincts_with_the_contests_that_are_held_there(typist):
    page = typist.get(LIST)
    assert sorted(numbers(page)) == ["0007", "1", "2"]
    assert entry_links(page).count(address("P201", PARTY)) == 1
    assert address("P201", SINGLE) not in entry_links(page)
    assert address("P001", SINGLE) in entry_links(page)


@pytest.fixture
def divided_country(db: None) -> ElectionRow:
    return open_divided()


def test_whoever_has_logged_in_is_not_offered_to(typist):
    way_in = "Log in to the desk"
    assert way_in in Client().get("/en/").content.decode()
    assert way_in not in typist.get(LIST).content.decode()


def test_contests_of_a_district_beside_the_regions_stand_at_each_of_its_precincts(divided_country):
    client = Client()
    client.force_login(person(Role.TYPIST, "P001", "P002", "P201"))
    links = entry_links(client.get(LIST))
    assert sorted(links) == [
        address("P001", PARTY),
        address("P001", SINGLE),
        address("P002", PARTY),
        address("P201", PARTY),
        address("P201", SINGLE),
    ]


def test_a_member_of_a_district_commission_is_led_to_the_protocols_of_the_district(divided_country):
    publish(*(protocol(precinct, SINGLE) for precinct in ("P001", "P101", "P201")))
    client = Client()
    client.force_login(person(Role.DISTRICT_MEMBER, "S1"))
    page = client.get(LIST).content.decode()
    for precinct in ("P001", "P101", "P201"):
        assert f'href="{address(precinct, SINGLE, step="done")}"' in page


def test_many_precincts_in_several_divisions_are_listed_with_as_many_statements_as_one(divided_country):
    asked = []
    for name, precincts in (("one", ["P001"]), ("many", ["P001", "P002", "P003", "P101", "P201"])):
        client = Client()
        client.force_login(person(Role.CHAIR, *precincts, username=name))
        client.get(LIST)
        with CaptureQueriesContext(
            connection,
        ) as seen:
            client.get(LIST)
        asked.append(len(seen))
    assert asked[0] == asked[1]


def test_each_precinct_stands_with_its_region_and_district(typist):
    assert "Almaty region · Qaskeleng district" in " ".join(typist.get(LIST).content.decode().split())


def test_what_has_not_been_reported_comes_first(typist):
    publish(protocol("P001"), protocol("P001", SINGLE), protocol("P002"))
    assert numbers(typist.get(LIST)) == ["2", "0007", "1"]


def test_what_is_published_is_marked_with_what_it_lacks(typist):
    publish(protocol("P001", figures=sound_figures(invalid=21)))
    page = typist.get(LIST).content.decode()
    for mark in ("published", "no scan yet", "does not add up"):
        assert mark in page
    assert f'href="{address("P001", step="done")}"' in page


@pytest.mark.parametrize(
    ("query", "found"),
    [("2", ["2", "0007"]), ("абай", ["1"]), ("ОТЕГЕН", ["2"]), ("7", ["0007", "1"]), ("101", [])],
)
def test_the_list_is_searched_by_number_and_address_in_any_keyboard(typist, query, found):
    assert numbers(typist.get(LIST, {"q": query})) == found


def test_a_search_that_finds_nothing_says_what_to_try(typist):
    assert "Try the number alone" in typist.get(LIST, {"q": "Жетісу"}).content.decode()


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.TERRITORIAL_REVIEWER, Role.CENTRAL_HEAD])
def test_those_who_look_after_precincts_see_them_and_enter_nothing(log_in, role):
    publish(protocol("P001"))
    page = log_in(role, "KZ").get(LIST)
    assert len(numbers(page)) == 6
    assert entry_links(page) == []
    assert f'href="{address("P001", step="done")}"' in page.content.decode()


def test_whoever_types_for_one_precinct_and_looks_after_all_enters_for_the_one(tiny):
    user = person(Role.AUDITOR, "KZ", username="both")
    user.memberships.create(area=user.memberships.get().area.children.first(), role=Role.AUDITOR.value)
    typist_of = person(Role.TYPIST, "P001", username="other").memberships.get()
    user.memberships.create(area=typist_of.area, role=Role.TYPIST.value)
    client = Client()
    client.force_login(user)
    assert entry_links(client.get(LIST)) == [address("P001", PARTY), address("P001", SINGLE)]


def test_an_administrator_sees_no_figures_before_the_public_does(log_in):
    page = log_in(Role.ADMINISTRATOR, "KZ").get(LIST)
    assert numbers(page) == []
    assert "No precinct is assigned to your account." in page.content.decode()


def test_a_long_list_is_cut_into_pages(log_in, monkeypatch):
    monkeypatch.setattr("hattama.web.protocols.desk.views.PAGE_SIZE", 4)
    auditor = log_in(Role.AUDITOR, "KZ")
    first, second = auditor.get(LIST), auditor.get(LIST, {"page": 2})
    assert (len(numbers(first)), len(numbers(second))) == (4, 2)
    assert not set(numbers(first)) & set(numbers(second))
    assert "?q=&amp;page=2" in first.content.decode()


def test_an_election_that_is_not_open_has_no_desk(client, draft):
    client.force_login(person(Role.TYPIST, "P001"))
    assert client.get(LIST).status_code == 404
    assert "No election is open for your account now." in client.get("/en/desk/").content.decode()


def test_the_notices_of_the_election_stand_on_every_page_of_the_desk(typist):
    publish(protocol("P002"))
    for page in (LIST, address(), address("P002", step="done")):
        assert "This election is made up." in typist.get(page).content.decode()


def test_languages_are_offered_in_their_own_words_on_the_form_too(typist):
    page = typist.get(address()).content.decode()
    for name, link in (("Қазақша", address(language="kk")), ("Русский", address(language="ru"))):
        assert name in page
        assert f'href="{link}"' in page


def test_pages_of_the_desk_stay_out_of_search_engines(typist):
    assert '<meta name="robots" content="noindex">' in typist.get(LIST).content.decode()
