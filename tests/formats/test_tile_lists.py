"""tiles.csv: read strictly, each fault with its row; written back as it was."""

import csv
import io
from collections.abc import Iterable

import pytest

from hattama.formats.faults import InputFaults
from hattama.formats.tile_lists import REQUIRED, Tile, parse_tiles
from hattama.rulepacks import read_country_tiles

HEAD = "area_id,column,row,label_kk,label_ru\n"


def read(rows: str):
    return parse_tiles(io.BytesIO((HEAD + rows).encode()), "tiles.csv")


def faults(text: str) -> list[tuple[str, int, str]]:
    with pytest.raises(InputFaults) as refused:
        parse_tiles(io.BytesIO(text.encode()), "tiles.csv")
    return [(fault.code, fault.row, fault.field) for fault in refused.value.faults]


def test_a_tile_has_a_place_and_a_label_in_the_languages_that_are_given():
    tile, other = read("39,3,0,Қос,Кос\n59,4,0,СҚО,\n")
    assert (tile.area_id, tile.column, tile.row) == ("39", 3, 0)
    assert tile.label.say("ru") == "Кос"
    assert other.label.say("ru") == "СҚО"


def test_two_areas_cannot_stand_in_one_place_nor_one_area_in_two():
    assert faults(HEAD + "39,3,0,,\n59,3,0,,\n39,5,5,,\n") == [
        ("TILE-TAKEN", 3, "column"),
        ("TILE-TWICE", 4, "area_id"),
    ]


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("39,x,0,,", ("NUMBER-TEXT", "column")),
        ("39,,0,,", ("TILE-OUTSIDE", "column")),
        ("39,3,61,,", ("TILE-OUTSIDE", "row")),
        ("39,-1,0,,", ("NUMBER-NEGATIVE", "column")),
        ("a b,1,0,,", ("TILE-AREA", "area_id")),
        ("39,1,0,Ұзын-ұзын-ұзын,", ("TEXT-LONG", "label_kk")),
        ("39,1,0,А\x07,", ("TEXT-CONTROL", "label_kk")),
    ],
)
def test_what_is_wrong_with_a_row_is_said_with_its_place(row, fault):
    assert faults(HEAD + row + "\n") == [(fault[0], 2, fault[1])]


def test_columns_are_known_and_stand_once():
    assert faults("area_id,column\n39,1\n") == [("TABLE-COLUMN", 1, "")]
    assert faults("area_id,column,row,colour\n")[0][0] == "TILE-COLUMN"
    assert faults("area_id,column,row,row\n")[0][0] == "TABLE-TWICE"


def test_what_is_written_is_read_back():
    tiles = read("39,3,0,Қос,Кос\n59,4,0,СҚО,\n")
    assert parse_tiles(io.BytesIO(render_tiles(tiles)), "tiles.csv") == tiles


def test_the_regions_of_kazakhstan_have_places_of_their_own():
    data = read_country_tiles("KZ")
    assert data is not None
    tiles = parse_tiles(io.BytesIO(data), "kz-tiles.csv")
    assert len(tiles) == 21
    assert all(tile.label.say(language) for tile in tiles for language in ("kk", "ru", "en"))


@pytest.mark.parametrize("country", ["", "..", "zz", "kz-tiles", "../rulepacks/kz"])
def test_a_country_without_tiles_has_none(country):
    assert read_country_tiles(country) is None


def render_tiles(tiles: Iterable[Tile]) -> bytes:
    """A tiles.csv from which `parse_tiles` makes the same tiles."""
    listed = tuple(tiles)
    languages = sorted({language for tile in listed for language, _ in tile.label.texts})
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*REQUIRED, *(f"label_{language}" for language in languages)])
    for tile in listed:
        texts = dict(tile.label.texts)
        labels = [texts.get(language, "") for language in languages]
        writer.writerow([tile.area_id, tile.column, tile.row, *labels])
    return out.getvalue().encode()
