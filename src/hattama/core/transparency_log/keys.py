"""Verifier keys: the public half of whoever signs, and the short ID by which a note names it.

Specification: c2sp.org/signed-note, version 1.0.0; the text form `name+hex8(key ID)+base64(type || public
key)`. Signing and verifying themselves come in as callables: this room knows which bytes, not which
mathematics.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from hashlib import sha256
from typing import Final, TypeAlias

from hattama.core.transparency_log.refusals import (
    KeyIdMismatch,
    KeyLengthWrong,
    KeyMalformed,
    KeyNameMalformed,
    KeyTypeUnsupported,
)
from hattama.core.transparency_log.spellings import read_base64, write_base64

# sign(message) -> 64-byte Ed25519 signature (RFC 8032)
Sign: TypeAlias = Callable[[bytes], bytes]
# verify(32-byte public key, message, signature) -> whether it holds; on bad bytes False, no exception
Verify: TypeAlias = Callable[[bytes, bytes, bytes], bool]

PUBLIC_KEY_BYTES: Final = 32
SIGNATURE_BYTES: Final = 64

_NOT_IN_NAMES = re.compile("[\\s+\x00-\x1f\ud800-\udfff]")


class SignatureType(IntEnum):
    """The signature types this room makes and checks; notes may carry others, which are passed over."""

    ED25519 = 0x01
    ED25519_COSIGNATURE = 0x04


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """Who signs, in which way, with which public key (32 bytes, Ed25519).

    Raises `KeyNameMalformed` or `KeyLengthWrong` when made from anything else.
    """

    name: str
    type: SignatureType
    public_key: bytes

    def __post_init__(self) -> None:
        if not is_key_name(self.name):
            raise KeyNameMalformed(ascii(self.name)[:80])
        if len(self.public_key) != PUBLIC_KEY_BYTES:
            raise KeyLengthWrong(f"{len(self.public_key)} bytes")

    @property
    def key_id(self) -> bytes:
        """The first 4 bytes of SHA-256(name, newline, type, public key)."""
        material = bytes([self.type]) + self.public_key
        return sha256(self.name.encode("utf-8") + b"\n" + material).digest()[:4]

    def vkey(self) -> str:
        """The text form, as `log.vkey` and policies hold it."""
        material = write_base64(bytes([self.type]) + self.public_key)
        return f"{self.name}+{self.key_id.hex()}+{material}"


@lru_cache(maxsize=256)
def parse_vkey(text: str) -> VerifierKey:
    """The key a text form stands for; `parse_vkey(text).vkey() == text`. Raises a `KeyRefused`."""
    name, *rest = text.split("+", 2)
    if len(rest) != 2:
        raise KeyMalformed(ascii(text)[:80])
    material = read_base64(rest[1])
    if not material:
        raise KeyMalformed(ascii(text)[:80])
    if not is_key_name(name):
        raise KeyNameMalformed(ascii(name)[:80])
    if material[0] not in list(SignatureType):
        raise KeyTypeUnsupported(f"0x{material[0]:02x}")
    key = VerifierKey(name, SignatureType(material[0]), material[1:])
    if rest[0] != key.key_id.hex():
        raise KeyIdMismatch(f"{ascii(rest[0])[:20]} is written, {key.key_id.hex()} is meant")
    return key


def parse_vkeys(data: bytes) -> tuple[VerifierKey, ...]:
    """The keys of a file with one text form to a line (`log.vkey`; more than one after a rotation).

    Raises a `KeyRefused`; an empty file and a line without its newline are `KeyMalformed`.
    """
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise KeyMalformed(f"byte {error.start} is not UTF-8") from error
    *lines, rest = text.split("\n")
    if rest or not lines:
        raise KeyMalformed("a line of keys has no newline" if rest else "no key at all")
    return tuple(parse_vkey(line) for line in lines)


def is_key_name(name: str) -> bool:
    """True if a key may bear this name: not empty; no space, plus, control character or half surrogate."""
    return bool(name) and _NOT_IN_NAMES.search(name) is None
