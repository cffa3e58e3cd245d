"""What every page keeps to: languages, structure, weight, policy, freshness."""

import json
import re
from itertools import pairwise

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from hattama.web.kernel.pages.remembered_pages import forget_pages
from tests.web.kernel.pages.reading import Element, read_page
from tests.web.tiny_election import protocol, publish

pytestmark = pytest.mark.django_db

WATCHED = ("e/tiny/live/", "e/tiny/live/?contest=single", "e/tiny/hall/")
"""Many things on one page; made once for each state of the log."""

PAGES = (
    *WATCHED,
    "",
    "about/",
    "e/tiny/",
    "e/tiny/?contest=single",
    "e/tiny/a/R1/",
    "e/tiny/a/R2/?contest=party",
    "e/tiny/a/D11/",
    "e/tiny/a/D11/?contest=single",
    "e/tiny/a/P001/",
    "e/tiny/a/P002/",
    "e/tiny/a/P003/",
    "e/tiny/a/P101/",
    "e/tiny/a/P201/",
    "e/tiny/a/P001/receipt/party/",
    "e/tiny/a/P002/receipt/party/",
    "e/tiny/search/",
    "e/tiny/search/?q=1",
    "e/tiny/search/?q=nothing",
    "e/tiny/missing/",
    "e/tiny/missing/?contest=single&area=R1",
    "e/tiny/findings/",
    "e/tiny/findings/?area=R1",
    "e/tiny/findings/KZ-K05A/",
    "e/tiny/findings/KZ-K05B/?unchecked=1",
    "e/tiny/findings/FORM-MISSING/",
    "e/tiny/data/",
    "e/tiny/openness/",
    "e/tiny/observation/",
    "e/tiny/balance/",
    "e/tiny/balance/?contest=single&area=D11",
    "e/tiny/a/P001/card/",
    "e/tiny/a/P202/card/",
    "e/tiny/forensics/",
    "e/tiny/samples/",
    "e/tiny/witnesses/",
    "openness/",
    "api/",
    "e/tiny/results/party/",
    "e/tiny/results/party/?annulled=counted",
    "e/tiny/results/single/",
    "e/tiny/results/party/rules/",
    "e/tiny/results/single/rules/",
    "e/tiny/results/party/what-if/",
    "e/tiny/results/party/what-if/?rules=method:dhondt&threshold=7&seats=9",
    "e/tiny/results/single/what-if/?rules=",
    "e/tiny/a/nowhere/",
)

LANGUAGES = {"kk": "/", "ru": "/ru/", "en": "/en/"}


@pytest.mark.parametrize("address", PAGES)
def test_a_page_asks_a_fixed_number_of_questions_and_keeps_to_the_frame_in_each_language(
    client: Client, night: object, address: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    """One reading, many promises: rendering it once for each, and a test for each, would cost a minute."""
    forget_pages()
    for language, start in LANGUAGES.items():
        with django_assert_max_num_queries(most_questions(address)):
            response = client.get(start + address)
        page = read_page(response)
        structure(page, language)
        policy(page)
        tables(page)
        headings(page)
        switch_of_languages(page, language, address)
        assert not response.cookies, "a page needs no cookie and gives none"
        assert "Cookie" not in response.headers.get("Vary", "")
        assert "default-src 'none'" in response.headers["Content-Security-Policy"]


def structure(page: Element, language: str) -> None:
    assert page.one("html").attributes["lang"] == language
    assert page.one("head").one("title").text.endswith("Hattama" if language == "en" else "Хаттама")
    assert page.one("h1").text
    assert page.one("main").attributes["id"] == "main"
    assert page.one("body").all()[0].attributes["href"] == "#main"
    identifiers = [element.attributes["id"] for element in page.all() if "id" in element.attributes]
    assert len(identifiers) == len(set(identifiers))
    for link in page.all("a"):
        assert link.text or link.all("img")
        target = link.attributes["href"]
        if target.startswith("#"):
            assert target[1:] in identifiers, target
    for element in page.all():
        for attribute in ("aria-labelledby", "aria-describedby", "for"):
            assert element.attributes.get(attribute, identifiers[0]) in identifiers


def policy(page: Element) -> None:
    """Nothing that the content security policy refuses: script, styles of a page's own, a foreign host."""
    for script in page.all("script"):
        # A module of this site, or words and settings for it, which are data and never run.
        if script.attributes.get("type") == "application/json":
            assert json.loads(script.text)
        else:
            assert script.attributes["type"] == "module"
            assert script.attributes["src"].startswith("/static/hattama/")
            assert not script.text
    assert not page.all("style")
    for element in page.all():
        assert "style" not in element.attributes
        assert not [name for name in element.attributes if name.startswith("on")]
        for attribute in ("src", "href", "action"):
            # What microdata say of the data (a licence) is an address to name, and nothing that is fetched.
            address = "" if "itemprop" in element.attributes else element.attributes.get(attribute, "")
            assert not address.startswith("http") or address.startswith("http://testserver/")


def tables(page: Element) -> None:
    """A table says what it is about and what each column and row is."""
    for table in page.all("table"):
        assert table.one("caption").text
        assert all(head.attributes.get("scope") for head in table.all("th"))
        assert all(head.text for head in table.all("th"))
        for body in (table, *table.all("tbody")):
            rows = [part for part in body.parts if isinstance(part, Element) and part.tag == "tr"]
            assert len({width(row) for row in rows if not row.all(rowspan="2")}) <= 1, table.text


def width(row: Element) -> int:
    cells = (part for part in row.parts if isinstance(part, Element))
    return sum(int(cell.attributes.get("colspan", 1)) for cell in cells)


def headings(page: Element) -> None:
    levels = [int(element.tag[1]) for element in page.all() if re.fullmatch("h[1-6]", element.tag)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels)), "no level is skipped"


