"""A list on the ballot of one region only: asked, summed, shown and verified there, and nowhere missing."""

import csv
import json
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hattama.cli.main import main
from hattama.core.vocabulary import Deed, Tally
from hattama.web.audits.reading import commit_now
from hattama.web.forensics.reading import load_readings
from hattama.web.kernel.elections.loading import load_definition, load_total
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.log.advance_log import advance_log
from hattama.web.kernel.log.export_bundle import export_bundle
from hattama.web.kernel.published.missing import as_received
from hattama.web.kernel.published.tables import PublishedProtocol, PublishedTotal
from hattama.web.open_data.write_open_data import write_open_data
from hattama.web.protocols.change import change_protocol
from hattama.web.results.past_totals import fold_totals
from hattama.web.results.public.comparisons import sums_of
from hattama.web.results.public.contest_results import ContestResults, results_of
from tests.web.kernel.pages.reading import read_page
from tests.web.protocols.life.people import LATER, OF_TERRITORY, everybody
from tests.web.tiny_election import (
    AREAS_CSV,
    ELECTION_TOML,
    PARTY,
    area_row,
    open_tiny,
    protocol,
    publish,
    sound_figures,
)

pytestmark = pytest.mark.django_db(transaction=True)

ONLY_IN_R2 = ELECTION_TOML.replace(b'code = "ozen"\n', b'code = "ozen"\nareas = ["R2"]\n')


def without_ozen(**changes: int) -> dict[str, int]:
    figures = sound_figures(PARTY, **{"votes[dala]": 570}, **changes)
    del figures["votes[ozen]"]
    return figures


@pytest.fixture
def country(db: None) -> ElectionRow:
    """Three of R1, where Özen does not stand, and two of R2, of which one leaves its line blank."""
    row = open_tiny(ONLY_IN_R2, AREAS_CSV)
    blank = sound_figures(PARTY)
    del blank["votes[ozen]"]
    publish(
        *(protocol(area, figures=without_ozen()) for area in ("P001", "P002")),
        protocol("P003", figures=sound_figures(PARTY)),
        protocol("P201"),
        protocol("P202", figures=blank),
    )
    return row


def codes(area: str) -> set[str]:
    row = PublishedProtocol.objects.get(area__code=area, contest=PARTY)
    return {found["code"] for found in row.findings if found["verdict"] == "broken"}


def results(country: ElectionRow, area: str) -> ContestResults:
    definition = load_definition(country)
    total = load_total(PublishedTotal.objects.get(area__code=area, contest=PARTY))
    return results_of(definition, definition.election.contest(PARTY), total)


def test_votes_are_asked_for_where_the_list_is_on_the_ballot(country: ElectionRow) -> None:
    assert codes("P001") == codes("P201") == set()
    # In P003 the votes for it are asked by no line; without them the others do not make the participants.
    assert codes("P003") == {"FORM-UNKNOWN", "KZ-K05A"}
    assert codes("P202") == {"FORM-MISSING"}


def test_a_sum_lacks_only_what_was_asked(country: ElectionRow) -> None:
    # Votes in P003, where the list does not stand, are a finding and are summed as they were written.
    told = {
        area: {
            line.code: (line.tally, line.off_ballot, line.missing) for line in results(country, area).choices
        }
        for area in ("KZ", "R2", "D21")
    }
    assert told["KZ"]["ozen"] == (Tally(400, 2), 2, 1)
    assert told["R2"]["ozen"] == told["D21"]["ozen"] == (Tally(200, 1), 0, 1)
    assert told["KZ"]["dala"] == (Tally(2 * 570 + 3 * 370, 5), 0, 0)


def test_pages_and_tables_say_that_it_is_not_on_the_ballot(country: ElectionRow, client: Client) -> None:
    def page(area: str) -> str:
        return " ".join(client.get(f"/en/e/tiny/a/{area}/", follow=True).content.decode().split())

    assert "Özen" not in page("P001")
    assert "Özen" in page("P202")
    assert "not on the ballot in 2 of the received protocols" in page("KZ")
    below = read_page(client.get("/en/e/tiny/a/D11/stations/"))
    table = below.all("table")[0]
    columns = [head.attributes.get("data-figure") for head in table.all("th")[:40]]
    place = columns.index("votes[ozen]") - 1
    told = {body.attributes["id"]: body.all("tr")[0].all("td")[place].text for body in table.all("tbody")}
    assert told == {"P001": "—", "P002": "—", "P003": "200"}
    folder = write_open_data("tiny").folder
    votes = {(row["area_id"], row["choice"]): row["votes"] for row in _rows(folder / "votes.csv")}
    assert ("P001", "ozen") not in votes and votes["P202", "ozen"] == ""
    whole = {row["area_id"]: row["votes[ozen]"] for row in _rows(folder / "whole-party.csv")}
    assert whole == {
        "P001": "not_on_ballot",
        "P002": "not_on_ballot",
        "P003": "200",
        "P201": "200",
        "P202": "",
    }
    assert [row["areas"] for row in _rows(folder / "choices.csv")][:2] == ["", "R2"]


def test_the_check_of_the_bundle_comes_to_the_same(
    country: ElectionRow, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    export_bundle(country, tmp_path / "bundle")
    main(["verify", str(tmp_path / "bundle"), "--json", "--lang", "en"])
    told = json.loads(capsys.readouterr().out)
    assert told["verdict"] == "qualified", told


def test_what_reads_many_precincts_asks_for_the_way_of_none_of_them(country: ElectionRow) -> None:
    """Which ballot each had follows from what is read with it; with more precincts nothing more is asked."""
    whole = load_total(PublishedTotal.objects.get(area__code="KZ", contest=PARTY))
    assert fold_totals(area_row("KZ"), 10**6)[PARTY] == whole
    head = everybody().head
    counts = []
    for area in ("P001", "P002", "P003"):
        figures = without_ozen() | {"votes[dala]": 569, "against_all": 31}
        read = protocol(area, figures=figures)
        change_protocol(Deed.CORRECT, head, area_row(area), read, OF_TERRITORY, now=LATER)
        advance_log("tiny", now=LATER)
        counts.append(asked_for(country))
    assert counts[0] == counts[1] == counts[2]
    assert asked_for(country, 2) == asked_for(country, 5)
    nation, definition = area_row("KZ"), load_definition(country)
    now = sums_of([nation], PARTY, definition)
    first = as_received(now, [nation], PARTY, definition)[nation.pk]
    assert (first.derived, first.figures) == (whole.derived, whole.figures)
    assert now[nation.pk].derived != whole.derived


def asked_for(country: ElectionRow, precincts: int = 5) -> list[int]:
    """How many questions each of those asks that go through so many precincts, or all that changed."""
    definition, nation = load_definition(country), area_row("KZ")
    contest = definition.election.contest(PARTY)
    places = list(AreaRow.objects.filter(protocols__contest=PARTY).order_by("code")[:precincts])
    sums = sums_of([nation], PARTY, definition)
    counts = []
    for ask in (
        lambda: load_readings(country, contest),
        lambda: commit_now(country, contest, [place.code for place in places]),
        lambda: fold_totals(nation, 10**6),
        lambda: sums_of(places, PARTY, definition),
        lambda: as_received(sums, [nation], PARTY, definition),
    ):
        with CaptureQueriesContext(connection) as asked:
            ask()
        counts.append(len(asked))
    return counts


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
