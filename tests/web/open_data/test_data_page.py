"""The data page lists what bundle and site hold beyond the tables, where it exists; and each file opens."""

import pytest
from django.conf import LazySettings
from django.test import Client

from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.refresh_bundle import refresh_bundle
from hattama.web.open_data.write_open_data import write_open_data
from tests.web.claims.test_public import declare
from tests.web.kernel.pages.reading import Element, read_page
from tests.web.tiny_election import ELECTION_ID, PARTY, SINGLE, protocol, publish
from tests.web.turnout.test_public import say, stated

pytestmark = pytest.mark.django_db(transaction=True)

OUTCOMES = [f"outcomes/{contest}.json" for contest in (PARTY, SINGLE)]
LATER = (*OUTCOMES, f"claims/{PARTY}.csv", f"claims/{SINGLE}.csv", "turnout/KZ.csv")
LANGUAGES = {
    "kk": ("/", "Нәтижелер және хабарланған сандар"),
    "ru": ("/ru/", "Итоги и то, что объявлялось"),
    "en": ("/en/", "Outcomes, and what was announced"),
}


@pytest.fixture(autouse=True)
def fresh_folder(settings: LazySettings, tmp_path: object) -> None:
    """No bundle of another test lies where this site looks for its own."""
    settings.DATA_DIR = tmp_path


def page(client: Client, language: str = "en") -> Element:
    return read_page(client.get(f"{LANGUAGES[language][0]}e/tiny/data/"))


def listed(found: Element) -> dict[str, str]:
    return {words: target for words, target in found.links.items() if words in LATER}


def test_files_that_do_not_exist_are_not_promised(client: Client, tiny: ElectionRow) -> None:
    found = page(client)
    assert listed(found) == {}
    assert LANGUAGES["en"][1] not in found.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_outcomes_claims_and_turnout_are_listed_with_a_sentence_each_and_open(
    client: Client, tiny: ElectionRow, language: str
) -> None:
    publish(protocol("P001"))
    declare(dala=370)
    say(stated("R1", 12, "38.29"))
    refresh_bundle(ELECTION_ID)
    found = page(client, language)
    files = listed(found)
    assert list(files) == [*OUTCOMES, f"claims/{PARTY}.csv", "turnout/KZ.csv"]
    for target in files.values():
        answer = client.get(target)
        assert answer.status_code == 200, target
        assert b"".join(answer) if answer.streaming else answer.content
    assert files[OUTCOMES[0]] == f"/data/tiny/bundle/outcomes/{PARTY}.json"
    block = found.one("section", **{"aria-labelledby": "announced"})
    assert block.one("h2").text == LANGUAGES[language][1]
    sentences = [told.text for told in block.all("dd")]
    assert len(set(sentences)) == len(files) and all(told.endswith(".") for told in sentences)


def test_the_times_of_counting_night_and_the_papers_are_listed_too(client: Client, tiny: ElectionRow) -> None:
    links = page(client).links
    for name in ("timeline", "custody"):
        assert links[f"{name}.csv"] == f"/data/tiny/{name}.csv"
        assert client.get(links[f"{name}.csv"]).status_code == 200


@pytest.mark.parametrize(
    ("language", "head", "licence"),
    [
        ("kk", "Бір сәттегі барлық кестелер", "Лицензия және сілтеме жасау тәртібі"),
        ("ru", "Все таблицы на один момент", "Лицензия и как ссылаться"),
        ("en", "All tables of one moment", "Licence, and how to cite"),
    ],
)
def test_the_open_data_are_listed_with_their_columns_and_licence_once_they_are_written(
    client: Client, tiny: ElectionRow, language: str, head: str, licence: str
) -> None:
    before = page(client, language)
    assert head not in before.text
    publish(protocol("P001"))
    write_open_data(ELECTION_ID)
    found = page(client, language)
    assert (found.one("h2", id="package").text, found.one("h2", id="licence").text) == (head, licence)
    listed_there = {link.attributes["href"] for link in found.all("a") if "/open/" in link.attributes["href"]}
    names = {f"{name}.{kind}" for name in ("votes", "whole-party") for kind in ("csv", "parquet")}
    names |= {"whole-party.xlsx", "nist/party.json", "eml/party.xml", "xlsx/party.xlsx"}
    assert {f"/data/tiny/open/{name}" for name in names} <= listed_there
    # What a journalist came for stands first: one contest, a row a protocol.
    assert (
        found.all("ul", cls="contest-files")[0].all("a")[0].attributes["href"]
        == "/data/tiny/open/whole-party.csv"
    )
    # The same files, as search engines of data sets read them (schema.org/Dataset).
    offered = {link.attributes["href"] for link in found.all("a", itemprop="contentUrl")}
    assert "/data/tiny/open/votes.csv" in offered <= listed_there
    assert found.one("div", itemtype="https://schema.org/Dataset").one("link", itemprop="license")
    for target in listed_there:
        assert client.get(target).status_code == 200, target
    described = {
        told.text
        for block in ("whole", "package")
        for told in found.one("section", **{"aria-labelledby": block}).all("dt")
    }
    assert {"area_key", "votes", "computed", "old", "new", "annulled_by", "participants"} <= described


def test_the_page_changes_when_the_open_data_are_written_though_the_log_stands_still(
    client: Client, tiny: ElectionRow
) -> None:
    first = client.get("/en/e/tiny/data/")
    held = {"If-None-Match": first["ETag"]}
    assert client.get("/en/e/tiny/data/", headers=held).status_code == 304
    write_open_data(ELECTION_ID)
    assert client.get("/en/e/tiny/data/", headers=held).status_code == 200
