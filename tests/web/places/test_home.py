"""The first page: what has arrived, what is missing, the sums of the country and what they are shares of."""

import pytest
from django.test import Client
from django.utils import translation

from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.kernel.pages.area_names import in_page_order
from tests.web.kernel.pages.reading import read_page
from tests.web.tiny_election import AREAS_CSV, ELECTION_TOML, NIGHT, open_tiny, protocol, publish

pytestmark = pytest.mark.django_db


def test_an_installation_without_an_open_election_says_so(client: Client, draft: object) -> None:
    page = read_page(client.get("/en/"))
    assert page.one("h1").text == "No election is open yet"


def test_the_newest_election_stands_on_the_first_page(client: Client, night: object) -> None:
    assert read_page(client.get("/en/")).one("h1").text == "Tiny election"
    assert read_page(client.get("/")).one("h1").text == "Шағын сайлау"


def test_the_first_words_of_each_contest_are_who_leads_then_how_much_has_arrived(
    client: Client, night: object
) -> None:
    party, single = read_page(client.get("/en/")).one("div", cls="arrived").all("div")
    assert party.text.startswith("Party lists Most votes On the ballot Votes Share Dala party 1,110")
    assert party.text.endswith(
        "3 of 6 expected · Turnout 59.97% Not received: 3 Do not add up: 2 Without a certified copy: 2"
    )
    assert "1 of 4 expected" in single.text
    assert "Not received: 3" in single.text


def test_national_sums_are_those_of_the_received_protocols(client: Client, night: object) -> None:
    table = read_page(client.get("/en/")).all("table", cls="choices")[0]
    assert table.rows()[1:] == [
        ["1", "Dala party", "1,110", "—"],
        ["2", "Özen party", "600", "—"],
        ["", "Ballots marked “Against all” not given in 1 of the received protocols", "60", "5.00%"],
    ]


def test_a_share_names_what_it_is_a_share_of(client: Client, tiny: object) -> None:
    publish(protocol("P001"))
    page = read_page(client.get("/en/"))
    choices = page.all("table", cls="choices")[0]
    assert choices.one("caption").text == "Shares of: Valid ballots (600)"
    assert choices.rows()[1] == ["1", "Dala party", "370", "61.67%"]
    voters = page.one("section", **{"aria-labelledby": "contest-party"}).all("table")[1].text
    assert "Voters who received ballots (N2) 62.00% of: Voters in the lists 620" in voters


def test_no_share_is_stated_when_too_few_protocols_give_both_figures(client: Client, tiny: object) -> None:
    figures = {"voters_listed": 1000, "votes[dala]": 10, "votes[ozen]": 20}
    publish(protocol("P001", figures=figures))
    page = read_page(client.get("/en/"))
    shares = [row[3] for row in page.all("table", cls="choices")[0].rows()[1:]]
    assert shares == ["—", "—", "—"]
    assert "no data" in page.one("section", **{"aria-labelledby": "contest-party"}).text


def test_before_the_first_protocol_nothing_is_zero(client: Client, tiny: object) -> None:
    page = read_page(client.get("/en/"))
    section = page.one("section", **{"aria-labelledby": "contest-party"})
    assert "No protocol has been received yet." in section.text
    assert not section.all("table")


def test_the_notice_of_a_made_up_election_stands_on_every_page_with_figures(
    client: Client, night: object
) -> None:
    for address in (
        "",
        "e/tiny/",
        "e/tiny/a/R1/",
        "e/tiny/a/D11/",
        "e/tiny/a/P001/",
        "e/tiny/missing/",
        "about/",
    ):
        page = read_page(client.get(f"/en/{address}"))
        assert page.one("aside", cls="notices").text == "This election is made up.", address


def test_the_night_is_drawn_and_stands_beside_as_a_table(client: Client, night: object) -> None:
    page = read_page(client.get("/en/"))
    figure = page.one("section", **{"aria-labelledby": "night"})
    assert len(figure.all("polyline")) == 2
    rows = figure.one("table").rows()
    assert rows[0] == ["Time", "Party lists", "Single-mandate district"]
    assert rows[1] == ["19 March 2023, 23:31", "1", "1"]
    assert rows[-1] == ["19 March 2023, 23:40", "3", "1"]


def test_nothing_is_drawn_while_everything_came_in_one_minute(client: Client, tiny: object) -> None:
    publish(protocol("P001"), protocol("P002"))
    assert not read_page(client.get("/en/")).all("polyline")


def test_regions_stand_in_the_order_of_the_kazakh_alphabet(client: Client, night: object) -> None:
    table = read_page(client.get("/")).one("table", cls="units")
    assert [row[0] for row in table.rows()[1:]] == ["Алматы облысы 3 / 4", "Қостанай облысы 0 / 2"]


