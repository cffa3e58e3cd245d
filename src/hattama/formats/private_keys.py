"""Private keys of signed notes, a line each, as their first implementation writes them:
`PRIVATE+KEY+<name>+<key ID>+<base64 of type and seed>`. So other tools read our keys, and we theirs.

Needs cryptography (extra `log`).
"""

import base64
from dataclasses import dataclass

from hattama.core.transparency_log import SignatureType, VerifierKey, is_key_name

_PREFIX = "PRIVATE+KEY+"
_SEED_BYTES = 32


@dataclass(frozen=True, slots=True)
class PrivateKey:
    """A key with its secret half: a seed of 32 bytes (RFC 8032)."""

    key: VerifierKey
    seed: bytes

    def line(self) -> str:
        """The key as a line of a file."""
        material = base64.b64encode(bytes([self.key.type]) + self.seed).decode("ascii")
        return f"{_PREFIX}{self.key.name}+{self.key.key_id.hex()}+{material}\n"

    def sign(self, message: bytes) -> bytes:
        """An Ed25519 signature: 64 bytes."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        return Ed25519PrivateKey.from_private_bytes(self.seed).sign(message)


def make_private_key(name: str, seed: bytes, signs: SignatureType = SignatureType.ED25519) -> PrivateKey:
    """The key that a seed of 32 bytes makes. Raises ValueError where no key may bear this name."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    if not is_key_name(name):
        raise ValueError(name)
    public = Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
    return PrivateKey(VerifierKey(name, signs, public), seed)


def parse_private_key(line: str) -> PrivateKey | None:
    """The key in a line without its line feed; None where it is none, or not in its one spelling."""
    try:
        name, _, material = line.removeprefix(_PREFIX).split("+", 2)
        signs, *seed = base64.b64decode(material, validate=True)
        kind = SignatureType(signs)
    except ValueError:
        return None
    if len(seed) != _SEED_BYTES or not is_key_name(name):
        return None
    found = make_private_key(name, bytes(seed), kind)
    # Prefix and key ID are then right as well.
    return found if found.line() == f"{line}\n" else None
