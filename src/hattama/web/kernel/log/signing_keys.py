"""Private keys of logs in files: one line a key, the newest last, readable by their owner alone.

A line is the private key of a signed note as its first implementation writes it
(`PRIVATE+KEY+<name>+<key ID>+<base64 of type and seed>`), so that other tools read our keys and we theirs.
"""

import base64
import binascii
import os
import stat
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from hattama.core.transparency_log import SignatureType, VerifierKey, is_key_name
from hattama.web.kernel.stores.durable_files import replace_durably

NOBODYS = ".invalid"
"""Names that are nobody's end so (RFC 2606): a site without a name opens its logs under one of them."""

_PREFIX = "PRIVATE+KEY"
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


class KeyRefused(Exception):
    """The log cannot be signed with what the file holds; the subclass says why."""


class KeyFileExposed(KeyRefused):
    """Others than its owner may read or change the file: whoever can read it can sign in the log's name."""


class KeyFileMalformed(KeyRefused):
    """The file is not one of private keys."""


class NoSuchKey(KeyRefused):
    """The file does not hold the key that the log asks for."""


@dataclass(frozen=True, slots=True)
class PrivateKey:
    """A key with its secret half: a seed of 32 bytes (RFC 8032)."""

    key: VerifierKey
    seed: bytes

    def line(self) -> str:
        """The key as a line of a file."""
        material = base64.b64encode(bytes([self.key.type]) + self.seed).decode("ascii")
        return f"{_PREFIX}+{self.key.name}+{self.key.key_id.hex()}+{material}\n"

    def sign(self, message: bytes) -> bytes:
        """An Ed25519 signature: 64 bytes."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        return Ed25519PrivateKey.from_private_bytes(self.seed).sign(message)


def make_private_key(name: str, seed: bytes) -> PrivateKey:
    """The key that a seed of 32 bytes makes. Raises ValueError when no key may bear this name."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    if not is_key_name(name):
        raise ValueError(name)
    public = Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
    return PrivateKey(VerifierKey(name, SignatureType.ED25519, public), seed)


def parse_private_key(line: str) -> PrivateKey:
    """The key in a line without its line feed. Raises KeyFileMalformed."""
    prefix, _, rest = line.removeprefix(_PREFIX + "+").partition("+")
    _, _, material = rest.partition("+")
    if not line.startswith(_PREFIX + "+") or not is_key_name(prefix):
        raise KeyFileMalformed("a line is no private key")
    try:
        data = base64.b64decode(material, validate=True)
    except binascii.Error:
        raise KeyFileMalformed("a private key is not base64") from None
    if len(data) != 33 or data[0] != SignatureType.ED25519:
        raise KeyFileMalformed("a private key is not one of Ed25519")
    private = make_private_key(prefix, data[1:])
    if private.line() != f"{line}\n":
        raise KeyFileMalformed("a private key and its ID differ, or its base64 is not the plain one")
    return private


@dataclass(frozen=True, slots=True)
class KeyFile:
    """The private keys of one log in the file at `path`."""

    path: Path

    def read(self) -> list[PrivateKey]:
        """All keys, the newest last; none where there is no file. Raises KeyRefused."""
        try:
            descriptor = os.open(self.path, os.O_RDONLY)
        except FileNotFoundError:
            return []
        with os.fdopen(descriptor, encoding="ascii", errors="replace") as file:
            # Asked of the open file, so that nobody can put another in its place in between.
            mode = os.fstat(file.fileno()).st_mode
            if mode & _OTHERS:
                raise KeyFileExposed(f"{self.path} has mode {stat.S_IMODE(mode):o}, expected 600")
            return [parse_private_key(line) for line in file.read().splitlines()]

    def key(self, public: VerifierKey) -> PrivateKey:
        """The private half of `public`. Raises KeyRefused."""
        for private in self.read():
            if private.key == public:
                return private
        raise NoSuchKey(f"{self.path} does not hold {public.name}+{public.key_id.hex()}")

    def add_key(self, name: str, draw: Callable[[int], bytes] = os.urandom) -> VerifierKey:
        """Make a new key, durable before its public half is told. Raises KeyRefused."""
        made = make_private_key(name, draw(32))
        lines = [private.line() for private in (*self.read(), made)]
        replace_durably(self.path, "".join(lines).encode("ascii"), mode=0o600)
        return made.key


def is_nobodys(name: str) -> bool:
    """Whether a log of this name, or a key of it, is one of a demonstration: of a site without a name."""
    return name.partition("/")[0].partition(":")[0].endswith(NOBODYS)


def names_of_keys(files: Iterable[Path]) -> tuple[str, ...]:
    """The names that the keys in these files bear; a file that cannot be read tells nothing here."""
    names: set[str] = set()
    for path in files:
        try:
            names |= {private.key.name for private in KeyFile(path).read()}
        except (KeyRefused, OSError):
            # Whoever signs with it says what is wrong with it.
            continue
    return tuple(sorted(names))
