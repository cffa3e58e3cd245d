"""Keys in files: read and written as other programs do, and refused when others could read them, too."""

import os
import stat

import pytest

from hattama.core.transparency_log import SignatureType, parse_vkey
from hattama.formats.private_keys import make_private_key
from hattama.web.kernel.log.signing_keys import (
    KeyFile,
    KeyFileExposed,
    KeyFileMalformed,
    KeyRefused,
    NoSuchKey,
)


@pytest.fixture
def file(tmp_path) -> KeyFile:
    return KeyFile(tmp_path / "keys" / "tiny.key")


def test_a_new_key_is_kept_where_its_owner_alone_can_read_it(file):
    key = file.add_key("log.example.org/tiny")
    assert stat.S_IMODE(file.path.stat().st_mode) == 0o600
    assert file.key(key).key == key
    assert parse_vkey(key.vkey()) == key


def test_a_second_key_comes_last_and_the_first_stays(file):
    first, second = file.add_key("log.example.org/tiny"), file.add_key("log.example.org/tiny")
    assert first != second
    assert [private.key for private in file.read()] == [first, second]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o602, 0o644, 0o666, 0o610])
def test_a_file_that_others_can_read_or_change_is_refused(file, mode):
    key = file.add_key("log.example.org/tiny")
    os.chmod(file.path, mode)
    for attempt in (file.read, lambda: file.key(key), lambda: file.add_key("log.example.org/tiny")):
        with pytest.raises(KeyFileExposed):
            attempt()


def test_where_there_is_no_file_there_is_no_key(file):
    assert file.read() == []
    with pytest.raises(NoSuchKey):
        file.key(make_private_key("log.example.org/tiny", bytes(32)).key)


@pytest.mark.parametrize(
    "line",
    [
        "PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz",
        make_private_key("log.example.org/tiny", bytes(32), SignatureType.ED25519_COSIGNATURE).line(),
    ],
)
def test_a_line_that_is_no_key_of_a_log_is_refused(file, line):
    file.add_key("log.example.org/tiny")
    with file.path.open("a") as written:
        written.write(line)
    with pytest.raises(KeyFileMalformed):
        file.read()
    assert issubclass(KeyFileMalformed, KeyRefused)
