"""What every store promises, on the disk, at moto's server and at rclone's."""

import hashlib
import threading

import pytest

from hattama.web.kernel.stores import content_store
from hattama.web.kernel.stores.content_store import (
    content_key,
    content_pieces,
    get_content,
    place_content,
    put_content,
    read_checked,
)
from hattama.web.kernel.stores.file_store import FileStore
from hattama.web.kernel.stores.object_store import (
    ContentAltered,
    ContentMissing,
    OtherBytesStored,
    StoreUnavailable,
    Told,
)
from hattama.web.kernel.stores.s3_store import S3Store
from tests.real.stores import StoreServer
from tests.storage.servers import fresh_store

SCAN = "хаттаманың сканы".encode() * 1000


@pytest.fixture
def home(store, monkeypatch):
    """The store as the one that the site keeps its content in."""
    monkeypatch.setattr(content_store, "content_home", lambda: store)
    return store


def test_what_is_put_in_comes_out(store):
    assert store.put("content/a", SCAN) is True
    assert store.get("content/a") == SCAN
    assert store.exists("content/a")


def test_an_empty_file_is_a_file(store):
    store.put("content/empty", b"")
    assert store.get("content/empty") == b""
    assert store.exists("content/empty")


def test_the_same_bytes_twice_are_no_fault(store):
    store.put("content/a", SCAN)
    store.put("content/a", SCAN)
    assert [found.key for found in store.keys("content/")] == ["content/a"]


def test_what_was_never_put_in_is_missing(store):
    assert not store.exists("content/a")
    with pytest.raises(ContentMissing):
        store.get("content/a")


def test_a_file_that_is_replaced_has_the_new_bytes(store):
    store.replace("public/checkpoint", b"1")
    store.replace("public/checkpoint", b"2")
    assert store.get("public/checkpoint") == b"2"


def test_a_deleted_file_is_gone_and_may_be_deleted_again(store):
    store.put("public/scan", SCAN)
    store.delete("public/scan")
    assert not store.exists("public/scan")
    store.delete("public/scan")


def test_files_are_listed_in_order_with_their_sizes_and_without_neighbours(store):
    for key in ("a/2", "a/10", "a/1/x", "ab/1", "a.p/1"):
        store.put(key, key.encode())
    assert [(found.key, found.size) for found in store.keys("a/")] == [("a/1/x", 5), ("a/10", 4), ("a/2", 3)]
    assert list(store.keys("c/")) == []


def test_more_files_than_a_page_of_a_listing_holds(moto):
    store = fresh_store(moto)
    store._client.meta.events.register(
        "before-parameter-build.s3.ListObjectsV2", lambda params, **_: params.update(MaxKeys=3)
    )
    for number in range(8):
        store.put(f"a/{number}", b"x")
    assert len(list(store.keys("a/"))) == 8


def test_names_in_any_letters_are_kept(store):
    store.put("public/Қостанай 1+1.csv", SCAN)
    assert store.get("public/Қостанай 1+1.csv") == SCAN
    assert [found.key for found in store.keys("public/")] == ["public/Қостанай 1+1.csv"]


def test_content_comes_out_under_its_hash(home):
    sha256 = put_content(SCAN)
    assert sha256 == hashlib.sha256(SCAN).hexdigest()
    assert get_content(sha256) == SCAN
    assert [found.key for found in home.keys("content/")] == [content_key(sha256)]


@pytest.mark.parametrize("found", [SCAN[:-1] + b"!", SCAN[:100], b""], ids=["altered", "short", "emptied"])
def test_damaged_content_is_never_handed_out(home, found):
    sha256 = put_content(SCAN)
    home.replace(content_key(sha256), found)
    with pytest.raises(ContentAltered):
        get_content(sha256)


def test_content_under_the_hash_of_another_is_never_handed_out(home):
    sha256, other = put_content(SCAN), put_content(b"another")
    home.replace(content_key(sha256), b"another")
    with pytest.raises(ContentAltered):
        get_content(sha256)
    assert get_content(other) == b"another"


