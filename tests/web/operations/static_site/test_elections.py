"""A copy of several elections: each page is made once, at its election's moment, and leads where it says."""

import datetime
from collections import Counter
from pathlib import Path

import pytest

from hattama.web.kernel.elections.beside_files import COMPARISONS, put_beside_files
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.advance_log import advance_log
from hattama.web.operations.static_site import Stations, copying, writing
from hattama.web.protocols.import_protocols import Incoming, import_protocols
from tests.web.operations.static_site.copies import digests, file_meant, links_at
from tests.web.tiny_election import NIGHT, open_another, protocol, publish

LATER = NIGHT + datetime.timedelta(minutes=30)
THEN = NIGHT.replace(year=2026, day=23)
COMPARED = b'[[comparison]]\nelection = "tiny"\ncontest = "party"\n'

pytestmark = pytest.mark.usefixtures("one_language")


@pytest.fixture
def both(only_pages, night) -> None:
    """The tiny election, and a later one of the same areas."""
    only_pages("area", "area_stations", "about")
    open_another("later")


def _dead(site: Path) -> set[str]:
    files = [path.relative_to(site).as_posix() for path in site.rglob("*.html")]
    meant = {file_meant(file, link) for file in files for _, link in links_at(site, file)} - {None}
    return {file for file in meant if not file.startswith("search/") and not (site / file).exists()}


@pytest.mark.usefixtures("both")
def test_each_page_is_made_once(copy_of, site, monkeypatch):
    made: Counter[str] = Counter()
    answer = copying.answer_to

    def counted(address, options):
        made[address] += 1
        return answer(address, options)

    monkeypatch.setattr(copying, "answer_to", counted)
    copy_of()
    assert {"/", "/e/tiny/a/P001/", "/e/later/a/P001/"} <= made.keys()
    assert {address for address, count in made.items() if count > 1} == set()
    assert not _dead(site)


@pytest.mark.usefixtures("both")
def test_a_file_that_never_comes_keeps_no_run_for_ever(copy_of, site, monkeypatch):
    passes: Counter[str] = Counter()
    write = writing._Run._write_election

    def counted(run, row, workers):
        passes[row.pk] += 1
        assert passes[row.pk] < 4, "it goes on and on"
        return write(run, row, workers)

    monkeypatch.setattr(writing._Run, "_write_election", counted)
    monkeypatch.setattr(writing, "file_of", lambda address: "never/index.html")
    copy_of()
    assert max(passes.values()) == 2 and (site / "e/tiny/a/P001/index.html").exists()


@pytest.mark.usefixtures("both")
def test_by_districts_a_polling_station_stands_on_the_page_of_its_own_election(copy_of, site):
    copy_of(stations=Stations.DISTRICT)
    assert not list(site.glob("e/*/a/P*"))
    assert not _dead(site)
    for file in ("e/tiny/a/D11/index.html", "e/later/a/D11/index.html"):
        meant = {file_meant(file, link) for _, link in links_at(site, file) if "/stations/" in link}
        assert meant and {place.split("/")[1] for place in meant} == {file.split("/")[1]}


def test_what_is_compared_with_an_election_that_grew_is_made_anew(both, copy_of, site, tmp_path):
    put_beside_files("later", {COMPARISONS: COMPARED})
    import_protocols(ElectionRow.objects.get(pk="later"), [Incoming(protocol("P001"))], now=THEN)
    advance_log("later", now=THEN)
    copy_of()
    publish(protocol("P201"), now=LATER)
    copy_of()
    copy_of(tmp_path / "anew")
    assert digests(site) == digests(tmp_path / "anew")
