"""Entry bundles: whole entries or a named refusal, and each entry hashes to its leaf."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hattama.core.transparency_log import (
    ENTRIES_LEVEL,
    LogRefusal,
    TileName,
    decode_bundle,
    encode_bundle,
    leaf_hashes,
    read_bundle,
    require_bundle_in_tile,
)
from hattama.core.transparency_log import refusals as why


@given(st.lists(st.binary(max_size=300), max_size=20))
def test_a_bundle_gives_back_its_entries(entries: list[bytes]) -> None:
    assert decode_bundle(encode_bundle(entries), len(entries)) == entries


@given(st.binary(max_size=40), st.integers(0, 5))
def test_any_bytes_are_one_bundle_or_a_named_refusal(data: bytes, count: int) -> None:
    try:
        entries = decode_bundle(data, count)
    except LogRefusal:
        return
    assert len(entries) == count
    assert encode_bundle(entries) == data


def test_a_bundle_cut_short_or_continued_is_refused() -> None:
    data = encode_bundle([b"one", b"two"])
    for length in range(len(data)):
        with pytest.raises(why.BundleTruncated):
            decode_bundle(data[:length], 2)
    with pytest.raises(why.BundleHasSurplus):
        decode_bundle(data + b"\0", 2)
    with pytest.raises(why.BundleHasSurplus):
        decode_bundle(data, 1)


def test_an_entry_longer_than_its_length_field_is_refused() -> None:
    assert len(encode_bundle([b"x" * 65_535])) == 65_537
    with pytest.raises(why.EntryTooLong):
        encode_bundle([b"x" * 65_536])


def test_a_bundle_that_is_neither_partial_nor_full_is_refused() -> None:
    bundle = encode_bundle([b"one", b"two", b"three"])
    with pytest.raises(why.BundleTruncated):
        read_bundle(TileName(ENTRIES_LEVEL, 0, 2), lambda _: bundle)


def test_a_changed_digit_in_an_entry_is_named_by_its_place() -> None:
    entries = [b'{"votes":100}', b'{"votes":200}']
    tile = leaf_hashes(entries)
    assert require_bundle_in_tile(entries, tile) == tile
    with pytest.raises(why.BundleMismatch, match="entry 1 "):
        require_bundle_in_tile([entries[0], b'{"votes":201}'], tile)
    with pytest.raises(why.BundleMismatch, match="entry 2 "):
        require_bundle_in_tile([*entries, b"more"], tile)


def test_a_full_bundle_may_stand_in_for_a_partial_one() -> None:
    entries = [b"%d" % number for number in range(256)]
    bundle = encode_bundle(entries)
    assert read_bundle(TileName(ENTRIES_LEVEL, 0, 3), lambda _: bundle) == entries[:3]
