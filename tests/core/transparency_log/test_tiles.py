"""Tiles and bundles: which files a tree consists of, and what their paths and bytes may be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hattama.core.transparency_log import (
    ENTRIES_LEVEL,
    LogEdge,
    LogRefusal,
    TileName,
    grow,
    leaf_hashes,
    names_for_growth,
    names_of_tree,
    parse_tile_path,
    read_tile,
    width_in_tree,
)
from hattama.core.transparency_log import refusals as why

SIZES = st.integers(0, 2**40) | st.integers(0, 2000)


@pytest.mark.parametrize(
    ("name", "path"),
    [
        (TileName(0, 0), "tile/0/000"),
        (TileName(0, 5), "tile/0/005"),
        (TileName(63, 999, 1), "tile/63/999.p/1"),
        (TileName(0, 1000), "tile/0/x001/000"),
        (TileName(2, 1_234_067), "tile/2/x001/x234/067"),
        (TileName(ENTRIES_LEVEL, 1_234_067, 255), "tile/entries/x001/x234/067.p/255"),
    ],
)
def test_paths_are_spelled_as_the_specification_spells_them(name: TileName, path: str) -> None:
    assert name.path() == path
    assert parse_tile_path(path) == name


@pytest.mark.parametrize(
    "path",
    [
        "",
        "checkpoint",
        "/tile/0/000",
        "tile/0/000/",
        "tile/00/000",
        "tile/64/000",
        "tile/-1/000",
        "tile/data/000",
        "tile/0/1",
        "tile/0/0001",
        "tile/0/x000/001",
        "tile/0/001/002",
        "tile/0/x001/x002",
        "tile/0/000.p/0",
        "tile/0/000.p/01",
        "tile/0/000.p/256",
        "tile/0/000.p/999",
        "tile/0/000.p/",
        "tile/0/000.p/1\n",
        "tile/0/../000",
        "tile/0/٠٠٠",
        "tile/0/" + "x001/" * 7 + "000",
    ],
)
def test_a_path_that_is_not_the_one_spelling_is_refused(path: str) -> None:
    with pytest.raises(why.TilePathMalformed):
        parse_tile_path(path)


PIECES = ["tile/", "entries", "0", "63", "/", "x001/", "x000/", "000", "١", ".p/", "1", "255", "\n"]


@given(st.text(max_size=20) | st.lists(st.sampled_from(PIECES), max_size=8).map("".join))
def test_any_path_gives_a_name_or_a_named_refusal(path: str) -> None:
    try:
        name = parse_tile_path(path)
    except LogRefusal:
        return
    assert name.path() == path


def test_70000_leaves_are_the_files_of_the_specifications_example() -> None:
    tiles = [name for name in names_of_tree(70_000) if not name.is_bundle]
    assert len([name for name in tiles if name.level == 0 and not name.is_partial]) == 273
    assert [name.path() for name in tiles if name.is_partial] == [
        "tile/0/273.p/112",
        "tile/1/001.p/17",
        "tile/2/000.p/1",
    ]
    assert TileName(1, 0) in tiles


def test_256_leaves_are_a_full_tile_and_one_hash_above() -> None:
    assert [name.path() for name in names_of_tree(256)] == [
        "tile/entries/000",
        "tile/0/000",
        "tile/1/000.p/1",
    ]


def test_the_empty_tree_has_no_files() -> None:
    assert list(names_of_tree(0)) == []


@given(SIZES, st.integers(0, 3000))
def test_growth_names_what_the_newer_tree_has_and_the_older_lacked(old: int, added: int) -> None:
    named = list(names_for_growth(old, old + added))
    assert len(named) == len(set(named))
    for name in named:
        assert name.width == width_in_tree(name.level, name.number, old + added) > 0
        assert name.width > width_in_tree(name.level, name.number, old)
    assert bool(named) == bool(added)


@given(st.lists(st.binary(max_size=9), max_size=30), st.integers(0, 12), st.integers(0, 12))
def test_growth_writes_exactly_the_files_it_names(entries: list[bytes], repeat: int, cut: int) -> None:
    many = entries * repeat
    first = grow(LogEdge(), many[:cut])
    second = grow(first.edge, many[cut:])
    paths = [path for path, _ in second.files]
    assert sorted(paths) == sorted(name.path() for name in names_for_growth(len(many[:cut]), len(many)))


def test_a_full_tile_may_stand_in_for_a_partial_one() -> None:
    tile = leaf_hashes(b"%d" % number for number in range(256))
    assert read_tile(TileName(0, 0, 3), lambda _: tile) == tile[:96]


@pytest.mark.parametrize("length", [0, 31, 33, 64, 8191, 8193])
def test_a_tile_of_another_length_is_refused(length: int) -> None:
    with pytest.raises(why.TileLengthWrong):
        read_tile(TileName(0, 0, 1), lambda _: b"x" * length)
