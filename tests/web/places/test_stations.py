"""The page of a district's polling stations says of each what the page of the station says."""

import pytest

from tests.web.kernel.pages.reading import read_page
from tests.web.public_night import night

__all__ = ["night"]

pytestmark = pytest.mark.usefixtures("night")
STATIONS = {"P001": "D11", "P002": "D11", "P101": "D12"}


def _rows(page, station):
    """The row of a station in each table, with the names of the columns."""
    for table in page.all("table"):
        keys = [
            head.attributes["data-figure"] for head in table.all("th") if "data-figure" in head.attributes
        ]
        for body in table.all("tbody"):
            if body.attributes["id"].startswith(station):
                yield keys, body


def _figures(page, station):
    told = {}
    for keys, body in _rows(page, station):
        cells = [cell.text for cell in body.all("tr")[0].all("td")][1:]
        if cells:
            told |= dict(zip(keys, cells, strict=True))
    return told


@pytest.mark.parametrize("language", ["", "ru/", "en/"])
@pytest.mark.parametrize("station", STATIONS)
def test_a_station_says_the_same_there_as_on_its_own_page(client, language, station):
    own = read_page(client.get(f"/{language}e/tiny/a/{station}/"))
    page = read_page(client.get(f"/{language}e/tiny/a/{STATIONS[station]}/stations/"))
    figures = {
        cell.attributes["data-figure"]: cell.text
        for cell in own.all("td")
        if "data-figure" in cell.attributes
    }
    told = _figures(page, station)
    assert figures and {key: told[key] for key in figures} == figures
    here = " ".join(body.text for _, body in _rows(page, station))
    for place in ("finding-words", "sides", "explanation"):
        for said in own.all(**{"class": place}):
            assert (
                said.text.removesuffix(said.all("a")[0].text if said.all("a") else "").split(" FORM-")[0]
                in here
            )
    scans = {
        link.attributes["href"]
        for link in own.all("a")
        if link.attributes.get("href", "").startswith("/scans/")
    }
    linked = {link.attributes["href"] for _, body in _rows(page, station) for link in body.all("a")}
    assert scans <= linked and f"/{language}e/tiny/a/{station}/" in linked
    entries = [part.text for part in own.all("dl") if part.attributes.get("class") == "facts trace"]
    assert entries and own.one("h1").text in here


def test_a_station_that_sent_nothing_stands_there_too(client):
    page = read_page(client.get("/en/e/tiny/a/D11/stations/"))
    assert [body for _, body in _rows(page, "P003")] and "not received" in page.one("tbody", id="P003").text


def test_a_district_leads_to_it_and_a_station_has_none(client):
    assert "/en/e/tiny/a/D11/stations/" in client.get("/en/e/tiny/a/D11/").content.decode()
    assert client.get("/e/tiny/a/nowhere/stations/").status_code == 404
    assert client.get("/e/tiny/a/D11/stations/?page=9").status_code == 404


def test_an_area_without_stations_of_its_own_leads_to_its_page_and_is_not_said_to_hold_no_contest(client):
    answer = client.get("/en/e/tiny/a/R1/stations/")
    assert (answer.status_code, answer["Location"]) == (302, "/en/e/tiny/a/R1/")
