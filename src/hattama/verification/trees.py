"""The files of the tree, recomputed from the entries: nothing that a tile says is believed."""

from collections.abc import Container, Iterable, Iterator
from datetime import datetime
from itertools import pairwise
from typing import NamedTuple, Protocol

from hattama.core.transparency_log import (
    ENTRIES_LEVEL,
    HASH_BYTES,
    TILE_WIDTH,
    BundleMismatch,
    Frontier,
    TileName,
    TilePathMalformed,
    TileRefused,
    encode_bundle,
    leaf_hashes,
    names_of_tree,
    parse_tile_path,
    read_bundle,
    read_tile,
    require_bundle_in_tile,
    root_of_hashes,
    width_in_tree,
)
from hattama.publish.file_facts import FileFacts, facts_of
from hattama.verification.places import BUNDLE_BYTES, TILE_BYTES, FileAbsent, FileProblem, Place
from hattama.verification.trouble_kinds import (
    BUNDLE_REFUSED,
    TILE_DIFFERS,
    TIME_GOES_BACK,
    UNKNOWN_FILE,
    noting,
)
from hattama.verification.troubles import Troubles

MIRROR_FOLDER = ".mirror/"

_TILE_ROW = TILE_WIDTH * HASH_BYTES


class Stretch(NamedTuple):
    """A part of the log from the bundle of this number on: leaf hashes, and a root for each full bundle.

    `facts` are those of the bundles' files by path. `moments`: when the first and the last entry were
    recorded, as they say; nothing where they do not.
    """

    number: int
    leaves: bytes
    roots: bytes
    facts: dict[str, FileFacts]
    moments: tuple[bytes, bytes] = (b"", b"")

    def leaf(self, index: int) -> bytes:
        """The leaf hash of an entry; nothing where it is of another stretch."""
        start = (index - (self.number << 8)) * HASH_BYTES
        return self.leaves[start : start + HASH_BYTES] if start >= 0 else b""


_MOMENT = b'"recorded_at":"'
_LENGTH = len("2023-03-19T17:30:00+00:00")


def moment_in(entry: bytes) -> bytes:
    """When an entry says that it was recorded; nothing where it does not. Its schema is held elsewhere."""
    start = entry.find(_MOMENT) + len(_MOMENT)
    return entry[start : start + _LENGTH] if start >= len(_MOMENT) else b""


def check_order(before: bytes, moment: bytes, index: int, troubles: Troubles) -> None:
    """Note it where the entry at `index` says to have been recorded before the one that it follows."""
    if moment == before:
        return
    try:
        goes_back = datetime.fromisoformat(moment.decode()) < datetime.fromisoformat(before.decode())
    except (ValueError, TypeError):
        return
    if goes_back:
        troubles.add(TIME_GOES_BACK.at(entry=index, found=moment.decode(), expected=before.decode()))


def bundle_names(size: int) -> list[TileName]:
    """The bundles of entries of a log of `size`, in order."""
    full, rest = divmod(size, TILE_WIDTH)
    names = [TileName(ENTRIES_LEVEL, number) for number in range(full)]
    return [*names, TileName(ENTRIES_LEVEL, full, rest)] if rest else names


def read_entries(name: TileName, place: Place) -> list[bytes]:
    """The entries of a bundle. Raises a FileProblem or a TileRefused."""
    return read_bundle(name, lambda path: _read(name, place, path, BUNDLE_BYTES))


def recorded_at(place: Place, index: int, size: int) -> str:
    """When the entry at `index` of a log of `size` was recorded; nothing where it cannot be read."""
    try:
        return moment_in(read_entries(bundle_names(size)[index >> 8], place)[index & 255]).decode()
    except (FileProblem, TileRefused, ValueError):
        return ""


def _read(name: TileName, place: Place, path: str, most: int) -> bytes:
    try:
        return place.read(path, most)
    except FileAbsent:
        if not name.is_partial:
            raise
        # A place may have dropped a partial file for the full one (tlog-tiles).
        return place.read(name.full.path(), most)


class StretchCheck:
    """Holds bundles, in their order, against the level 0 tiles beside them."""

    def __init__(self, place: Place, troubles: Troubles, *, with_facts: bool = True) -> None:
        """`with_facts`: whether anybody will ask for the facts of the bundles' files."""
        self._place = place
        self._troubles = troubles
        self._with_facts = with_facts
        self._number: int | None = None
        self._leaves: list[bytes] = []
        self._roots: list[bytes] = []
        self._facts: dict[str, FileFacts] = {}
        self._moments: list[bytes] = []

    def take(self, name: TileName, entries: list[bytes]) -> None:
        """The next bundle, with all its entries."""
        if self._number is None:
            self._number = name.number
        self._take_moments(list(map(moment_in, entries)), name.number << 8)
        tile = TileName(0, name.number, name.width)
        hashes = leaf_hashes(entries)
        self._leaves.append(hashes)
        if not name.is_partial:
            self._roots.append(root_of_hashes(hashes))
        if self._with_facts:
            self._facts[name.path()] = facts_of(encode_bundle(entries))
        with noting(self._troubles, BUNDLE_REFUSED, tile.path()):
            beside = read_tile(tile, lambda path: _read(tile, self._place, path, TILE_BYTES))
            if beside != hashes:  # who names the entry hashes all of them once more
                try:
                    require_bundle_in_tile(entries, beside)
                except BundleMismatch as refusal:
                    self._troubles.add(TILE_DIFFERS.at(tile.path(), found=refusal))

    def _take_moments(self, moments: list[bytes], first: int) -> None:
        before = self._moments[-1:] or moments[:1]
        for index, (one, other) in enumerate(pairwise([*before, *moments]), start=first):
            check_order(one, other, index, self._troubles)
        self._moments = [*(self._moments or moments)[:1], moments[-1]]

    def stretch(self) -> Stretch:
        """What was taken."""
        moments = (self._moments[0], self._moments[-1]) if self._moments else (b"", b"")
        return Stretch(self._number or 0, b"".join(self._leaves), b"".join(self._roots), self._facts, moments)