def test_who_sends_the_right_bytes_again_mends_damaged_ones(home):
    sha256 = put_content(SCAN)
    home.replace(content_key(sha256), b"damaged")
    assert put_content(SCAN) == sha256
    assert get_content(sha256) == SCAN


def test_many_who_put_the_same_bytes_at_once_leave_one_whole_file(home):
    start, faults = threading.Barrier(6), []

    def put() -> None:
        start.wait()
        try:
            put_content(SCAN)
        except OSError as trouble:
            faults.append(trouble)

    threads = [threading.Thread(target=put) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert [found.size for found in home.keys("content/")] == [len(SCAN)]


@pytest.mark.parametrize("kind", ["folder", "moto"])
def test_other_bytes_never_take_a_name_that_is_written_once(kind, request, tmp_path):
    store = FileStore(tmp_path) if kind == "folder" else fresh_store(request.getfixturevalue("moto"))
    store.put("public/tile", b"ours")
    with pytest.raises(OtherBytesStored):
        store.put("public/tile", b"a fork's")
    assert store.get("public/tile") == b"ours"


def test_readers_of_the_service_itself_are_told_type_and_caching(moto):
    store = fresh_store(moto)
    store.put("public/checkpoint", b"1", Told("text/plain; charset=utf-8", "public, max-age=5"))
    answer = store._client.head_object(Bucket=moto.bucket, Key=f"{store._prefix}public/checkpoint")
    assert answer["ContentType"] == "text/plain; charset=utf-8"
    assert answer["CacheControl"] == "public, max-age=5"


def test_a_wrong_secret_is_refused_by_name(rclone, monkeypatch):
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "of-somebody-else")
    stranger = S3Store(rclone.bucket, endpoint=rclone.endpoint)
    with pytest.raises(StoreUnavailable, match="SignatureDoesNotMatch"):
        stranger.put("content/a", SCAN)
    with pytest.raises(StoreUnavailable):
        stranger.get("content/a")


@pytest.mark.parametrize("kind", ["moto", "rclone"])
def test_a_bucket_that_is_not_there_is_the_operators_trouble_and_no_missing_file(kind, request):
    server: StoreServer = request.getfixturevalue(kind)
    store = S3Store("nowhere", endpoint=server.endpoint)
    with pytest.raises(StoreUnavailable, match="NoSuchBucket"):
        store.put("content/a", SCAN)
    with pytest.raises(StoreUnavailable):
        store.get("content/a")


def test_without_any_key_nothing_is_asked_elsewhere(moto, monkeypatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent")
    monkeypatch.setenv("AWS_CONFIG_FILE", "/nonexistent")
    with pytest.raises(StoreUnavailable, match="NoCredentialsError"):
        S3Store(moto.bucket, endpoint=moto.endpoint).get("content/a")


def test_a_file_of_rclone_that_was_cut_short_on_its_disk_is_noticed(rclone, monkeypatch):
    store = fresh_store(rclone)
    monkeypatch.setattr(content_store, "content_home", lambda: store)
    sha256 = put_content(SCAN)
    (rclone.folder / store._prefix / content_key(sha256)).write_bytes(SCAN[:500])
    with pytest.raises(ContentAltered):
        read_checked(store, sha256)


def test_a_part_of_a_long_file_is_read_and_no_more(home, tmp_path, settings):
    settings.STORE_BUCKET = "a bucket, as no second name is made then"
    sha256, copy = put_content(SCAN), tmp_path / "copy"
    assert b"".join(content_pieces(sha256, 4, 9)) == SCAN[4:9]
    assert b"".join(content_pieces(sha256)) == SCAN
    with pytest.raises(ContentMissing):
        content_pieces("0" * 64)
    place_content(sha256, copy)
    assert copy.read_bytes() == SCAN
    home.replace(content_key(sha256), b"other")
    copy.unlink()
    with pytest.raises(ContentAltered):
        place_content(sha256, copy)
    assert not list(tmp_path.glob("copy*")) + list(tmp_path.glob(".copy*"))
