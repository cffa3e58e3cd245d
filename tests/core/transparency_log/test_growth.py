"""Growth: a log only ever adds, and continues from its published files alone."""

from collections.abc import Callable
from functools import cache

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from hattama.core.transparency_log import (
    EMPTY_ROOT,
    Frontier,
    LogEdge,
    grow,
    leaf_hash,
    leaf_hashes,
    make_consistency_proof,
    make_inclusion_proof,
    names_of_tree,
    parse_tile_path,
    read_bundle,
    read_edge,
    read_root,
    read_tile,
    root_of_hashes,
    tile_hash_reader,
    verify_consistency,
)
from hattama.core.transparency_log import refusals as why
from hattama.core.transparency_log.proofs import verify_inclusion
from tests.core.transparency_log.signers import TESSERA_ENTRIES, leaf_hash_reader
from tests.shared_material import shared_path

ENTRIES = [b"entry %d" % number for number in range(66_000)]
HASHES = leaf_hashes(ENTRIES)
# Sizes around every edge of a tile, at level 0 and at level 1.
EDGES = [0, 1, 2, 255, 256, 257, 511, 512, 513, 1000, 65_535, 65_536, 65_537, 65_792, 66_000]


def grown_in_steps(sizes: list[int]) -> tuple[LogEdge, dict[str, bytes]]:
    edge, files = LogEdge(), dict[str, bytes]()
    for size in sizes:
        growth = grow(edge, ENTRIES[edge.size : size])
        for path, data in growth.files:
            assert files.setdefault(path, data) == data, f"{path} was rewritten"
        edge = growth.edge
    return edge, files


@given(st.lists(st.integers(0, 1500) | st.sampled_from(EDGES[:10]), min_size=1, max_size=5).map(sorted))
@example(EDGES)
@example([66_000])
def test_growth_never_rewrites_and_reaches_the_root_however_it_is_cut(sizes: list[int]) -> None:
    edge, files = grown_in_steps(sizes)
    assert edge.size == sizes[-1]
    assert edge.root() == root_of_hashes(HASHES[: 32 * edge.size])
    for name in names_of_tree(edge.size):
        first = name.number * 256
        if name.is_bundle:
            assert read_bundle(name, files.__getitem__) == ENTRIES[first : first + name.width]
        elif name.level == 0:
            assert read_tile(name, files.__getitem__) == HASHES[32 * first : 32 * (first + name.width)]
        else:
            assert len(read_tile(name, files.__getitem__)) == 32 * name.width


@pytest.mark.parametrize("size", [*EDGES, 7, 300, 1023])
def test_a_writer_continues_from_the_published_files_alone(size: int) -> None:
    edge, files = grown_in_steps([size])
    assert read_edge(size, edge.root(), files.__getitem__) == edge


@pytest.mark.parametrize("size", [1, 255, 257, 65_537])
def test_a_writer_does_not_continue_from_changed_files(size: int) -> None:
    edge, files = grown_in_steps([size])
    needed = [name for name in names_of_tree(size) if name.is_partial]
    assert needed
    for name in needed:
        spoiled = dict(files)
        spoiled[name.path()] = files[name.path()][:-1] + bytes([files[name.path()][-1] ^ 1])
        with pytest.raises((why.RootMismatch, why.BundleMismatch)):
            read_edge(size, edge.root(), spoiled.__getitem__)


def test_a_writer_does_not_continue_under_another_root() -> None:
    edge, files = grown_in_steps([300])
    with pytest.raises(why.RootMismatch):
        read_edge(300, leaf_hash(b""), files.__getitem__)
    assert edge.size == 300


def test_an_empty_log_begins_at_the_empty_root() -> None:
    nothing = dict[str, bytes]()
    assert read_edge(0, EMPTY_ROOT, nothing.__getitem__) == LogEdge()
    growth = grow(LogEdge(), [])
    assert (growth.edge, growth.root, growth.files, growth.leaf_hashes) == (LogEdge(), EMPTY_ROOT, (), b"")


def test_an_entry_too_long_stops_growth_before_any_file_is_made() -> None:
    with pytest.raises(why.EntryTooLong):
        grow(LogEdge(), [b"good", b"x" * 65_536])


def test_one_by_one_and_all_at_once_give_the_same_log() -> None:
    edge, files = grown_in_steps(list(range(1, 601)))
    at_once, files_at_once = grown_in_steps([600])
    assert edge == at_once
    assert files.items() >= files_at_once.items()
    assert all(parse_tile_path(path).path() == path for path in files)


@cache
def published(size: int) -> dict[str, bytes]:
    """The files of a log of this size."""
    return grown_in_steps([size])[1]


@given(st.data())
@settings(max_examples=10)
def test_proofs_made_from_tiles_are_accepted(data: st.DataObject) -> None:
    size = data.draw(st.sampled_from((300, 66_000)))
    files = published(size)
    index = data.draw(st.integers(0, size - 1))
    read = tile_hash_reader(size, files.__getitem__)
    root = root_of_hashes(HASHES[: 32 * size])
    assert read_root(size, read) == root
    proof = make_inclusion_proof(index, size, read)
    assert proof == make_inclusion_proof(index, size, leaf_hash_reader(HASHES))
    verify_inclusion(HASHES[32 * index : 32 * index + 32], index, size, proof, root)
    old_root = root_of_hashes(HASHES[: 32 * index])
    verify_consistency(index, size, make_consistency_proof(index, size, read), old_root, root)


def test_each_tile_is_fetched_once_for_a_proof() -> None:
    fetched: list[str] = []

    def read(path: str) -> bytes:
        fetched.append(path)
        return published(66_000)[path]

    make_inclusion_proof(12_345, 66_000, tile_hash_reader(66_000, read))
    assert sorted(fetched) == sorted(set(fetched))
    assert set(fetched) == {"tile/0/048", "tile/1/000", "tile/1/001.p/1", "tile/0/257.p/208"}


def test_a_changed_tile_gives_a_proof_that_the_root_refuses() -> None:
    spoiled = dict(published(66_000))
    spoiled["tile/0/048"] = spoiled["tile/0/048"][:-1] + b"\0"
    proof = make_inclusion_proof(12_345, 66_000, tile_hash_reader(66_000, spoiled.__getitem__))
    with pytest.raises(why.RootMismatch):
        verify_inclusion(HASHES[32 * 12_345 : 32 * 12_346], 12_345, 66_000, proof, root_of_hashes(HASHES))


@pytest.mark.parametrize("size", [0, 256, 512, 65_536])
def test_a_verifier_may_fold_whole_bundles(size: int) -> None:
    frontier = Frontier()
    for at in range(0, 32 * size, 8192):
        frontier = frontier.with_subtree(8, root_of_hashes(HASHES[at : at + 8192]))
    assert frontier.root() == root_of_hashes(HASHES[: 32 * size])


@pytest.mark.parametrize("size", range(1, 16))
def test_the_reference_writer_wrote_the_same_tiles_and_bundles(size: int) -> None:
    log = shared_path("vectors", "tessera", "log")
    published = _reader(log.joinpath)
    growth = grow(LogEdge(), TESSERA_ENTRIES[:size])
    assert {path: published(path) for path, _ in growth.files} == dict(growth.files)
    assert read_edge(size, growth.root, published) == growth.edge


def _reader(join: Callable[[str], object]) -> Callable[[str], bytes]:
    def read(path: str) -> bytes:
        with open(str(join(path)), "rb") as file:
            return file.read()

    return read
