"""Tiles: which files a tree of a given size consists of, and how to read hashes out of them.

Specification: c2sp.org/tlog-tiles, version 0.1.0. A tile at level L holds up to 256 hashes of subtrees of
256^L leaves; an entry bundle holds the entries under one level 0 tile. The rightmost file of a level is
partial and carries its width in its name.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple, TypeAlias

from hattama.core.transparency_log.merkle import HASH_BYTES, parent_hashes
from hattama.core.transparency_log.proofs import HashReader, Node
from hattama.core.transparency_log.refusals import TileLengthWrong, TilePathMalformed

TILE_WIDTH: Final = 256
TILE_HEIGHT: Final = 8
FULL_TILE_BYTES: Final = TILE_WIDTH * HASH_BYTES
ENTRIES_LEVEL: Final = -1

# Gives the bytes of the file at a path such as "tile/0/x001/067.p/12".
FileReader: TypeAlias = Callable[[str], bytes]

_PATH = re.compile(
    r"tile/(?P<level>entries|[0-9]|[1-5][0-9]|6[0-3])"
    r"/(?P<number>(?:x[0-9]{3}/){0,6}[0-9]{3})"
    r"(?:\.p/(?P<width>[1-9][0-9]{0,2}))?"
)


class TileName(NamedTuple):
    """One file of the tree: level (`ENTRIES_LEVEL` for an entry bundle), number in that level, and width."""

    level: int
    number: int
    width: int = TILE_WIDTH

    @property
    def is_partial(self) -> bool:
        return self.width < TILE_WIDTH

    @property
    def is_bundle(self) -> bool:
        return self.level == ENTRIES_LEVEL

    @property
    def full(self) -> "TileName":
        """The file of the same place once 256 wide; it may stand in for a partial file that was dropped."""
        return self._replace(width=TILE_WIDTH)

    def path(self) -> str:
        """The path below the log's prefix: `tile/0/x001/067.p/12`, `tile/entries/000`."""
        level = "entries" if self.level == ENTRIES_LEVEL else str(self.level)
        suffix = f".p/{self.width}" if self.width < TILE_WIDTH else ""
        return f"tile/{level}/{_number_path(self.number)}{suffix}"


def parse_tile_path(path: str) -> TileName:
    """The file a path names. Raises `TilePathMalformed` for anything but the one spelling of a path."""
    match = _PATH.fullmatch(path)
    if match is None:
        raise TilePathMalformed(ascii(path)[:80])
    level = ENTRIES_LEVEL if match["level"] == "entries" else int(match["level"])
    number = int(match["number"].replace("x", "").replace("/", ""))
    name = TileName(level, number, int(match["width"] or TILE_WIDTH))
    if name.path() != path:
        raise TilePathMalformed(ascii(path)[:80])
    return name


def names_for_growth(old_size: int, size: int) -> Iterator[TileName]:
    """The files to write when a log grows from `old_size` to `size` leaves: bundles first, then tiles upward.

    Only what the newer checkpoint needs: full files completed on the way, and the partial ones of `size`.
    """
    for level in (ENTRIES_LEVEL, *range(64)):
        shift = TILE_HEIGHT * max(level, 0)
        old_count, count = old_size >> shift, size >> shift
        if old_count == count:
            return
        for number in range(old_count >> TILE_HEIGHT, count >> TILE_HEIGHT):
            yield TileName(level, number)
        if count % TILE_WIDTH:
            yield TileName(level, count >> TILE_HEIGHT, count % TILE_WIDTH)


def names_of_tree(size: int) -> Iterator[TileName]:
    """Every file of the tree of `size` leaves."""
    return names_for_growth(0, size)


def width_in_tree(level: int, number: int, size: int) -> int:
    """How wide file `number` of a level is in a tree of `size` leaves; 0 if it does not exist."""
    count = size >> (TILE_HEIGHT * max(level, 0))
    return max(0, min(TILE_WIDTH, count - (number << TILE_HEIGHT)))


def read_tile(name: TileName, read: FileReader) -> bytes:
    """The hashes of one tile: exactly `name.width` of them.

    `read` may answer a partial tile with the full one, as tlog-tiles lets a server drop partial tiles. Raises
    `TileLengthWrong`; whatever `read` raises passes through.
    """
    data = read(name.path())
    wanted = name.width * HASH_BYTES
    if len(data) == FULL_TILE_BYTES:
        return data[:wanted]
    if len(data) != wanted:
        raise TileLengthWrong(f"{name.path()} has {len(data)} bytes, not {wanted}")
    return data


def tile_hash_reader(size: int, read: FileReader) -> HashReader:
    """A reader of stored hashes for proofs in the tree of `size` leaves; each tile is fetched once per proof.

    It does not judge the tiles: a changed tile yields a proof that the checkpoint's root refuses.
    """

    def read_nodes(nodes: Sequence[Node]) -> list[bytes]:
        tiles: dict[tuple[int, int], bytes] = {}
        return [_node_in_tiles(height, index, tiles) for height, index in nodes]

    def _node_in_tiles(height: int, index: int, tiles: dict[tuple[int, int], bytes]) -> bytes:
        level, inside = divmod(height, TILE_HEIGHT)
        number, first = divmod(index << inside, TILE_WIDTH)
        if (level, number) not in tiles:
            name = TileName(level, number, width_in_tree(level, number, size))
            tiles[level, number] = read_tile(name, read)
        start = first * HASH_BYTES
        row = tiles[level, number][start : start + (HASH_BYTES << inside)]
        for _ in range(inside):
            row = parent_hashes(row)
        return row

    return read_nodes


def _number_path(number: int) -> str:
    groups = f"{number % 1000:03d}"
    while number := number // 1000:
        groups = f"x{number % 1000:03d}/{groups}"
    return groups
