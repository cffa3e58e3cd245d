"""Atom feeds (RFC 4287): well-formed, with names that stay, of a site, an election, an area, a precinct."""

import datetime
import xml.etree.ElementTree as ElementTree

import pytest
from django.test import Client

from hattama.web.kernel.log.tables import LogEntry
from tests.web.kernel.pages.reading import read_page
from tests.web.tiny_election import NIGHT, annul, protocol, publish

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


def read_feed(client: Client, address: str) -> ElementTree.Element:
    answer = client.get(address)
    assert answer["Content-Type"].startswith("application/atom+xml")
    return ElementTree.fromstring(answer.content)


def entries(feed: ElementTree.Element) -> list[ElementTree.Element]:
    return feed.findall(f"{ATOM}entry")


def text(element: ElementTree.Element, name: str) -> str:
    found = element.findall(f"{ATOM}{name}")
    assert len(found) == 1, name
    return found[0].text or ""


FEEDS = ("feed.atom", "e/tiny/feed.atom", "e/tiny/a/R1/feed.atom", "e/tiny/a/P001/feed.atom")


@pytest.mark.parametrize("language", ["", "ru/", "en/"])
def test_every_feed_has_what_the_standard_asks_for(client: Client, night: object, language: str) -> None:
    for address in FEEDS:
        feed = read_feed(client, f"/{language}{address}")
        itself = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
        assert itself["self"] == text(feed, "id") == f"http://testserver/{language}{address}"
        assert itself["alternate"]
        assert feed.find(f"{ATOM}author/{ATOM}name") is not None
        assert datetime.datetime.fromisoformat(text(feed, "updated")).tzinfo is not None
        assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == (language.strip("/") or "kk")
        for entry in entries(feed):
            assert text(entry, "title") and text(entry, "id") and text(entry, "summary")
            assert [part.get("type") for part in entry.iter() if part.get("type")] == [], "words are no HTML"
            assert datetime.datetime.fromisoformat(text(entry, "updated")).tzinfo is not None
        assert len({text(entry, "id") for entry in entries(feed)}) == len(entries(feed)) > 0


def test_an_entry_is_named_by_its_place_in_the_log(client: Client, night: object) -> None:
    last = LogEntry.objects.filter(kind="protocol").order_by("-index")[0]
    entry = entries(read_feed(client, "/en/e/tiny/feed.atom"))[0]
    assert text(entry, "id") == f"tag:hattama.invalid,2023-03-19:tiny/{last.index}"
    region, district, what = text(entry, "title").split(" · ")
    assert (region, district) == ("Almaty region", "Talghar district")
    assert what == "Polling station No. 101: Protocol published"
    link = entry.find(f"{ATOM}link")
    assert link is not None and link.get("href") == "http://testserver/en/e/tiny/a/P101/#party"


def test_the_time_of_a_feed_is_that_of_its_newest_entry(client: Client, night: object) -> None:
    feed = read_feed(client, "/e/tiny/a/P001/feed.atom")
    assert datetime.datetime.fromisoformat(text(feed, "updated")) == NIGHT


def test_a_feed_tells_of_its_own_area_alone(client: Client, night: object) -> None:
    titles = [text(entry, "title") for entry in entries(read_feed(client, "/en/e/tiny/a/D11/feed.atom"))]
    assert titles and not any("101" in title for title in titles)
    assert entries(read_feed(client, "/en/e/tiny/a/R2/feed.atom")) == []


def test_what_is_done_about_a_protocol_is_told(client: Client, night: object) -> None:
    annul("P001")
    feed = read_feed(client, "/en/e/tiny/a/P001/feed.atom")
    told = text(entries(feed)[0], "title")
    assert told.endswith(" · Polling station No. 1: Protocol declared invalid")


def test_a_reader_who_has_it_gets_it_once(client: Client, night: object) -> None:
    address = "/e/tiny/a/D11/feed.atom"
    first = client.get(address)
    assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 304
    publish(protocol("P201"))
    assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 304, "elsewhere"
    publish(protocol("P003"))
    assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 200


@pytest.mark.parametrize(
    ("page", "feed"),
    [
        ("/ru/e/tiny/", "/ru/e/tiny/feed.atom"),
        ("/e/tiny/a/R1/", "/e/tiny/a/R1/feed.atom"),
        ("/en/e/tiny/a/P001/", "/en/e/tiny/a/P001/feed.atom"),
    ],
)
def test_a_page_names_its_feed(client: Client, night: object, page: str, feed: str) -> None:
    found = read_page(client.get(page)).all("link", type="application/atom+xml")
    assert [link.attributes["href"] for link in found] == [feed]


@pytest.mark.parametrize("address", ["/feed.atom", "/e/tiny/feed.atom", "/e/tiny/a/KZ/feed.atom"])
def test_what_is_not_open_has_no_feed(client: Client, draft: object, address: str) -> None:
    assert client.get(address).status_code == 404
