"""The store lost a scan, or holds it damaged: the copy is made of everything else and names what it lacks."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from hattama.cli.main import main
from hattama.web.kernel.log.bundle_store import public_store
from hattama.web.kernel.log.refresh_bundle import refresh_bundle
from hattama.web.kernel.published.tables import PublishedScan
from hattama.web.kernel.stores import content_store
from hattama.web.kernel.stores.content_store import StoreUnavailable, content_path
from tests.web.away_store import AwayStore
from tests.web.tiny_election import ELECTION_ID

WORDS = {"gone": "Gone from the store", "damaged": "Damaged in the store"}


@pytest.fixture(autouse=True)
def one_language(settings):
    settings.LANGUAGES = [("kk", "Қазақша")]


@pytest.fixture
def scan(night) -> str:
    refresh_bundle(ELECTION_ID)
    return PublishedScan.objects.order_by("pk").values_list("scan_id", flat=True)[0]


def gone(sha256: str) -> None:
    content_path(sha256).unlink()
    public_store(ELECTION_ID).scan_path(sha256).unlink()


def damaged(sha256: str) -> None:
    for path in {content_path(sha256), public_store(ELECTION_ID).scan_path(sha256)}:
        path.chmod(0o644)
        path.write_bytes(b"damaged")


@pytest.mark.parametrize("harm", [gone, damaged])
def test_the_copy_is_made_without_it_names_it_and_ends_with_1(scan, site: Path, harm, capsys):
    how = harm.__name__
    harm(scan)
    assert main(["--lang", "en", "publish", str(site), "--jobs", "1"]) == 1
    told = capsys.readouterr().err
    assert f"{WORDS[how]} and left out: {scan} /scans/{scan}" in told
    lines = (site / "LOST.txt").read_text("utf-8").splitlines()
    assert {line for line in lines if scan in line} == {
        f"{how} {scan} /scans/{scan}",
        f"{how} {scan} /data/tiny/bundle/scans/{scan[:2]}/{scan}",
    }
    assert scan in (site / "copy/index.html").read_text("utf-8")
    scans = [path for path in site.rglob("*") if path.parent.name == "scans" or "scans" in path.parts]
    for path in (path for path in scans if path.is_file()):
        assert hashlib.sha256(path.read_bytes()).hexdigest() == path.name, "no damaged bytes in a copy"
    assert (site / "e/tiny/a/P001/index.html").is_file() and (site / "index.html").is_file()


def test_what_came_back_is_in_the_next_copy_and_the_list_goes(scan, copy_of, site):
    data = content_path(scan).read_bytes()
    gone(scan)
    assert copy_of().lost
    content_store.put_content(data)
    written = copy_of()
    assert not written.lost and not (site / "LOST.txt").exists()
    assert (site / "scans" / scan).read_bytes() == data


def test_what_the_bundle_still_holds_is_copied_though_the_store_lost_it(scan, copy_of, site):
    content_path(scan).unlink()
    assert copy_of().lost == {}
    assert (site / "scans" / scan).is_file()


def test_a_scan_that_was_damaged_since_is_found_by_a_whole_run(scan, copy_of, site):
    copy_of()
    damaged(scan)
    assert set(copy_of(whole=True).lost.values()) == {(scan, "damaged")}
    assert not (site / "scans" / scan).exists()


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_store_that_is_away_stops_the_copy_with_a_sentence(scan, site, monkeypatch, tmp_path, capsys, jobs):
    gone(scan)
    store = AwayStore(tmp_path)
    store.away = True
    monkeypatch.setattr(content_store, "content_home", lambda: store)
    with pytest.raises(SystemExit) as ended:
        main(["--lang", "en", "publish", str(site), "--jobs", jobs])
    assert ended.value.code == 2
    assert "The store of files does not answer" in capsys.readouterr().err


def test_a_process_that_meets_an_outage_sends_it_to_who_asked():
    from multiprocessing import Pipe

    from hattama.web.operations.static_site.workers import Together

    ours, theirs = Pipe()
    theirs.send(StoreUnavailable(5, "content/ab: away"))
    with pytest.raises(StoreUnavailable, match="away"):
        Together([ours]).begin("tiny")
