"""Contests of every kind in the shapes of others: what fits the schemas, what is left out, which status."""

import dataclasses
import datetime
import io
import json
import re
from typing import Any

import jsonschema
import openpyxl
import pytest
import xmlschema

from hattama.core.protocols import Protocol
from hattama.core.vocabulary import Withdrawal
from hattama.formats.contest_counts import ContestCounts, Reading
from hattama.formats.eml_counts import render_eml_counts
from hattama.formats.nist_results import render_nist_precincts, render_nist_summary, results_status
from hattama.formats.xlsx_sums import render_rows_xlsx, render_sums_xlsx
from tests.formats.counts_example import PRECINCTS, changed, counts_of
from tests.shared_material import shared_path

REFERENDUM = {
    "voters_listed": 1000, "ballots_issued": 690, "participants": 680, "votes[a]": 525, "votes[b]": 127,
    "both_marked": 11, "invalid": 17,
}  # fmt: skip
ELECTED = {
    "voters_listed": 1000, "ballots_issued": 620, "participants": 600, "votes[a]": 370, "votes[b]": 200,
    "against_all": 30, "invalid": 12,
}  # fmt: skip
ABROAD = {
    "registered": 1747,
    "participants": 891,
    "valid": 857,
    "invalid": 34,
    "votes[a]": 500,
    "votes[b]": 357,
}
KINDS = {
    "referendum": ("referendum", "kz-2022-referendum", REFERENDUM),
    "president": ("president", "kz-2022-president", ELECTED),
    "party_list": ("party_list", "ro-2024-ep", ABROAD),
    "of its own": ("council", "kz-2022-president", ELECTED),
}


def elected(**more: Any) -> ContestCounts:
    return counts_of("president", "kz-2022-president", ELECTED, **more)


@pytest.fixture(scope="module")
def nist() -> jsonschema.Draft4Validator:
    path = shared_path("vectors", "nist", "NIST_V2_election_results_reporting.json")
    return jsonschema.Draft4Validator(json.loads(path.read_bytes()))


@pytest.fixture(scope="module")
def eml() -> xmlschema.XMLSchema:
    path = shared_path("vectors", "eml", "xsd", "510-count-kiesraad-strict.xsd")
    # The published schema restricts an attribute in a way that the specification of XSD does not allow.
    return xmlschema.XMLSchema(str(path), validation="lax")


@pytest.mark.parametrize("kind", KINDS)
def test_contests_of_every_kind_fit_the_schemas(
    nist: jsonschema.Draft4Validator, eml: xmlschema.XMLSchema, kind: str
) -> None:
    counts = counts_of(*KINDS[kind])
    for report in (render_nist_precincts(counts), render_nist_summary(counts)):
        assert [error.message for error in nist.iter_errors(json.loads(report))] == []
    text = b"".join(render_eml_counts(counts)).decode()
    assert [error.reason for error in eml.iter_errors(text)] == []


def test_a_contest_of_several_areas_has_a_district_of_its_own(nist: jsonschema.Draft4Validator) -> None:
    counts = elected(areas=("01", "s-1"))
    said = json.loads(render_nist_precincts(counts))
    assert nist.is_valid(said)
    units = {unit["@id"]: unit for unit in said["GpUnit"]}
    assert units["district-one"]["ComposingGpUnitIds"] == ["unit-01", "unit-s-1"]
    assert said["Election"][0]["Contest"][0]["ElectionDistrictId"] == "district-one"
    assert {f"unit-{one}" for one in ("01-1", "01-2", "02-1")} <= units.keys()
    assert "unit-02-2" not in units


def test_the_status_follows_what_is_missing_and_who_has_spoken() -> None:
    counts = elected()
    current = dict(counts.readings)
    assert results_status(counts) == "unofficial-complete"
    del current["02-2"]
    assert results_status(elected(readings=current)) == "unofficial-partial"
    preliminary = elected(readings=changed(counts, "02-2", is_preliminary=True))
    assert results_status(preliminary) == "unofficial-partial"
    corrected = changed(counts, "02-2", kind="correction")
    assert results_status(elected(readings=corrected)) == "correction"
    recounted = {**corrected, "01-1": dataclasses.replace(counts.readings["01-1"], kind="recount")}
    assert results_status(elected(readings=recounted)) == "recount"
    assert results_status(elected(readings=recounted, is_closed=True)) == "recount"
    assert results_status(elected(is_declared=True)) == "unofficial-complete"
    assert results_status(elected(readings=recounted, is_closed=True, is_declared=True)) == "certified"
    assert results_status(elected(readings=current, is_closed=True, is_declared=True)) == "unofficial-partial"


