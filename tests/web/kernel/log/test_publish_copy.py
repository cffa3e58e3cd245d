"""The public bundle in a bucket: never ahead of what it stands on, never over a fork, resumed at a break."""

import hashlib
import json
import shutil
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from hattama.cli.main import main
from hattama.core.transparency_log import names_of_tree, parse_checkpoint
from hattama.publish.record_texts import QUOTATION, RECORD_TEXTS
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.advance_log import advance_log
from hattama.web.kernel.log.bundle_store import CHECKPOINT, MANIFEST, public_store, working_folder
from hattama.web.kernel.log.close_election import state_totals
from hattama.web.kernel.log.log_stops import LogStopped
from hattama.web.kernel.log.publish_act import publish_act
from hattama.web.kernel.log.refresh_bundle import refresh_bundle
from hattama.web.kernel.log.tables import LogEntry, PendingAct
from hattama.web.kernel.published.tables import PublishedScan
from hattama.web.kernel.stores import content_store
from hattama.web.kernel.stores.file_store import FileStore
from hattama.web.kernel.stores.object_store import ContentMissing, StoreUnavailable
from hattama.web.operations import keep_log as keeping
from hattama.web.operations.keep_log import log_status
from hattama.web.operations.publish_copy import CopyContradicts, publish_copy
from hattama.web.protocols.import_protocols import Incoming, import_protocols
from hattama.web.registers.erase import erase_text
from hattama.web.registers.tables import OpenedText
from tests.real import PATIENCE
from tests.real.faulty_service import FaultyService, Weather
from tests.storage.servers import S3Store, fresh_store, keys_of_the_service, moto, rclone
from tests.web.registers.complaints import JOURNAL, say, statement
from tests.web.tiny_election import (
    ELECTION_ID,
    NIGHT,
    PARTY,
    SINGLE,
    open_tiny,
    picture,
    protocol,
    publish,
    scan_of,
)

__all__ = ["keys_of_the_service", "moto", "rclone"]

pytestmark = pytest.mark.django_db


class Bucket(FileStore):
    """A bucket in a folder that goes away after some calls, and knows in what order files were put."""

    name = "s3://kept/site"

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.calls_left = 1_000_000
        self.written: list[str] = []

    def _call(self) -> None:
        if self.calls_left <= 0:
            raise StoreUnavailable("away")
        self.calls_left -= 1

    def put(self, key, data, told=None):
        self._call()
        self.written.append(key)
        return super().put(key, data)

    def replace(self, key, data, told=None):
        self._call()
        self.written.append(key)
        super().replace(key, data)

    def get(self, key):
        self._call()
        return super().get(key)

    def pieces(self, key, first=0, end=None):
        self._call()
        return super().pieces(key, first, end)

    def delete(self, key):
        self._call()
        self.written.append(f"-{key}")
        super().delete(key)


@pytest.fixture
def bucket(tmp_path, settings):
    settings.STORE_BUCKET = ""
    return Bucket(tmp_path / "bucket")


def sha256_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def key(path: str) -> str:
    return f"public/{ELECTION_ID}/{path}"


def night() -> None:
    open_tiny()
    publish(protocol("P001"), protocol("P001", SINGLE), scans={("P001", PARTY): scan_of("P001")})


def copy_a_night(bucket) -> None:
    night()
    refresh_bundle(ELECTION_ID)
    publish_copy(ELECTION_ID, bucket)


def more() -> None:
    publish(protocol("P002"), protocol("P003"))


def held(bucket) -> int:
    """The size that the bucket's checkpoint states, with everything below it there; 0 without one."""
    folder = bucket.folder / f"public/{ELECTION_ID}"
    try:
        size = parse_checkpoint((folder / CHECKPOINT).read_bytes()).checkpoint.size
    except FileNotFoundError:
        return 0
    for name in names_of_tree(size):
        assert (folder / name.path()).exists(), f"{name.path()} is covered and not there"
    assert (folder / "log.vkey").exists()
    assert (folder / "election.toml").exists()
    return size


def same_files(bucket) -> None:
    """The bucket holds what the folder holds; of partial tiles only those of checkpoints that it had."""
    ours, theirs = public_store(ELECTION_ID).folder, bucket.folder / f"public/{ELECTION_ID}"
    found = {path.relative_to(theirs).as_posix() for path in theirs.rglob("*") if path.is_file()}
    for path in found:
        assert (theirs / path).read_bytes() == (ours / path).read_bytes()
    expected = {path.relative_to(ours).as_posix() for path in ours.rglob("*") if path.is_file()}
    assert {path for path in expected - found if ".p/" not in path} == set()


