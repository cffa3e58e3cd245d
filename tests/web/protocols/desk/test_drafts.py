"""What the server does for unsent work: a key for the account alone, and no page that a cache may keep."""

import re

import pytest
from django.test import Client

from hattama.web.kernel.accounts.roles import Role
from tests.web.desk_clients import address, typed
from tests.web.people import person

pytestmark = pytest.mark.django_db


def shelf(client: Client) -> dict[str, str]:
    page = client.get(address()).content.decode()
    return dict(re.findall(r'data-(account|place|draft-key)="([^"]+)"', page))


def client_of(user) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def test_the_key_of_a_draft_is_the_accounts_own_and_the_same_at_every_log_in(tiny):
    first, second = (person(Role.TYPIST, "P001", username=name) for name in ("aigul", "bolat"))
    kept = shelf(client_of(first))
    assert kept["account"] == str(first.pk)
    assert kept["place"] == "tiny/P001/party/entry"
    assert shelf(client_of(first)) == kept
    assert shelf(client_of(second))["draft-key"] != kept["draft-key"]


def test_no_cache_keeps_a_page_of_the_desk(typist):
    pages = [
        typist.get("/en/desk/tiny/"),
        typist.get(address()),
        typist.post(address(), typed(action="check")),
    ]
    for page in pages:
        assert "no-store" in page.headers["Cache-Control"]


def test_what_was_sent_is_dropped_from_the_device_and_what_was_refused_is_not(typist):
    refused = typist.post(address(), typed(action="check")).content.decode()
    assert "data-forget" not in refused
    typist.post(address(), typed())
    assert 'data-forget="tiny/P001/party/entry"' in typist.get(address(step="done")).content.decode()
