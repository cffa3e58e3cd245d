"""Entry bundles: up to 256 entries in one file, each after its length as a big-endian uint16 (tlog-tiles)."""

from collections.abc import Iterable

from hattama.core.transparency_log.canonical import MAX_ENTRY_BYTES
from hattama.core.transparency_log.merkle import leaf_hashes
from hattama.core.transparency_log.refusals import (
    BundleHasSurplus,
    BundleMismatch,
    BundleTruncated,
    EntryTooLong,
)
from hattama.core.transparency_log.tiles import FileReader, TileName


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
