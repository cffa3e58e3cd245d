"""Maps of boundaries: projected, brought to a grid, small, no area lost; and on the page."""

import json
import math
import re

import pytest
from django.test import Client

from hattama.formats.boundaries import Boundary, parse_boundaries
from hattama.web.kernel.elections.beside_files import BOUNDARIES, TILES, put_beside_files
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.maps.public.map_outlines import MOST_BYTES, WIDTH, outline_sheet
from tests.web.kernel.pages.reading import read_page

MICRO = 1_000_000


def area(number: int) -> AreaRow:
    return AreaRow(pk=number, code=f"A{number}", kind="unit")


def square(west: float, south: float, side: float) -> tuple[tuple[int, int], ...]:
    corners = ((0, 0), (side, 0), (side, side), (0, side), (0, 0))
    return tuple((round((west + x) * MICRO), round((south + y) * MICRO)) for x, y in corners)


def sheet(*rings):
    areas = [area(number) for number in range(1, len(rings) + 1)]
    found = {row.code: Boundary(row.code, (ring,)) for row, ring in zip(areas, rings, strict=True)}
    return outline_sheet(areas, found)


def points(path: str) -> list[tuple[int, int]]:
    x = y = 0
    found = []
    for command, dx, dy in re.findall(r"([Ml])(-?\d+) (-?\d+)", path):
        x, y = (int(dx), int(dy)) if command == "M" else (x + int(dx), y + int(dy))
        found.append((x, y))
    return found


def test_north_is_up_west_is_left_and_a_degree_of_longitude_is_shorter():
    drawn = sheet(square(60, 50, 1), square(61, 51, 1))
    by_area = {shape.area.pk: shape for shape in drawn.shapes}
    assert by_area[1].x < by_area[2].x
    assert by_area[1].y > by_area[2].y
    width = max(x for x, _ in points(by_area[1].fill)) - min(x for x, _ in points(by_area[1].fill))
    height = max(y for _, y in points(by_area[1].fill)) - min(y for _, y in points(by_area[1].fill))
    assert width / height == pytest.approx(math.cos(math.radians(51)), abs=0.02)
    assert drawn.width == WIDTH


def test_neighbours_keep_one_border_between_them():
    drawn = sheet(square(60, 50, 1), square(61, 50, 1))
    first, second = (
        {x for x, _ in points(shape.fill)} for shape in sorted(drawn.shapes, key=lambda s: s.area.pk)
    )
    assert max(first) == min(second)


def test_many_points_become_few_bytes():
    def circle(west: float) -> tuple[tuple[int, int], ...]:
        turns = [turn * math.tau / 20_000 for turn in range(20_000)]
        ring = [
            (
                round((west + math.cos(t) * (1 + 0.05 * math.sin(900 * t))) * MICRO),
                round((50 + math.sin(t)) * MICRO),
            )
            for t in turns
        ]
        return (*ring, ring[0])

    drawn = sheet(*(circle(60 + 2.5 * place) for place in range(4)))
    assert sum(len(shape.fill) for shape in drawn.shapes) <= MOST_BYTES
    assert all(len(points(shape.fill)) > 20 for shape in drawn.shapes)


def test_an_area_that_the_grid_swallows_keeps_a_mark_and_lies_on_top():
    drawn = sheet(square(60.5, 50.5, 0.0001), square(60, 50, 9), square(70, 50, 9))
    assert drawn.shapes[-1].area.pk == 1
    assert len(points(drawn.shapes[-1].fill)) == 4
    assert not drawn.shapes[-1].is_named


def test_a_ring_across_the_date_line_is_not_drawn_around_the_world():
    crossing = tuple(
        (x * MICRO, y * MICRO) for x, y in ((179, 65), (-179, 65), (-179, 66), (179, 66), (179, 65))
    )
    drawn = sheet(crossing, square(170, 60, 8))
    widths = [max(x for x, _ in points(s.fill)) - min(x for x, _ in points(s.fill)) for s in drawn.shapes]
    assert max(widths) < WIDTH


