"""The night in the shapes of others: held against their schemas, and added up again from their own cells."""

import json
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import xmlschema

from tests.shared_material import shared_path
from tests.web.sheet_sums import cells_of, differing, value

# The fixture makes its night in the database of the tests.
pytestmark = pytest.mark.django_db

NIST = ("party", "party-summary", "single", "single-summary")


@pytest.fixture(scope="module")
def nist_schema() -> jsonschema.Draft4Validator:
    path = shared_path("vectors", "nist", "NIST_V2_election_results_reporting.json")
    return jsonschema.Draft4Validator(json.loads(path.read_bytes()))


@pytest.fixture(scope="module")
def eml_schema() -> xmlschema.XMLSchema:
    path = shared_path("vectors", "eml", "xsd", "510-count-kiesraad-strict.xsd")
    # The published schema restricts an attribute in a way that the specification of XSD does not allow.
    return xmlschema.XMLSchema(str(path), validation="lax")


def report(opened: Path, name: str) -> dict[str, Any]:
    said: dict[str, Any] = json.loads((opened / "nist" / f"{name}.json").read_bytes())
    return said


def votes(said: Mapping[str, Any]) -> dict[tuple[str, str], int]:
    (contest,) = said["Election"][0]["Contest"]
    return {
        (selection["@id"], count["GpUnitId"]): count["Count"]
        for selection in contest["ContestSelection"]
        for count in selection["VoteCounts"]
    }


@pytest.mark.parametrize("name", NIST)
def test_every_report_fits_the_schema_of_nist(
    opened: Path, nist_schema: jsonschema.Draft4Validator, name: str
) -> None:
    assert [error.message for error in nist_schema.iter_errors(report(opened, name))] == []


def test_the_schema_of_nist_refuses_what_the_specification_has_no_word_for(
    opened: Path, nist_schema: jsonschema.Draft4Validator
) -> None:
    said = report(opened, "party")
    assert not nist_schema.is_valid({**said, "Status": "final"})
    assert not nist_schema.is_valid({key: value for key, value in said.items() if key != "Issuer"})


def test_a_figure_that_nobody_gave_is_left_out_and_a_zero_is_not(opened: Path) -> None:
    found = votes(report(opened, "party"))
    assert found["selection-dala", "unit-P003"] == 0
    assert ("selection-ozen", "unit-P201") not in found
    assert found["selection-dala", "unit-P201"] == 370
    assert not [key for key in found if key[1] in ("unit-P101", "unit-P202")]


def test_the_corrected_figure_is_the_one_reported_and_the_summary_agrees_with_the_precincts(
    opened: Path,
) -> None:
    precincts, areas = votes(report(opened, "party")), votes(report(opened, "party-summary"))
    assert precincts["selection-dala", "unit-P001"] == 371
    for selection in ("selection-dala", "selection-ozen", "selection-against_all"):
        added = sum(count for (one, _), count in precincts.items() if one == selection)
        assert areas[selection, "unit-KZ"] == added


def test_every_unit_that_is_named_is_described(opened: Path) -> None:
    for name in NIST:
        said = report(opened, name)
        units = {unit["@id"] for unit in said["GpUnit"]}
        named = {unit for _, unit in votes(said)}
        named |= {below for unit in said["GpUnit"] for below in unit.get("ComposingGpUnitIds", ())}
        named |= {
            said["Election"][0]["ElectionScopeId"],
            said["Election"][0]["Contest"][0]["ElectionDistrictId"],
        }
        assert named <= units
    assert report(opened, "single")["Election"][0]["Contest"][0]["ElectionDistrictId"] == "unit-R1"
    assert "unit-P201" not in {unit["@id"] for unit in report(opened, "single")["GpUnit"]}


def test_each_precinct_says_how_far_its_count_is(opened: Path) -> None:
    units = {unit["@id"]: unit for unit in report(opened, "party")["GpUnit"]}
    progress = {
        area: units[f"unit-{area}"]["CountStatus"][0]["Status"] for area in ("P001", "P101", "P201", "P202")
    }
    assert progress == {"P001": "completed", "P101": "unknown", "P201": "in-process", "P202": "not-processed"}
    assert report(opened, "party")["Status"] == "unofficial-partial"


