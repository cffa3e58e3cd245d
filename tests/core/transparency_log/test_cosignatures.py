"""Cosignatures: what witnesses state about a checkpoint, and when."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hattama.core.transparency_log import (
    Checkpoint,
    Cosignature,
    NoteSignature,
    SignedCheckpoint,
    cosign,
    open_checkpoint,
    verified_cosignatures,
)
from hattama.core.transparency_log import refusals as why
from hattama.core.transparency_log.cosignatures import cosigned_message
from hattama.core.transparency_log.notes import parse_note

from .signers import DATA, LOG, ORIGIN, ROOT_LINE, SIGNED, STATED, W1, W2, signer, verify, witness


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
