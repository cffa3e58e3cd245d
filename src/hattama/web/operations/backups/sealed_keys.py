"""Private keys under a passphrase: a key by scrypt (RFC 7914), encrypted and authenticated by AES-256-GCM."""

import base64
import json
import os
from collections.abc import Mapping

LEAST_PASSPHRASE = 12
"""Characters below which a passphrase is guessed sooner than it protects."""
_COST, _BLOCKS, _LANES = 2**16, 8, 1
"""64 MiB and about a fifth of a second for each guess."""
_PURPOSE = b"hattama keys 1"


class PassphraseRefused(Exception):
    """The passphrase is too short to protect anything."""


class SealBroken(Exception):
    """It is not this passphrase, or these are not the bytes that were sealed."""


def seal_files(files: Mapping[str, bytes], passphrase: str) -> bytes:
    """Encrypt files by name. Raises PassphraseRefused."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    if len(passphrase) < LEAST_PASSPHRASE:
        raise PassphraseRefused(str(LEAST_PASSPHRASE))
    plain = json.dumps({name: _text(data) for name, data in files.items()}, sort_keys=True).encode("ascii")
    salt, nonce = os.urandom(16), os.urandom(12)
    sealed = AESGCM(_key(passphrase, salt)).encrypt(nonce, plain, _PURPOSE)
    told = {"schema": 1, "salt": _text(salt), "nonce": _text(nonce), "sealed": _text(sealed)}
    return json.dumps(told, indent=2).encode("ascii") + b"\n"


def open_sealed(data: bytes, passphrase: str) -> dict[str, bytes]:
    """The files that were sealed, by name. Raises SealBroken."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        told = json.loads(data)
        salt, nonce, sealed = (base64.b64decode(told[name]) for name in ("salt", "nonce", "sealed"))
        plain = AESGCM(_key(passphrase, salt)).decrypt(nonce, sealed, _PURPOSE)
    except (InvalidTag, ValueError, KeyError, TypeError):
        raise SealBroken from None
    return {name: base64.b64decode(text) for name, text in json.loads(plain).items()}


def _key(passphrase: str, salt: bytes) -> bytes:
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

    return Scrypt(salt=salt, length=32, n=_COST, r=_BLOCKS, p=_LANES).derive(passphrase.encode("utf-8"))


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
