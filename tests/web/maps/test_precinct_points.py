"""Polling stations as points on the page of their district, where the roster says where they are."""

from dataclasses import replace

import pytest
from django.test import Client

from hattama.web.kernel.elections.open_election import open_election
from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.kernel.log.advance_log import advance_log
from hattama.web.maps.public.map_views import HEIGHT, MOST_LINKS, WIDTH, points_sheet
from hattama.web.results.public.area_tables import PrecinctRow
from tests.web.kernel.pages.reading import read_page
from tests.web.tiny_election import (
    AREAS_CSV,
    ELECTION_ID,
    LOADED_AT,
    load_tiny,
    protocol,
    publish,
    sound_figures,
)

PLACES = {"P001": "43.20,76.60", "P002": "43.25,76.70", "P003": "43.22,76.90"}


def rows(count: int) -> list[PrecinctRow]:
    areas = [AreaRow(pk=number, code=f"P{number}", kind="ordinary") for number in range(count)]
    return [PrecinctRow(area, None, (), ()) for area in areas]


def test_points_lie_inside_the_drawing_with_north_up():
    places = {"P0": (43_000_000, 76_000_000), "P1": (44_000_000, 76_500_000), "P2": (43_500_000, 77_000_000)}
    sheet = points_sheet(rows(4), places)
    assert sheet is not None
    assert sheet.left_out == 1
    assert sheet.width == WIDTH and sheet.height <= HEIGHT

    def down(path: str) -> int:
        return int(path.removeprefix("M").split("h")[0].split()[1])

    assert down(sheet.points[1].path) < down(sheet.points[2].path) < down(sheet.points[0].path)


def test_one_place_alone_is_no_map_and_many_are_few_paths():
    assert points_sheet(rows(3), {"P0": (0, 0)}) is None
    places = {f"P{number}": (number * 1000, number * 1000) for number in range(MOST_LINKS + 1)}
    sheet = points_sheet(rows(MOST_LINKS + 1), places)
    assert sheet is not None and not sheet.are_links
    assert [state for state, path in sheet.paths if path] == ["missing"]


def test_a_station_where_the_contest_is_not_held_is_no_point_and_lacks_no_place():
    held, *others = rows(4)
    others = [replace(row, is_held=False) for row in others]
    places = {f"P{number}": (number * 1000, number * 1000) for number in range(3)}
    assert points_sheet([held, *others], places) is None
    sheet = points_sheet([held, *rows(4)[1:2], *others[1:]], places)
    assert sheet is not None and len(sheet.points) == 2 and sheet.left_out == 0


@pytest.mark.django_db
def test_each_point_leads_to_its_polling_station_and_its_mark_says_what_came(client: Client):
    lines = AREAS_CSV.decode().splitlines()
    placed = [
        f"{line},{PLACES.get(line.split(',')[0], ',')}" if place else f"{line},latitude,longitude"
        for place, line in enumerate(lines)
    ]
    load_tiny(areas_csv="\n".join([*placed, ""]).encode())
    open_election(ELECTION_ID, now=LOADED_AT)
    advance_log(ELECTION_ID, now=LOADED_AT)
    publish(protocol("P001"), protocol("P002", figures=sound_figures(participants=599)))
    page = read_page(client.get("/en/e/tiny/a/D11/"))
    marks = {
        point.attributes["href"]: point.one("path").attributes["class"]
        for point in page.one("figure", cls="points").all("a")
    }
    assert marks == {
        "/en/e/tiny/a/P001/": "point-received",
        "/en/e/tiny/a/P002/": "point-broken",
        "/en/e/tiny/a/P003/": "point-missing",
    }
    assert not read_page(client.get("/en/e/tiny/a/D12/")).all("figure", cls="points")
