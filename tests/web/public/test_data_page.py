"""The data page lists what bundle and site hold beyond the tables, where it exists; and each file opens."""

from __future__ import annotations

import pytest
from django.conf import LazySettings
from django.test import Client

from hattama.web.archive.elections import ElectionRow
from hattama.web.usecases.refresh_bundle import refresh_bundle
from tests.web.public.reading import Element, read_page
from tests.web.public.test_claims import declare
from tests.web.public.test_turnout import say, stated
from tests.web.tiny_election import ELECTION_ID, PARTY, SINGLE, protocol, publish

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