def test_everything_arrives_and_a_second_call_puts_nothing(bucket):
    night()
    refresh_bundle(ELECTION_ID)
    published = publish_copy(ELECTION_ID, bucket)
    assert held(bucket) == published.size == public_store(ELECTION_ID).size()
    assert not published.tables_wait
    same_files(bucket)
    bucket.written.clear()
    assert publish_copy(ELECTION_ID, bucket).put == 0
    assert bucket.written == []


def test_the_checkpoint_comes_after_what_it_covers_and_the_manifest_after_its_tables(bucket):
    copy_a_night(bucket)
    more()
    refresh_bundle(ELECTION_ID)
    bucket.written.clear()
    publish_copy(ELECTION_ID, bucket)
    written = [name.replace(key(""), "") for name in bucket.written]
    at = written.index(CHECKPOINT)
    assert all(not name.startswith(("tile/", "key-changes/")) for name in written[at:])
    assert written.index(f"-{MANIFEST}") < written.index("totals.csv") < written.index(MANIFEST)
    assert written[-1] == MANIFEST


def test_a_copy_that_breaks_off_anywhere_is_true_to_its_checkpoint_and_goes_on(bucket):
    copy_a_night(bucket)
    more()
    refresh_bundle(ELECTION_ID)
    old, new = held(bucket), public_store(ELECTION_ID).size()
    seen = set()
    for calls in range(1, 200):
        bucket.calls_left = calls
        try:
            publish_copy(ELECTION_ID, bucket)
        except StoreUnavailable:
            seen.add(held(bucket))
            continue
        break
    assert seen == {old, new}
    assert held(bucket) == new
    bucket.calls_left = 1_000_000
    publish_copy(ELECTION_ID, bucket)
    same_files(bucket)


def test_a_copy_whose_list_is_lost_or_broken_off_is_compared_again(bucket):
    copy_a_night(bucket)
    listed = working_folder(ELECTION_ID) / "copied"
    listed.write_bytes(listed.read_bytes()[:-7])
    publish_copy(ELECTION_ID, bucket)
    listed.unlink()
    publish_copy(ELECTION_ID, bucket)
    same_files(bucket)


@pytest.mark.parametrize("lost", ["everything", "what came since"])
def test_a_bucket_that_was_emptied_or_put_back_is_filled_again(bucket, tmp_path, lost):
    copy_a_night(bucket)
    shutil.copytree(bucket.folder, tmp_path / "before")
    more()
    publish_copy(ELECTION_ID, bucket)
    shutil.rmtree(bucket.folder)
    if lost == "what came since":
        shutil.copytree(tmp_path / "before", bucket.folder)
    assert publish_copy(ELECTION_ID, bucket).size == held(bucket) == public_store(ELECTION_ID).size()
    assert (bucket.folder / key("election.toml")).exists()


def test_a_file_that_was_lost_in_the_bucket_comes_back_when_all_is_compared(bucket):
    copy_a_night(bucket)
    (bucket.folder / key("totals.csv")).unlink()
    (scan,) = (bucket.folder / key("scans")).rglob("*/*")
    scan.unlink()
    publish_copy(ELECTION_ID, bucket, whole=True)
    same_files(bucket)


def test_a_scan_that_is_withdrawn_leaves_the_bucket(bucket):
    copy_a_night(bucket)
    path = f"scans/{(sha256 := PublishedScan.objects.get().scan_id)[:2]}/{sha256}"
    assert bucket.exists(key(path))
    PublishedScan.objects.update(withdrawn_by=LogEntry.objects.order_by("-index").first().index)
    refresh_bundle(ELECTION_ID, whole=True)
    assert publish_copy(ELECTION_ID, bucket).withdrawn == 1
    assert not bucket.exists(key(path))


def test_a_scan_that_stands_in_the_bucket_though_putting_it_seemed_to_fail_leaves_it_when_withdrawn(
    bucket, monkeypatch
):
    night()
    refresh_bundle(ELECTION_ID)
    path = key(f"scans/{(sha256 := PublishedScan.objects.get().scan_id)[:2]}/{sha256}")

    def put_and_break(name, data, told=None):
        FileStore.replace(bucket, name, data)
        if name == path:
            raise StoreUnavailable("away")

    with monkeypatch.context() as patched:
        patched.setattr(bucket, "replace", put_and_break)
        with pytest.raises(StoreUnavailable):
            publish_copy(ELECTION_ID, bucket)
    PublishedScan.objects.update(withdrawn_by=LogEntry.objects.order_by("-index").first().index)
    refresh_bundle(ELECTION_ID, whole=True)
    publish_copy(ELECTION_ID, bucket)
    assert not bucket.exists(path)


