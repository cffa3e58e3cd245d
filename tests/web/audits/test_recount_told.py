"""That ballots are to be counted again is news: feeds and letters tell it, everywhere and at each station."""

import xml.etree.ElementTree as ElementTree

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from hattama.web.kernel.accounts.roles import Role
from hattama.web.notices import changes
from hattama.web.notices.letters import notify_subscribers
from tests.web.audits.steps import order
from tests.web.notices.test_told import letters_leave, subscribe

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
ORDERED = "Ballots are to be counted again by a decision"

__all__ = ["letters_leave"]


def recounts_told(client: Client, address: str) -> list[tuple[str, str]]:
    """Titles and links of what a feed says of recounts."""
    feed = ElementTree.fromstring(client.get(address).content)
    told = [
        (entry.findtext(f"{ATOM}title") or "", entry.find(f"{ATOM}link").attrib["href"])
        for entry in feed.findall(f"{ATOM}entry")
    ]
    return [one for one in told if ORDERED in one[0]]


def test_a_recount_of_one_station_is_told_there_above_it_and_to_the_whole_site(counted, log_in, client):
    order(log_in(Role.TERRITORIAL_HEAD, "D11"), "P002")
    for feed in ("feed.atom", "e/tiny/feed.atom", "e/tiny/a/R1/feed.atom", "e/tiny/a/P002/feed.atom"):
        [(title, link)] = recounts_told(client, f"/en/{feed}")
        assert title.endswith(f"Polling station No. 2: {ORDERED}")
        assert link == "https://results.example.org/en/e/tiny/audits/#audit-1"
    for elsewhere in ("P001", "D12", "R2"):
        assert recounts_told(client, f"/en/e/tiny/a/{elsewhere}/feed.atom") == []


def test_a_recount_of_several_stations_is_told_at_each_of_them_with_all_that_it_names(
    counted, log_in, client, monkeypatch
) -> None:
    central = log_in(Role.CENTRAL_HEAD, "KZ")
    order(central, "P001 P003 P101", authority="central_commission")
    for area in ("P003", "P101", "D12", "KZ"):
        [(title, _)] = recounts_told(client, f"/en/e/tiny/a/{area}/feed.atom")
        said = "Qaskeleng district · Polling station No. 1, Qaskeleng district · Polling station No. 10, "
        assert title == f"Almaty region: {ORDERED}: {said}Talghar district · Polling station No. 101"
    assert recounts_told(client, "/en/e/tiny/a/P002/feed.atom") == []
    order(central, "P001 P201", authority="central_commission")
    [(title, _)] = recounts_told(client, "/en/e/tiny/a/P201/feed.atom")
    assert "Almaty region · Qaskeleng district · Polling station No. 1, " in title
    monkeypatch.setattr(changes, "_MOST_NAMED", 1)
    order(log_in(Role.TERRITORIAL_HEAD, "D11"), "P001 P003")
    title, _ = recounts_told(client, "/en/e/tiny/a/D11/feed.atom")[0]
    assert title.endswith(f"Qaskeleng district: {ORDERED}: Polling station No. 1, …")


def test_whoever_follows_a_station_gets_a_letter_that_its_ballots_are_counted_again(
    counted, log_in, client
) -> None:
    subscribe(client)
    order(log_in(Role.TERRITORIAL_HEAD, "D11"), "P001 P003")
    assert notify_subscribers(now=timezone.now()) == 1
    [letter] = mail.outbox
    named = "Polling station No. 1, Polling station No. 10"
    assert f"Qaskeleng district, Party lists: {ORDERED}: {named}" in letter.body
    assert "https://results.example.org/en/e/tiny/audits/#audit-1" in letter.body
