"""Growing a log: entries in, files and the new root out.

The right edge of the log is all a writer has to know, and it can be read back from the published files
alone: the partial tile of each level and the partial entry bundle. Files are never changed, only added:
growth writes the tiles and bundles that the new size needs, under names that no smaller size used for
other bytes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hattama.core.transparency_log.canonical import MAX_ENTRY_BYTES
from hattama.core.transparency_log.merkle import EMPTY_ROOT, leaf_hashes, root_of_hashes
from hattama.core.transparency_log.refusals import (
    BundleHasSurplus,
    BundleMismatch,
    BundleTruncated,
    EntryTooLong,
    RootMismatch,
)
from hattama.core.transparency_log.tiles import (
    ENTRIES_LEVEL,
    FULL_TILE_BYTES,
    TILE_HEIGHT,
    TILE_WIDTH,
    FileReader,
    TileName,
    read_tile,
    width_in_tree,
)


def encode_bundle(entries: Iterable[bytes]) -> bytes:
    """The entries one after another, each after its length. Raises `EntryTooLong`."""
    parts: list[bytes] = []
    for entry in entries:
        if len(entry) > MAX_ENTRY_BYTES:
            raise EntryTooLong(f"{len(entry)} bytes")
        parts += (len(entry).to_bytes(2, "big"), entry)
    return b"".join(parts)


def decode_bundle(data: bytes, count: int) -> list[bytes]:
    """The `count` entries of a bundle. Raises `BundleTruncated` or `BundleHasSurplus`."""
    entries, at = _decode(data, count)
    if at != len(data):
        raise BundleHasSurplus(f"{len(data) - at} bytes follow entry {count}")
    return entries


def read_bundle(name: TileName, read: FileReader) -> list[bytes]:
    """The entries of one bundle: exactly `name.width` of them.

    `read` may answer a partial bundle with the full one; then the rest must still be whole entries, 256
    in all. Raises `BundleTruncated` or `BundleHasSurplus`; whatever `read` raises passes through.
    """
    data = read(name.path())
    entries, at = _decode(data, name.width)
    if at != len(data):
        entries = decode_bundle(data, name.full.width)[: name.width]
    return entries


def require_bundle_in_tile(entries: Iterable[bytes], tile: bytes) -> bytes:
    """The leaf hashes of the entries, concatenated, if they are those of the level 0 tile beside the bundle.

    Raises `BundleMismatch` naming the first entry that differs.
    """
    hashes = leaf_hashes(entries)
    if hashes != tile:
        same = 0
        while hashes[same : same + 32] == tile[same : same + 32] != b"":
            same += 32
        raise BundleMismatch(f"entry {same // 32} of the bundle does not hash to its leaf in the tile")
    return hashes


def _decode(data: bytes, count: int) -> tuple[list[bytes], int]:
    entries: list[bytes] = []
    at, end = 0, len(data)
    for _ in range(count):
        start = at + 2
        if start > end:
            raise BundleTruncated(f"{len(entries)} entries of {count}")
        at = start + (data[start - 2] << 8 | data[start - 1])
        if at > end:
            raise BundleTruncated(f"{len(entries)} entries of {count}, the next one is cut")
        entries.append(data[start:at])
    return entries, at


@dataclass(frozen=True, slots=True)
class LogEdge:
    """The right edge of a log of `size` entries.

    `bundle` is the content of the partial entry bundle, `tiles[L]` that of the partial tile at level L;
    both are empty where the size leaves nothing partial.
    """

    size: int = 0
    bundle: bytes = b""
    tiles: tuple[bytes, ...] = ()

    def root(self) -> bytes:
        """The root hash of the whole log: 32 bytes."""
        root = b""
        for tile in self.tiles:
            if tile or root:
                root = root_of_hashes(tile + root)
        return root or EMPTY_ROOT


@dataclass(frozen=True, slots=True)
class Growth:
    """What appending did: new edge and root, files to make durable (path, bytes), new leaf hashes."""

    edge: LogEdge
    root: bytes
    files: tuple[tuple[str, bytes], ...]
    leaf_hashes: bytes


def grow(edge: LogEdge, entries: Sequence[bytes]) -> Growth:
    """Append entries to a log. Write every file durably before a checkpoint of the new size is published.

    Raises `EntryTooLong`, before anything is made.
    """
    files: list[tuple[str, bytes]] = []
    bundle = _grow_bundles(edge, entries, files)
    hashes = leaf_hashes(entries)
    tiles, level, rising = [], 0, hashes
    while rising or level < len(edge.tiles):
        rising, partial = _grow_level(edge, level, rising, files)
        tiles.append(partial)
        level += 1
    grown = LogEdge(edge.size + len(entries), bundle, tuple(tiles))
    return Growth(grown, grown.root(), tuple(files), hashes)


def read_edge(size: int, root: bytes, read: FileReader) -> LogEdge:
    """The right edge of a published log of `size` entries and `root`, from its files alone.

    This is how a writer continues after a restart: from what is durable. Raises `RootMismatch` if the
    tiles do not lead to `root`, `BundleMismatch` if the last entries are not those of the last tile, or
    what `read_tile` and `read_bundle` raise.
    """
    levels = -(-size.bit_length() // TILE_HEIGHT)
    tiles = [_read_partial(size, level, read) for level in range(levels)]
    entries: list[bytes] = []
    if size % TILE_WIDTH:
        name = TileName(ENTRIES_LEVEL, size >> TILE_HEIGHT, size % TILE_WIDTH)
        entries = read_bundle(name, read)
        require_bundle_in_tile(entries, tiles[0])
    edge = LogEdge(size, encode_bundle(entries), tuple(tiles))
    if edge.root() != root:
        raise RootMismatch("the tiles at the right edge do not lead to the checkpoint's root")
    return edge


def _read_partial(size: int, level: int, read: FileReader) -> bytes:
    number = size >> (TILE_HEIGHT * (level + 1))
    width = width_in_tree(level, number, size)
    return read_tile(TileName(level, number, width), read) if width else b""


def _grow_bundles(edge: LogEdge, entries: Sequence[bytes], files: list[tuple[str, bytes]]) -> bytes:
    """Adds the bundle files; returns the new partial bundle."""
    bundle, index, at = edge.bundle, edge.size, 0
    while at < len(entries):
        number, inside = divmod(index, TILE_WIDTH)
        some = entries[at : at + TILE_WIDTH - inside]
        bundle += encode_bundle(some)
        files.append((TileName(ENTRIES_LEVEL, number, inside + len(some)).path(), bundle))
        index += len(some)
        at += len(some)
        if index % TILE_WIDTH == 0:
            bundle = b""
    return bundle


def _grow_level(
    edge: LogEdge, level: int, rising: bytes, files: list[tuple[str, bytes]]
) -> tuple[bytes, bytes]:
    """Adds the tile files of one level; returns the hashes that rise a level, and the partial tile."""
    old = edge.tiles[level] if level < len(edge.tiles) else b""
    if not rising:
        return b"", old
    row = old + rising
    number = edge.size >> (TILE_HEIGHT * (level + 1))
    roots = []
    whole = len(row) - len(row) % FULL_TILE_BYTES
    for at in range(0, whole, FULL_TILE_BYTES):
        tile = row[at : at + FULL_TILE_BYTES]
        files.append((TileName(level, number).path(), tile))
        roots.append(root_of_hashes(tile))
        number += 1
    partial = row[whole:]
    if partial:
        files.append((TileName(level, number, len(partial) // 32).path(), partial))
    return b"".join(roots), partial
