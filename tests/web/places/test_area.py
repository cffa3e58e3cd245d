"""The page of an area: its sums, what lies below it, and the way up."""

import re

import pytest
from django.test import Client

from hattama.web.kernel.elections.open_election import open_election
from tests.web.kernel.pages.reading import read_page
from tests.web.tiny_election import (
    AREAS_CSV,
    ELECTION_ID,
    LOADED_AT,
    load_tiny,
    protocol,
    publish,
    sound_figures,
)

pytestmark = pytest.mark.django_db


def test_a_region_shows_its_own_sums_and_its_districts(client: Client, night: object) -> None:
    page = read_page(client.get("/en/e/tiny/a/R1/"))
    assert page.one("h1").text == "Almaty region"
    assert "3 of 4 expected" in page.one("div", cls="arrived").text
    # Қ stands before Т.
    assert [row[0] for row in page.one("table", cls="units").rows()[1:]] == [
        "Qaskeleng district 2 / 3",
        "Talghar district 1 / 1",
    ]


def test_the_way_up_leads_through_every_area(client: Client, night: object) -> None:
    crumbs = read_page(client.get("/en/e/tiny/a/D11/")).one("nav", cls="crumbs")
    assert crumbs.links == {"Tiny election": "/en/e/tiny/", "Almaty region": "/en/e/tiny/a/R1/"}


def test_a_district_lists_its_polling_stations_by_number(client: Client, night: object) -> None:
    table = read_page(client.get("/en/e/tiny/a/D11/")).one("table", cls="precincts")
    assert table.rows()[1:] == [
        ["No. 1", "1,000", "600", "23:30", ""],
        ["No. 2", "1,000", "599", "23:37", "does not add up no copy"],
        ["No. 10", "not received"],
    ]
    assert table.links["No. 10"] == "/en/e/tiny/a/P003/"


def test_polling_stations_in_one_school_stand_by_number_with_their_name(client: Client, db: None) -> None:
    roster = AREAS_CSV.decode()
    for number in (1, 2, 10):
        roster = roster.replace(f"№ {number} сайлау учаскесі", f"{'Б' if number == 1 else 'А'} мектебі")
    load_tiny(areas_csv=roster.encode())
    open_election(ELECTION_ID, now=LOADED_AT)
    table = read_page(client.get("/e/tiny/a/D11/")).one("table", cls="precincts")
    assert [row[0] for row in table.rows()[1:]] == ["№ 1 Б мектебі", "№ 2 А мектебі", "№ 10 А мектебі"]


def test_the_list_of_polling_stations_follows_the_chosen_contest(client: Client, night: object) -> None:
    table = read_page(client.get("/en/e/tiny/a/D11/?contest=single")).one("table", cls="precincts")
    assert [row[1] for row in table.rows()[1:]] == ["1,000", "not received", "not received"]


def test_a_figure_that_protocols_lack_says_how_many_lack_it(client: Client, night: object) -> None:
    text = (
        read_page(client.get("/en/e/tiny/a/R1/")).one("section", **{"aria-labelledby": "contest-party"}).text
    )
    assert "Invalid ballots (NI) not given in 1 of the received protocols 24" in text
    assert "Voters in the lists (N1) 3,000" in text


def test_a_figure_that_need_not_be_given_says_how_many_give_it(client: Client, tiny: object) -> None:
    with_boxes = {"box_requests[1]": 20, "box_requests[2]": 10}
    publish(protocol("P001", figures=sound_figures() | with_boxes), protocol("P002"))
    text = read_page(client.get("/en/e/tiny/a/D11/")).text
    assert "Written applications to vote outside the premises (A1) protocols that give it: 1 30" in text


def test_what_is_missing_and_what_is_wrong_lead_to_lists_of_this_area(client: Client, night: object) -> None:
    links = read_page(client.get("/en/e/tiny/a/D11/")).one("div", cls="arrived").links
    assert links["Not received: 1"] == "/en/e/tiny/missing/?contest=party&area=D11"
    assert links["Do not add up: 1"] == "/en/e/tiny/findings/?area=D11"


def test_an_area_can_be_downloaded(client: Client, night: object) -> None:
    links = read_page(client.get("/en/e/tiny/a/D11/")).links
    for address in (links["All protocols of this area, CSV"], links["The sums of this page, JSON"]):
        assert client.get(address).status_code == 200


def test_the_root_area_is_the_page_of_the_election(client: Client, night: object) -> None:
    response = client.get("/en/e/tiny/a/KZ/")
    assert (response.status_code, response.headers["Location"]) == (301, "/en/e/tiny/")


def test_an_area_of_a_contest_that_is_not_held_there_does_not_show_it(client: Client, night: object) -> None:
    page = read_page(client.get("/en/e/tiny/a/D21/"))
    assert page.all("section", **{"aria-labelledby": "contest-party"})
    assert not page.all("section", **{"aria-labelledby": "contest-single"})


@pytest.mark.parametrize("area_id", ["R9", "no..where", "%00", "%F0%9F%97%B3", "a b"])
def test_an_area_that_is_not_there_is_not_found(client: Client, night: object, area_id: str) -> None:
    assert client.get(f"/en/e/tiny/a/{area_id}/").status_code == 404


def test_an_election_that_is_not_open_is_not_found(client: Client, draft: object) -> None:
    assert client.get("/en/e/tiny/").status_code == 404
    assert client.get("/en/e/tiny/a/R1/").status_code == 404


def test_many_polling_stations_come_in_pages(
    client: Client, night: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hattama.web.places.public.area_views.MOST_CHILDREN", 2)
    first = read_page(client.get("/en/e/tiny/a/D11/"))
    assert [row[0] for row in first.one("table", cls="precincts").rows()[1:]] == ["No. 1", "No. 2"]
    pager = first.one("nav", cls="pager")
    assert "1–2 of 3" in pager.text
    second = read_page(client.get(f"/en/e/tiny/a/D11/{pager.links['Next →']}"))
    assert [row[0] for row in second.one("table", cls="precincts").rows()[1:]] == ["No. 10"]
    assert client.get("/en/e/tiny/a/D11/?page=3").status_code == 404


def test_a_number_that_leads_on_says_of_where_and_of_what_to_whoever_hears_it(
    client: Client, night: object
) -> None:
    links = read_page(client.get("/en/e/tiny/")).all("a")
    labels = [a.attributes["aria-label"] for a in links if "findings/?area=" in a.attributes.get("href", "")]
    assert labels and all(re.fullmatch(r".+\. Do not add up: [0-9]+", label) for label in labels)
