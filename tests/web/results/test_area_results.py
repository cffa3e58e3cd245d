"""Results of a contest in an area: votes against every whole, who leads where, seats where they are given."""

import datetime

import pytest
from django.test import Client

from hattama.web.kernel.log.tables import LogEntry
from tests.web.kernel.pages.reading import Element, read_page
from tests.web.prepared import built_on_tiny
from tests.web.tiny_election import NIGHT, SINGLE, annul, protocol, publish, sound_figures

pytestmark = pytest.mark.django_db

PRECINCTS = ("P001", "P002", "P003", "P101", "P201", "P202")
REGION = "/en/e/tiny/a/R1/results/party/"


def page(client: Client, address: str = REGION) -> Element:
    return read_page(client.get(address))


def shares(found: Element) -> dict[str, list[str]]:
    return {row[0]: row[1:] for row in found.one("table", cls="shares").rows()[1:]}


@built_on_tiny
def complete() -> None:
    """Every polling station has reported both contests."""
    publish(*(protocol(precinct) for precinct in PRECINCTS))
    publish(*(protocol(precinct, SINGLE) for precinct in PRECINCTS[:4]))


def test_votes_stand_against_every_whole_and_each_whole_has_its_name(client: Client, complete: None) -> None:
    found = page(client)
    heads = [head.text for head in found.one("table", cls="shares").all("th") if "share of" in head.text]
    assert heads == [
        "share of: voters who took part, invalid ballots excluded 2,400 the law's measure",
        "share of: all ballots found in the boxes, invalid ones included 2,448",
        "share of: citizens entitled to vote 4,000",
    ]
    assert shares(found)["Dala party"] == ["1,480", "61.67%", "60.46%", "37.00%"]
    assert list(shares(found)) == ["Dala party", "Özen party", "against all"]


@pytest.mark.parametrize("address", [REGION, "/en/e/tiny/results/party/"])
def test_the_page_of_a_contest_begins_with_its_shares(client: Client, complete: None, address: str) -> None:
    found = page(client, address).one("main")
    first = found.all("table")[0]
    assert first.attributes["class"] == "first" and "%" in first.text
    # Before the buttons, and before the note on what follows from it.
    text = found.text
    assert text.index(first.text) < text.index("protocols are in")


def test_no_seat_is_given_where_the_contest_reaches_beyond_the_area(client: Client, complete: None) -> None:
    found = page(client)
    assert "No seat is given here" in found.text
    assert not found.all("figure", cls="hemicycle")
    assert not found.all("table", cls="outcome")
    assert found.links["The outcome of the whole contest"] == "/en/e/tiny/results/party/"


def test_the_page_of_an_area_answers_an_earlier_moment_as_that_of_the_contest_does(
    client: Client, tiny: object
) -> None:
    publish(protocol("P001"))
    size = LogEntry.objects.count()
    publish(protocol("P002"), now=NIGHT + datetime.timedelta(hours=1))
    for question in (f"size={size}", "at=2023-03-19T23:59"):
        found = page(client, f"{REGION}?{question}")
        assert shares(found)["Dala party"][0] == "370"
        assert "As it stood when the log held so many entries" in found.text
        assert not found.all("table", cls="leaders"), "who leads below is told of the present alone"
        assert found.links["As it stands now"] == REGION
    assert shares(page(client))["Dala party"][0] == "740"
    assert client.get(f"{REGION}?size=99999").status_code == 404


def test_the_caption_of_sums_counts_the_protocols_that_are_in_them(client: Client, complete: None) -> None:
    annul("P001")
    captions = [one.text for one in page(client).all("caption")]
    assert "Sum of 3 protocols of 4" in captions


def test_where_the_whole_contest_lies_within_the_area_its_outcome_stands(
    client: Client, complete: None
) -> None:
    found = page(client, "/en/e/tiny/a/R1/results/single/")
    assert "No seat is given here" not in found.text
    assert [row[-1] for row in found.one("table", cls="outcome").rows()] == ["Elected", "no", "yes"]


def test_a_list_contest_of_one_area_alone_shares_its_seats_there(client: Client, complete: None) -> None:
    # The country is the only area in which all protocols of the party contest are expected.
    root = page(client, "/en/e/tiny/results/party/")
    assert root.one("figure", cls="hemicycle")
    (leaders,) = root.all("table", cls="leaders")
    assert [row[0].split(" 4 ")[0] for row in leaders.rows()[1:]] == [
        "Almaty region",
        "Qostanai region 2 / 2",
    ]


def test_who_leads_in_each_area_below_is_said_with_the_share(client: Client, complete: None) -> None:
    rows = page(client).one("table", cls="leaders").rows()[1:]
    assert [(row[1], row[2], row[3], row[5]) for row in rows] == [
        ("Dala party", "61.67%", "Özen party", "510"),
        ("Dala party", "61.67%", "Özen party", "170"),
    ]
    links = [link.attributes["href"] for link in page(client).one("table", cls="leaders").all("a")]
    assert links == ["/en/e/tiny/a/D11/results/party/", "/en/e/tiny/a/D12/results/party/"]


