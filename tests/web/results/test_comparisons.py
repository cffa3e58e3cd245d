"""Results beside others: another election, another stage, another area; what changed."""

import csv
import io

import pytest
from django.test import Client

from hattama.web.kernel.elections.beside_files import COMPARISONS, put_beside_files
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.advance_log import advance_log
from hattama.web.protocols.import_protocols import Incoming, import_protocols
from tests.web.kernel.pages.reading import read_page
from tests.web.prepared import built_on_tiny
from tests.web.tiny_election import NIGHT, annul, open_another, protocol, publish, sound_figures

pytestmark = pytest.mark.django_db

LINK = b'[[comparison]]\nelection = "tiny"\ncontest = "party"\nchoices = { dala = "ozen", ozen = "dala" }\n'


@built_on_tiny(gives=lambda: "later")
def two() -> None:
    """The tiny election, and a later one of the same areas that is compared with it, its lists renamed."""
    publish(protocol("P001"), protocol("P201"))
    later = open_another("later")
    figures = sound_figures(participants=600, **{"votes[dala]": 300, "votes[ozen]": 270})
    row = ElectionRow.objects.get(pk=later)
    then = NIGHT.replace(year=2026, day=23)
    import_protocols(row, [Incoming(protocol("P001", figures=figures))], now=then)
    advance_log(later, now=then)
    put_beside_files(later, {COMPARISONS: LINK})


def test_pages_show_by_how_many_points_each_share_changed(client: Client, two: str):
    rows = read_page(client.get("/en/e/later/a/R1/")).all("table", cls="choices")[0].rows()
    # 300 of 600 now; then 200 of 600 under the other name.
    assert rows[1][1:] == ["Dala party", "300", "50.00% ▲ +16.7"]
    assert rows[2][1:] == ["Özen party", "270", "45.00% ▼ −16.7"]
    assert "▲ +16.7" in read_page(client.get("/en/e/later/")).one("table", cls="units").text


def test_no_change_is_told_while_one_side_has_protocols_of_more_places(client: Client, two: str):
    home = client.get("/en/e/later/")
    rows = read_page(home).all("table", cls="choices")[0].rows()
    assert rows[1][1:] == ["Dala party", "300", "50.00%"], "of one polling station, beside those of two"
    assert "No change since Tiny election is stated" in home.content.decode()
    beside = read_page(client.get("/en/e/later/a/KZ/comparison/party/")).all("table", cls="beside")[0]
    assert [row[-1] for row in beside.rows()[1:]] == ["—"] * (len(beside.rows()) - 1)


def test_the_comparison_has_both_sides_and_the_areas_below(client: Client, two: str):
    page = read_page(client.get("/en/e/later/a/KZ/comparison/party/"))
    whole, areas = page.all("table", cls="beside")
    assert whole.rows()[1][:5] == ["Dala party beside: Özen party", "400", "33.33%", "300", "50.00%"]
    assert areas.rows()[1][1] == "50.0% ▲ +16.7"
    said = ". Turnout here is “Voters who took part in the voting” as a share of registered voters."
    assert whole.one("caption").text.endswith(said)
    precincts = read_page(client.get("/en/e/later/a/D11/comparison/party/")).all("table", cls="beside")[1]
    assert [row[0] for row in precincts.rows()[1:]] == ["Polling station No. 1"]


def test_the_swing_table_has_exact_parts_and_leaves_empty_what_a_side_lacks(client: Client, two: str):
    told = client.get("/data/later/charts/en/swing/KZ/party/election.tiny.csv").content.decode()
    rows = list(csv.DictReader(io.StringIO(told)))
    first = next(row for row in rows if row["area_id"] == "KZ" and row["choice"] == "dala")
    assert (first["votes_then"], first["whole_then"], first["votes_now"], first["whole_now"]) == (
        "400", "1200", "300", "600",
    )  # fmt: skip
    assert first["change_points"] == "", "one polling station beside two"
    one = next(row for row in rows if row["area_id"] == "R1" and row["choice"] == "dala")
    assert one["change_points"] == "16.6667"
    away = next(row for row in rows if row["area_id"] == "R2" and row["choice"] == "dala")
    assert (away["votes_then"], away["votes_now"], away["change_points"]) == ("200", "", "")


def test_a_page_is_another_once_the_other_election_has_another_entry(client: Client, two: str):
    tag = client.get("/en/e/later/")["ETag"]
    publish(protocol("P002"))
    assert client.get("/en/e/later/")["ETag"] != tag


def test_sums_are_held_against_those_before_corrections_and_annulments(client: Client, night: ElectionRow):
    address = "/en/e/tiny/a/KZ/comparison/party/"
    assert "There is nothing to compare with yet" in client.get(address).content.decode()
    annul("P001")
    received = read_page(client.get(f"{address}?with=received")).all("table", cls="beside")[0]
    # P001 has 370 of the votes for the first list, and none of them is in the sum now.
    now, then = (int(received.rows()[1][place].replace(",", "")) for place in (3, 1))
    assert (then, now) == (1110, 740)


def test_one_area_stands_beside_another(client: Client, two: str):
    page = read_page(client.get("/en/e/tiny/a/R1/comparison/party/?with=area.R2"))
    assert [row[5] for row in page.all("table", cls="beside")[0].rows()[1:3]] == ["0.0", "0.0"]
    assert client.get("/en/e/tiny/a/R1/comparison/party/?with=area.X9").status_code == 404
    assert client.get("/en/e/tiny/a/R1/comparison/party/?with=no-such").status_code == 404


def test_all_elections_of_the_site_stand_in_one_list_and_are_found_by_name_or_year(client: Client, two: str):
    page = read_page(client.get("/en/elections/"))
    assert [head.text for head in page.all("h2")] == ["Later election", "Tiny election"]
    assert "/en/e/later/a/KZ/comparison/party/?with=election.tiny" in page.links.values()
    assert [head.text for head in read_page(client.get("/en/elections/?q=2023")).all("h2")] == [
        "Tiny election"
    ]


def test_a_map_shows_where_a_choice_rose_and_fell(client: Client, two: str):
    page = read_page(client.get("/en/e/later/map/party/change-dala/"))
    assert [item.text for item in page.one("ul", cls="map-legend").all("li")] == [
        "< −20", "−20 … −10", "−10 … +10", "+10 … +20", "≥ +20", "nothing to tell",
    ]  # fmt: skip
    said = {tile.attributes["aria-label"] for tile in page.all("a", cls="tile")}
    assert any(": +16.7" in label for label in said)
    assert client.get("/data/later/charts/en/maps/KZ/party/change-dala.svg").status_code == 200
    assert client.get("/en/e/tiny/map/party/change-dala/").status_code == 404
