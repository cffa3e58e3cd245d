"""Signers for the tests of a room that takes signing and verifying as values.

A stand-in for Ed25519 with its lengths: whoever knows the public key could sign, but a signature fits one key
and one message only, which is all these tests need. Real signatures are in test_published_signatures.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from hashlib import sha256, sha512

from hattama.core.transparency_log import SignatureType, VerifierKey


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
