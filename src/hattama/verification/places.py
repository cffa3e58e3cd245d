"""What a check needs of the place where a bundle stands, bytes by path and no more; and how far it looks."""

from collections.abc import Iterator
from typing import BinaryIO, NamedTuple, Protocol

TILE_BYTES = 8_192
BUNDLE_BYTES = 256 * (2 + 65_535)
SMALL_FILE_BYTES = 1_000_000
DOCUMENT_BYTES = 64_000_000
TABLE_BYTES = 16_000_000_000

EVIDENCE_FILE = "evidence.json"
"""By this file the evidence of one polling station is told from a bundle."""


class FileProblem(Exception):
    """A file of the bundle cannot be read; the subclass says why. `path` is its path in the bundle."""

    def __init__(self, path: str, why: str = "") -> None:
        super().__init__(f"{path}: {why}" if why else path)
        self.path = path
        self.why = why


class FileAbsent(FileProblem):
    """There is no such file."""


class FileTooLong(FileProblem):
    """The file is longer than one of its kind can be."""


class FileUnreadable(FileProblem):
    """The file is there, or should be, and could not be read."""


class Place(Protocol):
    """Where a bundle stands. All methods raise a FileProblem."""

    def read(self, path: str, most: int) -> bytes:
        """The bytes of a file of at most `most` bytes."""

    def open(self, path: str) -> BinaryIO:
        """A file to read from its beginning; the caller closes it."""

    def paths(self) -> Iterator[str]:
        """Every path there is; none where a place cannot list what it holds."""


class Limits(NamedTuple):
    """Sizes of the log, and which files beside it are looked at.

    `size`: the whole log. `table_size`: of which size the manifest's files speak, None where none are looked
    at.
    """

    size: int
    table_size: int | None
    with_scans: bool = False
