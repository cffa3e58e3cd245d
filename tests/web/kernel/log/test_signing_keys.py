"""Keys in files: read and written as other programs do, and refused when others could read them, too."""

import os
import stat

import pytest

from hattama.core.transparency_log import parse_vkey
from hattama.verification.folders import verify_ed25519
from hattama.web.kernel.log.signing_keys import (
    KeyFile,
    KeyFileExposed,
    KeyFileMalformed,
    KeyRefused,
    NoSuchKey,
    make_private_key,
    parse_private_key,
)

# The example of golang.org/x/mod/sumdb/note.
NEUMANN = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
NEUMANN_VKEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"


@pytest.fixture
def file(tmp_path) -> KeyFile:
    return KeyFile(tmp_path / "keys" / "tiny.key")


def test_a_key_of_another_program_is_read_and_written_as_it_was():
    private = parse_private_key(NEUMANN)
    assert private.key.vkey() == NEUMANN_VKEY
    assert private.line() == NEUMANN + "\n"


def test_what_a_key_signs_holds_and_nothing_else_does():
    private = make_private_key("log.example.org/tiny", bytes(32))
    signature = private.sign(b"text")
    public = private.key.public_key
    assert verify_ed25519(public, b"text", signature)
    assert not verify_ed25519(public, b"test", signature)
    assert not verify_ed25519(bytes(32), b"text", signature)
    assert not verify_ed25519(b"short", b"text", signature)
    assert not verify_ed25519(public, b"text", b"short")


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
        "",
        "PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz",
        NEUMANN.replace("c74f20a3", "c74f20a4"),
        NEUMANN.replace("AYEK", "AoEK"),
        NEUMANN.replace("PeterNeumann", "Peter Neumann"),
        NEUMANN[:-4],
        NEUMANN + "=",
        "PRIVATE+KEY+PeterNeumann",
    ],
)
def test_a_line_that_is_no_private_key_is_refused(line):
    with pytest.raises(KeyFileMalformed):
        parse_private_key(line)
    assert issubclass(KeyFileMalformed, KeyRefused)


def test_no_key_bears_a_name_that_a_note_could_not_hold():
    with pytest.raises(ValueError, match="log tiny"):
        make_private_key("log tiny", bytes(32))
