"""Lists by name: what was not received, what does not add up, and each rule explained."""

import re

import pytest
from django.test import Client

from hattama.core.tabulation import rule_book
from hattama.phrases import say
from hattama.web.kernel.elections.loading import load_definition
from hattama.web.kernel.published.tables import PublishedProtocol
from tests.web.kernel.pages.reading import Element, read_page
from tests.web.tiny_election import ELECTION_ID, PARTY, SINGLE, protocol, publish, sound_figures

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]


def names(page: object) -> list[str]:
    """Names in the lists of a page, in order."""
    return [item.all("a")[0].text for feed in page.all("ul", cls="feed") for item in feed.all("li")]  # type: ignore[attr-defined]


def test_what_was_not_received_is_listed_by_name_and_place(client: Client, night: object) -> None:
    page = read_page(client.get("/en/e/tiny/missing/"))
    assert names(page) == ["Polling station No. 10", "Polling station No. 7", "Polling station No. 8"]
    assert [head.text for head in page.all("h3")] == [
        "Almaty region › Qaskeleng district",
        "Qostanai region › Äuliekol district",
    ]
    assert page.one("h2", id="missing-head").text == "Not received: 3"


def test_a_contest_that_is_not_held_everywhere_misses_nothing_elsewhere(
    client: Client, night: object
) -> None:
    page = read_page(client.get("/en/e/tiny/missing/?contest=single"))
    assert names(page) == ["Polling station No. 2", "Polling station No. 10", "Polling station No. 101"]
    offered = [one.attributes["value"] for one in page.one("select", id="area").all("option")]
    assert offered == ["", "R1"]
    assert not read_page(client.get("/en/e/tiny/missing/?area=R2")).all("ul", cls="tabs")


def test_what_was_not_received_can_be_asked_of_one_area(client: Client, night: object) -> None:
    page = read_page(client.get("/en/e/tiny/missing/?area=D11"))
    assert names(page) == ["Polling station No. 10"]
    chosen = page.one("select", id="area").one("option", selected="")
    assert (chosen.text, chosen.attributes["value"]) == ("Qaskeleng district", "D11")
    assert page.one("ul", cls="tabs").links == {"Single-mandate district": "?contest=single&area=D11"}


def test_when_everything_has_come_nothing_is_missing(client: Client, night: object) -> None:
    page = read_page(client.get("/en/e/tiny/missing/?area=D12"))
    assert "Every expected protocol has been received." in page.text


@pytest.mark.parametrize("question", ["area=R9", "area=%00", "page=2", "page=0", "page=x", "page=٣"])
@pytest.mark.parametrize("address", ["missing", "findings", "findings/KZ-K05A"])
def test_a_question_that_names_nothing_is_not_found(
    client: Client, night: object, address: str, question: str
) -> None:
    assert client.get(f"/en/e/tiny/{address}/?{question}").status_code == 404


def test_a_contest_that_is_not_of_this_election_is_not_found(client: Client, night: object) -> None:
    assert client.get("/en/e/tiny/missing/?contest=none").status_code == 404


def counted(rules: Element) -> dict[str, list[str]]:
    """The counts of each row by the code of its rule, which its sentence leads to."""
    codes = [link.attributes["href"].split("/")[5] for link in rules.all("a")]
    return dict(zip(codes, (row[1:] for row in rules.rows()[1:]), strict=True))


def test_every_rule_stands_with_how_many_protocols_break_it(client: Client, night: object) -> None:
    page = read_page(client.get("/en/e/tiny/findings/"))
    assert page.links["Everything that the checks found, CSV"] == "/data/tiny/findings.csv"
    found, silent = page.all("table", cls="rules")
    assert counted(found).keys() >= {"KZ-K05A", "FORM-ILLEGIBLE"}
    counts = counted(found) | counted(silent)
    assert counts["KZ-K05A"] == ["1", "1"]
    assert counts["FORM-ILLEGIBLE"] == ["1", "0"]
    assert counts["KZ-K01"] == ["0", "0"]
    definition = load_definition(PublishedProtocol.objects.select_related("election")[0].election)
    assert sorted(counts) == sorted(rule.code for rule in rule_book(definition.rules.values()).of_protocols())


def test_a_protocol_in_which_a_rule_is_broken_in_two_rows_counts_once(client: Client, tiny: object) -> None:
    boxes = {"box_requests[1]": 1, "box_ballots[1]": 2, "box_requests[2]": 1, "box_ballots[2]": 3}
    publish(protocol("P001", figures=sound_figures() | boxes))
    rules = read_page(client.get("/en/e/tiny/findings/")).all("table", cls="rules")[0]
    assert counted(rules)["KZ-K06"][0] == "1"
    told = read_page(client.get("/en/e/tiny/findings/KZ-K06/")).one("ul", cls="feed").one("li").text
    assert "1: left side 2, right side 1" in told
    assert "2: left side 3, right side 1" in told


