"""A closed election says so on every page of the desk, and offers no form whose deed it refuses."""

import pytest
from django.test import Client
from django.utils import timezone

from hattama.web.kernel.accounts.policy import Role
from hattama.web.kernel.log.close_election import close_election
from tests.attack.addresses import NamedAddress, named_addresses
from tests.web.people import person
from tests.web.tiny_election import ELECTION_ID, protocol, publish

SAID = "The election is closed: no protocol and no change of one is taken in any more."
REFUSED = {"annul_area", "restore_area", "station", "claim_table", "choice"}


def desk_addresses() -> list[NamedAddress]:
    return [
        one
        for one in named_addresses()
        if one.name.startswith("desk:") and "election_id" in one.parameters and "token" not in one.parameters
    ]


@pytest.fixture
def head(tiny) -> Client:
    """The head of the central commission, who may most, in an election that is closed."""
    publish(protocol("P001"))
    user = person(Role.CENTRAL_HEAD, "KZ")
    close_election(ELECTION_ID, now=timezone.now())
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.django_db
def test_every_page_of_the_desk_says_that_the_election_is_closed(head):
    seen, kept = set(), set()
    for named in desk_addresses():
        for area in ("R1", "P001", "KZ"):
            answer = head.get(f"/en{named.at(area_id=area).removeprefix('/en')}")
            if answer.status_code not in (200, 409) or not answer["Content-Type"].startswith("text/html"):
                continue
            name = named.name.removeprefix("desk:")
            page = answer.content.decode()
            assert SAID in page, name
            seen.add(name)
            main = page.partition("<main")[2].partition("</main>")[0]
            if answer.status_code == 409 and '<form method="post"' not in main:
                kept.add(name)
    assert len(seen) > 15, seen
    assert REFUSED - {"station"} <= kept, kept
    assert "recount_order" in seen - kept, "a court can still order one"


@pytest.mark.django_db
def test_the_change_of_a_station_is_not_offered_any_more(tiny):
    keeper = person(Role.TERRITORIAL_HEAD, "R1")
    client = Client()
    client.force_login(keeper)
    address = f"/en/desk/{ELECTION_ID}/stations/P001/"
    assert client.get(address).status_code == 200
    close_election(ELECTION_ID, now=timezone.now())
    assert client.get(address).status_code == 409


def test_each_refused_form_has_an_address():
    assert {f"desk:{name}" for name in REFUSED} <= {named.name for named in desk_addresses()}
