"""The page of statistical questions: from published protocols, in three languages, with files."""

import csv
import io
import json

import pytest
from django.test import Client

from hattama.phrases import LANGUAGES
from hattama.web.forensics.reading import load_figures
from hattama.web.kernel.elections.loading import load_definition
from hattama.web.kernel.elections.tables import ElectionRow
from tests.web.tiny_election import PARTY, annul

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("language", "said"),
    [("kk", "Айтуға болмайтыны"), ("ru", "Чего сказать нельзя"), ("en", "What may not be said")],
)
def test_the_page_says_first_what_may_not_be_said(
    night: ElectionRow, client: Client, language: str, said: str
) -> None:
    before = "" if language == "kk" else f"/{language}"
    page = client.get(f"{before}/e/{night.pk}/forensics/")
    assert page.status_code == 200
    text = page.content.decode()
    assert said in text
    assert text.index(said) < text.index("<h2")


def test_a_precinct_whose_protocol_was_annulled_is_asked_nothing(night: ElectionRow) -> None:
    contest = load_definition(night).election.contest(PARTY)
    before = {station.code for station in load_figures(night, contest).stations}
    annul("P001")
    after = {station.code for station in load_figures(night, contest).stations}
    assert len(before) - len(after) == 1


def test_the_answers_are_a_file_of_the_state_of_the_log(night: ElectionRow, client: Client) -> None:
    told = json.loads(b"".join(client.get(f"/data/{night.pk}/forensics/{PARTY}.json")))
    assert told["tree_size"] == told["seed"] > 0
    assert {answer["state"] for answer in told["answers"]} >= {"not_applicable"}
    assert set(told["statement"]) == set(LANGUAGES)


def test_every_table_can_be_downloaded_and_a_made_up_one_is_not_found(
    night: ElectionRow, client: Client
) -> None:
    told = json.loads(b"".join(client.get(f"/data/{night.pk}/forensics/{PARTY}.json")))
    for answer in told["answers"]:
        for table in answer["tables"]:
            file = client.get(f"/data/{night.pk}/forensics/{PARTY}/{answer['code']}/{table['code']}.csv")
            rows = list(csv.reader(io.StringIO(b"".join(file).decode())))
            assert len(rows) == 1 + len(table["rows"])
    assert client.get(f"/data/{night.pk}/forensics/{PARTY}/last_digits/nothing.csv").status_code == 404
    assert client.get(f"/data/{night.pk}/forensics/nothing.json").status_code == 404
