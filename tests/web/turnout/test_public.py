"""Turnout through the day: two notions apart, what falls is said, every figure has its entry."""

import datetime
from fractions import Fraction

import pytest
from django.test import Client

from hattama.core.entries import Notion, TurnoutPoint
from hattama.formats.turnout_tables import SOURCES, StatedTurnout
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.turnout import public
from hattama.web.turnout.public import HEIGHT, WIDTH
from hattama.web.turnout.record import record_turnout
from tests.web.divided_election import open_divided
from tests.web.kernel.pages.reading import Element, read_page
from tests.web.tiny_election import ELECTION_ID, NIGHT, protocol, publish

pytestmark = pytest.mark.django_db

DAY = datetime.datetime(2023, 3, 19, tzinfo=datetime.timezone(datetime.timedelta(hours=6)))
ROOT = "/en/e/tiny/turnout/"
REGION = "/en/e/tiny/a/R1/turnout/"
FALLS = "Turnout became less than was stated before."


def stated(
    area: str, hour: int, percent: str, notion: Notion = Notion.BALLOTS_ISSUED, contest: str = ""
) -> StatedTurnout:
    point = TurnoutPoint(area, notion, DAY.replace(hour=hour), share=Fraction(percent) / 100)
    return StatedTurnout(2, contest, point, percent)


def say(*rows: StatedTurnout, source: str = SOURCES[0]) -> None:
    record_turnout(ELECTION_ID, rows, source, now=NIGHT)


def page(client: Client, address: str = REGION) -> Element:
    return read_page(client.get(address))


def section(found: Element, name: str) -> Element:
    (one,) = [part for part in found.all("section") if part.attributes["aria-labelledby"] == name]
    return one


@pytest.fixture
def falling(tiny: ElectionRow) -> None:
    """R1 falls between four and six; R2 rises as it should; the boxes of R1 held less than was handed out."""
    say(
        stated("R1", 12, "38.29"),
        stated("R1", 16, "49.14"),
        stated("R1", 18, "41.07"),
        stated("R1", 22, "39.00", Notion.BALLOTS_FOUND),
        stated("R2", 12, "30.00"),
        stated("R2", 16, "40.00"),
        stated("R2", 18, "41.00"),
    )


def test_the_region_that_falls_is_named_with_both_figures(client: Client, falling: None) -> None:
    found = section(page(client), "odd")
    (fall,) = [item.text for item in found.all("li") if FALLS in item.text]
    assert FALLS in fall
    assert "41.07%" in fall
    assert "49.14%" in fall
    assert found.one("h2").text == "What asks for a look (2)"


