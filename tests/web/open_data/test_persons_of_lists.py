"""Open lists as open data: of each person the list and the place, the votes of each protocol, the sums."""

import csv
import io
import json
from pathlib import Path

import duckdb
import frictionless
import openpyxl
import pytest

from hattama.web.open_data.write_open_data import write_open_data
from tests.formats.test_open_lists import FIGURES
from tests.web.withdrawals.test_lots import ELECTION_ID, arrive, opened

pytestmark = pytest.mark.django_db

LISTS = {
    "plough": ("ada", "ben", "cora", "dan"),
    "lantern": ("eva", "finn", "gwen"),
    "anchor": ("hugo", "iris"),
}


@pytest.fixture
def folder(files: object) -> Path:
    arrive(opened(), "zz-1", "zz-2", figures=FIGURES)
    return write_open_data(ELECTION_ID).folder


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((folder / f"{name}.csv").read_text("utf-8"), newline="")))


def test_every_person_has_a_row_behind_the_list_with_its_place_and_names(folder: Path) -> None:
    told = [(row["choice"], row["list"], row["place"]) for row in rows(folder, "choices")]
    expected = []
    for number, (code, persons) in enumerate(LISTS.items(), start=1):
        expected.append((code, "", str(number)))
        expected += [(person, code, str(place)) for place, person in enumerate(persons, start=1)]
    assert told == expected
    assert {row["name_en"] for row in rows(folder, "choices") if row["list"] == "anchor"} == {"Hugo", "Iris"}
    assert frictionless.Package(str(folder / "datapackage.json")).validate().valid


def test_votes_for_a_person_are_found_by_protocol_and_summed_by_the_code_of_the_person(folder: Path) -> None:
    listed = {row["choice"]: row["list"] for row in rows(folder, "choices")}
    votes = {(row["area_id"], row["choice"]): row for row in rows(folder, "votes")}
    sums = {row["figure"]: row["total"] for row in rows(folder, "totals") if row["area_id"] == "zz"}
    for code, of_list in listed.items():
        figure = f"{'preferences' if of_list else 'votes'}[{code}]"
        for area in ("zz-1", "zz-2"):
            told = votes[area, code]
            assert (told["figure"], told["votes"]) == (figure.partition("[")[0], str(FIGURES[figure]))
        assert sums[figure] == str(2 * FIGURES[figure])
    with duckdb.connect() as connection:
        joined = connection.execute(
            f"SELECT list, sum(votes) FROM '{folder}/votes.parquet' JOIN '{folder}/choices.parquet' "
            "USING (contest, choice) WHERE list <> '' GROUP BY list ORDER BY list"
        ).fetchall()
    added = {one: sum(2 * FIGURES[f"preferences[{code}]"] for code in codes) for one, codes in LISTS.items()}
    assert joined == sorted(added.items())


def test_whole_protocols_and_both_workbooks_have_a_column_for_each_person(folder: Path) -> None:
    (one, two) = rows(folder, "whole-assembly")
    assert (one["preferences[eva]"], two["preferences[eva]"]) == ("100", "100")
    for name, sheet in (("whole-assembly", None), ("xlsx/assembly", "Precincts")):
        book = openpyxl.load_workbook(folder / f"{name}.xlsx", read_only=True)
        heads = next((book[sheet] if sheet else book.worksheets[0]).iter_rows(values_only=True))
        assert "preferences[eva]" in heads and "preferences[iris]" in heads
    report = json.loads((folder / "nist" / "assembly-summary.json").read_bytes())
    assert len(report["Election"][0]["Candidate"]) == 9
