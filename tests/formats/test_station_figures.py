"""A table of results by station, read by a mapping: missing is no zero, and faults have row and column."""

from pathlib import Path

import pytest

from hattama.formats.faults import InputFaults
from hattama.formats.station_figures import parse_station_mapping, read_stations

MAPPING = """
[stations]
code = "no"
district = "town"
region = "county"
registered = ["listed", "added"]
cast = "took"
votes = ["v_*"]
blank = "missing"
only = { year = "2024" }
"""
HEADER = "year,county,town,no,listed,added,took,v_a,v_b\n"
WHOLE = "2024,North,Mill,1,900,10,500,300,190\n2020,North,Mill,1,1,1,1,1,1\n2024,North,Mill,2,800,,400,,10\n"


def read(tmp_path: Path, rows: str, mapping: str = MAPPING):  # type: ignore[no-untyped-def]
    path = tmp_path / "results.csv"
    path.write_text(HEADER + rows, "utf-8")
    return read_stations(path, parse_station_mapping(mapping.encode(), "map.toml"))


def test_columns_are_added_up_and_an_empty_cell_is_missing(tmp_path: Path) -> None:
    figures = read(tmp_path, WHOLE)
    assert figures.choices == ("v_a", "v_b")
    first, second = figures.stations
    assert (first.code, first.district, first.region) == ("1", "North / Mill", "North")
    assert (first.registered, first.cast, first.counted, first.votes) == (910, 500, 490, (300, 190))
    assert (second.registered, second.counted, second.votes) == (None, None, (None, 10))


def test_an_empty_cell_is_zero_only_where_the_mapping_says_so(tmp_path: Path) -> None:
    second = read(tmp_path, WHOLE, MAPPING.replace('"missing"', '"zero"')).stations[1]
    assert (second.registered, second.votes) == (800, (0, 10))


@pytest.mark.parametrize(
    ("rows", "code", "row", "field"),
    [
        ("2024,North,Mill,1,nine,0,5,3,2\n", "STATION-CELL", 2, "listed"),
        ("2024,North,Mill,1,9,0,5,3,2\n2024,North,Mill,1,9,0,5,3,2\n", "STATION-TWICE", 3, "no"),
        ("2024,North,Mill\n", "TABLE-FEWER", 2, ""),
    ],
)
def test_what_is_wrong_names_its_row_and_column(
    tmp_path: Path, rows: str, code: str, row: int, field: str
) -> None:
    with pytest.raises(InputFaults) as refusal:
        read(tmp_path, rows)
    (fault,) = refusal.value.faults
    assert (fault.code, fault.file, fault.row, fault.field) == (code, "results.csv", row, field)


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ('cast = "took"', 'cast = "absent"', "TABLE-COLUMN"),
        ('votes = ["v_*"]', 'votes = ["w_*"]', "STATION-VOTES"),
        ('code = "no"', "", "TOML-TEXT"),
        ('blank = "missing"', 'blank = "empty"', "TOML-VALUE"),
        ('cast = "took"', "cast = 5", "TOML-TEXT"),
    ],
)
def test_a_mapping_that_does_not_fit_is_refused(tmp_path: Path, before: str, after: str, code: str) -> None:
    with pytest.raises(InputFaults) as refusal:
        read(tmp_path, WHOLE, MAPPING.replace(before, after))
    assert {fault.code for fault in refusal.value.faults} == {code}
