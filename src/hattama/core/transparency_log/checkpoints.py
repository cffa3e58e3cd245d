"""Checkpoints: the signed statement "my log has this many entries under this root".

Specification: c2sp.org/tlog-checkpoint, version 1.0.0. Our logs write no extension lines (they cannot be
audited), but checkpoints of others may have them.
"""

from collections.abc import Collection
from dataclasses import dataclass

from hattama.core.transparency_log.keys import VerifierKey, Verify
from hattama.core.transparency_log.notes import Note, parse_note, verified_signers
from hattama.core.transparency_log.refusals import (
    CheckpointTooShort,
    ExtensionMalformed,
    OriginMissing,
    OriginUnknown,
    RootMalformed,
    SizeMalformed,
)
from hattama.core.transparency_log.spellings import read_decimal, read_hash, write_base64


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a log states: its name (`origin`), its number of entries and its root hash (32 bytes)."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def text(self) -> str:
        """The text to sign."""
        return "\n".join([self.origin, str(self.size), write_base64(self.root), *self.extensions, ""])


@dataclass(frozen=True, slots=True)
class SignedCheckpoint:
    """A checkpoint and the note that carries it. Whether its signatures hold is another question."""

    checkpoint: Checkpoint
    note: Note

    def encoded(self) -> bytes:
        """The bytes of the note, as served under `checkpoint`."""
        return self.note.encoded()


def parse_checkpoint_text(text: str) -> Checkpoint:
    """The checkpoint a note's text states; `parse_checkpoint_text(text).text() == text`.

    Raises a `CheckpointRefused`. The root of size 0 is not judged here: that is a false statement, not a
    bad form.
    """
    *lines, rest = text.split("\n")
    if len(lines) < 3 or rest:
        raise CheckpointTooShort(f"{len(lines)} whole lines")
    if not lines[0]:
        raise OriginMissing("the first line is empty")
    size, root = read_decimal(lines[1]), read_hash(lines[2])
    if size is None:
        raise SizeMalformed(ascii(lines[1])[:40])
    if root is None:
        raise RootMalformed(ascii(lines[2])[:80])
    if not all(lines[3:]):
        raise ExtensionMalformed("an extension line is empty")
    return Checkpoint(lines[0], size, root, tuple(lines[3:]))


def parse_checkpoint(data: bytes) -> SignedCheckpoint:
    """The signed checkpoint in these bytes, unverified. Raises a `NoteRefused` or a `CheckpointRefused`."""
    note = parse_note(data)
    return SignedCheckpoint(parse_checkpoint_text(note.text), note)


def open_checkpoint(data: bytes, log_keys: Collection[VerifierKey], verify: Verify) -> SignedCheckpoint:
    """The checkpoint in these bytes, signed by one of the log keys that bear its origin as their name.

    Raises a `NoteRefused` (among them `SignatureInvalid`, `NoTrustedSignature`) or a `CheckpointRefused`
    (among them `OriginUnknown`).
    """
    signed = parse_checkpoint(data)
    require_log_signature(signed, log_keys, verify)
    return signed


def require_log_signature(
    signed: SignedCheckpoint, log_keys: Collection[VerifierKey], verify: Verify
) -> tuple[VerifierKey, ...]:
    """The log keys that signed, at least one. Raises as `open_checkpoint` does."""
    origin = signed.checkpoint.origin
    own = [key for key in log_keys if key.name == origin]
    if not own:
        raise OriginUnknown(ascii(origin)[:80])
    return verified_signers(signed.note, own, verify)


def is_fork(one: Checkpoint, other: Checkpoint) -> bool:
    """True if one log states two roots for one size.

    Two such checkpoints, both with the log's signature, prove to anyone that the log showed different
    histories.
    """
    return one.origin == other.origin and one.size == other.size and one.root != other.root
