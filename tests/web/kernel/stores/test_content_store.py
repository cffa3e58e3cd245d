"""Bytes under their hash: what was put in comes out, or it is said that something is wrong."""

import errno
import hashlib
import os
import stat
import threading
from pathlib import Path

import pytest

from hattama.web.kernel.stores import file_store, turns
from hattama.web.kernel.stores.content_store import (
    ContentAltered,
    ContentMissing,
    StoreUnavailable,
    content_path,
    get_content,
    put_content,
)


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return tmp_path


def test_what_is_put_in_comes_out_under_its_hash():
    data = "хаттама".encode()
    assert put_content(data) == hashlib.sha256(data).hexdigest()
    assert get_content(hashlib.sha256(data).hexdigest()) == data


def test_putting_the_same_bytes_twice_changes_nothing():
    path = content_path(put_content(b"scan"))
    before = path.stat()
    put_content(b"scan")
    assert path.stat() == before


def test_nobody_writes_over_what_is_kept():
    path = content_path(put_content(b"scan"))
    assert stat.S_IMODE(path.stat().st_mode) == 0o444


def test_no_other_account_of_the_machine_comes_to_what_is_kept(folder):
    """nginx is of the site's group, and finds what is public under names of its own."""
    path = content_path(put_content(b"scan"))
    while (path := path.parent) != folder:
        assert stat.S_IMODE(path.stat().st_mode) == 0o700, path


def test_one_altered_byte_is_noticed_when_it_is_read():
    sha256 = put_content(b"scan")
    path = content_path(sha256)
    path.chmod(0o644)
    path.write_bytes(b"scam")
    with pytest.raises(ContentAltered):
        get_content(sha256)


def test_what_was_never_put_in_is_missing():
    with pytest.raises(ContentMissing):
        get_content("0" * 64)


def test_a_write_that_fails_leaves_nothing_behind(folder, monkeypatch):
    def full_disk(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full_disk)
    with pytest.raises(OSError, match="No space"):
        put_content(b"scan")
    assert [path for path in folder.rglob("*") if path.is_file()] == []


def test_a_name_that_was_not_flushed_is_flushed_for_whoever_sends_the_same_bytes_again(monkeypatch):
    def broken(path: Path) -> None:
        raise OSError(errno.EIO, f"{path}: Input/output error")

    path = content_path(hashlib.sha256(b"scan").hexdigest())
    path.parent.mkdir(parents=True)
    monkeypatch.setattr(file_store, "sync_path", broken)
    for _ in range(2):
        with pytest.raises(StoreUnavailable):
            put_content(b"scan")
        assert path.exists()
    flushed: list[Path] = []
    monkeypatch.setattr(file_store, "sync_path", flushed.append)
    put_content(b"scan")
    assert flushed == [path.parent]


def test_others_are_at_work_while_a_file_becomes_durable(monkeypatch):
    at_work: list[bool] = []
    sync = os.fsync

    def seen(descriptor: int) -> None:
        at_work.append(threading.get_ident() in turns._turns._since)
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", seen)
    with turns.turn():
        put_content(b"scan")
        assert threading.get_ident() in turns._turns._since
    assert at_work
    assert not any(at_work)
