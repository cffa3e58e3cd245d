"""Maps: classes of colour, places of tiles, what each area shows, and the table and file beside them."""

import csv
import io
from dataclasses import replace
from fractions import Fraction

import pytest
from django.http import HttpRequest
from django.template import Context, Template
from django.test import Client

from hattama.core.tabulation import Total
from hattama.core.vocabulary import Words
from hattama.formats.tile_lists import Tile
from hattama.web.kernel.elections.loading import load_definition
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.published.browsing import totals_of
from hattama.web.maps.public.map_measures import (
    CLASSES,
    class_bounds,
    measure_areas,
    rank_of,
    steps_of_change,
)
from hattama.web.maps.public.map_tiles import tile_sheet
from tests.web.kernel.pages.reading import read_page
from tests.web.tiny_election import area_row


def areas(count: int) -> list[AreaRow]:
    return [AreaRow(pk=number, code=f"A{number}", kind="unit") for number in range(1, count + 1)]


def test_bounds_are_round_and_hold_every_value():
    values = [Fraction(n, 1000) for n in (412, 433, 468, 499)]
    bounds = class_bounds(values)
    assert bounds == tuple(Fraction(percent, 100) for percent in (40, 42, 44, 46, 48, 50))
    assert [rank_of(value, bounds) for value in values] == [1, 2, 4, 5]


def test_one_value_alone_and_the_whole_both_have_a_class():
    for value in (Fraction(0), Fraction(1, 3), Fraction(1)):
        assert 1 <= rank_of(value, class_bounds([value])) <= CLASSES
    assert class_bounds([]) == ()


def test_a_map_of_change_tells_areas_apart_where_all_of_them_changed_much():
    assert steps_of_change([]) == (-5, -1, 1, 5)
    assert steps_of_change([Fraction(points, 100) for points in (-4, 0, 2, 9)]) == (-5, -1, 1, 5)
    assert steps_of_change([Fraction(points, 100) for points in (-37, -20, -16, -13, -8)]) == (
        -20,
        -10,
        10,
        20,
    )
    assert steps_of_change([Fraction(90, 100)] * 3) == (-40, -20, 20, 40)


def test_arrival_is_shown_on_the_same_scale_all_night():
    assert class_bounds([Fraction(1, 100)], whole_scale=True) == class_bounds([Fraction(1)], whole_scale=True)
    assert rank_of(Fraction(1), class_bounds([], whole_scale=True)) == CLASSES


def test_areas_that_no_list_places_stand_below_the_others_the_largest_first():
    label = Words.of({"kk": "А"})
    tiles = [Tile("A1", 0, 0, label), Tile("A2", 2, 1, label)]
    sheet = tile_sheet(areas(4), tiles, {3: 10, 4: 500})
    assert sheet is not None
    order = [shape.area.code for shape in sheet.shapes]
    assert order == ["A1", "A2", "A4", "A3"]
    heights = [shape.y for shape in sheet.shapes]
    assert heights[2] > heights[1] > heights[0]


def test_no_two_areas_stand_in_one_place():
    for count in (1, 2, 7, 20, 63):
        sheet = tile_sheet(areas(count), [], {})
        assert sheet is not None
        assert len({(shape.x, shape.y) for shape in sheet.shapes}) == count
        assert all(0 <= shape.x <= sheet.width and 0 <= shape.y <= sheet.height for shape in sheet.shapes)


def test_a_filling_is_as_large_as_its_voters():
    few, many = tile_sheet(areas(2), [], {1: 100, 2: 400}).shapes[::-1]
    assert few.area.pk == 1

    def width(shape):
        points = [float(part.split()[0]) for part in shape.fill.strip("Mz").split("L")]
        return max(points) - min(points)

    # Four times the voters are four times the surface, so twice the width.
    assert width(many) / width(few) == pytest.approx(2, rel=0.05)


@pytest.mark.django_db
def test_what_does_not_add_up_is_a_share_of_the_protocols_that_are_asked(night: ElectionRow):
    definition, region = load_definition(night), area_row("R1")
    total = Total(expected=4, received=3, annulled=1, with_findings=1)
    asked = ("findings", definition.rules["party"], None, definition.election.contest("party"))
    (row,) = measure_areas(*asked, [region], {region.pk: total}).rows
    assert row.share is not None and (row.share.part, row.share.whole) == (1, 2), (
        "the annulled one is not asked"
    )


@pytest.mark.django_db
def test_a_place_of_which_protocols_lack_says_so_where_it_is_pointed_at(night: ElectionRow, client: Client):
    page = read_page(client.get("/en/e/tiny/map/party/turnout/"))
    said = {tile.attributes["aria-label"] for tile in page.all("a", cls="tile")}
    assert any(label.endswith("% (3 / 4)") for label in said), said


@pytest.mark.django_db
def test_namesakes_have_a_mark_each(night: ElectionRow):
    definition = load_definition(night)
    contest = definition.election.contest("party")
    first, *others = contest.choices
    alike = replace(contest, choices=(first, *(replace(one, names=first.names) for one in others)))
    region = area_row("R1")
    totals = {region.pk: totals_of([region])[region.pk]["party"]}
    measured = measure_areas("leader", definition.rules["party"], None, alike, [region], totals)
    assert [row.place for row in measured.rows] == [1]
    assert len(measured.legend) == 1


