"""Signed notes: every altered byte is noticed, and only signatures of known keys count."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hattama.core.transparency_log import (
    LogRefusal,
    Note,
    NoteSignature,
    encode_signature_lines,
    parse_signature_lines,
    sign_text,
)
from hattama.core.transparency_log import refusals as why
from hattama.core.transparency_log.notes import parse_note, verified_signers

from .damage import accepts_only_its_own_spelling, damaged
from .signers import signer, verify, witness

TEXT = "First line of a text,\nsecond line of a text.\n"
PETER, ENOCH, FOO = signer("PeterNeumann"), signer("EnochRoot"), signer("example.com/foo")
PETER_LINE = sign_text(TEXT, PETER.key, PETER.sign).line()
ENOCH_LINE = sign_text(TEXT, ENOCH.key, ENOCH.sign).line()
NOTE = f"{TEXT}\n{PETER_LINE}".encode()
BOTH = f"{TEXT}\n{PETER_LINE}{ENOCH_LINE}".encode()


def test_two_signatures_verify_each_for_its_own_key() -> None:
    note = parse_note(BOTH)
    assert verified_signers(note, [ENOCH.key], verify) == (ENOCH.key,)
    assert verified_signers(note, [ENOCH.key, PETER.key], verify) == (PETER.key, ENOCH.key)


def test_a_signature_repeated_counts_once() -> None:
    note = parse_note(f"{TEXT}\n{PETER_LINE}{PETER_LINE}".encode())
    assert verified_signers(note, [PETER.key], verify) == (PETER.key,)


def test_signatures_by_unknown_keys_are_passed_over_and_do_not_suffice() -> None:
    note = parse_note(BOTH)
    assert verified_signers(note, [PETER.key], verify) == (PETER.key,)
    with pytest.raises(why.NoTrustedSignature):
        verified_signers(note, [FOO.key], verify)
    with pytest.raises(why.NoTrustedSignature):
        verified_signers(note, [], verify)


def test_one_false_signature_by_a_known_key_spoils_the_note() -> None:
    false = NoteSignature(ENOCH.key.name, ENOCH.key.key_id, bytes(64))
    note = parse_note(NOTE).with_signatures([false])
    assert verified_signers(note, [PETER.key], verify) == (PETER.key,)
    with pytest.raises(why.SignatureInvalid):
        verified_signers(note, [PETER.key, ENOCH.key], verify)


@given(st.integers(0, len(NOTE) - 1), st.integers(0, 7))
def test_a_note_refuses_every_altered_byte(place: int, bit: int) -> None:
    altered = NOTE[:place] + bytes([NOTE[place] ^ 1 << bit]) + NOTE[place + 1 :]
    with pytest.raises(why.NoteRefused):
        verified_signers(parse_note(altered), [PETER.key], verify)


@given(damaged(BOTH))
def test_any_bytes_give_a_note_or_a_named_refusal(data: bytes) -> None:
    accepts_only_its_own_spelling(data, lambda given: parse_note(given).encoded())


@given(damaged((PETER_LINE + ENOCH_LINE).encode()))
def test_any_bytes_give_signature_lines_or_a_named_refusal(data: bytes) -> None:
    accepts_only_its_own_spelling(data, lambda given: encode_signature_lines(parse_signature_lines(given)))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", why.NoteUnsigned),
        (TEXT.encode(), why.NoteUnsigned),
        (f"{TEXT}\n".encode(), why.NoteUnsigned),
        (f"{TEXT}{PETER_LINE}".encode(), why.NoteUnsigned),
        (NOTE + b"\n", why.NoteUnsigned),
        (NOTE[:-1], why.SignatureLineMalformed),
        (NOTE + b"more\n", why.SignatureLineMalformed),
        (NOTE.replace("—".encode(), b"-"), why.SignatureLineMalformed),
        (NOTE.replace(b"PeterNeumann", b"Peter+Neumann"), why.SignatureLineMalformed),
        (NOTE.replace(b"PeterNeumann", b""), why.SignatureLineMalformed),
        (NOTE.replace(b"PeterNeumann ", b"PeterNeumann  "), why.SignatureLineMalformed),
        (NOTE.replace(b"PeterNeumann", "Peter\u00a0Neumann".encode()), why.SignatureLineMalformed),
        (f"{TEXT}\n— PeterNeumann x08go/ZJkuBS\n".encode() + b"\xff", why.NoteNotUtf8),
        (f"{TEXT}\n— PeterNeumann x08gow==\n".encode(), why.SignatureLineMalformed),
        (f"{TEXT}\n— PeterNeumann x08go/Z=\n".encode(), why.SignatureLineMalformed),
        (f"{TEXT}\n— PeterNeumann x08go+ZJk=\n".encode(), why.SignatureLineMalformed),
        (NOTE.replace(b"\n", b"\r\n"), why.NoteHasControlCharacter),
        (NOTE.replace(b"First", b"th\x00nk"), why.NoteHasControlCharacter),
        (NOTE.replace(b"First", b"th\tnk"), why.NoteHasControlCharacter),
        (NOTE.replace(b"First", b"th\xc0\x80nk"), why.NoteNotUtf8),
        (NOTE + PETER_LINE.encode() * 100, why.TooManySignatures),
        (b"x" * 1_000_001, why.NoteTooLong),
    ],
)
def test_each_bad_note_is_refused_for_its_own_reason(data: bytes, reason: type[LogRefusal]) -> None:
    with pytest.raises(LogRefusal) as caught:
        parse_note(data)
    assert type(caught.value) is reason


def test_sixteen_signatures_of_post_quantum_length_are_read() -> None:
    long = [NoteSignature(f"w{number}", b"abcd", bytes(2428)) for number in range(16)]
    note = parse_note(NOTE).with_signatures(long)
    assert parse_note(note.encoded()) == note
    assert verified_signers(note, [PETER.key], verify) == (PETER.key,)


def test_the_text_may_hold_empty_lines_and_lines_like_signatures() -> None:
    text = f"first\n\n{PETER_LINE}\nlast\n"
    note = Note(text, (sign_text(text, PETER.key, PETER.sign),))
    assert parse_note(note.encoded()) == note
    assert verified_signers(parse_note(note.encoded()), [PETER.key], verify) == (PETER.key,)


def test_a_newer_signature_replaces_the_older_of_its_key() -> None:
    old, new = NoteSignature("w", b"abcd", b"old"), NoteSignature("w", b"abcd", b"new")
    other = NoteSignature("w", b"abce", b"other")
    note = Note("text\n", (old, other)).with_signatures([new])
    assert note.signatures == (new, other)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", why.NoteTextMalformed),
        ("no newline", why.NoteTextMalformed),
        ("tab\there\n", why.NoteHasControlCharacter),
        ("half \ud800\n", why.NoteNotUtf8),
    ],
)
def test_what_makes_no_note_is_not_signed(text: str, reason: type[LogRefusal]) -> None:
    with pytest.raises(reason):
        sign_text(text, PETER.key, PETER.sign)
    with pytest.raises(reason):
        Note(text, (NoteSignature("w", b"abcd", b"x"),)).encoded()


def test_a_note_without_signatures_is_not_written() -> None:
    with pytest.raises(why.NoteUnsigned):
        Note("text\n", ()).encoded()
    with pytest.raises(why.NoteUnsigned):
        parse_signature_lines(b"")


def test_a_witness_key_makes_no_plain_signature() -> None:
    cosigner = witness("w")
    with pytest.raises(ValueError, match="0x04"):
        sign_text("text\n", cosigner.key, cosigner.sign)
