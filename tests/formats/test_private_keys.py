"""Private keys of signed notes: read and written as other programs do, in one spelling."""

import pytest

from hattama.formats.private_keys import make_private_key, parse_private_key
from hattama.verification.folders import verify_ed25519

# The example of golang.org/x/mod/sumdb/note.
NEUMANN = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
NEUMANN_VKEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"


def test_a_key_of_another_program_is_read_and_written_as_it_was() -> None:
    private = parse_private_key(NEUMANN)
    assert private is not None
    assert private.key.vkey() == NEUMANN_VKEY
    assert private.line() == NEUMANN + "\n"


def test_what_a_key_signs_holds_and_nothing_else_does() -> None:
    private = make_private_key("log.example.org/tiny", bytes(32))
    signature = private.sign(b"text")
    public = private.key.public_key
    assert verify_ed25519(public, b"text", signature)
    assert not verify_ed25519(public, b"test", signature)
    assert not verify_ed25519(bytes(32), b"text", signature)
    assert not verify_ed25519(b"short", b"text", signature)
    assert not verify_ed25519(public, b"text", b"short")


@pytest.mark.parametrize(
    "line",
    [
        "",
        "PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz",
        NEUMANN.replace("c74f20a3", "c74f20a4"),
        NEUMANN.replace("AYEK", "AoEK"),
        NEUMANN.replace("PeterNeumann", "Peter Neumann"),
        NEUMANN[:-4],
        NEUMANN + "\n",
        NEUMANN.replace("PRIVATE", "PUBLIC"),
        NEUMANN + "é",
        NEUMANN + "=",
        "PRIVATE+KEY+PeterNeumann",
    ],
)
def test_a_line_that_is_no_private_key_is_refused(line: str) -> None:
    assert parse_private_key(line) is None


def test_no_key_bears_a_name_that_a_note_could_not_hold() -> None:
    with pytest.raises(ValueError, match="log tiny"):
        make_private_key("log tiny", bytes(32))
