"""Where polling stations are, as the roster says: read from the very file whose hash the log opens with."""

import io
from collections.abc import Mapping
from functools import lru_cache

from hattama.formats.area_lists import POSITION, parse_areas
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.stores.content_store import get_content


def load_voters_below(area: AreaRow) -> dict[int, int]:
    """Registered voters of each area right below `area`, by row id; areas of which none are known are absent.

    Of the first division of the country. From the roster, as it was when the election opened.
    """
    opened = area.election.opened_at
    known = str(opened) if opened is not None else ""
    return dict(_voters_below(area.election_id, area.election.areas_sha256, known, area.pk, area.branch))


@lru_cache(maxsize=256)
def _voters_below(
    election_id: str, areas_sha256: str, opened: str, pk: int, branch: str
) -> tuple[tuple[int, int], ...]:
    rows = AreaRow.objects.filter(election=election_id, ancestry__startswith=branch)
    found: dict[int, int] = {}
    for own, ancestry, voters in (
        rows.exclude(kind="unit").order_by().values_list("pk", "ancestry", "voters_registered")
    ):
        if voters is not None:
            child = ancestry[len(branch) :].split("/", 1)[0]
            key = int(child) if child else own
            found[key] = found.get(key, 0) + voters
    return tuple(found.items())


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
