"""boundaries.geojson: the outlines of areas (RFC 7946), read strictly, in millionths of a degree.

One feature an area, a Polygon or a MultiPolygon, with the area's identifier as the property `area_id` or as
the feature's `id`. Which way round a ring runs does not matter here: outlines are filled by the even-odd
rule. Programs that draw on a sphere take an outline that runs the other way for the rest of the world.
"""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from hattama.core.vocabulary import Fault, Message
from hattama.formats.faults import FaultKind, refuse_if_any

MOST_BYTES = 20_000_000
MOST_POSITIONS = 500_000
MICRO = 1_000_000
SHORTEST_RING = 4
HALF_ROUND = 180 * MICRO
"""No side of an outline is longer: what seems to be goes the other way round the globe, over 180°."""

TOO_LARGE = FaultKind.of(
    "MAP-LARGE", Message("the file is too large: {found} bytes, at most {expected}; simplify the boundaries")
)
TOO_MANY = FaultKind.of(
    "MAP-POINTS", Message("too many positions: {found}, at most {expected}; simplify the boundaries")
)
NOT_JSON = FaultKind.of("MAP-JSON", Message("this is not JSON: {found}"))
NOT_FEATURES = FaultKind.of(
    "MAP-FEATURES", Message("a GeoJSON FeatureCollection with a list of features was expected")
)
NO_AREA = FaultKind.of(
    "MAP-NOAREA",
    Message("the identifier of an area was expected as text (property area_id, or id), found: {found}"),
)
UNKNOWN_AREA = FaultKind.of("MAP-AREA", Message("areas.csv has no area {found}"))
AREA_TWICE = FaultKind.of("MAP-TWICE", Message("area {found} stands there twice"))
NOT_AN_OUTLINE = FaultKind.of(
    "MAP-GEOMETRY", Message("a Polygon or a MultiPolygon was expected, found: {found}")
)
NOT_A_RING = FaultKind.of("MAP-RING", Message("a ring has at least four positions and ends where it began"))
NOT_A_POSITION = FaultKind.of(
    "MAP-POSITION", Message("a position is a longitude (−180…180) and a latitude (−90…90), found: {found}")
)
OVER_THE_MERIDIAN = FaultKind.of(
    "MAP-MERIDIAN",
    Message(
        "the outline crosses the meridian of 180°; expected: a MultiPolygon that is cut there (RFC 7946)"
    ),
)

Position = tuple[int, int]
"""Longitude and latitude in millionths of a degree."""

Ring = tuple[Position, ...]


@dataclass(frozen=True, slots=True)
class Boundary:
    """The outline of an area: rings of all its polygons, outer and inner, each ending where it began."""

    area_id: str
    rings: tuple[Ring, ...]


def parse_boundaries(data: bytes, file: str, areas: Collection[str] | None) -> tuple[Boundary, ...]:
    """The outlines in a GeoJSON file. Raises InputFaults with all that is wrong; its rows are features.

    `areas` are the identifiers that the election has, or None where the file was held against them before.
    Areas without an outline are no fault.
    """
    if len(data) > MOST_BYTES:
        refuse_if_any([TOO_LARGE.at(file, found=str(len(data)), expected=str(MOST_BYTES))])
    faults: list[Fault] = []
    found: dict[str, Boundary] = {}
    positions = 0
    for number, feature in enumerate(_features(data, file), start=1):
        reading = _Reading(file, number)
        boundary = reading.boundary(feature, areas)
        if boundary is not None:
            if boundary.area_id in found:
                reading.fault(AREA_TWICE, "properties.area_id", boundary.area_id)
            found[boundary.area_id] = boundary
            positions += sum(len(ring) for ring in boundary.rings)
        faults += reading.faults
    if positions > MOST_POSITIONS:
        faults.append(TOO_MANY.at(file, found=str(positions), expected=str(MOST_POSITIONS)))
    refuse_if_any(faults)
    return tuple(found.values())


def right_handed(geometry: Mapping[str, Any]) -> dict[str, Any]:
    """An outline that was read strictly before, its outer rings counterclockwise and its holes clockwise
    (RFC 7946, section 3.1.6)."""
    is_one, coordinates = geometry["type"] == "Polygon", geometry["coordinates"]
    wound = [
        [ring if _turns_left(ring) == (index == 0) else ring[::-1] for index, ring in enumerate(polygon)]
        for polygon in ([coordinates] if is_one else coordinates)
    ]
    return {**geometry, "coordinates": wound[0] if is_one else wound}


