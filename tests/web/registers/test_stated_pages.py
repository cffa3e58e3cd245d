"""What sources published of past elections stands on the site, whichever elections it holds."""

import csv
import io
import json

import pytest
from django.test import Client

from tests.web.kernel.pages.reading import read_page

pytestmark = pytest.mark.django_db

STARTS = ("/", "/ru/", "/en/")


def cells(table):
    return [[" ".join(cell.text.split()) for cell in row.all("td")] for row in table.one("tbody").all("tr")]


def test_published_numbers_are_found_without_any_election_of_theirs(client: Client, tiny) -> None:
    for start in STARTS:
        for page in ("elections/", "about/", "openness/"):
            assert f'href="{start}stated/"' in client.get(start + page).content.decode()
    (table,) = read_page(client.get("/en/stated/")).all("table")
    days = [head.text.split("Kazakhstan")[0].strip() for head in table.one("thead").all("th")][1:]
    assert days == [
        *("3 April 2011", "9 June 2019", "10 January 2021", "5 June 2022", "20 November 2022"),
        *("19 March 2023", "6 October 2024", "15 March 2026"),
    ]


def test_what_does_not_agree_is_counted_where_one_looks_for_it(client: Client, tiny) -> None:
    page = client.get("/en/stated/").content.decode()
    assert "do not agree: 3" in page, "candidates of 2023: 439 and 435, 28 and 29 percent, euros"


@pytest.mark.parametrize("start", STARTS)
def test_the_flow_of_candidates_of_2023_is_drawn_and_its_gap_of_four_is_said(client, tiny, start) -> None:
    page = read_page(client.get(f"{start}stated/candidates/"))
    text = " ".join(page.one("main").text.split())
    assert "609 − 45 − 125 = 439" in text and "439 / 435" in text
    assert "435 − 54 − 33 + 22 = 370 ✓" in text and "22 − 5 − 4 − 5 − 4 = 4 ✓" in text


def test_complaints_of_2023_are_told_by_each_source_and_what_was_left_is_reckoned(client, tiny) -> None:
    """Q07, X06: 45 and 27, 62 and 55, each with who says it; 451 less 223 leaves 228, which nobody states."""
    page = read_page(client.get("/en/stated/complaints/"))
    text = " ".join(page.one("main").text.split())
    for told in ("sources state different values: 45 ≠ 27", "sources state different values: 62 ≠ 55"):
        assert told in text
    (flow,) = page.all("table", cls="flow")
    assert [row.text for row in flow.one("tbody").all("td")] == ["451", "223", "–"]
    assert "451 − 223 = 228 nobody states it" in " ".join(flow.text.split())


def test_registered_voters_stand_from_election_to_election(client: Client, tiny) -> None:
    series = read_page(client.get("/en/stated/voter-lists/")).all("table", cls="series")[0]
    rows = dict(zip([one.text for one in series.one("tbody").all("th")], cells(series), strict=True))
    assert rows["voters registered"] == ["9 101 000", "11 960 364", "11 722 536", "12 032 550"]


def test_the_final_result_of_2022_is_said_to_differ_from_the_preliminary_one_and_by_how_much(client, tiny):
    text = " ".join(read_page(client.get("/en/stated/published-results/")).one("main").text.split())
    for difference in (
        "7 986 293 → 7 985 769 (−524)",
        "6 163 863 → 6 163 516 (−347)",
        "1 490 475 → 1 490 470 (−5)",
        "206 096 → 205 924 (−172)",
    ):
        assert difference in text
    for at_an_hour in ("6 262 973", "7 624 641", "7 936 655", "8 030 739"):
        assert at_an_hour in text
    assert "8 300 046 = 8 300 046" not in text and "as many as above: 8 300 046" in text
    assert "stated: 7 940 477, off by 359 569" in text, "ballots of 20 November 2022 that became no vote"
    (row,) = [cells for name, cells in zip(*_index(client), strict=True) if name == "Published results"]
    assert row[3] == "18 numbers", "what changed from day to day is no disagreement"
    assert row[4] == "12 numbers do not agree: 2"


def _index(client):
    table = read_page(client.get("/en/stated/")).one("table")
    return [one.text for one in table.one("tbody").all("th")], cells(table)


def test_each_number_stands_with_document_place_and_words(client: Client, tiny) -> None:
    text = " ".join(read_page(client.get("/en/stated/voter-lists/")).one("main").text.split())
    assert "fn. 40" in text and "12106 азамат қосылған" in text
    assert (
        "Every number here stands as its source published it." in client.get("/en/stated/").content.decode()
    )


def test_documents_are_named_in_the_readers_language(client: Client, tiny) -> None:
    russian, kazakh = (client.get(f"{start}/stated/voter-lists/").content.decode() for start in ("/ru", ""))
    assert "отчёт миссии по оценке референдума" in russian and "report of the referendum" not in russian
    assert "референдумды бағалау миссиясының есебі" in kazakh


def test_the_same_is_a_table_and_a_document(client: Client, tiny) -> None:
    rows = list(csv.DictReader(io.StringIO(b"".join(client.get("/data/stated.csv")).decode())))
    registered = [row for row in rows if (row["register"], row["field"]) == ("voter-lists", "registered")]
    assert [(row["election"], row["as_of"], json.loads(row["value"])) for row in registered] == [
        ("kz-2011", "2011-01-01", {"value": 9101000}),
        ("kz-2019", "", {"value": 11960364}),
        ("kz-2019", "", {"value": 11814019}),
        ("kz-2022-referendum", "2022-06-04", {"value": 11722536}),
        ("kz-2023", "2023-02-26", {"value": 12032550}),
    ]
    document = json.loads(b"".join(client.get("/data/stated.json")))
    (of_2023,) = (one for one in document["elections"] if one["election"] == "kz-2023")
    (candidates,) = (one for one in of_2023["registers"] if one["register_id"] == "candidates")
    assert {"relation": "KZ-I01", "left": 439, "right": 435} in candidates["relations_broken"]


def test_a_register_of_which_nothing_was_published_is_not_found(client: Client, tiny) -> None:
    assert client.get("/en/stated/nothing/").status_code == 404
    assert client.get("/en/stated/video/").status_code == 404
