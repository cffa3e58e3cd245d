"""boundaries.geojson: what is read, and what is wrong said by feature and field."""

import json

import pytest

from hattama.formats import boundaries as boundaries_module
from hattama.formats.boundaries import parse_boundaries, right_handed
from hattama.formats.faults import InputFaults

AREAS = {"R1", "R2"}
SQUARE = [[60, 50], [61, 50], [61, 51.5], [60, 51.5], [60, 50]]


def feature(area_id="R1", kind="Polygon", coordinates=None, **more):
    shape = {"type": kind, "coordinates": [SQUARE] if coordinates is None else coordinates}
    return {"type": "Feature", "properties": {"area_id": area_id}, "geometry": shape} | more


def document(*features) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def faults(data: bytes) -> list[tuple[str, int, str]]:
    with pytest.raises(InputFaults) as refused:
        parse_boundaries(data, "boundaries.geojson", AREAS)
    return [(fault.code, fault.row, fault.field) for fault in refused.value.faults]


def test_an_outline_is_read_in_millionths_of_a_degree():
    (found,) = parse_boundaries(document(feature()), "boundaries.geojson", AREAS)
    assert found.area_id == "R1"
    assert found.rings[0][2] == (61_000_000, 51_500_000)


def test_islands_holes_heights_and_an_identifier_of_the_feature_are_understood():
    high = [[x, y, 300] for x, y in SQUARE]
    islands = feature(kind="MultiPolygon", coordinates=[[high, SQUARE], [SQUARE]], properties=None, id="R2")
    (found,) = parse_boundaries(document(islands), "boundaries.geojson", AREAS)
    assert (found.area_id, len(found.rings)) == ("R2", 3)


@pytest.mark.parametrize(
    ("broken", "fault"),
    [
        (feature(area_id="R9"), ("MAP-AREA", "properties.area_id")),
        (feature(area_id=None), ("MAP-NOAREA", "properties.area_id")),
        (feature(area_id=7), ("MAP-NOAREA", "properties.area_id")),
        (feature(kind="Point", coordinates=[60, 50]), ("MAP-GEOMETRY", "geometry.type")),
        (feature(geometry=None), ("MAP-GEOMETRY", "geometry.type")),
        ({"type": "Feature", "id": "R1"}, ("MAP-GEOMETRY", "geometry.type")),
        (feature(coordinates=[]), ("MAP-RING", "geometry.coordinates")),
        (feature(coordinates=[SQUARE[:3]]), ("MAP-RING", "geometry.coordinates[0]")),
        (feature(coordinates=[SQUARE, SQUARE[:4]]), ("MAP-RING", "geometry.coordinates[1]")),
        (
            feature(coordinates=[[[60, 91], *SQUARE[1:]]]),
            ("MAP-POSITION", "geometry.coordinates[0][0]"),
        ),
        (
            feature(coordinates=[[SQUARE[0], [True, 50], *SQUARE[2:]]]),
            ("MAP-POSITION", "geometry.coordinates[0][1]"),
        ),
        (
            feature(kind="MultiPolygon", coordinates=[[SQUARE], [[*SQUARE[:4], ["60", "50"]]]]),
            ("MAP-POSITION", "geometry.coordinates[1][0][4]"),
        ),
        (
            feature(coordinates=[[[170, 50], [-170, 50], [-170, 51], [170, 51], [170, 50]]]),
            ("MAP-MERIDIAN", "geometry.coordinates[0]"),
        ),
    ],
)
def test_what_is_wrong_is_said_with_its_feature_and_field(broken, fault):
    assert faults(document(feature(area_id="R2"), broken)) == [(fault[0], 2, fault[1])]


def test_an_identifier_that_is_a_number_is_named_since_its_zeros_are_lost():
    with pytest.raises(InputFaults) as refused:
        parse_boundaries(document(feature(area_id=7)), "boundaries.geojson", AREAS)
    assert "as text" in str(refused.value) and str(refused.value).endswith("found: 7")


def test_the_same_area_twice_is_refused():
    assert faults(document(feature(), feature())) == [("MAP-TWICE", 2, "properties.area_id")]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"{", "MAP-JSON"),
        (b"\xff\xfe", "MAP-JSON"),
        (b"[" * 100_000, "MAP-JSON"),
        (b"[]", "MAP-FEATURES"),
        (b'{"type": "Feature"}', "MAP-FEATURES"),
        (b'{"type": "FeatureCollection", "features": {}}', "MAP-FEATURES"),
    ],
)
def test_what_is_no_collection_of_features_is_refused(data, code):
    assert [fault[0] for fault in faults(data)] == [code]


def test_not_a_number_is_no_position():
    data = document(feature()).replace(b"51.5", b"NaN")
    assert faults(data)[0][0] == "MAP-POSITION"


def test_a_file_that_would_be_too_much_is_refused_by_its_size(monkeypatch):
    monkeypatch.setattr(boundaries_module, "MOST_POSITIONS", 4)
    assert faults(document(feature())) == [("MAP-POINTS", 0, "")]
    monkeypatch.setattr(boundaries_module, "MOST_BYTES", 10)
    assert faults(document(feature())) == [("MAP-LARGE", 0, "")]


def test_an_outline_goes_out_by_the_right_hand_rule_whichever_way_it_came() -> None:
    """RFC 7946, section 3.1.6: outer rings counterclockwise, holes clockwise."""
    outer = [[60.0, 50.0], [62.0, 50.0], [62.0, 52.0, 900], [60.0, 52.0], [60.0, 50.0]]
    hole = [[61.0, 51.0], [61.0, 51.5], [61.5, 51.5], [61.0, 51.0]]
    sound = [outer, hole]
    turned = [outer[::-1], hole[::-1]]
    for given in (sound, turned):
        assert right_handed({"type": "Polygon", "coordinates": given})["coordinates"] == sound
        islands = right_handed({"type": "MultiPolygon", "coordinates": [given, turned]})
        assert islands == {"type": "MultiPolygon", "coordinates": [sound, sound]}
