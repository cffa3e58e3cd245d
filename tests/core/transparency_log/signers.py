"""Signers for the tests of a room that takes signing and verifying as values.

A stand-in for Ed25519 with its lengths: whoever knows the public key could sign, but a signature fits one key
and one message only, which is all these tests need. Real signatures are in test_published_signatures.
"""

import base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import sha256, sha512

from hattama.core.transparency_log import SignatureType, VerifierKey
from hattama.core.transparency_log.checkpoints import Checkpoint, SignedCheckpoint
from hattama.core.transparency_log.keys import Sign
from hattama.core.transparency_log.merkle import HASH_BYTES, leaf_hash, leaf_hashes, root_of_hashes
from hattama.core.transparency_log.notes import Note, sign_text
from hattama.core.transparency_log.proofs import HashReader, Node


@dataclass(frozen=True)
class Signer:
    """A verifier key and the callable that signs for it."""

    key: VerifierKey
    sign: Callable[[bytes], bytes]


def signer(name: str, seed: str = "", kind: SignatureType = SignatureType.ED25519) -> Signer:
    """A signer made from its name, or from another seed."""
    public_key = sha256(f"{seed or name}".encode()).digest()
    return Signer(VerifierKey(name, kind, public_key), partial(_sign, public_key))


def witness(name: str) -> Signer:
    """A signer of cosignatures."""
    return signer(name, "", SignatureType.ED25519_COSIGNATURE)


def verify(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """True if the signature is this key's over this message."""
    return signature == _sign(public_key, message)


def _sign(public_key: bytes, message: bytes) -> bytes:
    return sha512(public_key + message).digest()


def sign_checkpoint(checkpoint: Checkpoint, key: VerifierKey, sign: Sign) -> SignedCheckpoint:
    """The checkpoint signed by the log's key (type 0x01)."""
    text = checkpoint.text()
    return SignedCheckpoint(checkpoint, Note(text, (sign_text(text, key, sign),)))


ORIGIN = "log.example.org/test"
LOG = signer(ORIGIN)
STATED = Checkpoint(ORIGIN, 70_000, leaf_hash(b"root"))
SIGNED = sign_checkpoint(STATED, LOG.key, LOG.sign)
DATA = SIGNED.encoded()
ROOT_LINE = base64.b64encode(STATED.root).decode()
W1, W2 = witness("witness.example.org/w1"), witness("witness.example.org/w2")
"""A log, a checkpoint that it signed, and two witnesses."""

TRUE = leaf_hashes(b"entry %d" % number for number in range(200))


def at(size: int, hashes: bytes = TRUE, log: Signer = LOG) -> SignedCheckpoint:
    """What `log` signs of its first `size` leaves."""
    root = root_of_hashes(hashes[: 32 * size])
    return sign_checkpoint(Checkpoint(log.key.name, size, root), log.key, log.sign)


def leaf_hash_reader(hashes: bytes) -> HashReader:
    """A reader over concatenated leaf hashes held in memory (small trees; large ones are read from tiles)."""

    def read(nodes: Sequence[Node]) -> list[bytes]:
        found = []
        for height, index in nodes:
            width = HASH_BYTES << height
            found.append(root_of_hashes(hashes[index * width : (index + 1) * width]))
        return found

    return read


TESSERA_ENTRIES = (
    b"one two three four five six seven eit nain ten ileven twelf threeten fourten fivten".split()
)
