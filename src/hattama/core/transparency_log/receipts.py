"""Receipts: one file that proves, without a network, that an entry stands in the log.

Specification: c2sp.org/tlog-proof (`.tlog-proof`, version 1): the entry's index, its inclusion proof and the
checkpoint with all its signatures. The entry itself stays with whoever holds the receipt.
"""

from dataclasses import dataclass
from typing import Final

from hattama.core.transparency_log.checkpoints import SignedCheckpoint, parse_checkpoint
from hattama.core.transparency_log.keys import Verify
from hattama.core.transparency_log.notes import MAX_NOTE_BYTES
from hattama.core.transparency_log.policies import Judgement, Policy, judge_checkpoint
from hattama.core.transparency_log.proofs import Proof, verify_inclusion
from hattama.core.transparency_log.refusals import (
    ReceiptCutShort,
    ReceiptExtraMalformed,
    ReceiptHashMalformed,
    ReceiptIndexMalformed,
    ReceiptNotUtf8,
    ReceiptTooLong,
    ReceiptVersionUnknown,
)
from hattama.core.transparency_log.spellings import (
    read_base64,
    read_decimal,
    read_hashes,
    write_base64,
    write_hashes,
)

# A note, and room for the proof and the extra data before it.
MAX_RECEIPT_BYTES: Final = MAX_NOTE_BYTES + 200_000

_VERSION: Final = "c2sp.org/tlog-proof@v1"


@dataclass(frozen=True, slots=True)
class Receipt:
    """An entry's index, its inclusion proof (leaf's sibling first) and the checkpoint it leads to.

    `extra` is data for people's convenience; nothing proves it, and nothing may be believed because of it.
    """

    index: int
    proof: Proof
    checkpoint: SignedCheckpoint
    extra: bytes = b""

    def encoded(self) -> bytes:
        """The file's bytes."""
        lines = [_VERSION]
        if self.extra:
            lines.append(f"extra {write_base64(self.extra)}")
        lines.append(f"index {self.index}")
        head = "\n".join(lines) + "\n" + write_hashes(self.proof) + "\n"
        return head.encode("ascii") + self.checkpoint.encoded()


def parse_receipt(data: bytes) -> Receipt:
    """The receipt in these bytes, unverified; `parse_receipt(data).encoded() == data`.

    Raises a `ReceiptRefused`, or a `NoteRefused` or `CheckpointRefused` for the checkpoint in it.
    """
    if len(data) > MAX_RECEIPT_BYTES:
        raise ReceiptTooLong(f"{len(data)} bytes")
    head, divider, note = data.partition(b"\n\n")
    lines = _decode(head).split("\n")
    if lines.pop(0) != _VERSION:
        raise ReceiptVersionUnknown(f"the first line is not {_VERSION}")
    extra = _pop_extra(lines)
    index = _pop_index(lines)
    proof = read_hashes(lines)
    if proof is None:
        raise ReceiptHashMalformed("a line of the proof is not base64 of 32 bytes, or there are too many")
    if not divider:
        raise ReceiptCutShort("no empty line after the proof")
    return Receipt(index, proof, parse_checkpoint(note), extra)


def verify_receipt(receipt: Receipt, leaf: bytes, policy: Policy, verify: Verify) -> Judgement:
    """What the policy says of the receipt's checkpoint, if the entry with this leaf hash is in it.

    Raises a `ProofRefused` if the entry is not there, or what `judge_checkpoint` raises. Whether the
    quorum is met is in the answer, for a receipt is true before witnesses have spoken, only weaker.
    """
    judgement = judge_checkpoint(receipt.checkpoint, policy, verify)
    stated = receipt.checkpoint.checkpoint
    verify_inclusion(leaf, receipt.index, stated.size, receipt.proof, stated.root)
    return judgement


def _decode(head: bytes) -> str:
    try:
        return head.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ReceiptNotUtf8(f"byte {error.start}") from error


def _pop_extra(lines: list[str]) -> bytes:
    if not lines or not lines[0].startswith("extra "):
        return b""
    extra = read_base64(lines.pop(0).removeprefix("extra "))
    if not extra:
        raise ReceiptExtraMalformed("no data in base64")
    return extra


def _pop_index(lines: list[str]) -> int:
    line = lines.pop(0) if lines else ""
    index = read_decimal(line.removeprefix("index ")) if line.startswith("index ") else None
    if index is None:
        raise ReceiptIndexMalformed(ascii(line)[:40])
    return index
