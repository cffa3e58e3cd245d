"""The store lost a scan, or holds it damaged: the copy is made of everything else and names what it lacks."""

import hashlib
from pathlib import Path

import pytest

from hattama.cli.main import main
from hattama.web.kernel.log.bundle_store import public_store
from hattama.web.kernel.log.refresh_bundle import refresh_bundle
from hattama.web.kernel.published.tables import PublishedScan
from hattama.web.kernel.stores import content_store
from hattama.web.kernel.stores.content_store import StoreUnavailable, content_path
from hattama.web.operations.static_site.places import Scans
from tests.web.away_store import AwayStore
from tests.web.tiny_election import ELECTION_ID, protocol, publish, scan_of

pytestmark = pytest.mark.usefixtures("few_pages")

WORDS = {"gone": "Gone from the store", "damaged": "Damaged in the store"}


@pytest.fixture
def scans(night) -> list[str]:
    """Three scans of the site, in the store and in the bundle."""
    for shade, area_id in enumerate(("P003", "P201"), 90):
        publish(protocol(area_id), scans={(area_id, "party"): scan_of(area_id, shade=shade)})
    refresh_bundle(ELECTION_ID)
    return list(PublishedScan.objects.order_by("pk").values_list("scan_id", flat=True))


def gone(sha256: str) -> None:
    content_path(sha256).unlink()
    public_store(ELECTION_ID).scan_path(sha256).unlink()


def places(sha256: str) -> set[Path]:
    return {content_path(sha256), public_store(ELECTION_ID).scan_path(sha256)}


def damaged(sha256: str) -> None:
    for path in places(sha256):
        # Another file of this name: other tests hold second names of this one.
        path.unlink()
        path.write_bytes(b"damaged")


def test_the_copy_is_made_without_them_names_them_and_ends_with_1_until_they_come_back(
    scans, site: Path, capsys
):
    lost = {"gone": scans[0], "damaged": scans[1]}
    whole = {sha256: content_path(sha256).read_bytes() for sha256 in scans}
    gone(lost["gone"])
    damaged(lost["damaged"])
    # What the bundle still holds is copied though the store lost it.
    content_path(scans[2]).unlink()
    assert main(["--lang", "en", "publish", str(site), "--jobs", "1"]) == 1
    told = capsys.readouterr().err
    lines = (site / "LOST.txt").read_text("utf-8").splitlines()
    about = (site / "copy/index.html").read_text("utf-8")
    for how, scan in lost.items():
        assert f"{WORDS[how]} and left out: {scan} /scans/{scan}" in told
        assert {line for line in lines if scan in line} == {
            f"{how} {scan} /scans/{scan}",
            f"{how} {scan} /data/tiny/bundle/scans/{scan[:2]}/{scan}",
        }
        assert scan in about
    assert scans[2] not in told and scans[2] not in "".join(lines)
    assert (site / "scans" / scans[2]).is_file()
    copied = [path for path in site.rglob("*") if path.parent.name == "scans" or "scans" in path.parts]
    for path in (path for path in copied if path.is_file()):
        assert hashlib.sha256(path.read_bytes()).hexdigest() == path.name, "no damaged bytes in a copy"
    assert (site / "e/tiny/a/P001/index.html").is_file() and (site / "index.html").is_file()

    for sha256, data in whole.items():
        for path in places(sha256):
            path.unlink(missing_ok=True)
        content_store.put_content(data)
        assert content_path(sha256).is_file()
    assert main(["--lang", "en", "publish", str(site), "--jobs", "1"]) == 0
    assert not (site / "LOST.txt").exists()
    for sha256, data in whole.items():
        assert (site / "scans" / sha256).read_bytes() == data


def test_a_scan_that_was_damaged_since_is_found_by_a_whole_run(scans, copy_of, site):
    copy_of()
    damaged(scans[0])
    assert set(copy_of(whole=True).lost.values()) == {(scans[0], "damaged")}
    assert not (site / "scans" / scans[0]).exists()


@pytest.mark.parametrize("how", ["link", "copy"])
def test_a_scan_that_was_damaged_in_the_copy_is_mended_by_a_whole_run(scans, copy_of, site, how):
    copy_of(scans=Scans(how))
    places = (site / "scans" / scans[0], site / "data/tiny/bundle/scans" / scans[0][:2] / scans[0])
    whole = content_path(scans[0]).read_bytes()
    for place in places:
        place.unlink()
        place.write_bytes(bytes(len(whole)))
    copy_of(scans=Scans(how), whole=True)
    assert [place.read_bytes() for place in places] == [whole, whole]


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_store_that_is_away_stops_the_copy_with_a_sentence(
    scans, site, monkeypatch, tmp_path, capsys, jobs
):
    gone(scans[0])
    store = AwayStore(tmp_path)
    store.away = True
    monkeypatch.setattr(content_store, "content_home", lambda: store)
    assert main(["--lang", "en", "publish", str(site), "--jobs", jobs]) == 2
    assert "The store of files does not answer" in capsys.readouterr().err


def test_a_process_that_meets_an_outage_sends_it_to_who_asked():
    from multiprocessing import Pipe

    from hattama.web.operations.static_site.workers import Together

    ours, theirs = Pipe()
    theirs.send(StoreUnavailable(5, "content/ab: away"))
    with pytest.raises(StoreUnavailable, match="away"):
        Together([ours]).begin("tiny")
