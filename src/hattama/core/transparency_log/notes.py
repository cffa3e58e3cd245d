"""Signed notes: a text, an empty line, and lines of signatures over the text.

Specification: c2sp.org/signed-note, version 1.0.0. Signatures by unknown keys are passed over; a
signature that claims a known key and fails spoils the whole note.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from hattama.core.transparency_log.keys import Sign, SignatureType, VerifierKey, Verify, is_key_name
from hattama.core.transparency_log.refusals import (
    NoteHasControlCharacter,
    NoteNotUtf8,
    NoteTextMalformed,
    NoteTooLong,
    NoteUnsigned,
    NoTrustedSignature,
    SignatureInvalid,
    SignatureLineMalformed,
    TooManySignatures,
)
from hattama.core.transparency_log.spellings import read_base64, write_base64

# Room for a hundred post-quantum signatures (3.3 kB each); the specification asks for sixteen at least.
MAX_NOTE_BYTES: Final = 1_000_000
MAX_SIGNATURES: Final = 100

_DASH: Final = "\N{EM DASH}"
_KEY_ID_BYTES: Final = 4
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class NoteSignature:
    """One signature line: the name and the 4-byte ID of the key, and the bytes of the signature."""

    name: str
    key_id: bytes
    signature: bytes

    def line(self) -> str:
        """The line with its newline."""
        return f"{_DASH} {self.name} {write_base64(self.key_id + self.signature)}\n"

    def claims(self, key: VerifierKey) -> bool:
        """True if the line says that `key` made it."""
        return self.name == key.name and self.key_id == key.key_id


@dataclass(frozen=True, slots=True)
class Note:
    """A text (with its last newline) and the signature lines under it, not yet verified."""

    text: str
    signatures: tuple[NoteSignature, ...]

    def message(self) -> bytes:
        """The bytes that plain signatures cover."""
        return self.text.encode("utf-8")

    def encoded(self) -> bytes:
        """The note as bytes. Raises a `NoteRefused` if the parts make no note."""
        _refuse_text(self.text)
        if not self.signatures:
            raise NoteUnsigned("a note needs a signature")
        return self.message() + b"\n" + encode_signature_lines(self.signatures)

    def with_signatures(self, added: Iterable[NoteSignature]) -> "Note":
        """The note with more signatures; one by the same name and key ID gives way to the newer."""
        kept = {(one.name, one.key_id): one for one in self.signatures}
        for one in added:
            kept[one.name, one.key_id] = one
        return Note(self.text, tuple(kept.values()))


def parse_note(data: bytes) -> Note:
    """The note in these bytes, unverified; `parse_note(data).encoded() == data`. Raises a `NoteRefused`."""
    text, divider, lines = _decode(data).rpartition("\n\n")
    if not divider or not lines:
        raise NoteUnsigned("no signature lines after an empty line")
    return Note(text + "\n", _parse_lines(lines))


def parse_signature_lines(data: bytes) -> tuple[NoteSignature, ...]:
    """The signature lines a witness answers with: one or more. Raises a `NoteRefused`."""
    text = _decode(data)
    if not text:
        raise NoteUnsigned("no signature lines")
    return _parse_lines(text)


def encode_signature_lines(signatures: Iterable[NoteSignature]) -> bytes:
    """The lines of these signatures, in order."""
    return "".join(one.line() for one in signatures).encode("utf-8")


def sign_text(text: str, key: VerifierKey, sign: Sign) -> NoteSignature:
    """The plain (0x01) signature of `key` over a text that ends in a newline. Raises a `NoteRefused`."""
    if key.type != SignatureType.ED25519:
        raise ValueError(f"{key.name} is a key for signatures of type {key.type:#04x}")
    _refuse_text(text)
    return NoteSignature(key.name, key.key_id, sign(text.encode("utf-8")))


def verified_signers(note: Note, keys: Collection[VerifierKey], verify: Verify) -> tuple[VerifierKey, ...]:
    """Those of `keys` (type 0x01) that signed the note, each once, in the note's order.

    Raises `SignatureInvalid` if a line claims one of the keys and fails, `NoTrustedSignature` if none
    claims one.
    """
    known = {(key.name, key.key_id): key for key in keys if key.type == SignatureType.ED25519}
    signers: dict[VerifierKey, None] = {}
    message = note.message()
    for one in note.signatures:
        key = known.get((one.name, one.key_id))
        if key is None:
            continue
        if not verify(key.public_key, message, one.signature):
            raise SignatureInvalid(f"{key.name}+{key.key_id.hex()}")
        signers[key] = None
    if not signers:
        raise NoTrustedSignature("no signature by a known key")
    return tuple(signers)


def _decode(data: bytes) -> str:
    if len(data) > MAX_NOTE_BYTES:
        raise NoteTooLong(f"{len(data)} bytes")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NoteNotUtf8(f"byte {error.start}") from error
    _refuse_control_characters(text)
    return text


def _parse_lines(text: str) -> tuple[NoteSignature, ...]:
    *lines, rest = text.split("\n")
    if rest:
        raise SignatureLineMalformed("the last line has no newline")
    if len(lines) > MAX_SIGNATURES:
        raise TooManySignatures(f"{len(lines)} lines")
    return tuple(_parse_line(line) for line in lines)


def _parse_line(line: str) -> NoteSignature:
    dash, _, rest = line.partition(" ")
    name, _, encoded = rest.partition(" ")
    data = read_base64(encoded)
    if dash != _DASH or not is_key_name(name) or data is None or len(data) <= _KEY_ID_BYTES:
        raise SignatureLineMalformed(ascii(line)[:80])
    return NoteSignature(name, data[:_KEY_ID_BYTES], data[_KEY_ID_BYTES:])


def _refuse_text(text: str) -> None:
    _refuse_control_characters(text)
    if _SURROGATE.search(text):
        raise NoteNotUtf8("half of a surrogate pair")
    if not text.endswith("\n"):
        raise NoteTextMalformed("the text does not end in a newline")


def _refuse_control_characters(text: str) -> None:
    found = _CONTROL.search(text)
    if found:
        raise NoteHasControlCharacter(f"U+{ord(found[0]):04X}")
