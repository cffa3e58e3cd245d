"""Published elections as the questions see them, read from ../shared/data by the rules of its vectors."""

import csv
import json
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

import pytest

from hattama.core.forensics.stations import Station, StationFigures
from tests.shared_material import shared_path

COUNTRIES = ("ge_2024", "mx_guanajuato_2012", "ro_2024")
YEARS = ("ru_2004", "ru_2008", "ru_2012")
SIZES = {"ge_2024": 500, "ro_2024": 500, "mx_guanajuato_2012": 350} | dict.fromkeys(YEARS, 1000)


def near(published: float) -> Any:
    """What equals the published value to its digits."""
    return pytest.approx(published, rel=2e-6, abs=2e-10)


countries = pytest.mark.parametrize(
    "name", [*COUNTRIES, *(pytest.param(year, marks=pytest.mark.endurance) for year in YEARS)]
)


def agree(values: Sequence[Any], published: dict[str, Any], keys: str) -> None:
    """Each value is the published one under its key, to its digits; counts are equal."""
    for value, key in zip(values, keys.split(), strict=True):
        if isinstance(published[key], int):
            assert value == published[key], key
        else:
            assert value == near(published[key]), key


@cache
def vector(name: str) -> Any:
    """The published values of one election."""
    return json.loads(shared_path("vectors", "forensics", f"{name}.json").read_text("utf-8"))


@cache
def election(name: str) -> StationFigures:
    """One election; a blank cell is zero, as its vectors have it."""
    readers: Mapping[str, Callable[[], StationFigures]] = {
        "ge_2024": _georgia,
        "ro_2024": _romania,
        "mx_guanajuato_2012": _guanajuato,
    }
    return readers[name]() if name in readers else _presidential(int(name.removeprefix("ru_")))


def zero_if_blank(cell: str) -> int:
    """The count in a cell."""
    return int(float(cell)) if cell.strip() else 0


def rows_of(file: str) -> list[dict[str, str]]:
    """The rows of a file of ../shared/data by the names of their columns."""
    with shared_path("data", file).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def georgian_rows() -> list[dict[str, str]]:
    """The precincts of Georgia with all three readings."""
    return rows_of("ge_2024_parliament_protocols.csv")


def reading(rows: Sequence[Mapping[str, str]], prefix: str) -> StationFigures:
    """One of the three readings of Georgia's papers: votes alone; a blank cell is missing."""
    parties = tuple(name.removeprefix("cec_CAND") for name in rows[0] if name.startswith("cec_CAND"))
    return StationFigures(
        parties,
        tuple(
            Station(
                row["precinct"],
                row["district"],
                row["district"],
                None,
                None,
                None,
                tuple(_or_missing(row[prefix + party]) for party in parties),
            )
            for row in rows
        ),
    )


def _or_missing(cell: str) -> int | None:
    return zero_if_blank(cell) if cell.strip() else None


def _georgia() -> StationFigures:
    rows = georgian_rows()
    parties = tuple(name for name in rows[0] if name.startswith("hand_p_"))
    stations = []
    for row in rows:
        votes = tuple(zero_if_blank(row[name]) for name in parties)
        noon, five, close = (zero_if_blank(row[f"hand_f_0{name}"]) for name in ("4a", "4b", "5"))
        listed = zero_if_blank(row["hand_f_01"]) + zero_if_blank(row["hand_f_03"])
        stations.append(
            Station(
                row["precinct"],
                row["district"],
                row["district"],
                listed,
                close,
                sum(votes),
                votes,
                invalid=zero_if_blank(row["hand_f_06"]),
                by_hour=(noon, five, close),
            )
        )
    return StationFigures(parties, tuple(stations))


def _romania() -> StationFigures:
    rows = rows_of("ro_2024_ep_protocols.csv")
    lists = tuple(name for name in rows[0] if name.endswith("-voturi"))
    return StationFigures(
        lists,
        tuple(
            Station(
                row["precinct_nr"],
                f"{row['precinct_county_nce']}/{row['uat_siruta']}",
                row["precinct_county_nce"],
                int(row["a_registered"]),
                int(row["b_voted"]),
                int(row["e_valid"]),
                tuple(int(row[name]) for name in lists),
                invalid=int(row["f_invalid"]),
            )
            for row in rows
            if int(row["a_registered"]) > 0 and int(row["b_voted"]) > 0
        ),
    )


def _guanajuato() -> StationFigures:
    names = ("pri_pvem", "pan_na", "prd", "pt", "mc", "otros")
    stations = []
    for row in rows_of("mx_guanajuato_2012_casillas.csv"):
        if all(row[name].strip() for name in (*names, "total", "ln")):
            listed, total = zero_if_blank(row["ln"]), zero_if_blank(row["total"])
            votes = tuple(zero_if_blank(row[name]) for name in names)
            if listed and total:
                code, section, district = row["casilla_id"], row["seccion"], row["distrito_loc_17"]
                stations.append(Station(code, section, district, listed, total, total, votes))
    return StationFigures(names, tuple(stations))


def _presidential(year: int) -> StationFigures:
    duckdb = __import__("duckdb")
    path = shared_path("data", "ru_2004_2008_2012_presidential.parquet")
    with duckdb.connect(config={"threads": 1}) as connection:
        asked = connection.execute(
            "SELECT * FROM read_parquet(?) WHERE year = ? AND leader IS NOT NULL", [str(path), year]
        )
        names = [column[0] for column in asked.description]
        rows = [dict(zip(names, values, strict=True)) for values in asked.fetchall()]
    choices = tuple(n for n in names if n[1:].isdigit() and any(row[n] is not None for row in rows))
    return StationFigures(choices, tuple(_presidential_station(row, choices) for row in rows))


def _presidential_station(row: Mapping[str, Any], choices: Sequence[str]) -> Station:
    count = {name: value or 0 for name, value in row.items()}
    return Station(
        str(row["uik"]),
        f"{row['region']}||{row['tik']}",
        row["region"],
        count["voters"],
        count["issued_early"] + count["issued_inside"] + count["issued_outside"],
        count["valid"] + count["invalid"],
        tuple(count[name] for name in choices),
        invalid=count["invalid"],
        early=count["issued_early"],
        portable=count["box_portable"],
        boxes=count["box_portable"] + count["box_stationary"],
    )
