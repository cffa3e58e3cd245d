"""Where polling stations are, as the roster says: read from the very file whose hash the log opens with."""

from __future__ import annotations

import io
from collections.abc import Mapping
from functools import lru_cache

from hattama.formats.area_lists import POSITION, parse_areas
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.stores.content_store import get_content

Position = tuple[int, int]
LONGEST_HEADER = 4000


def load_positions(election: ElectionRow) -> Mapping[str, Position]:
    """Latitude and longitude in millionths of a degree by area; empty where the roster gives none."""
    return _positions(election.areas_sha256)


@lru_cache(maxsize=4)
def _positions(areas_sha256: str) -> Mapping[str, Position]:
    data = get_content(areas_sha256)
    # In UTF-16 every other byte of a Latin letter is zero.
    header = data[:LONGEST_HEADER].replace(b"\0", b"").split(b"\n", 1)[0]
    if not all(column.encode() in header for column in POSITION):
        return {}
    areas = parse_areas(io.BytesIO(data), "areas.csv").areas
    return {area.area_id: area.position for area in areas if area.position is not None}