def test_two_notions_are_two_lines_with_two_names_and_two_shapes(client: Client, falling: None) -> None:
    day = section(page(client), "day")
    legend = [item.text for item in day.one("ul", cls="legend").all("li")]
    assert [text.split(" (")[0] for text in legend] == [
        "Voters who received ballots",
        "Ballots found in the boxes",
    ]
    plot = day.one("svg", cls="chart-plot")
    assert plot.attributes["role"] == "img"
    assert [line.attributes["class"] for line in plot.all("polyline")] == [
        "chart-curve curve-1",
        "chart-curve curve-3",
    ]
    points = plot.all("polyline")[0].attributes["points"].split()
    assert points[0] == f"0,{HEIGHT - 3829 * HEIGHT // 10_000}"
    assert [int(point.split(",")[0]) for point in points] == [0, WIDTH * 4 // 10, WIDTH * 6 // 10]


def test_every_figure_stands_in_the_table_with_its_entry(client: Client, falling: None) -> None:
    table = section(page(client), "stated").one("table")
    assert [(row[0][:5], row[2]) for row in table.rows()[1:]] == [
        ("12:00", "38.29%"),
        ("16:00", "49.14%"),
        ("18:00", "41.07%"),
        ("22:00", "39.00%"),
    ]
    entries = [link.attributes["href"] for link in table.all("a")]
    for address, share in zip(entries, ("38.29", "49.14", "41.07", "39.00"), strict=True):
        assert client.get(address).json()["share"] == share


def test_a_figure_stated_anew_shows_what_was_said_before(client: Client, falling: None) -> None:
    say(stated("R1", 18, "51.07"))
    row = section(page(client), "stated").one("table").all("tr")[3]
    assert "51.07%" in row.text
    assert "stated before: 41.07%" in row.text
    assert FALLS not in page(client).text


def test_the_country_lists_its_regions_with_what_asks_for_a_look(client: Client, falling: None) -> None:
    found = page(client, ROOT)
    rows = section(found, "below").one("table").rows()[1:]
    assert [(row[2].split()[0], row[-1]) for row in rows] == [("39.00%", "2"), ("41.00%", "0")]
    assert section(found, "below").all("a")[0].attributes["href"] == REGION
    assert FALLS in section(found, "odd").text


def test_a_figure_that_two_areas_share_asks_for_a_look_at_both(client: Client, falling: None) -> None:
    say(stated("R1", 20, "50.00"), stated("R2", 20, "50.00"))
    rows = section(page(client, ROOT), "below").one("table").rows()[1:]
    assert [row[-1] for row in rows] == ["3", "1"]
    same = "Two areas stated exactly the same at one moment."
    assert all(same in section(page(client, REGION.replace("R1", one)), "odd").text for one in ("R1", "R2"))


def test_figures_of_one_contest_stand_beside_those_of_the_election_and_not_beside_anothers(
    client: Client, falling: None
) -> None:
    say(stated("R1", 20, "52.00", contest="single"))
    assert "52.00%" not in page(client, f"{REGION}?contest=party").text
    single = page(client, f"{REGION}?contest=single").text
    assert "52.00%" in single
    assert "38.29%" in single


def test_figures_of_a_district_beside_the_regions_stand_at_a_precinct_of_it(client: Client, db: None) -> None:
    open_divided()
    say(stated("P201", 20, "52.00", contest="single"))
    address = "/en/e/tiny/a/P201/turnout/?contest="
    assert "52.00%" in page(client, f"{address}single").text


def test_two_sources_are_two_lines_and_are_not_held_against_one_another(client: Client, tiny: object) -> None:
    say(stated("R1", 12, "50.00"), stated("R1", 14, "51.00"))
    say(stated("R1", 12, "40.00"), stated("R1", 14, "41.00"), source="press")
    found = page(client)
    assert len(section(found, "day").all("polyline")) == 2
    assert "No fall, no leap and no repetition" in section(found, "odd").text


def test_what_the_protocols_give_stands_apart_from_what_was_announced(client: Client, tiny: object) -> None:
    publish(protocol("P001"))
    say(stated("R1", 12, "50.00"))
    rows = dict(section(page(client), "final").one("table").rows()[1:])
    shown = {name.split(" (")[0].split(" computed")[0]: figure for name, figure in rows.items()}
    assert shown["Ballots found in the boxes"] == "612"
    assert shown["Ballots handed out less ballots found"] == "+8"


def test_an_area_of_which_nothing_was_stated_has_no_page_and_no_link(client: Client, tiny: object) -> None:
    assert client.get(REGION).status_code == 404
    assert client.get(ROOT).status_code == 404
    assert "turnout/" not in client.get("/en/e/tiny/").content.decode()
    assert "turnout/" not in client.get("/en/e/tiny/a/R1/").content.decode()


def test_pages_of_areas_lead_to_their_turnout(client: Client, falling: None) -> None:
    say(stated("P001", 12, "38.29"))
    assert page(client, "/en/e/tiny/").links["Turnout through the day, as it was announced"] == ROOT
    assert page(client, "/en/e/tiny/a/R1/").links["Turnout through the day, as it was announced"] == REGION
    assert page(client, "/en/e/tiny/a/P001/").links["What was announced"] == "/en/e/tiny/a/P001/turnout/"
    assert "38.29%" in page(client, "/en/e/tiny/a/P001/turnout/").text


def test_the_root_has_one_address(client: Client, falling: None) -> None:
    root = ElectionRow.objects.get().areas.get(depth=0)
    answer = client.get(f"/en/e/tiny/a/{root.code}/turnout/")
    assert (answer.status_code, answer.headers["Location"]) == (301, ROOT)


def test_the_table_for_machines_has_every_area_below_however_many_the_page_shows(
    client: Client, falling: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(public, "MOST_BELOW", 0)
    assert b"R1" in client.get("/data/tiny/turnout/KZ.csv?source=central_commission").content


def test_the_table_for_machines_is_what_the_command_reads(client: Client, falling: None, tmp_path) -> None:
    from hattama.formats.turnout_tables import read_turnout

    path = tmp_path / "turnout.csv"
    answer = client.get("/data/tiny/turnout/R1.csv?source=central_commission")
    path.write_bytes(answer.content)
    rows = read_turnout(path)
    assert [row.stated for row in rows if row.point.area_id == "R1"] == ["38.29", "49.14", "41.07", "39.00"]
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert client.get("/data/tiny/turnout/R1.csv").content == answer.content
    assert client.get("/data/tiny/turnout/R1.csv?source=nobody").status_code == 404
    assert client.get("/data/tiny/turnout/P001.csv").status_code == 404