def test_protocols_that_do_not_add_up_are_listed_with_their_explanations_counted(
    client: Client, night: object
) -> None:
    page = read_page(client.get("/en/e/tiny/findings/"))
    assert page.one("h2", id="list-head").text == "Protocols that do not add up: 2"
    assert "Explained by their commission: 1" in page.text
    assert names(page) == ["Polling station No. 2", "Polling station No. 101"]
    items = page.one("ul", cls="feed").all("li")
    # What is wrong stands there as a sentence, not as a code, and the protocols before the rules.
    assert "KZ-" not in items[0].text
    assert (
        "Votes cast, with the ballots marked against all, are not equal to the voters who took part."
        in items[0].text
    )
    assert [head.attributes.get("id") for head in page.all("h2")][:2] == ["list-head", "rules-head"]
    assert items[0].links == {"Polling station No. 2": "/en/e/tiny/a/P002/#party"}


def test_findings_can_be_asked_of_one_area(client: Client, night: object) -> None:
    page = read_page(client.get("/en/e/tiny/findings/?area=D12"))
    assert names(page) == ["Polling station No. 101"]
    assert counted(page.all("table", cls="rules")[0])["KZ-K05A"] == ["0", "1"]


def test_what_one_contest_was_said_to_have_is_found_again_among_all(client: Client, tiny: object) -> None:
    for code, area in ((PARTY, "P001"), (PARTY, "P002"), (SINGLE, "P001")):
        publish(protocol(area, code, figures=sound_figures(code, participants=599)))
    home = read_page(client.get("/en/e/tiny/")).text
    assert re.findall("Do not add up: ([0-9]+)", home) == ["2", "1"]
    assert "Party lists: 2 · Single-mandate district: 1" in read_page(client.get("/en/e/tiny/findings/")).text


def test_when_everything_adds_up_the_page_says_so(client: Client, tiny: object) -> None:
    publish(protocol("P001"))
    text = read_page(client.get("/en/e/tiny/findings/")).text
    assert "No received protocol breaks a relation that the law requires." in text


def test_a_code_in_the_question_leads_to_its_rule(client: Client, night: object) -> None:
    response = client.get("/en/e/tiny/findings/?code=KZ-K05A")
    assert (response.status_code, response.headers["Location"]) == (302, "/en/e/tiny/findings/KZ-K05A/")


def test_a_rule_is_explained_so_that_a_lawyer_can_check_it(client: Client, night: object) -> None:
    page = read_page(client.get("/en/e/tiny/findings/KZ-K02/"))
    text = page.one("dl", cls="facts").text
    assert page.one("h1").text.startswith("Ballots issued by the members of the commission")
    assert "sum(issued_by_member) == ballots_issued" in text
    assert "art. 43(4), subpara. 2)" in text
    assert "art. 43(4), subpara. 3)" in text
    assert "our reading" in text
    assert "It only asks for a second look." in text
    assert "ballots_issued — Voters who received ballots" in text


def test_a_reading_that_is_switched_off_says_so_and_names_the_other(client: Client, night: object) -> None:
    page = read_page(client.get("/en/e/tiny/findings/KZ-K05B/"))
    assert "In this election it is switched off." in page.text
    assert page.one("dl", cls="facts").links["KZ-K05A"] == "/en/e/tiny/findings/KZ-K05A/"


def test_every_rule_has_a_page(client: Client, night: object) -> None:
    definition = load_definition(PublishedProtocol.objects.select_related("election")[0].election)
    rules = rule_book(definition.rules.values())
    assert len(rules) > 40
    for rule in rules.values():
        page = read_page(client.get(f"/en/e/{ELECTION_ID}/findings/{rule.code}/"))
        assert page.one("h1").text == say(rule.words, "en")


def test_protocols_that_leave_a_rule_unanswered_are_listed_apart(client: Client, night: object) -> None:
    assert names(read_page(client.get("/en/e/tiny/findings/KZ-K05A/"))) == ["Polling station No. 2"]
    unchecked = read_page(client.get("/en/e/tiny/findings/KZ-K05A/?unchecked=1"))
    assert names(unchecked) == ["Polling station No. 101"]
    assert unchecked.one("h2", id="list-head").text == "Could not be checked in: 1"


def test_a_rule_that_does_not_exist_is_not_found(client: Client, night: object) -> None:
    assert client.get("/en/e/tiny/findings/KZ-K99/").status_code == 404


@pytest.mark.parametrize("address", ["missing", "findings", "findings/KZ-K05A"])
@pytest.mark.parametrize("question", ["", "&area=R1", "&area=D11"])
def test_pages_of_a_list_are_the_list(
    client: Client, night: object, monkeypatch: pytest.MonkeyPatch, address: str, question: str
) -> None:
    def page(asked: str) -> list[str]:
        answer = client.get(f"/en/e/tiny/{address}/?{asked}{question}")
        return names(read_page(answer)) if answer.status_code == 200 else []

    whole = page("")
    assert whole or "D11" not in question
    monkeypatch.setattr("hattama.web.places.public.list_views.ROWS", 1)
    monkeypatch.setattr("hattama.web.places.public.list_views.MISSING_ROWS", 1)
    monkeypatch.setattr("hattama.web.kernel.published.missing.PASSED_OVER", 1)
    assert [name for number in range(1, len(whole) + 2) for name in page(f"page={number}")] == whole
