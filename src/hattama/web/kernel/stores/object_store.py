"""What every store of files does, wherever it keeps them: on the disk or at an S3 service."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


class StoreUnavailable(OSError):
    """The store did not take or give what was asked: it is not there, too slow, full, or refuses the keys.

    Whoever asked has lost nothing and may ask again.
    """


class ContentLost(Exception):
    """The store answers, and has not these bytes; asking again changes nothing. The message names them.

    `how`: the stable word for it in files and lists.
    """

    how = "lost"


class ContentMissing(ContentLost):
    """The store has nothing under this key."""

    how = "gone"


class ContentAltered(ContentLost):
    """What the store holds has another hash than its name says: the file was damaged or tampered with."""

    how = "damaged"


class OtherBytesStored(Exception):
    """Other bytes stand already under a key that is written once; they were left as they are."""


@dataclass(frozen=True, slots=True)
class Told:
    """What readers who ask the store itself are told of a file. A disk tells nothing."""

    media_type: str = "application/octet-stream"
    caching: str = "private, no-store"


@dataclass(frozen=True, slots=True)
class StoredObject:
    """A file of a store: its key, its size in bytes."""

    key: str
    size: int


PRIVATE = Told()


class ObjectStore(Protocol):
    """Files under keys such as `content/ab/abcd…`. Every method may raise StoreUnavailable.

    A file appears whole or not at all, and what was put is durable when the call returns. Nothing here looks
    at hashes: `content_store` does, at every reading.
    """

    @property
    def name(self) -> str:
        """The address of the store, as an operator writes it; without secrets."""

    def put(self, key: str, data: bytes, told: Told = PRIVATE) -> bool:
        """Keep a file that is written once; False where these very bytes stand there already.

        Raises OtherBytesStored. A service that does not know conditional writes puts ours over them instead,
        so whoever must know reads first.
        """

    def put_file(self, key: str, path: Path, sha256: str) -> None:
        """Keep the file at `path`, which has this hash, without reading it whole."""

    def replace(self, key: str, data: bytes, told: Told = PRIVATE) -> None:
        """Put a file in the place of whatever stands there, in one step."""

    def get(self, key: str) -> bytes:
        """The bytes of a file. Raises ContentMissing."""

    def pieces(self, key: str, first: int = 0, end: int | None = None) -> Iterator[bytes]:
        """A file piece by piece, from the byte `first` on and to before `end`. Raises ContentMissing."""

    def exists(self, key: str) -> bool:
        """Whether there is a file under `key`."""

    def keys(self, prefix: str) -> Iterator[StoredObject]:
        """The files whose keys begin with `prefix` (ending in `/`), in the order of their keys."""

    def delete(self, key: str) -> None:
        """Take a file away that the public shall not see any more; nothing where there is none.

        The originals under `content/` are never deleted by this program.
        """