def switch_of_languages(page: Element, language: str, address: str) -> None:
    """It keeps the page."""
    switch = page.one("nav", cls="languages")
    others = {link.attributes["hreflang"]: link.attributes["href"] for link in switch.all("a")}
    assert others == {code: start + address for code, start in LANGUAGES.items() if code != language}
    assert switch.one("span", **{"aria-current": "true"}).text


def most_questions(address: str) -> int:
    # A precinct's page tells more than any other: protocol, scans and their pages, times, papers, oddities,
    # observers' copies, what they saw, its card; which of its scans wait to be read, and each comes sooner.
    # The balance is made for the first reader of a state of the log, and read by every other.
    return 24 if address in WATCHED else 22 if "/a/P" in address else 18 if "/balance/" in address else 13


def test_more_protocols_do_not_cost_more_questions(client: Client, night: object) -> None:
    addresses = ("/", "/e/tiny/a/D11/", "/e/tiny/findings/", "/e/tiny/missing/", "/e/tiny/search/?q=сайлау")

    def questions(address: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        return len(asked)

    # What a process asks once in its life is asked here.
    for address in addresses:
        client.get(address)
    forget_pages()
    before = [questions(address) for address in addresses]
    publish(protocol("P003"), protocol("P201"), protocol("P003", "single"))
    assert [questions(address) for address in addresses] == before


def test_an_unchanged_page_is_not_sent_again(client: Client, night: object) -> None:
    first = client.get("/e/tiny/a/P003/")
    held = {"If-None-Match": first.headers["ETag"]}
    assert client.get("/e/tiny/a/P003/", headers=held).status_code == 304
    assert client.get("/ru/e/tiny/a/P003/", headers=held).status_code == 200
    publish(protocol("P201"))
    assert client.get("/e/tiny/a/P003/", headers=held).status_code == 200


def test_whoever_holds_any_page_is_told_that_it_is_not_there(client: Client, night: object) -> None:
    held = {"If-None-Match": "*"}
    assert client.get("/e/tiny/a/P003/", headers=held).status_code == 304
    assert client.get("/e/tiny/a/NOWHERE/", headers=held).status_code == 404


def test_a_new_election_changes_the_pages_that_offer_it(
    client: Client, night: object, request: pytest.FixtureRequest
) -> None:
    held = {"If-None-Match": client.get("/e/tiny/").headers["ETag"]}
    request.getfixturevalue("second_election")
    assert client.get("/e/tiny/", headers=held).status_code == 200


def test_pages_only_answer_questions(client: Client, night: object) -> None:
    for address in ("/", "/about/", "/e/tiny/", "/e/tiny/a/P001/", "/e/tiny/search/"):
        assert client.post(address).status_code == 405, address
        assert client.head(address).status_code == 200, address


def test_a_page_that_is_not_there_stands_in_the_same_frame(client: Client, night: object) -> None:
    response = client.get("/ru/e/tiny/a/nowhere/")
    page = read_page(response)
    assert (response.status_code, page.one("h1").text) == (404, "Такой страницы нет")
    assert page.one("nav", cls="sections").links["Результаты"] == "/ru/"


def test_the_data_page_names_every_file_and_each_opens(client: Client, night: object) -> None:
    page = read_page(client.get("/en/e/tiny/data/"))
    files = {words: target for words, target in page.links.items() if target.startswith("/data/")}
    assert set(files) >= {
        "protocols.csv", "votes.csv", "totals.csv", "findings.csv", "areas.csv", "election.json", "log/0",
        "election.toml", "rulepack.toml",
    }  # fmt: skip
    for target in files.values():
        response = client.get(target)
        assert response.status_code == 200, target
        assert b"".join(response) if response.streaming else response.content


@pytest.mark.parametrize(
    ("asked", "answer"), [("/kk/", "/"), ("/kk/e/tiny/?contest=single", "/e/tiny/?contest=single")]
)
def test_the_first_language_is_found_under_its_letters_too(client: Client, asked: str, answer: str) -> None:
    assert client.get(asked).headers["Location"] == answer


@pytest.mark.parametrize("asked", ["/kk//elsewhere.example/", "/kk/\\elsewhere.example/"])
def test_and_leads_to_no_other_site(client: Client, db: None, asked: str) -> None:
    assert client.get(asked).status_code == 404


@pytest.mark.parametrize(
    "address",
    ("missing/", "findings/", "findings/KZ-K01/", "data/", "search/", "log/", "witnesses/", "openness/"),
)
def test_a_title_names_the_election_of_a_page(client: Client, night: object, address: str) -> None:
    page = read_page(client.get(f"/en/e/tiny/{address}"))
    election = page.one("nav", cls="crumbs").all("a")[0].text
    assert page.one("title").text.endswith(f"{election} · Hattama")


def test_stations_of_one_number_have_titles_of_their_own(client: Client, night: object) -> None:
    title = read_page(client.get("/en/e/tiny/a/P001/")).one("title").text
    assert title.endswith(", Qaskeleng district, Almaty region · Hattama")