def test_a_text_that_was_erased_leaves_the_bucket_without_waiting_for_the_next_tables(bucket, admin_user):
    night()
    say(statement())
    refresh_bundle(ELECTION_ID)
    publish_copy(ELECTION_ID, bucket)
    said = JOURNAL.quotation.encode()
    assert said in bucket.get(key(RECORD_TEXTS))
    quoted = OpenedText.objects.get(field=QUOTATION)
    erase_text(admin_user, quoted.election, quoted.digest, "Сұралды", now=NIGHT)
    for listed in (working_folder(ELECTION_ID) / "copied", None):
        assert publish_copy(ELECTION_ID, bucket).tables_wait
        assert not bucket.exists(key(RECORD_TEXTS)) and not bucket.exists(key(MANIFEST))
        if listed:
            # As it stood before, and nobody knows what was put there.
            bucket.replace(key(RECORD_TEXTS), said)
            listed.unlink()
    refresh_bundle(ELECTION_ID)
    publish_copy(ELECTION_ID, bucket)
    same_files(bucket)
    assert said not in bucket.get(key(RECORD_TEXTS))


def test_a_scan_that_the_folder_has_lost_is_not_taken_from_the_public(bucket):
    copy_a_night(bucket)
    sha256 = PublishedScan.objects.get().scan_id
    public_store(ELECTION_ID).scan_path(sha256).unlink()
    assert publish_copy(ELECTION_ID, bucket).withdrawn == 0
    assert bucket.exists(key(f"scans/{sha256[:2]}/{sha256}"))


def test_a_damaged_scan_of_the_folder_is_not_published(bucket):
    night()
    refresh_bundle(ELECTION_ID)
    path = public_store(ELECTION_ID).scan_path(PublishedScan.objects.get().scan_id)
    path.unlink()
    path.write_bytes(b"damaged")
    publish_copy(ELECTION_ID, bucket)
    assert [*bucket.keys(key("scans/"))] == []


@pytest.fixture
def forked(bucket, settings):
    """A log that was published further than this site knows: it was set up again from an old backup."""
    copy_a_night(bucket)
    settings.STORE_BUCKET = "kept"
    return bucket


def test_other_bytes_in_a_finished_file_stop_the_log_and_are_left_as_they_are(forked, settings):
    settings.STORE_BUCKET = ""
    more()
    settings.STORE_BUCKET = "kept"
    path = next(names_of_tree(public_store(ELECTION_ID).size())).path()
    forked.put(key(path), b"a fork's entries")
    with pytest.raises(CopyContradicts, match="other bytes"):
        publish_copy(ELECTION_ID, forked)
    assert forked.get(key(path)) == b"a fork's entries"
    with pytest.raises(LogStopped, match="other bytes"):
        advance_log(ELECTION_ID, now=NIGHT)


def test_while_the_log_is_stopped_acts_are_accepted_and_wait(forked, settings):
    ours = forked.get(key(CHECKPOINT))
    forked.replace(key(CHECKPOINT), ours.replace(ELECTION_ID.encode(), b"other"))
    with pytest.raises(CopyContradicts):
        publish_copy(ELECTION_ID, forked)
    size = public_store(ELECTION_ID).size()
    import_protocols(ElectionRow.objects.get(pk=ELECTION_ID), [Incoming(protocol("P002"))], now=NIGHT)
    act = PendingAct.objects.get().act
    assert publish_act(act, now=NIGHT) is False
    assert PendingAct.objects.filter(act=act).exists()
    assert public_store(ELECTION_ID).size() == size
    # Whoever looked has put the true copy back: the next call sees it, and the log goes on.
    forked.replace(key(CHECKPOINT), ours)
    publish_copy(ELECTION_ID, forked)
    assert publish_act(act, now=NIGHT) is True


def test_a_longer_log_in_the_bucket_is_the_sign_of_an_old_backup(forked, settings):
    folder = public_store(ELECTION_ID).folder
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    settings.STORE_BUCKET = ""
    more()
    publish_copy(ELECTION_ID, forked)
    for path in folder.rglob("*"):
        if path.is_file() and path not in before:
            path.unlink()
    for path, data in before.items():
        path.write_bytes(data)
    with pytest.raises(CopyContradicts, match="entries, ours"):
        publish_copy(ELECTION_ID, forked)