def _turns_left(ring: Sequence[Sequence[float]]) -> bool:
    west, south = ring[0][:2]
    near = [(x - west, y - south) for x, y, *_ in ring]
    return sum(x * further_y - further_x * y for (x, y), (further_x, further_y) in pairwise(near)) > 0


def _features(data: bytes, file: str) -> list[Any]:
    try:
        document = json.loads(data)
    except (ValueError, RecursionError) as trouble:
        refuse_if_any([NOT_JSON.in_json(file, trouble)])
        raise AssertionError("refused above") from None
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list) or document.get("type") != "FeatureCollection":
        refuse_if_any([NOT_FEATURES.at(file)])
    assert isinstance(features, list)
    return features


class _Reading:
    """One feature becoming an outline; what is wrong with it gathers in `faults`, at most one for a ring."""

    def __init__(self, file: str, number: int) -> None:
        self.faults: list[Fault] = []
        self._file, self._number = file, number

    def fault(self, kind: FaultKind, field: str, found: str = "") -> None:
        self.faults.append(kind.at(self._file, row=self._number, field=field, found=found[:120]))

    def boundary(self, feature: Any, areas: Collection[str] | None) -> Boundary | None:
        """The outline; None with its faults where there is none."""
        area_id = self._area(feature, areas)
        geometry = feature.get("geometry") if isinstance(feature, dict) else None
        kind = geometry.get("type") if isinstance(geometry, dict) else None
        if kind not in ("Polygon", "MultiPolygon"):
            self.fault(NOT_AN_OUTLINE, "geometry.type", str(kind))
            return None
        assert isinstance(geometry, dict)
        rings = []
        for path, ring in self._rings(kind, geometry.get("coordinates")):
            read = self._ring(path, ring)
            if read is not None:
                rings.append(read)
        return None if self.faults or area_id is None else Boundary(area_id, tuple(rings))

    def _area(self, feature: Any, areas: Collection[str] | None) -> str | None:
        properties = feature.get("properties") if isinstance(feature, dict) else None
        named = properties.get("area_id") if isinstance(properties, dict) else None
        area_id = named if named is not None else feature.get("id") if isinstance(feature, dict) else None
        if not isinstance(area_id, str) or not area_id:
            self.fault(NO_AREA, "properties.area_id", json.dumps(area_id, ensure_ascii=False))
            return None
        if areas is not None and area_id not in areas:
            self.fault(UNKNOWN_AREA, "properties.area_id", area_id)
            return None
        return area_id

    def _rings(self, kind: str, coordinates: Any) -> Iterator[tuple[str, Any]]:
        polygons = [coordinates] if kind == "Polygon" else coordinates
        start = "geometry.coordinates"
        if not isinstance(polygons, list) or not polygons:
            self.fault(NOT_A_RING, start)
            return
        for place, polygon in enumerate(polygons):
            path = start if kind == "Polygon" else f"{start}[{place}]"
            if not isinstance(polygon, list) or not polygon:
                self.fault(NOT_A_RING, path)
                continue
            for index, ring in enumerate(polygon):
                yield f"{path}[{index}]", ring

    def _ring(self, path: str, ring: Any) -> Ring | None:
        if not isinstance(ring, list) or len(ring) < SHORTEST_RING:
            self.fault(NOT_A_RING, path)
            return None
        read = []
        for index, position in enumerate(ring):
            point = _position(position)
            if point is None:
                self.fault(NOT_A_POSITION, f"{path}[{index}]", str(position))
                return None
            read.append(point)
        if read[0] != read[-1]:
            self.fault(NOT_A_RING, path)
            return None
        if any(abs(further - here) > HALF_ROUND for (here, _), (further, _) in pairwise(read)):
            self.fault(OVER_THE_MERIDIAN, path)
            return None
        return tuple(read)


def _position(position: Any) -> Position | None:
    """Longitude and latitude; a third number, the height, is passed over. None for what is no position."""
    if not isinstance(position, list) or not 2 <= len(position) <= 3:
        return None
    longitude, latitude = position[:2]
    if isinstance(longitude, bool) or isinstance(latitude, bool):
        return None
    if not isinstance(longitude, int | float) or not isinstance(latitude, int | float):
        return None
    # NaN and the infinities fail the comparison as well.
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        return None
    return round(longitude * MICRO), round(latitude * MICRO)