def test_regions_stand_by_the_column_that_the_address_names(client: Client, night: object) -> None:
    table = read_page(client.get("/en/?sort=received")).one("table", cls="units")
    heads = ["Most votes", "Dala party", "Özen party", "Ahead by, votes", "Turnout", "Do not add up"]
    assert table.rows()[0][1:] == heads
    assert [row[0] for row in table.rows()[1:]] == ["Almaty region 3 / 4", "Qostanai region 0 / 2"]
    assert table.rows()[1][1:] == ["Dala party", "—", "—", "510", "60.0%", "2"]
    said = "Turnout here is “Voters who took part in the voting” as a share of registered voters."
    assert table.one("caption").text.endswith(said)
    assert table.links["Turnout"] == "?contest=party&sort=turnout#areas"
    unknown = read_page(client.get("/en/?sort=nothing")).one("table", cls="units")
    assert [head.attributes.get("aria-sort") for head in unknown.all("th")][:2] == ["ascending", None]


def test_names_stand_in_the_alphabet_of_the_page_and_no_other() -> None:
    named = (
        ("1", "Қарағанды облысы", "Карагандинская область"),
        ("2", "Ақмола облысы", "Акмолинская область"),
    )
    named += (("3", "Шығыс Қазақстан облысы", "Восточно-Казахстанская область"), ("4", "Әулие", "Ёлкино"))
    areas = [AreaRow(code=code, kind="unit", names={"kk": kk, "ru": ru}) for code, kk, ru in named]
    for language, order in (("kk", "2413"), ("ru", "2341")):
        with translation.override(language):
            assert "".join(area.code for area in in_page_order(areas)) == order


def test_the_table_of_regions_follows_the_chosen_contest(client: Client, night: object) -> None:
    table = read_page(client.get("/en/?contest=single")).one("table", cls="units")
    assert table.rows()[1][0] == "Almaty region 1 / 4"
    assert table.rows()[2][1] == "not held here"
    assert client.get("/en/?contest=nothing").status_code == 404


def test_protocols_received_last_come_first_and_lead_to_their_papers(client: Client, night: object) -> None:
    feed = read_page(client.get("/en/")).one("ul", cls="feed")
    first = feed.all("li")[0]
    assert first.links == {"Polling station No. 101": "/en/e/tiny/a/P101/#party"}
    assert first.text == (
        "Polling station No. 101 23:39 Almaty region · Talghar district · Party lists"
        " · does not add up · no certified copy"
    )


def test_the_first_page_leads_to_the_other_elections_of_the_site(
    client: Client, night: object, second_election: str
) -> None:
    home = read_page(client.get("/en/"))
    assert home.one("h1").text == "Later election"
    assert home.links["Other elections"] == "/en/elections/"
    assert read_page(client.get("/en/elections/")).links["Tiny election"] == "/en/e/tiny/"


def test_times_are_those_of_the_election_whatever_the_server_thinks(client: Client, tiny: object) -> None:
    publish(protocol("P001"), now=NIGHT)
    assert "23:30" in read_page(client.get("/en/")).one("ul", cls="feed").text


def test_three_links_lead_from_the_first_page_to_a_polling_station(client: Client, night: object) -> None:
    region = read_page(client.get("/en/")).one("section", id="areas").one("tbody").all("a")[0]
    district = (
        read_page(client.get(region.attributes["href"])).one("section", id="areas").one("tbody").all("a")[0]
    )
    stations = read_page(client.get(district.attributes["href"])).one("section", id="precincts").one("tbody")
    station = read_page(client.get(stations.all("a")[0].attributes["href"]))
    assert station.one("h1").text.startswith("Polling station No.")


def test_copies_that_others_keep_stand_beside_the_log(
    client: Client, night: object, settings: object
) -> None:
    assert "mirror.example" not in client.get("/en/about/").content.decode()
    settings.MIRRORS = ("https://mirror.example/log/",)
    links = read_page(client.get("/en/about/")).links
    assert links["https://mirror.example/log/"] == "https://mirror.example/log/checkpoint"


FLAT = "\n".join(
    line.replace(",D11,", ",KZ,").replace(",D12,", ",KZ,").replace(",D21,", ",KZ,")
    for line in AREAS_CSV.decode().splitlines()
    if not line.startswith(("R", "D"))
).encode()
"""A country of two levels: its polling stations stand right below it."""


def test_a_country_without_regions_lists_its_polling_stations_with_what_each_gave(
    client: Client, db: None
) -> None:
    open_tiny(ELECTION_TOML.replace(b'areas = ["R1"]\n', b""), FLAT)
    publish(protocol("P001"))
    page = read_page(client.get("/en/"))
    assert not page.all("table", cls="units")
    assert "not held here" not in page.text
    assert [row[:3] for row in page.one("table", cls="precincts").rows()[1:]][:2] == [
        ["No. 1", "1,000", "600"],
        ["No. 2", "not received"],
    ]
    assert "By the name of an area, number, address or commission." in page.text
    listed = read_page(client.get("/en/e/tiny/missing/"))
    assert not listed.all("select", name="area"), "no region to choose"


def test_the_first_page_of_a_country_of_two_levels_holds_so_many_stations_and_leads_to_the_others(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hattama.web.places.public.area_views.MOST_CHILDREN", 4)
    open_tiny(ELECTION_TOML.replace(b'areas = ["R1"]\n', b""), FLAT)
    assert len(read_page(client.get("/en/e/tiny/")).one("table", cls="precincts").rows()) == 5
    page = read_page(client.get("/en/e/tiny/?page=2"))
    assert len(page.one("table", cls="precincts").rows()) == 3
    assert "5–6 of 6" in page.one("nav", cls="pager").text