class Roots(Protocol):
    """As much of a tree over the entries of a log as is asked of it: of how many entries it is, what the root
    over the first of them is, and the leaf hash of one."""

    @property
    def size(self) -> int:
        """How many entries."""

    def root_at(self, size: int) -> bytes:
        """The root over the first `size` entries."""

    def leaf(self, index: int) -> bytes:
        """The leaf hash of one entry."""


class Tree:
    """The tree over all entries of a log, as recomputed. `leaves`: the leaf hashes, concatenated."""

    def __init__(self, stretches: list[Stretch]) -> None:
        ordered = sorted(stretches, key=lambda stretch: stretch.number)
        self.leaves = b"".join(stretch.leaves for stretch in ordered)
        self.size = len(self.leaves) // HASH_BYTES
        self.facts = {path: facts for stretch in ordered for path, facts in stretch.facts.items()}
        # rows[L]: the hashes of all full subtrees of 256^L leaves.
        self._rows = [self.leaves, b"".join(stretch.roots for stretch in ordered)]
        while len(self._rows[-1]) >= _TILE_ROW:
            row = self._rows[-1]
            full = range(0, len(row) - len(row) % _TILE_ROW, _TILE_ROW)
            self._rows.append(b"".join(root_of_hashes(row[at : at + _TILE_ROW]) for at in full))

    def root_at(self, size: int) -> bytes:
        """The root over the first `size` entries."""
        full = size // TILE_WIDTH
        frontier = Frontier()
        for number in range(full):
            frontier = frontier.with_subtree(
                8, self._rows[1][number * HASH_BYTES : (number + 1) * HASH_BYTES]
            )
        rest = self.leaves[full * _TILE_ROW : size * HASH_BYTES]
        return frontier.with_leaves(
            rest[at : at + HASH_BYTES] for at in range(0, len(rest), HASH_BYTES)
        ).root()

    def leaf(self, index: int) -> bytes:
        """The leaf hash of one entry."""
        return self.leaves[index * HASH_BYTES : (index + 1) * HASH_BYTES]

    def tile(self, name: TileName) -> bytes:
        """What a tile of this tree, or of a smaller one, must hold; shorter where the tree ends."""
        row = self._rows[name.level] if name.level < len(self._rows) else b""
        return row[name.number * _TILE_ROW :][: name.width * HASH_BYTES]


def check_upper_tiles(tree: Tree, place: Place, troubles: Troubles) -> None:
    """Hold every tile above level 0 against the tree."""
    for name in names_of_tree(tree.size):
        if name.level > 0:
            _check_tile(name, tree, place, troubles)


def check_other_files(tree: Tree, place: Place, known: Container[str], troubles: Troubles) -> None:
    """Where a place lists its files: hold partial files of smaller trees against this one, and name what is
    neither of the tree nor `known`. What `hattama mirror` keeps for itself is no part of any bundle."""
    needed = {name.path() for name in names_of_tree(tree.size)}
    for path in place.paths():
        if path in needed or path in known or path.startswith(MIRROR_FOLDER):
            continue
        name = _name_of(path)
        level = max(name.level, 0) if name else 0
        if name is None or width_in_tree(level, name.number, tree.size) < name.width:
            troubles.add(UNKNOWN_FILE.at(path))
        elif name.is_bundle:
            _check_partial_bundle(name, tree, place, troubles)
        else:
            _check_tile(name, tree, place, troubles)


def _name_of(path: str) -> TileName | None:
    try:
        return parse_tile_path(path)
    except TilePathMalformed:
        return None


def _check_tile(name: TileName, tree: Tree, place: Place, troubles: Troubles) -> None:
    with noting(troubles, BUNDLE_REFUSED, name.path()):
        if read_tile(name, lambda path: _read(name, place, path, TILE_BYTES)) != tree.tile(name):
            troubles.add(TILE_DIFFERS.at(name.path()))


def _check_partial_bundle(name: TileName, tree: Tree, place: Place, troubles: Troubles) -> None:
    with noting(troubles, BUNDLE_REFUSED, name.path()):
        entries = read_bundle(name, lambda path: place.read(path, BUNDLE_BYTES))
        require_bundle_in_tile(entries, tree.tile(TileName(0, name.number, name.width)))


def check_joints(stretches: Iterable[Stretch], troubles: Troubles) -> None:
    """Hold the first entry of each stretch against the last of the one before it."""
    ordered = sorted((one for one in stretches if one.leaves), key=lambda stretch: stretch.number)
    for before, after in pairwise(ordered):
        check_order(before.moments[1], after.moments[0], after.number << 8, troubles)


def full_files(tree: Tree, size: int) -> Iterator[tuple[str, FileFacts]]:
    """The facts of the full tiles and full bundles of the tree of `size` leaves, which is at most `tree`."""
    for name in names_of_tree(size):
        if not name.is_partial:
            path = name.path()
            yield path, tree.facts[path] if name.is_bundle else facts_of(tree.tile(name))