def test_a_map_with_many_holes_is_not_drawn():
    areas = [area(number) for number in range(1, 11)]
    found = {f"A{n}": Boundary(f"A{n}", (square(60 + n, 50, 1),)) for n in range(1, 8)}
    assert outline_sheet(areas, found) is None


GEOJSON = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"area_id": name},
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[x / MICRO, y / MICRO] for x, y in square(west, 50, 1)]],
            },
        }
        for name, west in (("R1", 60), ("R2", 61))
    ],
}


@pytest.mark.django_db
def test_an_election_that_comes_with_boundaries_is_drawn_by_them(client: Client, night, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    data = json.dumps(GEOJSON).encode()
    assert len(parse_boundaries(data, "boundaries.geojson", {"R1", "R2"})) == 2
    put_beside_files("tiny", {BOUNDARIES: data})
    page = read_page(client.get("/en/e/tiny/map/party/turnout/"))
    tiles = page.all("a", cls="tile")
    assert [tile.attributes["href"] for tile in tiles] == [
        f"/en/e/tiny/a/{one}/map/party/turnout/" for one in ("R1", "R2")
    ]
    assert page.all("path", cls="outline")
    assert not page.all("path", cls="slot")
    labels = [e.text for e in page.all("text")]
    assert len(labels) == 2
    # Districts have no boundaries here: they are tiles.
    assert read_page(client.get("/en/e/tiny/a/R1/map/party/turnout/")).all("path", cls="slot")


@pytest.mark.django_db
def test_places_that_come_with_the_election_go_before_those_of_its_country(
    client: Client, night, settings, tmp_path
):
    settings.DATA_DIR = tmp_path
    put_beside_files("tiny", {TILES: b"area_id,column,row,label_en\nR1,0,0,One\nR2,1,0,Two\n"})
    labels = [e.text for e in read_page(client.get("/en/e/tiny/map/party/turnout/")).all("text")]
    assert labels == ["One", "Two"]
    put_beside_files("tiny", {TILES: None})
    labels = [e.text for e in read_page(client.get("/en/e/tiny/map/party/arrival/")).all("text")]
    assert "One" not in labels


def test_areas_go_out_as_geojson_with_their_outline_and_their_figures(client: Client, night: ElectionRow):
    ring = [[60, 50], [61, 50], [61, 51], [60, 50]]
    outline = {"type": "Polygon", "coordinates": [ring]}
    clockwise = {"type": "Polygon", "coordinates": [ring[::-1]]}
    feature = {"type": "Feature", "properties": {"area_id": "R1"}, "geometry": clockwise}
    document = {"type": "FeatureCollection", "features": [feature]}
    put_beside_files("tiny", {BOUNDARIES: json.dumps(document).encode()})
    response = client.get("/data/tiny/maps/KZ/party.geojson")
    assert response["Content-Type"] == "application/geo+json"
    told = json.loads(b"".join(response))
    first, second = told["features"]
    assert (first["id"], first["geometry"]) == ("R1", outline)
    assert first["properties"]["votes_dala"] == 1110
    assert first["properties"]["received"] == 3
    # No outline came with the second region, and no protocol: neither is made up.
    assert second["geometry"] is None
    assert second["properties"]["votes_dala"] is None
    assert told["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert client.get("/data/tiny/maps/P001/party.geojson").status_code == 404


def test_an_area_on_a_map_leads_to_its_own_map_and_then_to_its_polling_stations(
    client: Client, night: ElectionRow
):
    page = client.get("/en/e/tiny/map/party/turnout/").content.decode()
    assert 'href="/en/e/tiny/a/R1/map/party/turnout/"' in page
    below = client.get("/en/e/tiny/a/R1/map/party/turnout/").content.decode()
    # No map of a district would only send on: a copy had one for each measure, choice and language.
    assert 'href="/en/e/tiny/a/D11/?contest=party#precincts"' in below
    assert "/a/D11/map/" not in below
    last = client.get("/en/e/tiny/a/D11/map/party/turnout/")
    assert (last.status_code, last["Location"]) == (302, "/en/e/tiny/a/D11/?contest=party#precincts")
