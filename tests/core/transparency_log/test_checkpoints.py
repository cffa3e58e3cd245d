"""Checkpoints and cosignatures: what a log states, and what witnesses state about it."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hattama.core.transparency_log import (
    EMPTY_ROOT,
    Checkpoint,
    Cosignature,
    LogRefusal,
    NoteSignature,
    SignedCheckpoint,
    cosign,
    cosigned_message,
    is_fork,
    leaf_hash,
    open_checkpoint,
    parse_checkpoint,
    parse_checkpoint_text,
    parse_note,
    sign_checkpoint,
    verified_cosignatures,
)
from hattama.core.transparency_log import refusals as why

from .damage import accepts_only_its_own_spelling, damaged
from .signers import signer, verify, witness

ORIGIN = "log.example.org/test"
LOG = signer(ORIGIN)
STATED = Checkpoint(ORIGIN, 70_000, leaf_hash(b"root"))
SIGNED = sign_checkpoint(STATED, LOG.key, LOG.sign)
DATA = SIGNED.encoded()
ROOT_LINE = base64.b64encode(STATED.root).decode()
W1, W2 = witness("witness.example.org/w1"), witness("witness.example.org/w2")


def test_a_checkpoint_is_read_back() -> None:
    assert STATED.text() == f"{ORIGIN}\n70000\n{ROOT_LINE}\n"
    assert open_checkpoint(DATA, [LOG.key], verify) == SIGNED
    assert parse_checkpoint(DATA).encoded() == DATA


@given(st.integers(0, len(DATA) - 1), st.integers(0, 7))
def test_a_checkpoint_refuses_every_altered_byte(place: int, bit: int) -> None:
    altered = DATA[:place] + bytes([DATA[place] ^ 1 << bit]) + DATA[place + 1 :]
    with pytest.raises((why.NoteRefused, why.CheckpointRefused)):
        open_checkpoint(altered, [LOG.key], verify)


@given(damaged(DATA))
def test_any_bytes_give_a_checkpoint_or_a_named_refusal(data: bytes) -> None:
    accepts_only_its_own_spelling(data, lambda given: parse_checkpoint(given).encoded())


@given(damaged(STATED.text().encode()))
def test_any_text_gives_a_checkpoint_or_a_named_refusal(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    try:
        stated = parse_checkpoint_text(text)
    except why.CheckpointRefused:
        return
    assert stated.text() == text


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", why.CheckpointTooShort),
        (f"{ORIGIN}\n1\n", why.CheckpointTooShort),
        (f"{ORIGIN}\n1\n{ROOT_LINE}", why.CheckpointTooShort),
        (f"{ORIGIN}\n1\n{ROOT_LINE}\nmore", why.CheckpointTooShort),
        (f"\n1\n{ROOT_LINE}\n", why.OriginMissing),
        (f"{ORIGIN}\n01\n{ROOT_LINE}\n", why.SizeMalformed),
        (f"{ORIGIN}\n-1\n{ROOT_LINE}\n", why.SizeMalformed),
        (f"{ORIGIN}\n+1\n{ROOT_LINE}\n", why.SizeMalformed),
        (f"{ORIGIN}\n1 \n{ROOT_LINE}\n", why.SizeMalformed),
        (f"{ORIGIN}\n١\n{ROOT_LINE}\n", why.SizeMalformed),
        (f"{ORIGIN}\n{2**63}\n{ROOT_LINE}\n", why.SizeMalformed),
        (f"{ORIGIN}\n1\n{ROOT_LINE[:-1]}\n", why.RootMalformed),
        (f"{ORIGIN}\n1\n{ROOT_LINE} \n", why.RootMalformed),
        (f"{ORIGIN}\n1\nAAAA\n", why.RootMalformed),
        (f"{ORIGIN}\n1\n{ROOT_LINE[:-2]}9=\n", why.RootMalformed),
        (f"{ORIGIN}\n1\n{ROOT_LINE}\n\n", why.ExtensionMalformed),
        (f"{ORIGIN}\n1\n{ROOT_LINE}\nmore\n\nmore\n", why.ExtensionMalformed),
    ],
)
def test_each_bad_text_is_refused_for_its_own_reason(text: str, reason: type[LogRefusal]) -> None:
    with pytest.raises(LogRefusal) as caught:
        parse_checkpoint_text(text)
    assert type(caught.value) is reason


def test_the_largest_size_and_extension_lines_of_others_are_read() -> None:
    text = f"{ORIGIN}\n{2**63 - 1}\n{ROOT_LINE}\nmore\n"
    assert parse_checkpoint_text(text) == Checkpoint(ORIGIN, 2**63 - 1, STATED.root, ("more",))


def test_only_a_key_named_as_the_origin_speaks_for_the_log() -> None:
    other = signer("log.example.org/other")
    with pytest.raises(why.OriginUnknown):
        open_checkpoint(DATA, [other.key], verify)
    with pytest.raises(why.OriginUnknown):
        sign_checkpoint(STATED, other.key, other.sign)
    same_name = signer(ORIGIN, "another seed")
    with pytest.raises(why.NoTrustedSignature):
        open_checkpoint(DATA, [same_name.key], verify)
    assert open_checkpoint(DATA, [same_name.key, LOG.key], verify) == SIGNED


@pytest.mark.parametrize("stated", [Checkpoint(ORIGIN, -1, STATED.root), Checkpoint(ORIGIN, 1, b"short")])
def test_what_is_no_checkpoint_is_not_signed(stated: Checkpoint) -> None:
    with pytest.raises(why.CheckpointRefused):
        sign_checkpoint(stated, LOG.key, LOG.sign)


def test_an_extension_that_would_read_otherwise_is_not_signed() -> None:
    with pytest.raises(why.CheckpointRefused):
        sign_checkpoint(Checkpoint(ORIGIN, 1, STATED.root, ("a\nb",)), LOG.key, LOG.sign)


def test_two_roots_for_one_size_are_a_fork_and_nothing_else_is() -> None:
    assert is_fork(STATED, Checkpoint(ORIGIN, 70_000, EMPTY_ROOT))
    assert not is_fork(STATED, STATED)
    assert not is_fork(STATED, Checkpoint(ORIGIN, 70_001, EMPTY_ROOT))
    assert not is_fork(STATED, Checkpoint("another", 70_000, EMPTY_ROOT))


def cosigned(signed: SignedCheckpoint, *lines: NoteSignature) -> bytes:
    return signed.note.with_signatures(lines).encoded()


def test_a_cosignature_covers_header_time_and_whole_text() -> None:
    assert cosigned_message(STATED.text(), 1679315147) == (
        f"cosignature/v1\ntime 1679315147\n{ORIGIN}\n70000\n{ROOT_LINE}\n".encode()
    )
    line = cosign(STATED.text(), 1679315147, W1.key, W1.sign)
    assert line.signature[:8] == bytes.fromhex("0000000064185 0cb".replace(" ", ""))
    assert len(line.signature) == 72


def test_cosignatures_are_verified_beside_the_logs_own() -> None:
    lines = [cosign(STATED.text(), at, who.key, who.sign) for who, at in ((W1, 100), (W2, 200))]
    data = cosigned(SIGNED, *lines)
    assert open_checkpoint(data, [LOG.key], verify).checkpoint == STATED
    found = verified_cosignatures(parse_note(data), [W1.key, W2.key], verify)
    assert found == (Cosignature(W1.key, 100), Cosignature(W2.key, 200))
    assert verified_cosignatures(parse_note(data), [W2.key], verify) == (Cosignature(W2.key, 200),)
    assert verified_cosignatures(parse_note(DATA), [W1.key], verify) == ()


@given(st.integers(0, 71), st.integers(0, 7))
def test_a_cosignature_refuses_every_altered_byte(place: int, bit: int) -> None:
    line = cosign(STATED.text(), 100, W1.key, W1.sign)
    altered = bytearray(line.signature)
    altered[place] ^= 1 << bit
    data = cosigned(SIGNED, NoteSignature(line.name, line.key_id, bytes(altered)))
    with pytest.raises((why.SignatureInvalid, why.TimestampOutOfRange)):
        verified_cosignatures(parse_note(data), [W1.key], verify)


def test_a_cosignature_holds_for_one_checkpoint_only() -> None:
    other = Checkpoint(ORIGIN, 70_001, STATED.root)
    line = cosign(other.text(), 100, W1.key, W1.sign)
    with pytest.raises(why.SignatureInvalid):
        verified_cosignatures(parse_note(cosigned(SIGNED, line)), [W1.key], verify)


def test_a_cosignature_does_not_stand_in_for_the_logs_own_signature() -> None:
    own = witness(ORIGIN)
    line = cosign(STATED.text(), 100, own.key, own.sign)
    data = cosigned(SIGNED, line)
    assert open_checkpoint(data, [LOG.key, own.key], verify).checkpoint == STATED
    with pytest.raises(why.NoTrustedSignature):
        open_checkpoint(data, [own.key], verify)


def test_a_plain_signature_is_no_cosignature() -> None:
    plain = signer(W1.key.name)
    line = NoteSignature(W1.key.name, W1.key.key_id, plain.sign(STATED.text().encode()))
    with pytest.raises(why.CosignatureLengthWrong):
        verified_cosignatures(parse_note(cosigned(SIGNED, line)), [W1.key], verify)
    with pytest.raises(ValueError, match="0x01"):
        cosign(STATED.text(), 1, LOG.key, LOG.sign)
    assert verified_cosignatures(parse_note(DATA), [LOG.key], verify) == ()


@pytest.mark.parametrize("timestamp", [-1, 2**63, 2**70])
def test_a_time_that_fits_no_cosignature_is_refused(timestamp: int) -> None:
    with pytest.raises(why.TimestampOutOfRange):
        cosign(STATED.text(), timestamp, W1.key, W1.sign)


def test_a_time_of_2_to_the_63_in_a_cosignature_is_refused() -> None:
    line = NoteSignature(W1.key.name, W1.key.key_id, (2**63).to_bytes(8, "big") + bytes(64))
    with pytest.raises(why.TimestampOutOfRange):
        verified_cosignatures(parse_note(cosigned(SIGNED, line)), [W1.key], verify)
