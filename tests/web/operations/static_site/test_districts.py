"""A copy of a large country: polling stations stand whole on the pages of their districts."""

import datetime
import json

import pytest

from hattama.phrases import say
from hattama.web.operations.static_site import Options, Stations
from hattama.web.operations.static_site.addresses import BY_DISTRICT
from hattama.web.operations.static_site.places import LARGE
from tests.web.operations.static_site.copies import digests, file_meant, links_at, page_at
from tests.web.tiny_election import NIGHT, protocol, publish

pytestmark = pytest.mark.usefixtures("one_language")
LATER = NIGHT + datetime.timedelta(minutes=30)


def test_how_many_stations_there_are_says_what_holds_them_unless_the_operator_does():
    assert [Options().by_district(number) for number in (LARGE - 1, LARGE)] == [False, True]
    assert Options(stations=Stations.DISTRICT).by_district(1)
    assert not Options(stations=Stations.PAGE).by_district(LARGE)


def test_no_station_has_a_file_and_every_link_to_one_leads_to_its_place(night, copy_of, site):
    copy_of(stations=Stations.DISTRICT)
    assert say(BY_DISTRICT, "kk") in page_at(site, "copy/index.html").text
    files = digests(site)
    assert not any("/P001" in file or file.startswith("data/tiny/log/") for file in files)
    linked = set()
    for file in files:
        if not file.endswith(".html"):
            continue
        page = page_at(site, file)
        for _, link in links_at(site, file):
            meant = file_meant(file, link)
            assert meant is None or meant in files or meant.startswith(("search/", "e/tiny/a/0/")), (
                f"{file}: {link}"
            )
            if meant and meant.endswith("stations/index.html") and "#P" in link:
                linked.add((meant, link.partition("#")[2]))
        assert page.one("h1")
    assert {anchor for _, anchor in linked} >= {"P001", "P002", "P101"}
    for file, anchor in linked:
        assert page_at(site, file).one("tbody", id=anchor)
    rows = (site / "search/tiny/kk/rows-0.js").read_text("utf-8")
    row = next(row for row in json.loads(rows[rows.index("[[") : -3]) if row[0] == "P001")
    assert row[4] == "D11/stations"


def test_only_the_district_of_a_new_protocol_is_written_again(night, copy_of, site, tmp_path):
    copy_of(stations=Stations.DISTRICT)
    before = digests(site)
    publish(protocol("P201"), now=LATER)
    copy_of(stations=Stations.DISTRICT)
    after = digests(site)
    changed = {file for file in before.keys() | after.keys() if before.get(file) != after.get(file)}
    stations = {file for file in changed if "/stations/" in file}
    assert stations == {"e/tiny/a/D21/stations/index.html"}
    copy_of(tmp_path / "anew", stations=Stations.DISTRICT)
    assert digests(tmp_path / "anew") == after


def test_the_operator_may_ask_for_the_small_files_and_for_what_is_drawn(night, copy_of, site, tmp_path):
    copy_of(stations=Stations.DISTRICT, files=True, drawings=True)
    for file in ("data/tiny/areas/P001.json", "data/tiny/areas/P001.csv", "data/tiny/log/0"):
        assert (site / file).is_file(), file
    assert (site / "e/tiny/a/R1/night/index.html").is_file()
    copy_of(tmp_path / "lean", stations=Stations.DISTRICT)
    assert not (tmp_path / "lean/e/tiny/a/R1/night").exists()
    assert len(digests(tmp_path / "lean")) < len(digests(site))