@pytest.mark.django_db
def test_each_tile_leads_to_its_area_and_says_what_the_table_says(client: Client, night):
    for measure in ("leader", "lead", "turnout", "arrival", "findings", "share-dala"):
        page = read_page(client.get(f"/en/e/tiny/map/party/{measure}/"))
        tiles = page.all("a", cls="tile")
        below = {f"/en/e/tiny/a/{area}/map/party/{measure}/" for area in ("R1", "R2")}
        assert {tile.attributes["href"] for tile in tiles} == below
        assert all(tile.text and ": " in tile.attributes["aria-label"] for tile in tiles)
        assert page.one("table").one("caption").text.count("Shares of: ") == 1
        assert len(page.one("table").rows()) == 3


@pytest.mark.django_db
@pytest.mark.parametrize(("place", "others"), [("", 1), ("a/R1/", 1), ("a/R2/", 0)])
def test_a_map_leads_to_those_of_other_contests_that_are_held_there(client: Client, night, place, others):
    page = read_page(client.get(f"/en/e/tiny/{place}map/party/arrival/"))
    assert len([link for link in page.links.values() if "/map/single/" in link]) == others


@pytest.mark.django_db
def test_an_area_where_the_contest_is_not_held_leads_to_its_page(client: Client, night):
    tiles = read_page(client.get("/en/e/tiny/map/single/arrival/")).all("a", cls="tile")
    assert [tile.attributes["href"] for tile in tiles] == [
        "/en/e/tiny/a/R1/map/single/arrival/",
        "/en/e/tiny/a/R2/",
    ]


@pytest.mark.django_db
def test_an_area_of_which_nothing_came_is_hatched_and_named_in_the_legend(client: Client, night):
    page = read_page(client.get("/en/e/tiny/map/party/leader/"))
    gaps = [tile for tile in page.all("a", cls="tile") if tile.all("path", cls="gap")]
    assert [tile.attributes["href"] for tile in gaps] == ["/en/e/tiny/a/R2/map/party/leader/"]
    assert "nothing to tell" in page.one("ul", cls="map-legend").text


@pytest.mark.django_db
def test_the_file_has_the_exact_parts_of_each_share(client: Client, night):
    response = client.get("/data/tiny/maps/KZ/party/arrival.kk.csv")
    rows = {row["area_id"]: row for row in csv.DictReader(io.StringIO(response.content.decode()))}
    assert (rows["R1"]["part"], rows["R1"]["whole"]) == ("3", "4")
    assert (rows["R2"]["part"], rows["R2"]["whole"]) == ("0", "2")
    assert rows["R1"]["share_of"] == "күтілетін хаттамалар"
    assert response["Access-Control-Allow-Origin"] == "*"


@pytest.mark.django_db
def test_a_page_offers_the_table_of_its_map_in_its_own_language(client: Client, night):
    for language, whole in (("ru", "ожидаемые протоколы"), ("en", "expected protocols")):
        page = client.get(f"/{language}/e/tiny/map/party/arrival/").content.decode()
        address = f"/data/tiny/maps/KZ/party/arrival.{language}.csv"
        assert page.count(f'href="{address}"') == 2
        (row, *_) = csv.DictReader(io.StringIO(client.get(address).content.decode()))
        assert row["share_of"] == whole


@pytest.mark.django_db
def test_a_map_of_more_areas_than_can_be_drawn_has_all_in_its_table_and_names_what_the_picture_lacks(
    client: Client, night, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hattama.web.maps.public.map_drawing.MOST_AREAS", 1)
    page = read_page(client.get("/en/e/tiny/map/party/leader/"))
    assert len(page.all("a", cls="tile")) == 1 and len(page.one("table").rows()) == 3
    said = " ".join(page.one("main").text.split())
    assert said.count("Not in the picture: ") == 1, said
    rows = csv.DictReader(io.StringIO(client.get("/data/tiny/maps/KZ/party/leader.en.csv").content.decode()))
    assert [row["area_id"] for row in rows] == ["R1", "R2"]
    monkeypatch.setattr("hattama.web.maps.public.map_drawing.MOST_NAMED", 0)
    assert "Not in the picture: 1." in client.get("/en/e/tiny/map/party/turnout/").content.decode()


@pytest.mark.django_db
def test_what_cannot_be_drawn_is_not_found(client: Client, night):
    for address in (
        "/e/tiny/map/nobody/leader/",
        "/e/tiny/map/party/colour/",
        "/e/tiny/map/party/share-nobody/",
        "/e/tiny/a/P001/map/party/leader/",
        "/e/nowhere/map/party/leader/",
        "/data/tiny/maps/KZ/party/colour.kk.csv",
        "/data/tiny/maps/KZ/party/arrival.xx.csv",
    ):
        assert client.get(address).status_code == 404, address


@pytest.mark.django_db
def test_a_region_has_a_map_of_its_districts_and_the_root_one_address(client: Client, night):
    page = read_page(client.get("/en/e/tiny/a/R1/map/party/turnout/"))
    assert len(page.all("a", cls="tile")) == 2
    moved = client.get("/en/e/tiny/a/KZ/map/party/turnout/")
    assert (moved.status_code, moved["Location"]) == (301, "/en/e/tiny/map/party/turnout/")


def test_a_page_of_several_maps_has_the_pattern_of_gaps_once() -> None:
    page = {"request": HttpRequest()}
    pattern = Template("{% load hattama_maps %}{% gap_pattern %}")
    said = [pattern.render(Context(page)) for _ in range(2)]
    assert [one.count('id="gap"') for one in said] == [1, 0]
    assert pattern.render(Context({"request": HttpRequest()})) == said[0]
