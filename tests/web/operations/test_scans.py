"""`hattama scans`: how reading stands, everything read once, a pile from a scanner split by its codes."""

import io
import json

import numpy as np
import pytest
from django_tasks_db.management.commands import db_worker
from PIL import Image

from hattama.web.kernel.log.advance_log import advance_log
from hattama.web.protocols.import_protocols import Incoming, import_protocols
from hattama.web.scans.tables import ScanPage
from tests.scanning.synthetic.camera import Shot, photograph
from tests.scanning.synthetic.sheets import blank_page, demonstration_layout, identity
from tests.web.tiny_election import ELECTION_ID, NIGHT, PARTY, open_tiny, protocol, publish, scan_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def signals_stay_the_tests_own(monkeypatch):
    """A worker listens to Ctrl+C and SIGTERM from its start to the end of its process."""
    monkeypatch.setattr(db_worker.Worker, "configure_signals", lambda _: None)


def status(run) -> dict[str, int]:
    rows = json.loads(run("scans", "status", "--format", "json").out)
    return {row["what"]: row["value"] for row in rows}


def test_what_was_uploaded_waits_until_somebody_works(run):
    open_tiny()
    scan_of("P001")
    assert status(run)["jobs_waiting"] == 1
    assert run("scans", "work", "--once").code == 0
    after = status(run)
    assert (after["jobs_waiting"], after["scans_read"], after["pages_to_a_person"]) == (0, 1, 1)
    assert "сканов прочитано" in run("--lang", "ru", "scans", "status").out


def test_what_was_imported_is_read_when_asked_and_only_once(run):
    open_tiny()
    scan = scan_of("P001")
    publish(protocol("P001"), scans={("P001", PARTY): scan})
    # As an importer leaves it: no job, nothing asked.
    scan.reading.delete()
    assert "Scans of tiny read: 1." in run("scans", "read", ELECTION_ID).told
    assert "Scans of tiny read: 0." in run("scans", "read", ELECTION_ID).told
    assert ScanPage.objects.count() == 1


def test_a_worker_reads_imported_scans_in_idle_time_as_many_as_it_may(run):
    open_tiny()
    for number, area_id in enumerate(("P001", "P002"), start=1):
        scan = scan_of(area_id, shade=10 * number)
        publish(protocol(area_id), scans={(area_id, PARTY): scan})
        scan.reading.delete()
    db_worker.DBTaskResult.objects.all().delete()
    run("scans", "work", "--once", "--imported", "1")
    assert ScanPage.objects.count() == 1


def test_a_pile_from_a_scanner_becomes_a_file_for_each_paper(run, tmp_path):
    layout, chance = demonstration_layout(), np.random.default_rng(1)
    sheets = [
        Image.open(io.BytesIO(photograph(blank_page(layout, identity(area, layout)), Shot(), chance)))
        for area in ("0017", "0018")
    ]
    sheets.append(sheets[0].crop((400, 600, 900, 1200)))
    sheets[0].save(tmp_path / "pile.tif", save_all=True, append_images=sheets[1:])
    ran = run("scans", "split", tmp_path / "pile.tif", tmp_path / "cut")
    assert ran.code == 1
    assert "Pages whose code could not be read: 3" in ran.told
    names = ["0017-party_list-0.tif", "0018-party_list-0.tif"]
    cut = {path.name: path.read_bytes() for path in (tmp_path / "cut").iterdir()}
    assert sorted(cut) == names
    # The same pile once more changes nothing; another sheet of a precinct takes no earlier one's place.
    run("scans", "split", tmp_path / "pile.tif", tmp_path / "cut")
    assert {path.name: path.read_bytes() for path in (tmp_path / "cut").iterdir()} == cut
    sheets[0].rotate(1).save(tmp_path / "pile.tif")
    assert (
        "0017-party_list-0-2.tif: 1 p." in run("scans", "split", tmp_path / "pile.tif", tmp_path / "cut").told
    )
    assert {path.name: path.read_bytes() for path in (tmp_path / "cut").iterdir()}.items() > cut.items()


def test_a_pile_that_is_none_is_refused_with_the_reason(run, tmp_path):
    (tmp_path / "pile.pdf").write_bytes(b"<svg/>")
    ran = run("scans", "split", tmp_path / "pile.pdf", tmp_path / "cut")
    assert ran.code == 2
    assert "is not JPEG, PNG, TIFF or PDF" in ran.told
    assert run("scans", "split", tmp_path / "nothing.pdf", tmp_path / "cut").code == 2


def test_what_cannot_be_fetched_is_named_with_the_reason_and_counted(run):
    election = open_tiny()
    links = {"scan": "http://127.0.0.1:9/1.png", "page": "https://example.org/1"}
    import_protocols(election, [Incoming(protocol("P001"), "feed", links=links)], now=NIGHT)
    advance_log(ELECTION_ID, now=NIGHT)
    ran = run("--lang", "en", "scans", "fetch", ELECTION_ID)
    assert ran.code == 1
    assert "http://127.0.0.1:9/1.png: an address within a private network" in ran.told
    again = run("--lang", "en", "scans", "fetch", ELECTION_ID)
    assert again.code == 0 and "Links there: page, scan" in again.told
    assert status(run)["addresses_without_scan"] == 1