def left(counts: ContestCounts, on: str, *, after_vote: bool) -> ContestCounts:
    """The same counts where choice `a` no longer stands."""
    gone = Withdrawal(datetime.date.fromisoformat(on), (), "7", after_vote=after_vote)
    first, *rest = counts.contest.choices
    choices = (dataclasses.replace(first, withdrawn=gone), *rest)
    return dataclasses.replace(counts, contest=dataclasses.replace(counts.contest, choices=choices))


@pytest.mark.parametrize(
    ("after_vote", "status"), [(False, "PreElectionStatus"), (True, "PostElectionStatus")]
)
def test_who_no_longer_stands_is_withdrawn_and_keeps_the_votes_in_every_shape(
    nist: jsonschema.Draft4Validator, eml: xmlschema.XMLSchema, after_vote: bool, status: str
) -> None:
    stands, counts = elected(), left(elected(), "2024-03-15", after_vote=after_vote)
    for render in (render_nist_precincts, render_nist_summary):
        said = json.loads(render(counts))
        assert nist.is_valid(said)
        (election,), (before,) = said["Election"], json.loads(render(stands))["Election"]
        assert [one.get(status) for one in election["Candidate"]] == ["withdrawn", None]
        assert election["Contest"] == before["Contest"]
    text = b"".join(render_eml_counts(counts)).decode()
    assert [error.reason for error in eml.iter_errors(text)] == []
    note = "<!-- 1 (a) withdrawn 2024-03-15: keeps its votes, wins nothing -->\n"
    assert text.replace(note, "") == b"".join(render_eml_counts(stands)).decode() != text
    about = openpyxl.load_workbook(io.BytesIO(render_sums_xlsx(counts)))["About"]
    rows = [[cell.value for cell in row] for row in about.iter_rows()]
    assert ["withdrawn: keeps its votes, wins nothing", "a & co", "2024-03-15"] in rows


def test_of_a_list_that_no_longer_stands_the_notes_say_so(nist: jsonschema.Draft4Validator) -> None:
    counts = left(counts_of(*KINDS["party_list"]), "2024-03-15", after_vote=False)
    said = json.loads(render_nist_precincts(counts))
    assert nist.is_valid(said)
    assert said["Notes"] == "a & co (party-a): withdrawn 2024-03-15, keeps its votes, wins nothing."


def test_a_recount_that_was_annulled_makes_no_recount_of_the_whole() -> None:
    counts = elected()
    assert results_status(elected(readings=changed(counts, "02-2", kind="recount", is_annulled=True))) == (
        "unofficial-complete"
    )


def test_no_precinct_seems_to_have_more_ballots_than_voters_who_were_let_vote() -> None:
    """In Kazakhstan who took part are the valid ballots alone; the profile means all who received one."""
    text = b"".join(render_eml_counts(elected())).decode()
    assert set(re.findall(r'toegelaten kiezers">(\d+)<', text)[1:]) == {"620"}, (
        "600 took part, 12 are invalid"
    )


def test_names_with_signs_of_markup_come_through_as_text() -> None:
    text = b"".join(render_eml_counts(elected())).decode()
    assert "Area 01-1 &amp; &lt;more&gt;" in text
    assert "a &amp; co" in text


def test_where_no_precinct_can_be_carried_there_is_no_count_of_nothing() -> None:
    without = {key: value for key, value in ELECTED.items() if key != "invalid"}
    counts = counts_of("president", "kz-2022-president", without)
    assert b"".join(render_eml_counts(counts)) == b""
    assert b"".join(render_eml_counts(elected(readings={}))) == b""


