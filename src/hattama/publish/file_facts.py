"""What a manifest says of a file, found of its bytes, of pieces as they come, or on the disk."""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple


class FileFacts(NamedTuple):
    """What a manifest says of a file: SHA-256 in hex, and size in bytes."""

    sha256: str
    size: int


@dataclass(slots=True)
class FileDigest:
    """The facts of a file that comes in pieces."""

    size: int = 0
    _hash: Any = field(default_factory=hashlib.sha256)

    def take(self, piece: bytes) -> None:
        """One more piece."""
        self.size += len(piece)
        self._hash.update(piece)

    def take_rest(self, file: BinaryIO) -> FileFacts:
        """What an open file still has, a part at a time in memory; the facts with it."""
        while piece := file.read(1 << 20):
            self.take(piece)
        return self.facts()

    def facts(self) -> FileFacts:
        """The facts so far."""
        return FileFacts(self._hash.hexdigest(), self.size)


def facts_of(data: bytes) -> FileFacts:
    """The facts of a whole file."""
    return FileFacts(hashlib.sha256(data).hexdigest(), len(data))


def facts_in(place: Path) -> FileFacts:
    """The same of a file on the disk, of which a part at a time is in memory."""
    with place.open("rb") as file:
        return FileDigest().take_rest(file)