def test_the_keeper_publishes_and_is_not_kept_by_a_store_that_is_away(bucket, settings, monkeypatch, caplog):
    night()
    refresh_bundle(ELECTION_ID)
    publish(protocol("P002"), scans={("P002", PARTY): scan_of("P002", shade=90)})
    (public_store(ELECTION_ID).folder / MANIFEST).unlink()
    public_store(ELECTION_ID).withdraw_scan(hidden := sha256_of(picture(90)))
    (working_folder(ELECTION_ID) / "shown-files").unlink()
    settings.STORE_BUCKET = "kept"
    for room in (keeping, content_store):
        monkeypatch.setattr(room, "content_home", lambda: bucket)
    bucket.calls_left = 0
    keeping.keep_log(ELECTION_ID, now=NIGHT)
    assert "public copy is behind" in caplog.text
    assert dict(log_status(ElectionRow.objects.get()))["copied"] == 0
    assert public_store(ELECTION_ID).read(MANIFEST), "what else was due was done"
    assert not public_store(ELECTION_ID).scan_path(hidden).exists()
    bucket.calls_left = 1_000_000
    content_store.put_content(picture(90))
    (public_store(ELECTION_ID).folder / MANIFEST).unlink()
    keeping.keep_log(ELECTION_ID, now=NIGHT)
    assert held(bucket) == public_store(ELECTION_ID).size()
    assert dict(log_status(ElectionRow.objects.get()))["copied"] == held(bucket)
    assert public_store(ELECTION_ID).scan_path(hidden).exists()


def let_readers_in(home: S3Store, bucket: str) -> None:
    """Set the policy that docs/operator/storage.md tells the operator to set."""
    page = (Path(__file__).parents[4] / "docs/operator/storage.md").read_text("utf-8")
    policy = page.split("```json\n")[1].split("```")[0]
    policy = policy.replace("BUCKET", bucket).replace("PREFIX", home._prefix.rstrip("/"))
    home._client.put_bucket_policy(Bucket=bucket, Policy=policy)


def fetched(address: str) -> urllib.request.addinfourl:
    return urllib.request.urlopen(address, timeout=PATIENCE)


def test_what_a_service_shows_is_verified_as_true_by_anybody(moto, keys_of_the_service, capsys):
    night()
    more()
    state_totals(ELECTION_ID, now=NIGHT)
    refresh_bundle(ELECTION_ID)
    home = fresh_store(moto)
    publish_copy(ELECTION_ID, home)
    home.put("content/aa/secret", b"what a reader reported")
    let_readers_in(home, moto.bucket)
    address = f"{moto.endpoint}/{moto.bucket}/{home._prefix}public/{ELECTION_ID}"
    status = main(["verify", address, "--scans", "--json", "--lang", "en"])
    told = json.loads(capsys.readouterr().out)
    assert (status, told["verdict"]) == (3, "qualified"), told["unchecked"]
    with fetched(f"{address}/checkpoint") as answer:
        assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
        assert answer.headers["Cache-Control"] == "public, max-age=5"
    sha256 = PublishedScan.objects.get().scan_id
    with fetched(f"{address}/scans/{sha256[:2]}/{sha256}") as answer:
        assert answer.headers["Content-Type"] == "image/png"
    name = next(names_of_tree(public_store(ELECTION_ID).size())).path()
    with fetched(f"{address}/{name}") as answer:
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    with fetched(f"{address}/totals.csv") as answer:
        assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    with pytest.raises(urllib.error.HTTPError, match="403"):
        fetched(f"{moto.endpoint}/{moto.bucket}/{home._prefix}content/aa/secret")


def test_a_service_that_overwrites_does_not_overwrite_a_fork(rclone, keys_of_the_service):
    night()
    home = fresh_store(rclone)
    path = next(names_of_tree(public_store(ELECTION_ID).size())).path()
    home.put(key(path), b"a fork's entries")
    with pytest.raises(CopyContradicts):
        publish_copy(ELECTION_ID, home)
    assert home.get(key(path)) == b"a fork's entries"
    with pytest.raises(ContentMissing):
        home.get(key(CHECKPOINT))


def test_a_bad_night_of_the_service_delays_the_copy_and_breaks_nothing(moto, keys_of_the_service):
    night()
    refresh_bundle(ELECTION_ID)
    with FaultyService(moto.endpoint).running() as between:
        prefix = fresh_store(moto)._prefix
        home = S3Store(moto.bucket, prefix, endpoint=between.endpoint, seconds=2)
        between.turn(Weather.RESET)
        with pytest.raises(StoreUnavailable):
            publish_copy(ELECTION_ID, home)
        between.turn(Weather.FAIR)
        published = publish_copy(ELECTION_ID, home)
    assert published.size == public_store(ELECTION_ID).size()
    assert home.get(key(CHECKPOINT)) == public_store(ELECTION_ID).read(CHECKPOINT)
