"""Verifier keys: published ones are read, every slip of the pen is refused."""

import base64

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hattama.core.transparency_log import (
    LogRefusal,
    SignatureType,
    VerifierKey,
    is_key_name,
    parse_vkey,
    parse_vkeys,
)
from hattama.core.transparency_log import refusals as why

from .damage import accepts_only_its_own_spelling, damaged

# golang.org/x/mod, sumdb/note/note_test.go (BSD-3); c2sp.org/signed-note; tessera, testdata (Apache-2.0).
PUBLISHED = [
    "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop",
    "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
    "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx",
]
PETER = PUBLISHED[0]


@pytest.mark.parametrize("text", PUBLISHED)
def test_published_keys_are_read_and_written_back(text: str) -> None:
    key = parse_vkey(text)
    assert key.vkey() == text
    assert key.type == SignatureType.ED25519
    assert key.name == text.split("+")[0]


def test_every_part_and_every_altered_letter_of_a_key_is_refused() -> None:
    for start in range(len(PETER)):
        for end in range(start + 1, len(PETER) + 1):
            if (start, end) != (0, len(PETER)):
                with pytest.raises(why.KeyRefused):
                    parse_vkey(PETER[start:end])
    for place, letter in enumerate(PETER):
        with pytest.raises(why.KeyRefused):
            parse_vkey(PETER[:place] + chr(ord(letter) + 1) + PETER[place + 1 :])


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", why.KeyMalformed),
        ("PeterNeumann+c74f20a3", why.KeyMalformed),
        ("PeterNeumann+c74f20a3+", why.KeyMalformed),
        ("PeterNeumann+c74f20a3+!!!!", why.KeyMalformed),
        (PETER + "\n", why.KeyMalformed),
        (PETER.replace("ann+", " ann+"), why.KeyNameMalformed),
        ("+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", why.KeyNameMalformed),
        (PETER.replace("Peter", "peter"), why.KeyIdMismatch),
        (PETER.replace("c74f", "C74F"), why.KeyIdMismatch),
        # The mangled keys of note_test.go: a key too long (its base64 has stray bits) and an unknown type.
        ("PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==", why.KeyMalformed),
        ("PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", why.KeyTypeUnsupported),
    ],
)
def test_each_bad_key_is_refused_for_its_own_reason(text: str, reason: type[LogRefusal]) -> None:
    with pytest.raises(LogRefusal) as caught:
        parse_vkey(text)
    assert type(caught.value) is reason


def test_a_public_key_of_another_length_is_refused() -> None:
    for length in (0, 31, 33):
        with pytest.raises(why.KeyLengthWrong):
            VerifierKey("name", SignatureType.ED25519, bytes(length))
    with pytest.raises(why.KeyLengthWrong):
        parse_vkey("name+00000000+" + base64.b64encode(b"\x01" + bytes(33)).decode())


def test_the_type_is_part_of_the_key_id() -> None:
    plain = parse_vkey(PETER)
    cosigning = VerifierKey(plain.name, SignatureType.ED25519_COSIGNATURE, plain.public_key)
    assert cosigning.key_id != plain.key_id
    assert parse_vkey(cosigning.vkey()) == cosigning


@given(damaged(PETER.encode()))
def test_any_text_gives_a_key_or_a_named_refusal(data: bytes) -> None:
    text = data.decode("utf-8", "surrogateescape")
    try:
        key = parse_vkey(text)
    except why.KeyRefused:
        return
    assert key.vkey() == text


@given(damaged("".join(f"{text}\n" for text in PUBLISHED).encode()))
def test_any_file_of_keys_gives_keys_or_a_named_refusal(data: bytes) -> None:
    accepts_only_its_own_spelling(
        data, lambda given: "".join(f"{key.vkey()}\n" for key in parse_vkeys(given)).encode()
    )


def test_a_file_of_keys_needs_a_key_and_whole_lines() -> None:
    assert [key.vkey() for key in parse_vkeys(f"{PETER}\n".encode())] == [PETER]
    for data in (b"", b"\n", PETER.encode(), f"{PETER}\n{PETER}".encode(), b"\xff\n"):
        with pytest.raises(why.KeyMalformed):
            parse_vkeys(data)


@given(st.text(max_size=6))
@example("a\u2003b")
@example("a\u00a0")
@example("\ud800")
@example("\x1f")
def test_a_key_name_has_no_space_plus_or_control_character(name: str) -> None:
    forbidden = any(
        sign.isspace() or sign in "+" or sign < " " or "\ud800" <= sign <= "\udfff" for sign in name
    )
    assert is_key_name(name) == (name != "" and not forbidden)
    if not is_key_name(name):
        with pytest.raises(why.KeyNameMalformed):
            VerifierKey(name, SignatureType.ED25519, bytes(32))
