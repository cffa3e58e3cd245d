"""Sums beyond 2^53, which JSON cannot hold as numbers: every address answers, and the bundle is true."""

import json

import pytest
from django.test import Client

from hattama.cli.main import main
from hattama.web.kernel.elections.open_election import open_election
from hattama.web.kernel.log.advance_log import advance_log
from hattama.web.kernel.log.bundle_store import public_store
from hattama.web.kernel.log.close_election import state_totals
from hattama.web.kernel.log.refresh_bundle import refresh_bundle
from hattama.web.open_data.write_open_data import write_open_data
from hattama.web.operations.static_site import Options, write_static_site
from hattama.web.operations.static_site.addresses import COPIED
from tests.web.tiny_election import (
    AREAS_CSV,
    ELECTION_ID,
    ELECTION_TOML,
    LOADED_AT,
    NIGHT,
    PARTY,
    SINGLE,
    load_tiny,
    protocol,
    publish,
    scan_of,
    sound_figures,
)

pytestmark = pytest.mark.django_db(transaction=True)

LARGEST = 2**53 - 1
FIFTEEN_DIGITS = 999_999_999_999_999
HELD_IN_FIRST_REGION = "P0", "P1", "P3"


def twelve_precincts() -> list[str]:
    rows = AREAS_CSV.decode().splitlines(keepends=True)
    model = next(row for row in rows if row.startswith("P003"))
    added = [f"P3{number:02}" for number in range(6)]
    rows += [model.replace("P003", area).replace(",10,", f",{area[1:]},") for area in added]
    load_tiny(ELECTION_TOML, "".join(rows).encode())
    open_election(ELECTION_ID, now=LOADED_AT)
    advance_log(ELECTION_ID, now=LOADED_AT)
    return ["P001", "P002", "P003", "P101", "P201", "P202", *added]


STATES = {
    "the largest register": {"voters_listed": LARGEST},
    "fifteen digits everywhere": dict.fromkeys(sound_figures(), FIFTEEN_DIGITS),
}


@pytest.fixture(params=STATES)
def huge(request: pytest.FixtureRequest, db: None) -> dict[str, int]:
    changes = STATES[request.param]
    precincts = twelve_precincts()
    publish(
        *(protocol(area, figures=sound_figures() | changes) for area in precincts),
        *(protocol(area, SINGLE) for area in precincts if area.startswith(HELD_IN_FIRST_REGION)),
        scans={("P001", PARTY): scan_of("P001")},
    )
    return changes


PAGES = (
    "",
    "live/",
    "hall/",
    "embed/",
    "missing/",
    "findings/",
    "results/party/",
    "results/single/",
    "results/party/rules/",
    "results/party/what-if/",
    "results/party/what-if/?rules=method:dhondt",
    "results/party/what-if/?rules=method:droop&seats=9",
    "results/party/claims/",
    "map/party/leader/",
    "map/party/turnout/",
    "map/party/share-dala/",
    "map/party/findings/",
    "a/R1/",
    "a/P001/",
    "a/R1/results/party/",
    "a/R1/results/single/",
    "a/R1/map/party/leader/",
    "a/R1/embed/",
    "a/P001/receipt/party/",
    "feed.atom",
)
FRAMES = ("result/party/", "result/party/R1/", "seats/party/", "map/party/leader/", "map/party/turnout/R1/")
FILES = (
    "live.json",
    "election.json",
    "totals.csv",
    "outcomes/party.json",
    "outcomes/single.json?lang=en",
    "seats/party.kk.csv",
    "charts/kk/seats/party.svg",
    "charts/ru/maps/KZ/party/leader.svg",
    "areas/R1.json",
    "charts/en/maps/KZ/party/turnout.svg",
    "areas/R1.csv",
    "areas/P001.json",
    "areas/R1/party.kk.pdf",
    "areas/KZ/party.ru.pdf",
    "areas/P001/party.en.pdf",
    "areas/R1/party.xlsx",
    "cards/KZ.kk.png",
    "cards/R1/party.ru.png",
    "cards/KZ/party.en.png",
)
QUESTIONS = ("outcomes", "areas/KZ/totals", "areas/R1/totals", "areas/P001/totals", "differences")
ADDRESSES = [
    "/",
    *(f"/e/tiny/{page}" for page in PAGES),
    *(f"/embed/tiny/{frame}" for frame in FRAMES),
    *(f"/data/tiny/{file}" for file in FILES),
    *(f"/api/v1/elections/tiny/{question}" for question in QUESTIONS),
]


def test_every_public_address_answers_and_states_the_sums_exactly(
    huge: dict[str, int], client: Client
) -> None:
    client.raise_request_exception = False
    answers = {address: client.get(address).status_code for address in ADDRESSES}
    assert {address: status for address, status in answers.items() if status != 200} == {}
    key, figure = next(iter(huge.items()))
    total = client.get("/api/v1/elections/tiny/areas/KZ/totals").json()["items"][0]["figures"][key]
    assert total == {"total": str(12 * figure), "contributors": 12}
    told = client.get(f"/data/{ELECTION_ID}/outcomes/party.json").json()
    assert (told["status"], told["refusal"]) == ("decided", None)
    page = client.get("/en/e/tiny/a/R1/").content.decode()
    assert f"{10 * figure:,}" in page


def test_the_bundle_is_made_and_true(huge: dict[str, int], capsys: pytest.CaptureFixture[str]) -> None:
    state_totals(ELECTION_ID, now=NIGHT)
    refresh_bundle(ELECTION_ID)
    folder = public_store(ELECTION_ID).folder
    assert main(["verify", str(folder), "--scans", "--json", "--lang", "en"]) == 3
    assert json.loads(capsys.readouterr().out)["verdict"] == "qualified"
    outcome = json.loads((folder / "outcomes" / "party.json").read_bytes())
    assert outcome["status"] == "decided"


def test_open_data_carry_the_sums(huge: dict[str, int]) -> None:
    folder = write_open_data(ELECTION_ID).folder
    figure = str(12 * next(iter(huge.values())))
    assert figure in (folder / "totals.csv").read_text()


# What a copy leads to is asked of each kind above, and in such a state by the crawl.
@pytest.mark.endurance
@pytest.mark.parametrize("huge", ["fifteen digits everywhere"], indirect=True)
def test_every_page_that_another_leads_to_can_be_copied(
    huge: dict[str, int], tmp_path, settings, monkeypatch
) -> None:
    settings.LANGUAGES = [("en", "English")]
    # Norms carry no sums.
    monkeypatch.delitem(COPIED, "public:norm")
    write_static_site(tmp_path / "site", Options())