def test_a_shared_first_place_is_called_shared(client: Client, tiny: object) -> None:
    publish(
        protocol("P101", SINGLE, figures=sound_figures(SINGLE) | {"votes[asan]": 285, "votes[ulgi]": 285})
    )
    rows = page(client, "/en/e/tiny/a/R1/results/single/").one("table", cls="leaders").rows()[1:]
    assert [row[1] for row in rows] == ["not received", "shared: Asan Ülgi, Üsen Ülgi"]


def test_where_everybody_was_against_all_nobody_leads_and_the_protocol_is_not_called_missing(
    client: Client, tiny: object
) -> None:
    figures = sound_figures() | {"votes[dala]": 0, "votes[ozen]": 0, "against_all": 600}
    publish(protocol("P001", figures=figures))
    assert page(client).one("table", cls="leaders").rows()[1][1] == "—"


def test_a_choice_whose_votes_no_protocol_gives_is_called_neither_second_nor_beaten(
    client: Client, tiny: object
) -> None:
    figures = sound_figures()
    del figures["votes[ozen]"]
    publish(protocol("P001", figures=figures))
    row = page(client).one("table", cls="leaders").rows()[1]
    assert row[1:] == ["figures not given", "", "", ""]


def test_what_is_in_and_what_is_missing_is_counted_for_the_area(client: Client, night: object) -> None:
    found = page(client)
    assert "Preliminary: 3 of 4 protocols are in" in found.one("section", cls="standing").text
    assert found.links["Not received: 1"] == "/en/e/tiny/missing/?contest=party&area=R1"


def test_a_share_is_withheld_where_too_many_protocols_lack_a_figure(client: Client, night: object) -> None:
    # One of three protocols does not give the votes against all nor the invalid ballots.
    found = page(client)
    assert "No share is stated: too many protocols lack one of the figures." in found.text
    assert {cell for row in shares(found).values() for cell in row[1:]} == {"—"}


def test_votes_that_no_protocol_gives_are_not_called_zero_and_make_nobody_s_share(
    client: Client, tiny: object
) -> None:
    figures = sound_figures()
    del figures["votes[ozen]"]
    publish(protocol("P001", figures=figures, illegible=frozenset({"votes[ozen]"})))
    found = page(client)
    assert shares(found)["Özen party"][0] == "no data"
    assert {cell for row in shares(found).values() for cell in row[1:]} == {"—"}
    rows = page(client, "/en/e/tiny/map/party/share-ozen/").one("table").rows()[1:]
    assert [row[1] for row in rows] == ["no data", "no data"]


def test_the_area_can_be_seen_with_and_without_annulled_protocols(client: Client, complete: None) -> None:
    annul("P101")
    without = page(client)
    assert shares(without)["Dala party"][0] == "1,110"
    assert "They are not counted here." in without.text
    reported = page(client, REGION + without.links["As reported, with annulled protocols"])
    assert shares(reported)["Dala party"][0] == "1,480"
    # Dots are of what counts: beside other figures they would be another picture.
    assert [len(each.all(id="scatter")) for each in (without, reported)] == [1, 0]
    below = reported.one("table", cls="leaders").rows()[2]
    assert below[1] == "Dala party"
    assert without.one("table", cls="leaders").rows()[2][1] == "Annulled, not counted: 1"
    map_rows = page(client, "/en/e/tiny/a/R1/map/party/leader/").one("table").rows()[1:]
    assert [row[1] for row in map_rows] == ["Dala party", "Annulled, not counted: 1"]


def test_where_nobody_got_a_vote_the_protocol_is_not_called_missing(client: Client, tiny: object) -> None:
    nothing = {"votes[asan]": 0, "votes[ulgi]": 0}
    publish(protocol("P101", SINGLE, figures=sound_figures(SINGLE) | nothing))
    rows = page(client, "/en/e/tiny/a/R1/results/single/").one("table", cls="leaders").rows()[1:]
    assert [row[1] for row in rows] == ["not received", "—"]


def test_before_the_first_protocol_nothing_is_shown_but_what_is_missing(client: Client, tiny: object) -> None:
    found = page(client)
    assert not found.all("table", cls="shares")
    assert "No protocol has been received yet." in found.text


def test_every_page_of_an_area_leads_to_its_results(client: Client, complete: None) -> None:
    links = page(client, "/en/e/tiny/a/D11/").all("a")
    assert "/en/e/tiny/a/D11/results/party/" in [link.attributes.get("href") for link in links]


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/en/e/tiny/a/R2/results/single/", 404),
        ("/en/e/tiny/a/R9/results/party/", 404),
        ("/en/e/tiny/a/R1/results/mayor/", 404),
        ("/en/e/tiny/a/KZ/results/party/", 301),
        ("/en/e/tiny/a/P001/results/party/", 302),
    ],
)
def test_what_is_not_held_is_not_found_and_each_page_has_one_address(
    client: Client, complete: None, address: str, status: int
) -> None:
    assert client.get(address).status_code == status


def test_an_old_address_of_the_whole_leads_on_with_the_moment_that_was_asked_of(
    client: Client, complete: None
) -> None:
    answer = client.get("/en/e/tiny/a/KZ/results/party/?size=2&made-up=1")
    assert answer.headers["Location"] == "/en/e/tiny/results/party/?size=2"
    assert client.get("/en/e/tiny/a/KZ/results/party/").headers["Location"] == "/en/e/tiny/results/party/"
