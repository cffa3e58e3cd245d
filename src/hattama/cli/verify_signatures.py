"""Ed25519 (RFC 8032) by the library `cryptography`, installed only where signatures are checked."""

from __future__ import annotations

import importlib.util


class NoSignatureLibrary(Exception):
    """`cryptography` is not installed, so that no signature can be checked or made."""


def require_signature_library() -> None:
    """Returns if signatures can be checked here. Raises NoSignatureLibrary."""
    if importlib.util.find_spec("cryptography") is None:
        raise NoSignatureLibrary


def verify_ed25519(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether a signature holds; False for bytes that are no key or no signature."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
