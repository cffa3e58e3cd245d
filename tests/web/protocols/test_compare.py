"""«Match my copy» without scripts: what is posted comes back compared, row by row, and is kept nowhere."""

import logging

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hattama.web.reports.tables import DifferenceReport
from tests.web.kernel.pages.reading import Element, read_page
from tests.web.tiny_election import protocol, publish, sound_figures

pytestmark = pytest.mark.django_db
ADDRESS = "/en/e/tiny/a/P001/compare/party/"


def results(page: Element) -> dict[str, str]:
    """What the page says of each line, by the key of its box."""
    return {
        row.all("input", type="text")[0].attributes["name"]: row.one("td", cls="compare-result").text
        for row in page.all("tr")
        if "data-line" in row.attributes
    }


def test_rows_that_agree_differ_and_were_left_out_are_told_apart(client: Client, night: object) -> None:
    sent = {"voters_listed": "1 000", "votes[dala]": "371", "same:votes[ozen]": "1", "invalid": "twelve"}
    found = results(read_page(client.post(ADDRESS, sent)))
    assert found["voters_listed"] == "agrees"
    assert found["votes[dala]"] == "differs"
    assert found["votes[ozen]"] == "agrees"
    assert found["invalid"] == "not a number"
    assert {found[key] for key in found.keys() - {*sent, "votes[ozen]"}} == {"—"}


def test_the_sum_of_the_comparison_stands_above_the_rows(client: Client, night: object) -> None:
    page = read_page(client.post(ADDRESS, {"voters_listed": "1000", "votes[dala]": "371"}))
    counts = {
        mark.attributes["data-count"]: mark.text for mark in page.all("b") if "data-count" in mark.attributes
    }
    lines = len(results(page))
    assert counts == {"agrees": "1", "differs": "1", "not_typed": str(lines - 2), "unreadable": "0"}


def test_every_line_of_the_paper_that_the_site_has_can_be_compared(client: Client, night: object) -> None:
    keys = results(read_page(client.get(ADDRESS)))
    assert set(keys) >= set(sound_figures())


def test_a_figure_where_the_site_has_none_differs_even_when_it_is_zero(client: Client, tiny: object) -> None:
    figures = sound_figures()
    del figures["against_all"], figures["invalid"]
    publish(protocol("P001", figures=figures, illegible=frozenset({"invalid"})))
    found = results(read_page(client.post(ADDRESS, {"against_all": "0", "invalid": "0"})))
    assert (found["against_all"], found["invalid"]) == ("differs", "differs")


def test_what_is_typed_is_kept_nowhere(
    client: Client, night: object, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        answer = client.post(ADDRESS, {"voters_listed": "987654321"})
    assert answer["Cache-Control"] == "no-store"
    assert not answer.cookies
    assert not any(query["sql"].startswith(("INSERT", "UPDATE", "DELETE")) for query in queries)
    assert not any("987654321" in query["sql"] for query in queries)
    kept = [record.getMessage() for record in caplog.records if not record.name.startswith("django.db")]
    assert "987654321" not in " ".join(kept)
    assert not DifferenceReport.objects.exists()


def test_the_page_says_whether_figures_are_sent(client: Client, night: object) -> None:
    page = read_page(client.get(ADDRESS))
    shown, hidden = page.all("p", cls="compare-privacy")[::-1]
    assert "sent to this site to be compared" in shown.text and "hidden" not in shown.attributes
    assert "Nothing you type leaves this device" in hidden.text and "hidden" in hidden.attributes


def test_a_precinct_without_a_protocol_has_nothing_to_compare_with(client: Client, night: object) -> None:
    assert client.get("/en/e/tiny/a/P003/compare/party/")["Location"] == "/en/e/tiny/a/P003/"


@pytest.mark.parametrize("place", ["P201/compare/single", "R1/compare/party", "nowhere/compare/party"])
def test_a_contest_that_is_not_held_in_a_precinct_is_not_there(
    client: Client, night: object, place: str
) -> None:
    assert client.get(f"/en/e/tiny/a/{place}/").status_code == 404


@pytest.mark.parametrize("language", ["/", "/ru/", "/en/"])
def test_what_a_reader_types_comes_back_as_text_and_never_as_markup(
    client: Client, night: object, language: str
) -> None:
    body = client.post(f"{language}e/tiny/a/P001/compare/party/", {"invalid": '"><i>'}).content
    assert b"<i>" not in body


def test_the_top_of_a_precinct_says_what_was_flagged_and_whether_it_was_answered(
    client: Client, night: object
) -> None:
    page = read_page(client.get("/en/e/tiny/a/P002/"))
    assert "does not add up" in page.one("ul", cls="jump").text
    section = page.one("section", id="party")
    assert section.one("div", cls="verdict").one("blockquote").text
    assert section.one("ul", cls="acts").links["Scan : Party lists"] == "#party-scan"
    assert "does not add up" not in read_page(client.get("/en/e/tiny/a/P001/")).one("ul", cls="jump").text