@pytest.mark.parametrize("contest", ["party", "single"])
def test_every_count_fits_the_schema_of_eml(
    opened: Path, eml_schema: xmlschema.XMLSchema, contest: str
) -> None:
    found = list(eml_schema.iter_errors(str(opened / "eml" / f"{contest}.xml")))
    assert [error.reason for error in found] == []


def test_the_schema_of_eml_refuses_a_count_without_its_total(
    opened: Path, eml_schema: xmlschema.XMLSchema, tmp_path: Path
) -> None:
    text = (opened / "eml" / "party.xml").read_text("utf-8")
    broken = tmp_path / "broken.xml"
    broken.write_text(re.sub("<Cast>.*?</Cast>", "", text, count=1), "utf-8")
    assert list(eml_schema.iter_errors(str(broken)))


def test_a_corrected_precinct_has_what_it_said_first_beside_what_it_says_now(opened: Path) -> None:
    text = (opened / "eml" / "party.xml").read_text("utf-8")
    assert 'PhaseCode="corrigendum"' in text
    (corrected,) = [part for part in text.split("<ReportingUnitVotes>") if ">P001 " in part]
    assert "<kr:InitialValidVotes>370</kr:InitialValidVotes><ValidVotes>371</ValidVotes>" in corrected
    assert "<kr:InitialValidVotes>200</kr:InitialValidVotes><ValidVotes>199</ValidVotes>" in corrected
    assert "uitslag gecorrigeerd" in corrected
    assert text.count("kr:InitialValidVotes>") == 2 * 2 * 2, (
        "of two choices, of the precinct and of the whole"
    )


def test_a_precinct_that_lacks_a_figure_is_not_carried_and_is_counted_among_those_that_are_not(
    opened: Path,
) -> None:
    text = (opened / "eml" / "party.xml").read_text("utf-8")
    assert ">P201 " not in text
    assert "<!-- precincts not carried, for want of a figure: 1 -->" in text


@pytest.mark.parametrize("contest", ["party", "single"])
def test_every_sum_of_the_workbook_added_again_is_the_sum_that_we_state(opened: Path, contest: str) -> None:
    book = cells_of(opened / "xlsx" / f"{contest}.xlsx")
    count, odd = differing(book)
    assert count > 20
    assert odd == []
    head = {cell.value: place for place, cell in book["Areas"].items() if cell.value == "votes[dala]"}
    if contest == "party":
        first = book["Areas"][f"F{head['votes[dala]'][1:]}"].value
        assert first == value(book, "Areas", f"G{head['votes[dala]'][1:]}") > 0


def test_a_precinct_figure_that_is_changed_by_hand_shows_as_a_difference(opened: Path) -> None:
    book = cells_of(opened / "xlsx" / "party.xlsx")
    place = next(place for place, cell in book["Precincts"].items() if cell.value == 371)
    book["Precincts"][place].value = 372
    assert len(differing(book)[1]) == 3, "district, region, nation"


def test_words_of_a_workbook_are_words_and_illegible_is_neither_blank_nor_zero(opened: Path) -> None:
    book = cells_of(opened / "xlsx" / "party.xlsx")
    sheet = book["Precincts"]
    head = {sheet[place].value: place[:-1] for place in sheet if re.fullmatch(r"[A-Z]+1", place)}
    row = {sheet[place].value: place[1:] for place in sheet if re.fullmatch(r"A\d+", place)}
    ozen, against = head["votes[ozen]"], head["against_all"]
    assert sheet[f"{ozen}{row['P201']}"].value == "illegible"
    assert f"{against}{row['P201']}" not in sheet
    assert sheet[f"{head['votes[dala]']}{row['P003']}"].value == 0
    assert {cell.data_type for cell in sheet.values()} == {"s", "n"}
    assert f"{ozen}{row['P101']}" not in sheet, "an annulled protocol stands on a sheet of its own"
    assert "P101" in {cell.value for cell in book["Annulled"].values()}


def test_a_workbook_carries_no_clock(opened: Path) -> None:
    with zipfile.ZipFile(opened / "xlsx" / "party.xlsx") as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"dcterms" not in re.sub(rb'xmlns:dcterms="[^"]*"', b"", archive.read("docProps/core.xml"))
