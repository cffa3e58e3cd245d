"""Cosignatures: a witness states that, at a time, this was the largest consistent tree it had seen of a log.

Specification: c2sp.org/tlog-cosignature, version 1.0.1, type 0x04 (Ed25519 with a timestamp).
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from hattama.core.transparency_log.keys import SIGNATURE_BYTES, Sign, SignatureType, VerifierKey, Verify
from hattama.core.transparency_log.notes import Note, NoteSignature
from hattama.core.transparency_log.refusals import (
    CosignatureLengthWrong,
    SignatureInvalid,
    TimestampOutOfRange,
)
from hattama.core.transparency_log.spellings import SIZE_LIMIT

_TIME_BYTES: Final = 8


@dataclass(frozen=True, slots=True)
class Cosignature:
    """A verified statement of a witness: whose key, and when (POSIX seconds)."""

    key: VerifierKey
    timestamp: int


def cosigned_message(text: str, timestamp: int) -> bytes:
    """The bytes a cosignature covers: a header, the time, and the whole text of the checkpoint."""
    return f"cosignature/v1\ntime {timestamp}\n{text}".encode()


def cosign(text: str, timestamp: int, key: VerifierKey, sign: Sign) -> NoteSignature:
    """The cosignature line of a witness's key over a checkpoint's text at a time (POSIX seconds).

    Raises `TimestampOutOfRange`.
    """
    if key.type != SignatureType.ED25519_COSIGNATURE:
        raise ValueError(f"{key.name} is a key for signatures of type {key.type:#04x}")
    if not 0 <= timestamp < SIZE_LIMIT:
        raise TimestampOutOfRange(str(timestamp)[:40])
    signature = sign(cosigned_message(text, timestamp))
    return NoteSignature(key.name, key.key_id, timestamp.to_bytes(_TIME_BYTES, "big") + signature)


def verified_cosignatures(
    note: Note, witness_keys: Collection[VerifierKey], verify: Verify
) -> tuple[Cosignature, ...]:
    """The cosignatures by any of the keys (type 0x04), in the note's order; none is no failure here.

    Raises `SignatureInvalid`, `CosignatureLengthWrong` or `TimestampOutOfRange` if a line claims one of
    the keys and fails.
    """
    types = SignatureType.ED25519_COSIGNATURE
    known = {(key.name, key.key_id): key for key in witness_keys if key.type == types}
    found = []
    for one in note.signatures:
        key = known.get((one.name, one.key_id))
        if key is not None:
            found.append(_verified(note, one, key, verify))
    return tuple(found)


def _verified(note: Note, one: NoteSignature, key: VerifierKey, verify: Verify) -> Cosignature:
    if len(one.signature) != _TIME_BYTES + SIGNATURE_BYTES:
        raise CosignatureLengthWrong(f"{len(one.signature)} bytes by {key.name}")
    timestamp = int.from_bytes(one.signature[:_TIME_BYTES], "big")
    if timestamp >= SIZE_LIMIT:
        raise TimestampOutOfRange(f"{timestamp} by {key.name}")
    message = cosigned_message(note.text, timestamp)
    if not verify(key.public_key, message, one.signature[_TIME_BYTES:]):
        raise SignatureInvalid(f"{key.name}+{key.key_id.hex()}")
    return Cosignature(key, timestamp)
