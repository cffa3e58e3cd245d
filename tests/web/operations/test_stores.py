"""`hattama store`: from the disk to a service and back, every file held against its hash."""

import hashlib

import pytest

from hattama.web.kernel.log.bundle_store import public_store
from hattama.web.kernel.stores import content_store
from hattama.web.kernel.stores.content_store import content_key, content_path, get_content, put_content
from hattama.web.kernel.stores.file_store import FileStore
from hattama.web.kernel.stores.object_store import StoreUnavailable
from hattama.web.operations.copy_store import check_store, copy_store
from tests.storage.servers import fresh_store, keys_of_the_service, rclone
from tests.web.away_store import AwayStore
from tests.web.tiny_election import ELECTION_ID, picture, protocol, publish, scan_of

__all__ = ["keys_of_the_service", "rclone"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def bucket(rclone, keys_of_the_service, settings, tiny):
    """The site's scans on the disk, and a bucket to go to; its address."""
    scan_of("P001")
    settings.STORE_ENDPOINT = rclone.endpoint
    content_store._s3_store.cache_clear()
    return f"s3://{rclone.bucket}/{fresh_store(rclone)._prefix}".rstrip("/")


def test_files_go_to_a_bucket_and_the_site_goes_on_from_there(bucket, settings, run):
    assert "carried over 2, there already 0" in run("store", "copy", "--to", bucket).told
    assert "көшірілгені 0, бұрыннан барлары 2" in run("store", "copy", "--to", bucket, "--lang", "kk").told
    settings.STORE_BUCKET, _, settings.STORE_PREFIX = bucket.removeprefix("s3://").partition("/")
    publish(protocol("P001"))
    assert run("store", "check").code == 0
    published = run("store", "publish")
    assert published.code == 0
    assert f"log entries {public_store(ELECTION_ID).size()}" in published.told
    put_content(b"only in the bucket")
    assert "перенесено 1, уже было 2" in run("store", "copy", "--to", "file", "--lang", "ru").told
    settings.STORE_BUCKET = ""
    assert get_content(hashlib.sha256(b"only in the bucket").hexdigest()) == b"only in the bucket"


def test_a_damaged_and_a_missing_file_are_named(bucket, run):
    first, second = put_content(picture()), scan_of("P002", shade=60).sha256
    content_path(first).chmod(0o644)
    content_path(first).write_bytes(b"damaged")
    content_path(second).unlink()
    checked = run("store", "check")
    assert checked.code == 1
    assert f"Damaged: {first}" in checked.told
    assert f"Missing: {second} (scan)" in checked.told
    copied = run("store", "copy", "--to", bucket)
    assert copied.code == 1
    assert f"Damaged: {first}" in copied.told


def test_a_public_copy_needs_a_bucket(tiny, run):
    assert run("store", "publish").code == 2


@pytest.mark.parametrize(
    ("target", "sentence"),
    [
        ("file", "the same store"),
        ("s3://no", "--to is 's3://no'"),
        ("https://s3.example.org", "--to is"),
    ],
)
def test_a_place_that_is_none_or_the_same_is_refused(tiny, run, target, sentence):
    refused = run("store", "copy", "--to", target)
    assert refused.code == 2
    assert sentence in refused.told


def test_a_copy_that_breaks_off_goes_on_and_mends_what_was_damaged_there(tmp_path):
    source, target = FileStore(tmp_path / "a"), AwayStore(tmp_path / "b")
    for number in range(100):
        data = str(number).encode()
        source.put(content_key(hashlib.sha256(data).hexdigest()), data)
    copy_store(source, target)
    found = [one.key for one in target.keys("content/")]
    target.replace(found[0], b"damaged there")
    target.delete(found[1])
    target.away = True
    with pytest.raises(StoreUnavailable):
        copy_store(source, target)
    target.away = False
    copied = copy_store(source, target)
    assert (copied.carried, copied.there, copied.mended, copied.damaged) == (1, 98, 1, [])
    assert [one.key for one in target.keys("content/")] == found


def test_what_rows_name_is_looked_for(tiny):
    looked = check_store(content_store.content_home())
    assert (looked.sound, looked.damaged, looked.missing) == (1, [], [])
    content_path(tiny.areas_sha256).unlink()
    assert check_store(content_store.content_home()).missing == [(tiny.areas_sha256, "election")]


def test_what_somebody_put_beside_the_files_of_the_store_stops_no_copy(tiny, settings, tmp_path):
    scan_of("P001")
    place = content_path("ab" * 32)
    place.parent.mkdir(exist_ok=True)
    (place.parent / "notes.txt").write_text("a letter")
    copied = copy_store(FileStore(settings.DATA_DIR), FileStore(tmp_path / "there"))
    assert (copied.carried, copied.damaged) == (2, [])
