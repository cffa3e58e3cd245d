"""The log in the database as the verifier reads a log: entries, and the hashes kept beside them, as files."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import BinaryIO

from hattama.core.transparency_log import (
    TILE_WIDTH,
    TileName,
    TilePathMalformed,
    encode_bundle,
    parse_tile_path,
)
from hattama.verification import FileAbsent
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.tables import LogEntry


class LogPlace:
    """Bundles of entries and the lowest tiles of an election's log, made of its rows; there are no others."""

    def __init__(self, election: ElectionRow) -> None:
        self._rows = LogEntry.objects.filter(election=election).order_by("index")

    def read(self, path: str, most: int) -> bytes:
        """The bytes of a file. Raises FileAbsent."""
        name = _name_of(path)
        if name.level > 0:
            raise FileAbsent(path)
        start = name.number * TILE_WIDTH
        rows = self._rows.filter(index__gte=start, index__lt=start + name.width)
        if not name.is_bundle:
            return b"".join(bytes.fromhex(kept) for kept in rows.values_list("leaf_hash", flat=True))
        return encode_bundle([bytes(body) for body in rows.values_list("body", flat=True)])

    def open(self, path: str) -> BinaryIO:
        """As `read`. Raises FileAbsent."""
        return io.BytesIO(self.read(path, 0))

    def paths(self) -> Iterator[str]:
        """None: nothing lies here that was not asked for."""
        return iter(())


def _name_of(path: str) -> TileName:
    try:
        return parse_tile_path(path)
    except TilePathMalformed:
        raise FileAbsent(path) from None
