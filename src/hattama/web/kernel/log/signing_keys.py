"""Private keys of logs in files: one line a key, the newest last, readable by their owner alone."""

import os
import stat
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from hattama.core.transparency_log import SignatureType, VerifierKey
from hattama.formats.private_keys import PrivateKey, make_private_key, parse_private_key
from hattama.web.kernel.stores.durable_files import replace_durably

NOBODYS = ".invalid"
"""Names that are nobody's end so (RFC 2606): a site without a name opens its logs under one of them."""

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
            return [_key_of(line) for line in file.read().splitlines()]

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


def _key_of(line: str) -> PrivateKey:
    found = parse_private_key(line)
    if found is None or found.key.type != SignatureType.ED25519:
        raise KeyFileMalformed("a line is no private key of Ed25519 in its one spelling")
    return found


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
