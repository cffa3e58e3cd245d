"""The tree of a log, copied: no tile and no bundle enters unless the signed root vouches for it."""

import shutil
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from hattama.cli.mirror.origin import Origin
from hattama.cli.whole_files import replace_flushed, sync
from hattama.core.transparency_log import (
    HASH_BYTES,
    Checkpoint,
    FileReader,
    HashReader,
    LogEdge,
    TileName,
    TileRefused,
    names_for_growth,
    read_bundle,
    read_tile,
    require_bundle_in_tile,
    root_of_hashes,
    tile_hash_reader,
    width_in_tree,
)
from hattama.verification.places import BUNDLE_BYTES, TILE_BYTES, FileAbsent
from hattama.verification.trees import bundle_names
from hattama.verification.trouble_kinds import BUNDLE_REFUSED, ROOT_DIFFERS, TILE_DIFFERS
from hattama.verification.troubles import Trouble

CONNECTIONS = 6
_HEIGHT = 8


class TreeRefused(Exception):
    """The files of the tree are not those of the signed root."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.kind.code)
        self.trouble = trouble


@dataclass(slots=True)
class TreeCopy:
    """The files of a log's tree in `folder`, and the address that they come from."""

    folder: Path
    origin: Origin
    progress: Callable[[int, int], None] = lambda done, of: None
    _folders: set[Path] = field(default_factory=set)

    def own_hashes(self, size: int) -> HashReader:
        """A reader of the hashes in the copy, which must hold the tree of `size`."""
        return tile_hash_reader(size, self._read_own)

    def their_hashes(self, size: int) -> HashReader:
        """A reader of the hashes at the address; it raises a FileProblem."""
        return tile_hash_reader(size, self._ask_tile)

    def extend(self, stated: Checkpoint, sound: int = 0) -> None:
        """Complete the copy to the tree of a checkpoint; all of it is durable when this returns.

        What stands in the copy is checked as well, and fetched again where it is wrong, but for the first
        `sound` entries. Raises TreeRefused, or a FileProblem where the address does not give what it must.
        """
        size = stated.size
        edge = self._edge(stated)
        levels = len(edge)
        above = edge[-1] if edge else b""
        for level in range(levels - 2, 0, -1):
            above = self._level(level, size, above) + edge[level]
        names = bundle_names(size)[sound >> _HEIGHT :]
        with ThreadPoolExecutor(CONNECTIONS) as pool:
            work = pool.map(lambda name: self._stretch(name, edge, above), names)
            for done, _ in enumerate(work, start=1):
                self.progress(done, len(names))
        for folder in self._folders:
            sync(folder)
        self._folders.clear()

    def entries(self, first: int, size: int) -> Iterable[tuple[int, bytes]]:
        """The entries from `first` on with their indexes, from a copy that holds the tree of `size`."""
        for name in bundle_names(size)[first >> _HEIGHT :]:
            for index, entry in enumerate(read_bundle(name, self._read_own), start=name.number << _HEIGHT):
                if index >= first:
                    yield index, entry

    def their_entries(self, size: int) -> Iterable[tuple[int, bytes]]:
        """The entries at the address with their indexes; nothing vouches for them. Raises a FileProblem or a
        TileRefused."""
        for name in bundle_names(size):
            yield from enumerate(read_bundle(name, self._ask_bundle), start=name.number << _HEIGHT)

    def drop_completed(self, old_size: int, size: int) -> None:
        """Remove the partial files of tiles that were completed on the way from `old_size` to `size`."""
        for name in names_for_growth(old_size, size):
            if not name.is_partial:
                shutil.rmtree(self.folder / f"{name.path()}.p", ignore_errors=True)

    def _edge(self, stated: Checkpoint) -> list[bytes]:
        """The partial tile of each level, empty where there is none: together they give the root."""
        levels = -(-stated.size.bit_length() // _HEIGHT)
        names = [_edge_name(level, stated.size) for level in range(levels)]
        for read in (self._read_own_or_nothing, self._ask_tile):
            tiles = [_tile_or_nothing(name, read) for name in names]
            if LogEdge(stated.size, b"", tuple(tiles)).root() == stated.root:
                for name, tile in zip(names, tiles, strict=True):
                    if name.width:
                        self._keep(name, tile)
                return tiles
        raise TreeRefused(ROOT_DIFFERS.at(names[-1].path() if names else "", expected=stated.root.hex()))

    def _level(self, level: int, size: int, above: bytes) -> bytes:
        """All full tiles of a level above 0, each held against its hash in the level above."""
        count = size >> (_HEIGHT * (level + 1))
        return b"".join(self._full_tile(TileName(level, number), above) for number in range(count))

    def _stretch(self, name: TileName, edge: list[bytes], above: bytes) -> None:
        """A bundle of entries and the tile of level 0 beside it."""
        tile = edge[0] if name.is_partial else self._full_tile(TileName(0, name.number), above)

        def entries_of(read: FileReader) -> list[bytes]:
            found = read_bundle(name, read)
            require_bundle_in_tile(found, tile)
            return found

        try:
            entries_of(self._read_own)
            return
        except (FileAbsent, TileRefused):
            data = _Kept(self._ask_bundle)
        try:
            entries_of(data)
        except TileRefused as refusal:
            raise TreeRefused(
                BUNDLE_REFUSED.at(name.path(), found=f"{refusal.code} ({refusal})")
            ) from refusal
        # The full bundle may have come in place of the partial one; the tree vouches for its beginning alone.
        self._put(name, _beginning(data.data, name.width))

    def _full_tile(self, name: TileName, above: bytes) -> bytes:
        expected = above[name.number * HASH_BYTES :][:HASH_BYTES]
        own = _tile_or_nothing(name, self._read_own_or_nothing)
        if own and root_of_hashes(own) == expected:
            return own
        try:
            tile = read_tile(name, self._ask_tile)
        except TileRefused as refusal:
            raise TreeRefused(TILE_DIFFERS.at(name.path(), found=refusal.code)) from refusal
        if root_of_hashes(tile) != expected:
            raise TreeRefused(TILE_DIFFERS.at(name.path()))
        self._put(name, tile)
        return tile

    def _keep(self, name: TileName, tile: bytes) -> None:
        path = self.folder / name.path()
        if not path.is_file() or path.read_bytes() != tile:
            self._put(name, tile)

    def _put(self, name: TileName, data: bytes) -> None:
        path = self.folder / name.path()
        replace_flushed(path, data)
        self._folders.update(folder for folder in path.parents if folder.is_relative_to(self.folder))

    def _read_own(self, path: str) -> bytes:
        for stands in (path, path.partition(".p/")[0]):
            try:
                return (self.folder / stands).read_bytes()
            except FileNotFoundError:
                continue
        raise FileAbsent(path)

    def _read_own_or_nothing(self, path: str) -> bytes:
        try:
            return self._read_own(path)
        except FileAbsent:
            return b""

    def _ask_tile(self, path: str) -> bytes:
        return self._ask(path, TILE_BYTES)

    def _ask_bundle(self, path: str) -> bytes:
        return self._ask(path, BUNDLE_BYTES)

    def _ask(self, path: str, most: int) -> bytes:
        try:
            return self.origin.fetch(path, most)
        except FileAbsent:
            full, divider, _ = path.partition(".p/")
            if not divider:
                raise
            # A site may have dropped a partial file for the full one (tlog-tiles).
            return self.origin.fetch(full, most)


class _Kept:
    """A reader that keeps what it read."""

    def __init__(self, read: FileReader) -> None:
        self._read = read
        self.data = b""

    def __call__(self, path: str) -> bytes:
        self.data = self._read(path)
        return self.data


def _edge_name(level: int, size: int) -> TileName:
    number = size >> (_HEIGHT * (level + 1))
    return TileName(level, number, width_in_tree(level, number, size))


def _tile_or_nothing(name: TileName, read: FileReader) -> bytes:
    """The hashes of a tile; nothing where it has no width, or is not there in the right length."""
    if not name.width:
        return b""
    try:
        return read_tile(name, read)
    except TileRefused:
        return b""


def _beginning(data: bytes, count: int) -> bytes:
    """The first `count` entries of a bundle, with their lengths."""
    at = 0
    for _ in range(count):
        at += 2 + (data[at] << 8 | data[at + 1])
    return data[:at]
