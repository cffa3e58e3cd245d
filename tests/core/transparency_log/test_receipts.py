"""Receipts: what a commission takes home proves its entry is in the log, and nothing else passes for it."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hattama.core.transparency_log import (
    Checkpoint,
    LogRefusal,
    Policy,
    PolicyLog,
    PolicyWitness,
    Receipt,
    cosign,
    leaf_hash,
    leaf_hashes,
    make_inclusion_proof,
    parse_checkpoint,
    parse_receipt,
    root_of_hashes,
    verify_receipt,
)
from hattama.core.transparency_log import refusals as why
from tests.core.transparency_log.signers import leaf_hash_reader, sign_checkpoint

from .damage import accepts_only_its_own_spelling, damaged
from .signers import signer, verify, witness

LOG = signer("log.example.org/test")
WITNESS = witness("witness.example.org/w1")
POLICY = Policy((PolicyLog(LOG.key),), (PolicyWitness("W1", WITNESS.key),), (), "W1")

ENTRIES = [b'{"kind":"protocol","number":%d}' % number for number in range(1000)]
HASHES = leaf_hashes(ENTRIES)
SIGNED = sign_checkpoint(Checkpoint(LOG.key.name, 1000, root_of_hashes(HASHES)), LOG.key, LOG.sign)
LEAF = leaf_hash(ENTRIES[123])
RECEIPT = Receipt(123, make_inclusion_proof(123, 1000, leaf_hash_reader(HASHES)), SIGNED)
DATA = RECEIPT.encoded()
HASH_LINE = base64.b64encode(bytes(32)).decode() + "\n"
NOTE = SIGNED.encoded().decode()


def test_a_receipt_proves_its_entry() -> None:
    judgement = verify_receipt(parse_receipt(DATA), LEAF, POLICY, verify)
    assert judgement.signed == SIGNED
    assert not judgement.is_quorum_met


def test_a_receipt_says_when_the_quorum_is_met() -> None:
    line = cosign(SIGNED.note.text, 1_700_000_000, WITNESS.key, WITNESS.sign)
    cosigned = parse_checkpoint(SIGNED.note.with_signatures([line]).encoded())
    receipt = parse_receipt(Receipt(123, RECEIPT.proof, cosigned).encoded())
    judgement = verify_receipt(receipt, LEAF, POLICY, verify)
    assert judgement.is_quorum_met
    assert judgement.witnessed_at == {"W1": 1_700_000_000}


def test_the_file_has_the_lines_of_the_specification() -> None:
    lines = DATA.decode().split("\n")
    assert lines[:2] == ["c2sp.org/tlog-proof@v1", "index 123"]
    assert len(RECEIPT.proof) == 10
    assert lines[12:14] == ["", LOG.key.name]
    with_extra = Receipt(123, RECEIPT.proof, SIGNED, b"extra information").encoded().decode().split("\n")
    assert with_extra[:3] == ["c2sp.org/tlog-proof@v1", "extra ZXh0cmEgaW5mb3JtYXRpb24=", "index 123"]
    assert with_extra[3:] == lines[2:]


def test_a_receipt_for_the_only_entry_needs_no_hashes() -> None:
    signed = sign_checkpoint(Checkpoint(LOG.key.name, 1, LEAF), LOG.key, LOG.sign)
    receipt = parse_receipt(Receipt(0, (), signed).encoded())
    verify_receipt(receipt, LEAF, POLICY, verify)


@given(st.integers(0, len(DATA) - 1), st.integers(0, 7))
def test_a_receipt_refuses_every_altered_byte(place: int, bit: int) -> None:
    altered = DATA[:place] + bytes([DATA[place] ^ 1 << bit]) + DATA[place + 1 :]
    with pytest.raises(LogRefusal):
        verify_receipt(parse_receipt(altered), LEAF, POLICY, verify)


def test_a_receipt_does_not_prove_another_entry() -> None:
    with pytest.raises(why.RootMismatch):
        verify_receipt(RECEIPT, leaf_hash(ENTRIES[124]), POLICY, verify)
    with pytest.raises(why.RootMismatch):
        verify_receipt(RECEIPT, leaf_hash(ENTRIES[123].replace(b"123", b"128")), POLICY, verify)


def test_a_receipt_of_another_log_is_refused() -> None:
    other = signer(LOG.key.name, "another seed")
    forged = sign_checkpoint(SIGNED.checkpoint, other.key, other.sign)
    with pytest.raises(why.NoTrustedSignature):
        verify_receipt(Receipt(123, RECEIPT.proof, forged), LEAF, POLICY, verify)


@pytest.mark.parametrize("extra", [b"", b"extra information"])
@given(data=st.data())
def test_any_bytes_give_a_receipt_or_a_named_refusal(extra: bytes, data: st.DataObject) -> None:
    good = Receipt(123, RECEIPT.proof, SIGNED, extra).encoded()
    bytes_near = data.draw(damaged(good))
    accepts_only_its_own_spelling(bytes_near, lambda given: parse_receipt(given).encoded())


# The cases of transparency-dev/formats, proof/tlog_proof_test.go (Apache-2.0), and ours.
@pytest.mark.parametrize(
    ("head", "reason"),
    [
        ("", why.ReceiptVersionUnknown),
        ("wrong-header\nindex 0\n\n", why.ReceiptVersionUnknown),
        ("c2sp.org/tlog-proof@v2\nindex 0\n\n", why.ReceiptVersionUnknown),
        ("c2sp.org/tlog-proof@v1\nextra !!notbase64!!\nindex 0\n\n", why.ReceiptExtraMalformed),
        ("c2sp.org/tlog-proof@v1\nextra \nindex 0\n\n", why.ReceiptExtraMalformed),
        ("c2sp.org/tlog-proof@v1\n\n\n", why.ReceiptIndexMalformed),
        ("c2sp.org/tlog-proof@v1\nextra AAAA\n\n", why.ReceiptIndexMalformed),
        ("c2sp.org/tlog-proof@v1\nindex notanumber\n\n", why.ReceiptIndexMalformed),
        ("c2sp.org/tlog-proof@v1\nindex -5\n\n", why.ReceiptIndexMalformed),
        ("c2sp.org/tlog-proof@v1\nindex 05\n\n", why.ReceiptIndexMalformed),
        ("c2sp.org/tlog-proof@v1\nindex  5\n\n", why.ReceiptIndexMalformed),
        (f"c2sp.org/tlog-proof@v1\nindex {2**63}\n\n", why.ReceiptIndexMalformed),
        ("c2sp.org/tlog-proof@v1\nindex 0\nextra AAAA\n\n", why.ReceiptHashMalformed),
        ("c2sp.org/tlog-proof@v1\nindex 0\n!!notbase64!!\n\n", why.ReceiptHashMalformed),
        (
            f"c2sp.org/tlog-proof@v1\nindex 0\n{base64.b64encode(bytes(64)).decode()}\n\n",
            why.ReceiptHashMalformed,
        ),
        ("c2sp.org/tlog-proof@v1\nindex 0\n" + HASH_LINE * 64 + "\n", why.ReceiptHashMalformed),
        ("c2sp.org/tlog-proof@v1\r\nindex 0\n\n", why.ReceiptVersionUnknown),
    ],
)
def test_each_bad_receipt_is_refused_for_its_own_reason(head: str, reason: type[LogRefusal]) -> None:
    with pytest.raises(LogRefusal) as caught:
        parse_receipt((head + NOTE).encode())
    assert type(caught.value) is reason


def test_a_receipt_cut_short_too_long_or_not_text_is_refused() -> None:
    with pytest.raises(why.ReceiptCutShort):
        parse_receipt(b"c2sp.org/tlog-proof@v1\nindex 0")
    with pytest.raises(why.ReceiptCutShort):
        parse_receipt(b"c2sp.org/tlog-proof@v1\nindex 0\n" + HASH_LINE.strip().encode())
    with pytest.raises(why.ReceiptNotUtf8):
        parse_receipt(b"c2sp.org/tlog-proof@v1\nindex \xff\n\n" + NOTE.encode())
    with pytest.raises(why.ReceiptTooLong):
        parse_receipt(b"x" * 1_200_001)
    with pytest.raises(why.NoteUnsigned):
        parse_receipt(b"c2sp.org/tlog-proof@v1\nindex 0\n\ncheckpoint\n")
