"""What commissions declare, beside the sums: every cell, what is missing by name, stage against stage."""

import csv
import io

import pytest
from django.test import Client

from hattama.core.entries import Claim, Stage
from hattama.formats.claim_tables import StatedClaim
from hattama.web.claims.public import claim_views
from hattama.web.claims.record import record_claims
from hattama.web.kernel.elections.tables import ElectionRow
from tests.web.kernel.pages.reading import Element, read_page
from tests.web.tiny_election import NIGHT, PARTY, annul, protocol, publish

pytestmark = pytest.mark.django_db(transaction=True)

PAGE = "/en/e/tiny/results/party/claims/"
ALL = ("P001", "P002", "P003", "P101", "P201", "P202")


def declare(area: str = "KZ", stage: Stage = Stage.FINAL, **figures: int) -> None:
    keyed = {f"votes[{key}]" if key in ("dala", "ozen") else key: value for key, value in figures.items()}
    claim = Claim(area, PARTY, "central_commission", stage, keyed)
    record_claims("tiny", [StatedClaim(2, claim, NIGHT)], "ab" * 32, now=NIGHT)


def page(client: Client, address: str = PAGE) -> Element:
    return read_page(client.get(address))


def tables(found: Element) -> dict[str, list[list[str]]]:
    return {table.one("caption").text: table.rows()[1:] for table in found.all("table")}


@pytest.fixture(autouse=True)
def night(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is the night of the count: no limit of a commission is over."""
    monkeypatch.setattr(claim_views, "_this_hour", lambda: NIGHT)


@pytest.fixture
def complete(tiny: ElectionRow) -> ElectionRow:
    publish(*(protocol(precinct) for precinct in ALL))
    return tiny


def test_before_anybody_has_declared_anything_the_page_says_so(client: Client, tiny: object) -> None:
    found = page(client)
    assert "Nothing has been declared yet." in found.text
    assert not found.all("table")


def test_every_cell_stands_beside_our_sum_with_the_difference(client: Client, complete: object) -> None:
    declare(participants=3600, invalid=75, dala=2221)
    found = tables(page(client))
    assert found["Against the sum of the protocols"] == [
        ["Voters who took part in the voting", "3,600", "3,600", "0"],
        ["Dala party", "2,221", "2,220", "+1"],
        ["Invalid ballots", "75", "72", "+3"],
    ]
    (overview,) = [rows for caption, rows in found.items() if caption.startswith("What was declared")]
    assert overview == [["Republic Central Election Commission, final results", "2", "1", "0"]]


def test_precincts_that_are_missing_are_named(client: Client, tiny: object) -> None:
    publish(protocol("P001"), protocol("P002"), protocol("P003"))
    declare("R1", dala=1480)
    found = page(client)
    assert "Polling station No. 101" in found.text
    assert found.links["Not received: 1"].endswith("/missing/?contest=party&area=R1")
    assert "differs already, unless a protocol is corrected or declared invalid" in found.text
    assert "wrong" not in found.text, "a sum of protocols does not judge a commission"
    (rows,) = [rows for caption, rows in tables(found).items() if caption.startswith("Against the sum")]
    assert rows == [["Dala party", "1,480", "1,110", "not yet"]]


def test_a_claim_that_differs_by_the_annulled_protocols_alone_is_explained(
    client: Client, complete: object
) -> None:
    annul("P001")
    declare(dala=2220)
    assert "With the annulled protocols counted (1) nothing would differ." in page(client).text


def test_the_regions_are_added_up_and_each_area_has_its_own_cells(client: Client, complete: object) -> None:
    declare("R1", dala=1480)
    declare("R2", dala=741)
    declare(dala=2220)
    below = tables(page(client))["Against the tables of the areas right below"]
    assert below == [["Dala party", "2,220", "2,221", "\u22121"]]
    second = tables(page(client, f"{PAGE}?area=R2"))["Against the sum of the protocols"]
    assert second == [["Dala party", "741", "740", "+1"]]
    assert client.get(f"{PAGE}?area=P001").status_code == 404


def test_two_stages_stand_side_by_side_and_what_was_replaced_stays_in_reach(
    client: Client, complete: object
) -> None:
    declare(stage=Stage.PRELIMINARY, dala=2567)
    declare(dala=2221)
    declare(dala=2220)
    found = page(client)
    who = "Central Election Commission"
    assert tables(found)[f"{who}, final results – against: {who}, preliminary results"] == [
        ["Dala party", "2,567", "2,220", "\u2212347"]
    ]
    assert "It took the place of earlier entries" in found.text


def test_the_file_holds_every_cell(client: Client, complete: object) -> None:
    declare(stage=Stage.PRELIMINARY, dala=2567)
    declare(dala=2220, invalid=72)
    response = client.get("/data/tiny/claims/party.csv")
    body = b"".join(response) if response.streaming else response.content
    rows = list(csv.DictReader(io.StringIO(body.decode())))
    told = [
        (r["stage"], r["figure"], r["against"], r["claimed"], r["other"], r["difference"], r["verdict"])
        for r in rows
    ]
    assert told == [
        ("preliminary", "votes[dala]", "protocols", "2567", "2220", "347", "differs"),
        ("final", "votes[dala]", "protocols", "2220", "2220", "0", "agrees"),
        ("final", "invalid", "protocols", "72", "72", "0", "agrees"),
        ("final", "votes[dala]", "claim", "2220", "2567", "-347", "differs"),
        ("final", "invalid", "claim", "72", "", "", "cannot_be_compared"),
    ]
    assert client.get("/data/tiny/claims/mayor.csv").status_code == 404


def test_every_commission_whose_protocol_is_awaited_is_named(
    client: Client, complete: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = claim_views._awaited
    monkeypatch.setattr(claim_views, "_awaited", lambda *asked: [*real(*asked)] * 20)
    waited = page(client).one("section", **{"aria-labelledby": "awaited"})
    count = int(waited.one("h2").text.split(": ")[1])
    assert count >= 20 and len(waited.all("li")) == count
    assert waited.one("summary").text == f"Other commissions ({count - 12})"


def test_a_table_that_is_not_the_sum_stands_among_what_the_checks_found(
    client: Client, complete: object
) -> None:
    """P-a: of thirty contests nobody opens each to see whether its tables add up."""
    declare(participants=3600)
    assert "Tables of commissions" not in page(client, "/en/e/tiny/findings/").text
    declare(participants=3600, invalid=75, dala=2221)
    found = page(client, "/en/e/tiny/findings/")
    assert "Tables of commissions that are not the sum: 1" in found.text
    assert "figures that differ: 2" in found.text
    (link,) = [one for one in found.all("a") if "/claims/" in one.attributes["href"]]
    assert link.attributes["href"] == f"{PAGE}?area=KZ#area"
    inner = page(client, "/en/e/tiny/findings/?area=R1")
    assert "Tables of commissions" not in inner.text, "the republic does not lie in a region"
