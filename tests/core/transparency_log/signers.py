"""Ed25519 for the tests of a room that does not know it: keys from published or fixed seeds."""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from hattama.core.transparency_log import SignatureType, VerifierKey


@dataclass(frozen=True)
class Signer:
    """A verifier key and the callable that signs for it."""

    key: VerifierKey
    sign: Callable[[bytes], bytes]


def signer(name: str, seed: bytes | None = None, kind: SignatureType = SignatureType.ED25519) -> Signer:
    """A signer from a 32-byte seed; without one, from its name."""
    private = Ed25519PrivateKey.from_private_bytes(seed or sha256(name.encode()).digest())
    public = private.public_key().public_bytes_raw()
    return Signer(VerifierKey(name, kind, public), private.sign)


def witness(name: str) -> Signer:
    """A signer of cosignatures."""
    return signer(name, None, SignatureType.ED25519_COSIGNATURE)


def verify(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """True if the Ed25519 signature holds."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except InvalidSignature:
        return False
    return True
