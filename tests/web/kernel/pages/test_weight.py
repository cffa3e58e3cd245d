"""Pages stay below 100 KB before scans, also where a district has three hundred polling stations."""

import pytest
from django.test import Client

from hattama.web.kernel.elections.open_election import open_election
from hattama.web.kernel.log.advance_log import advance_log
from tests.web.kernel.pages.reading import read_page
from tests.web.prepared import built_once
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

MOST_BYTES = 100_000
PRECINCTS = 300
LARGE = [f"Q{number:04d}" for number in range(1000, 1000 + PRECINCTS)]


@pytest.fixture
def large_district(db: None) -> list[str]:
    """District D12 with three hundred polling stations more, of which every third does not add up."""
    _publish_a_large_district()
    return LARGE


@built_once
def _publish_a_large_district() -> None:
    row = "{id},D12,precinct,{number},hospital,,1000,№ {number} сайлау учаскесі,,,Ұзын көше {number},,,\n"
    added = "".join(row.format(id=identifier, number=identifier[1:]) for identifier in LARGE)
    load_tiny(areas_csv=AREAS_CSV + added.encode())
    open_election(ELECTION_ID, now=LOADED_AT)
    advance_log(ELECTION_ID, now=LOADED_AT)
    broken = sound_figures(ballots_issued=1001, participants=1002)
    publish(
        *(
            protocol(identifier, figures=broken if place % 3 == 0 else sound_figures())
            for place, identifier in enumerate(LARGE)
        )
    )


@pytest.mark.parametrize("language", ["/", "/ru/", "/en/"])
def test_a_large_district_fits(client: Client, large_district: list[str], language: str) -> None:
    response = client.get(f"{language}e/tiny/a/D12/")
    assert len(read_page(response).one("table", cls="precincts").rows()) == PRECINCTS + 1
    assert len(response.content) < MOST_BYTES


def test_every_other_long_page_fits(client: Client, large_district: list[str]) -> None:
    for address in (
        "",
        "missing/?contest=single",
        "findings/",
        "findings/KZ-K01/",
        "search/?q=1",
        "a/Q1000/",
    ):
        response = client.get(f"/e/tiny/{address}")
        assert response.status_code == 200
        assert len(response.content) < MOST_BYTES, address
