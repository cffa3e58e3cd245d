"""Single-mandate districts beside regions: a second division of the same precincts, wherever one looks."""

import csv
import io
import json
from pathlib import Path

import pytest
from django.test import Client

from hattama.cli.main import main
from hattama.core.vocabulary import View
from hattama.web.kernel.elections.loading import load_areas
from hattama.web.kernel.elections.open_election import open_election
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.advance_log import advance_log
from hattama.web.kernel.log.export_bundle import export_bundle
from hattama.web.kernel.log.rebuild_published import rebuild_published
from hattama.web.kernel.published.browsing import children_of, other_divisions
from hattama.web.kernel.published.tables import PublishedTotal
from hattama.web.results.past_totals import fold_totals
from tests.web.divided_election import DISTRICT_OF, ONE_DISTRICT, divided
from tests.web.kernel.pages.reading import read_page
from tests.web.places.test_printed import words_of
from tests.web.prepared import built_once
from tests.web.tiny_election import (
    LOADED_AT,
    PARTY,
    SINGLE,
    annul,
    area_row,
    load_tiny,
    protocol,
    publish,
    sound_figures,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def country(db: None) -> ElectionRow:
    """The deputy is elected in the first district; half of it has reported."""
    _report()
    return ElectionRow.objects.get(pk="tiny")


@built_once
def _report() -> None:
    load_tiny(ONE_DISTRICT, divided())
    open_election("tiny", now=LOADED_AT)
    advance_log("tiny", now=LOADED_AT)
    publish(protocol("P001"), protocol("P001", SINGLE), protocol("P002"), protocol("P202"))
    publish(protocol("P201", SINGLE, figures=sound_figures(SINGLE, participants=500)))


def totals() -> dict[tuple[str, str], tuple[int, int, int]]:
    rows = PublishedTotal.objects.select_related("area")
    return {
        (row.area.code, row.contest): (row.expected, row.received, row.figures.get("participants", [0])[0])
        for row in rows
    }


def test_every_division_has_its_sums(country: ElectionRow) -> None:
    found = totals()
    assert found["KZ", PARTY] == (6, 3, 1800)
    assert found["S1", PARTY] == (3, 1, 600)
    assert found["S2", PARTY] == (2, 1, 600)
    assert found["S1", SINGLE] == found["KZ", SINGLE] == (3, 2, 1100)
    assert (found["R1", SINGLE], found["R2", SINGLE]) == ((2, 1, 600), (1, 1, 500))
    assert ("S2", SINGLE) not in found


def test_the_sums_are_those_of_the_log_folded_again(country: ElectionRow) -> None:
    before = totals()
    rebuild_published(country)
    assert totals() == before
    folded = fold_totals(area_row("S1"), 10**6, View.COUNTED)
    assert (folded[SINGLE].expected, folded[SINGLE].figure("participants").total) == (3, 1100)


def test_the_areas_come_back_as_they_were_written(country: ElectionRow) -> None:
    also = {area.area_id: area.also_in for area in load_areas(country) if area.also_in}
    assert also == {precinct: (district,) for precinct, district in DISTRICT_OF.items()}
    assert [row.code for row in other_divisions(country)] == ["S1", "S2"]
    assert [row.code for row in children_of(area_row("KZ"))] == ["R1", "R2"]
    assert {row.code for row in children_of(area_row("S1"))} == {"P001", "P101", "P201"}


def test_a_district_that_elects_nobody_has_all_cells_of_its_row(client: Client, country: ElectionRow) -> None:
    table = read_page(client.get("/en/e/tiny/")).one("section", id="constituency-list").one("table")
    assert [len(row) for row in table.rows()] == [6, 6, 6]


def test_the_page_of_a_district_lists_its_precincts(client: Client, country: ElectionRow) -> None:
    found = read_page(client.get("/en/e/tiny/a/S1/"))
    assert found.one("h1").text == "Electoral district 1"
    (precincts,) = found.all("table", cls="precincts")
    assert [row[0] for row in precincts.rows()[1:]] == [
        "No. 1 Qaskeleng district",
        "No. 0007 Äuliekol district",
        "No. 101 Talghar district hospital",
    ]
    missing = read_page(client.get("/en/e/tiny/missing/?contest=single&area=S1"))
    assert "not received: 1" in missing.text


def test_the_balance_of_cards_has_each_division_under_its_own_heading(
    client: Client, country: ElectionRow
) -> None:
    page = read_page(client.get(f"/ru/e/tiny/balance/?contest={PARTY}"))
    rows = {
        part.one("h2").text: [row.text for row in part.all("p", cls="card-question")]
        for part in page.all("section")
        if part.attributes["aria-labelledby"].endswith("-list")
    }
    assert list(map(len, rows.values())) == [2, 2]
    assert rows["Регионы"] == ["Алматинская область", "Костанайская область"]


def test_a_district_all_of_whose_protocols_are_annulled_is_not_said_to_lack_figures(
    client: Client, country: ElectionRow
) -> None:
    for precinct in ("P001", "P201"):
        annul(precinct, SINGLE)
    (districts, *_) = read_page(client.get("/en/e/tiny/")).all("table", cls="leaders")
    assert districts.rows()[1][1] == "Annulled, not counted: 2"


def test_a_station_where_a_contest_is_not_held_lacks_no_protocol(
    client: Client, country: ElectionRow
) -> None:
    page = read_page(client.get(f"/en/e/tiny/a/D11/?contest={SINGLE}"))
    rows = page.one("table", cls="precincts").rows()[1:]
    assert [row[:2] for row in rows] == [
        ["No. 1", "1,000"],
        ["No. 2", "not held here"],
        ["No. 10", "not held here"],
    ]
    sheet = words_of(client.get(f"/data/tiny/areas/D11/{SINGLE}.en.pdf").content)
    assert "Sum of 1 protocols of 1" in sheet and "not received" not in sheet


def test_a_precinct_names_its_district_and_holds_its_contest(client: Client, country: ElectionRow) -> None:
    found = read_page(client.get("/en/e/tiny/a/P201/"))
    assert found.links["Electoral district 1"] == "/en/e/tiny/a/S1/"
    assert "Single-mandate district" in found.text
    assert "Single-mandate district" not in read_page(client.get("/en/e/tiny/a/P003/")).text


def test_the_election_lists_districts_with_what_is_held_there(client: Client, country: ElectionRow) -> None:
    found = read_page(client.get("/en/e/tiny/"))
    (districts,) = found.all("section", id="constituency-list")
    assert "Electoral districts (2)" in districts.text
    _, first, second = districts.one("table").rows()
    assert first == ["Electoral district 1 2 / 3", "Üsen Ülgi", "53.3%", "140", "55.0%", "1"]
    assert second == ["Electoral district 2", *["—"] * 5]
    said = "Turnout here is “Voters who took part in the voting” as a share of registered voters."
    assert districts.one("caption").text.endswith(said)
    assert districts.links["Üsen Ülgi"] == "/en/e/tiny/results/single/"


def test_the_outcome_of_a_district_is_decided_on_its_own_votes(client: Client, country: ElectionRow) -> None:
    publish(protocol("P101", SINGLE))
    found = json.loads(client.get("/data/tiny/outcomes/single.json").content)
    assert found["protocols"]["expected"] == 3
    assert found["status"] == "decided"


def test_the_files_of_a_district_hold_its_precincts(client: Client, country: ElectionRow) -> None:
    response = client.get("/data/tiny/areas/S1.csv")
    body = b"".join(response) if response.streaming else response.content
    rows = list(csv.DictReader(io.StringIO(body.decode())))
    assert {(row["area_id"], row["contest"]) for row in rows} == {
        ("P001", PARTY),
        ("P001", SINGLE),
        ("P201", SINGLE),
    }
    document = json.loads(client.get("/data/tiny/areas/S1.json").content)
    parents = {child["area_id"]: child["parent_id"] for child in document["children"]}
    assert parents == {"P001": "D11", "P101": "D12", "P201": "D21"}


def test_the_bundle_of_a_divided_country_agrees_with_itself(
    country: ElectionRow, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "bundle"
    export_bundle(country, folder)
    code = main(["verify", str(folder), "--lang", "en"])
    assert code == 3, capsys.readouterr().out
    states = map(json.loads, (folder / "state/areas.jsonl").read_text("utf-8").splitlines())
    children = {state["area"]["area_id"]: state["children"] for state in states}
    assert children["S1"] == ["P001", "P101", "P201"]
    capsys.readouterr()
    assert main(["totals", str(folder), "--level", "constituency", "--format", "json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    deputy = next(r for r in rows if (r["contest"], r["figure"]) == (SINGLE, "participants"))
    assert (deputy["area_id"], deputy["protocols_expected"], deputy["total"]) == ("S1", 3, 1100)