def test_of_an_election_before_2000_whose_year_the_profile_cannot_write_there_is_no_count() -> None:
    counts = elected()
    at = [dataclasses.replace(counts.election, polling_on=datetime.date(year, 3, 1)) for year in (1999, 2000)]
    told = [b"".join(render_eml_counts(dataclasses.replace(counts, election=one))) for one in at]
    assert (told[0], b'ElectionIdentifier Id="TK20000301' in told[1]) == (b"", True)


def test_what_the_first_version_did_not_give_is_said_to_have_been_nothing_else() -> None:
    counts = elected()
    half = {key: value for key, value in ELECTED.items() if key != "votes[b]"}
    text = b"".join(render_eml_counts(elected(readings=changed(counts, "01-1", before=half)))).decode()
    assert "kr:Initial" not in text
    assert "eerste zitting" in text


def test_every_part_that_was_changed_has_what_it_was_before(eml: xmlschema.XMLSchema) -> None:
    before = {
        **ELECTED,
        "voters_listed": 999,
        "ballots_issued": 621,
        "participants": 601,
        "votes[a]": 371,
        "invalid": 11,
    }
    counts = elected()
    text = b"".join(render_eml_counts(elected(readings=changed(counts, "01-1", before=before)))).decode()
    assert [error.reason for error in eml.iter_errors(text)] == []
    found = dict(re.findall(r"<kr:Initial(\w+)[^>]*>(\d+)<", text.split(">01-1 ")[1]))
    assert found == {
        "ValidVotes": "371", "Cast": "999", "TotalCounted": "601", "RejectedVotes": "11",
        "UncountedVotes": "621",
    }  # fmt: skip


def test_a_district_across_regions_is_added_up_from_its_own_precincts() -> None:
    readings = {
        one: Reading(Protocol(one, "one", {**ELECTED, "invalid": 10**at})) for at, one in enumerate(PRECINCTS)
    }
    book = openpyxl.load_workbook(io.BytesIO(render_sums_xlsx(elected(readings=readings))))
    precincts = {row[0].value: row[0].row for row in book["Precincts"].iter_rows(min_row=3)}
    column = next(cell.column_letter for cell in book["Precincts"][1] if cell.value == "invalid")
    lines = {row[0].value: row for row in book["Areas"].iter_rows(min_row=3) if row[3].value == "invalid"}
    assert lines["s-1"][5].value == 1 + 100
    place = [f"Precincts!{column}{precincts[one]}:{column}{precincts[one]}" for one in ("01-1", "02-1")]
    assert lines["s-1"][6].value == f"=SUM({place[0]},{place[1]})"
    first, last = precincts["01-1"], precincts["01-2"]
    assert lines["01"][6].value == f"=SUM(Precincts!{column}{first}:{column}{last})"


def test_more_parts_than_a_function_takes_are_added_in_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hattama.formats.xlsx_sums._LONGEST_LIST", 2)
    book = openpyxl.load_workbook(io.BytesIO(render_sums_xlsx(elected(areas=()))))
    formulas = [row[6].value for row in book["Areas"].iter_rows(min_row=3)]
    assert formulas
    assert all(formula.count(",") <= 1 for formula in formulas)


def test_the_head_of_a_sheet_stays_in_sight_and_is_printed_on_every_page() -> None:
    book = openpyxl.load_workbook(io.BytesIO(render_sums_xlsx(elected())))
    laid = {sheet.title: (sheet.freeze_panes, sheet.print_title_rows) for sheet in book}
    assert laid == {"About": ("B2", "$1:$1"), "Areas": ("B3", "$1:$2"), "Precincts": ("B3", "$1:$2")}
    wide = [f"c{at}" for at in range(13)]
    for head, fits in ((wide, None), (wide[:3], True)):
        sheet = openpyxl.load_workbook(io.BytesIO(render_rows_xlsx("rows", [head, ["0" * 60]])))["rows"]
        assert (sheet.freeze_panes, sheet.print_title_cols) == ("B2", "$A:$A")
        assert sheet.sheet_properties.pageSetUpPr.fitToPage is fits
        assert [sheet.column_dimensions[column].width for column in "AB"] == [40, 11]


def test_a_workbook_of_counts_is_the_same_to_the_byte_each_time() -> None:
    assert render_sums_xlsx(elected()) == render_sums_xlsx(elected())
