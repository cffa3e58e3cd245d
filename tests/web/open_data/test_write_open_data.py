"""The open data of a night: what each table says, that the package tells the truth, that bytes are stable."""

import csv
import datetime
import hashlib
import io
import json
import shutil
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

import csvw
import duckdb
import frictionless
import openpyxl
import pytest
from django.test import Client
from django.utils import timezone

from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.bundle_store import public_store
from hattama.web.kernel.log.refresh_bundle import refresh_bundle
from hattama.web.kernel.stores.made_files import made_home
from hattama.web.open_data import write_open_data as writing
from hattama.web.open_data.write_open_data import (
    current_open_data,
    open_data_files,
    open_data_home,
    write_open_data,
)
from hattama.web.operations.keep_log import is_open_data_due, keep_log
from hattama.web.registers.erase import erase_text
from hattama.web.registers.tables import OpenedText
from tests.web.open_night import FORMULA
from tests.web.registers.complaints import COMPLAINT, FIRST, three_complaints
from tests.web.tiny_election import AREAS_CSV, ELECTION_ID, ELECTION_TOML, NIGHT, open_tiny, protocol, publish

pytestmark = pytest.mark.django_db

TABLES = (
    *("areas", "contests", "choices", "protocols", "votes", "sums", "totals", "corrections", "findings"),
    *("timeline", "custody", "turnout", "whole-party", "whole-single"),
)
IN_THE_BUNDLE = ("protocols", "votes", "totals", "findings", "timeline", "custody")


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((folder / f"{name}.csv").read_text("utf-8"), newline="")))


def package(folder: Path) -> dict[str, Any]:
    said: dict[str, Any] = json.loads((folder / "datapackage.json").read_bytes())
    return said


def parquet(folder: Path, question: str) -> list[tuple[Any, ...]]:
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        return connection.execute(question.replace("FOLDER", str(folder))).fetchall()


def test_the_library_of_frictionless_data_finds_nothing_wrong_with_the_package(opened: Path) -> None:
    report = frictionless.Package(str(opened / "datapackage.json")).validate()
    assert report.valid, report.flatten(["name", "rowNumber", "fieldName", "type", "note"])
    assert {task.name for task in report.tasks if task.type == "table"} == {f"{name}-csv" for name in TABLES}


def test_the_library_reads_that_a_sum_could_not_be_read(tiny: ElectionRow) -> None:
    figures = {key: figure for key, figure in protocol("P001").figures.items() if key != "participants"}
    publish(protocol("P001", figures=figures, illegible=frozenset({"participants"})))
    folder = write_open_data(ELECTION_ID).folder
    sums = frictionless.Package(str(folder / "datapackage.json")).get_resource("sums-csv")
    assert sums.validate().valid
    read = {row["figure"]: (row["written"], row["reading"]) for row in sums.read_rows()}
    assert read["participants"] == (None, "illegible")


def test_the_library_sees_a_figure_that_is_no_figure(opened: Path, tmp_path: Path) -> None:
    spoilt = spoil_a_vote(opened, tmp_path)
    assert not frictionless.Package(str(spoilt / "datapackage.json")).validate().valid


def spoil_a_vote(opened: Path, tmp_path: Path) -> Path:
    shutil.copytree(opened, tmp_path / "spoilt")
    votes = (tmp_path / "spoilt/votes.csv").read_bytes()
    (tmp_path / "spoilt/votes.csv").write_bytes(votes.replace(b",371,", b",3x1,"))
    return tmp_path / "spoilt"


def test_the_library_of_csv_on_the_web_reads_every_table_as_its_metadata_says(opened: Path) -> None:
    read = csvw.CSVW(str(opened / "csv-metadata.json"), validate=True)
    assert read.is_valid, [str(one.message) for one in read.warnings]
    found = {str(table.url): list(table) for table in read.tables}
    assert set(found) == {f"{name}.csv" for name in TABLES}
    votes = {(row["area_id"], row["choice"]): row["votes"] for row in found["votes.csv"]}
    assert (votes["P003", "dala"], votes["P201", "ozen"], votes["P001", "dala"]) == (0, None, 371)
    whole = found["whole-party.csv"][0]
    assert whole["votes%5Bdala%5D"] == 371 and whole["recorded_at"].tzinfo is not None


def test_the_library_of_csv_on_the_web_sees_a_figure_that_is_no_figure(opened: Path, tmp_path: Path) -> None:
    spoilt = spoil_a_vote(opened, tmp_path)
    assert not csvw.CSVW(str(spoilt / "csv-metadata.json"), validate=True).is_valid


def test_every_file_but_the_package_is_listed_with_its_size_and_hash(opened: Path) -> None:
    listed = {one["path"]: one for one in package(opened)["resources"]}
    found = {path.relative_to(opened).as_posix() for path in opened.rglob("*") if path.is_file()}
    assert found == {*listed, "datapackage.json"}
    for path, said in listed.items():
        data = (opened / path).read_bytes()
        assert (said["bytes"], said["hash"]) == (len(data), f"sha256:{hashlib.sha256(data).hexdigest()}")


def test_no_column_is_without_a_description_in_each_of_the_three_languages(opened: Path) -> None:
    for resource in package(opened)["resources"]:
        for field in resource.get("schema", {}).get("fields", ()):
            assert field["description"].strip(), (resource["path"], field["name"])
            assert set(field["titles"]) >= {"kk", "ru", "en"}, (resource["path"], field["name"])


def test_the_header_of_every_table_is_what_its_schema_says(opened: Path) -> None:
    for resource in package(opened)["resources"]:
        if resource["type"] == "table":
            with (opened / resource["path"]).open(encoding="utf-8", newline="") as file:
                header = next(csv.reader(file))
            assert header == [field["name"] for field in resource["schema"]["fields"]]


def test_the_licence_and_the_sentences_that_must_stand_with_the_figures_are_stated(opened: Path) -> None:
    said = package(opened)
    assert [licence["name"] for licence in said["licenses"]] == ["CC-BY-4.0"]
    assert "This election is made up." in said["description"]


@pytest.mark.parametrize("name", IN_THE_BUNDLE)
def test_without_its_key_a_table_is_that_of_the_bundle_to_the_byte(opened: Path, name: str) -> None:
    out = io.StringIO()
    with (opened / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        csv.writer(out).writerows(row[1:] for row in csv.reader(file))
    assert out.getvalue().encode() == (opened.parent / "bundle" / f"{name}.csv").read_bytes()


@pytest.mark.parametrize("name", TABLES)
def test_every_row_begins_with_a_key_that_no_spreadsheet_takes_for_a_day(opened: Path, name: str) -> None:
    found = rows(opened, name)
    assert found or name == "custody"
    assert all(row["area_key"] == f"tiny:{row['area_id']}" for row in found)


def test_contests_say_how_many_seats_they_fill_and_where_they_are_held(opened: Path) -> None:
    told = [
        tuple(row[name] for name in ("contest", "kind", "seats", "areas")) for row in rows(opened, "contests")
    ]
    assert told == [("party", "party_list", "5", ""), ("single", "single_mandate", "1", "R1")]
    assert rows(opened, "contests")[0]["name_en"] == "Party lists"


def test_a_correction_stands_figure_by_figure_with_its_decision_and_both_entries(opened: Path) -> None:
    found = [row for row in rows(opened, "corrections") if row["act"] == "correction"]
    assert [(row["figure"], row["old"], row["new"], row["difference"]) for row in found] == [
        ("votes[dala]", "370", "371", "1"),
        ("votes[ozen]", "200", "199", "-1"),
    ]
    first = found[0]
    assert (first["reason"], first["authority"], first["document_number"], first["decided_on"]) == (
        *("court_decision", "territorial_commission", "12", "2023-03-20"),
    )
    assert int(first["old_log_index"]) < int(first["log_index"])
    versions = {
        row["area_id"]: row["log_index"] for row in rows(opened, "protocols") if row["contest"] == "party"
    }
    assert versions["P001"] == first["log_index"]


def test_an_annulment_takes_every_figure_away_and_puts_no_zero_in_its_place(opened: Path) -> None:
    found = [row for row in rows(opened, "corrections") if row["act"] == "annulment"]
    assert {row["area_id"] for row in found} == {"P101"}
    assert {row["new"] for row in found} == {"annulled"}
    assert {row["figure"]: row["old"] for row in found}["votes[dala]"] == "370"


def test_a_written_sum_stands_beside_the_computed_one(opened: Path) -> None:
    found = {
        (row["area_id"], row["relation"]): row for row in rows(opened, "sums") if row["contest"] == "party"
    }
    odd = found["P002", "KZ-K05A"]
    assert (odd["figure"], odd["written"], odd["computed"], odd["difference"]) == (
        "participants",
        "599",
        "600",
        "-1",
    )
    half = found["P201", "KZ-K05A"]
    assert (half["written"], half["computed"], half["difference"], half["reading"]) == ("600", "", "", "read")
    blank = found["P001", "KZ-K10B"]
    assert (blank["written"], blank["reading"]) == ("", "blank")


def test_what_was_announced_of_turnout_is_there_as_it_was_stated(opened: Path) -> None:
    (row,) = rows(opened, "turnout")
    assert (row["at"], row["share_percent"], row["voters"], row["stands"]) == (
        *("2023-03-19T12:00:00+06:00", "38.29", "", "1"),
    )


def test_the_table_of_areas_says_where_the_roster_puts_a_polling_station(db: None) -> None:
    head, *lines = AREAS_CSV.decode().splitlines()
    places = (f"{line},{'-3.5,170.000001' if line.startswith('P001,') else ','}" for line in lines)
    open_tiny(ELECTION_TOML, "\n".join([f"{head},latitude,longitude", *places, ""]).encode())
    folder = write_open_data(ELECTION_ID).folder
    found = {row["area_id"]: (row["latitude"], row["longitude"]) for row in rows(folder, "areas")}
    assert (found.pop("P001"), set(found.values())) == (("-3.500000", "170.000001"), {("", "")})
    asked = "SELECT latitude, longitude FROM 'FOLDER/areas.parquet' WHERE latitude IS NOT NULL"
    assert parquet(folder, asked) == [(Decimal("-3.5"), Decimal("170.000001"))]


def test_parquet_has_types_and_keeps_blank_illegible_and_zero_apart(opened: Path) -> None:
    votes = parquet(opened, "SELECT area_id, choice, votes, illegible FROM 'FOLDER/votes.parquet'")
    found = {
        (area, choice): (value, word) for area, choice, value, word in votes if choice in ("dala", "ozen")
    }
    assert found["P003", "dala"] == (0, "")
    assert found["P201", "ozen"] == (None, "votes")
    (against,) = parquet(
        opened,
        "SELECT against_all, illegible, CAST(signed_at AS VARCHAR) FROM 'FOLDER/protocols.parquet' "
        "WHERE area_id = 'P201'",
    )
    assert against == (None, "", "2023-03-19 17:00:00+00")


@pytest.mark.parametrize("name", TABLES)
def test_parquet_and_csv_have_the_same_rows(opened: Path, name: str) -> None:
    keys = parquet(opened, f"SELECT area_key FROM 'FOLDER/{name}.parquet'")
    assert [key for (key,) in keys] == [row["area_key"] for row in rows(opened, name)]


@pytest.mark.parametrize("name", ["whole-party", "whole-single"])
def test_whole_protocols_say_the_same_column_by_column_in_every_shape(opened: Path, name: str) -> None:
    table = rows(opened, name)
    (said,) = (one for one in package(opened)["resources"] if one["path"] == f"{name}.csv")
    fields = {field["name"]: field["type"] for field in said["schema"]["fields"]}
    assert list(table[0]) == list(fields)
    book = openpyxl.load_workbook(opened / f"{name}.xlsx")
    head, *cells = book[name].iter_rows(values_only=True)
    assert head == tuple(fields)
    told = [["" if cell is None else str(cell) for cell in row] for row in cells]
    assert told == [list(row.values()) for row in table]
    named = list(book["Columns"].iter_rows(values_only=True))
    assert [column for column, *_ in named] == ["column", *fields]
    assert all(all(row) for row in named), "a name in each language"
    for (column, kind), values in zip(fields.items(), zip(*cells, strict=True), strict=True):
        assert_parquet_says(opened, name, column, kind, [row[column] for row in table])
        numbers = {type(value) for value in values if str(value).isdecimal()}
        assert numbers <= ({int} if kind == "integer" else {str}), column


def assert_parquet_says(folder: Path, name: str, column: str, kind: str, told: list[str]) -> None:
    """That a column of the Parquet has these cells: a word in the place of a figure is named beside it."""
    words = "illegible, not_on_ballot"
    question = f"SELECT CAST(\"{column}\" AS VARCHAR), {words} FROM 'FOLDER/{name}.parquet'"
    for (value, *named), cell in zip(parquet(folder, question), told, strict=True):
        if kind == "integer" and cell in words.split(", "):
            assert value is None
            assert column in named[cell == "not_on_ballot"].split()
        elif kind == "datetime" and cell:
            assert datetime.datetime.fromisoformat(value) == datetime.datetime.fromisoformat(cell)
        else:
            assert (value or "") == cell, column


def test_a_formula_in_somebodys_words_is_inert(opened: Path) -> None:
    (row,) = [row for row in rows(opened, "protocols") if row["explanation"]]
    assert row["explanation"] == f"'{FORMULA}"


def test_no_workbook_runs_the_name_of_a_choice_as_a_formula(db: None) -> None:
    open_tiny(ELECTION_TOML.replace(b'"Dala party"', b"'=2+2'"), AREAS_CSV)
    folder = write_open_data(ELECTION_ID).folder
    names = [row for row in cells(folder / "whole-party.xlsx", "Columns") if row[0].value == "votes[dala]"]
    assert [cell.value for cell in names[0]][3:] == ["'=2+2"]
    for book in folder.rglob("whole-*.xlsx"):
        assert {cell.data_type for row in cells(book, "Columns") for cell in row} == {"s"}


def cells(book: Path, sheet: str) -> list[tuple[Any, ...]]:
    return list(openpyxl.load_workbook(book)[sheet].iter_rows())


def test_how_to_cite_is_told_with_what_the_format_asks_for(opened: Path) -> None:
    lines = (opened / "CITATION.cff").read_text("utf-8").splitlines()
    said = {key: json.loads(value) for key, value in (line.split(": ", 1) for line in lines)}
    assert said.keys() >= {"cff-version", "message", "title", "authors"}
    assert (said["cff-version"], said["type"], said["license"]) == ("1.2.0", "dataset", "CC-BY-4.0")
    parts = said["title"].split(" / ")
    assert [part.rpartition(": ")[2] for part in parts] == [
        "учаскелер бойынша нәтижелер",
        "результаты по участкам",
        "results by polling station",
    ]
    assert len(said["message"].split(" / ")) == 3
    assert said["authors"] and said["version"] == package(opened)["version"]


def test_written_twice_every_file_is_the_same_to_the_byte(opened: Path) -> None:
    again = opened.parent / "again"
    files = [path.relative_to(opened) for path in opened.rglob("*") if path.is_file()]
    assert again.resolve() != opened
    assert len(files) > 25
    assert [path.name for path in files if (again / path).read_bytes() != (opened / path).read_bytes()] == []


def test_nothing_is_written_while_the_log_stands_still_and_all_of_it_when_it_grew(tiny: ElectionRow) -> None:
    assert current_open_data(ELECTION_ID) is None
    first = write_open_data(ELECTION_ID)
    assert write_open_data(ELECTION_ID) == first == current_open_data(ELECTION_ID)
    publish(protocol("P001"))
    second = write_open_data(ELECTION_ID)
    assert second.tree_size == first.tree_size + 1
    assert rows(second.folder, "protocols")
    publish(protocol("P002"))
    write_open_data(ELECTION_ID)
    kept = {path.name for path in open_data_home(ELECTION_ID).iterdir() if path.is_dir()}
    assert second.folder.name in kept and first.folder.name not in kept


def test_the_door_for_mirrors_gives_every_file_of_the_present_size(tiny: ElectionRow) -> None:
    write_open_data(ELECTION_ID)
    publish(protocol("P001"))
    found = dict(open_data_files(ELECTION_ID))
    assert found.keys() >= {
        "votes.csv",
        "votes.parquet",
        "nist/party.json",
        "eml/party.xml",
        "xlsx/party.xlsx",
    }
    assert b"P001" in found["protocols.csv"].read_bytes()


def test_an_election_of_which_nothing_has_come_has_all_its_tables(tiny: ElectionRow) -> None:
    refresh_bundle(ELECTION_ID)
    folder = write_open_data(ELECTION_ID).folder
    assert frictionless.Package(str(folder / "datapackage.json")).validate().valid
    assert not (folder / "eml/party.xml").exists()


def test_whoever_keeps_the_log_writes_them_at_once_and_then_every_five_minutes(tiny: ElectionRow) -> None:
    store = public_store(ELECTION_ID)
    assert is_open_data_due(ELECTION_ID, store, NIGHT)
    keep_log(ELECTION_ID, now=NIGHT)
    written = current_open_data(ELECTION_ID)
    assert written is not None
    made_at = datetime.datetime.fromtimestamp(written.folder.stat().st_mtime, datetime.UTC)
    later = made_at + datetime.timedelta(minutes=6)
    assert not is_open_data_due(ELECTION_ID, store, later), "the log stands still"
    publish(protocol("P001"))
    assert not is_open_data_due(ELECTION_ID, store, made_at + datetime.timedelta(minutes=4))
    assert is_open_data_due(ELECTION_ID, store, later)


def test_another_edition_of_the_program_writes_the_same_size_anew(
    tiny: ElectionRow, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = write_open_data(ELECTION_ID)
    monkeypatch.setattr("hattama.web.open_data.write_open_data._shape_of_files", lambda: "another")
    second = write_open_data(ELECTION_ID)
    assert (second.tree_size, second.folder == first.folder) == (first.tree_size, False)
    assert write_open_data(ELECTION_ID) == second


def erase_number(user: Any) -> None:
    for kept in OpenedText.objects.filter(record_id=FIRST, field="number"):
        erase_text(user, kept.election, kept.digest, ground="Сұралды", now=NIGHT)


def folders_with_the_number() -> list[Path]:
    tables = open_data_home(ELECTION_ID).rglob("complaint.csv")
    return [path for path in tables if COMPLAINT["number"] in path.read_text("utf-8")]


def test_what_was_erased_is_given_out_no_more_and_is_due_to_be_written_without_it_at_once(
    tiny: ElectionRow, client: Client, admin_user: Any
) -> None:
    three_complaints()
    write_open_data(ELECTION_ID)
    address = f"/data/{ELECTION_ID}/open/registers/complaints/complaint.csv"
    link = made_home(ELECTION_ID) / "open"
    assert COMPLAINT["number"] in client.get(address).content.decode() and link.exists()
    erase_number(admin_user)
    assert current_open_data(ELECTION_ID) is None and not link.exists()
    assert is_open_data_due(ELECTION_ID, public_store(ELECTION_ID), timezone.now())
    answer = client.get(address)
    assert answer.status_code == 200 and COMPLAINT["number"] not in answer.content.decode()
    assert link.exists() and folders_with_the_number() == []


def test_what_is_erased_while_open_data_are_written_does_not_come_back_with_them(
    tiny: ElectionRow, admin_user: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    three_complaints()
    real = writing.write_files

    def meanwhile(*arguments: Any) -> None:
        monkeypatch.setattr(writing, "write_files", real)
        real(*arguments)
        assert folders_with_the_number()
        erase_number(admin_user)

    monkeypatch.setattr(writing, "write_files", meanwhile)
    written = write_open_data(ELECTION_ID)
    assert written == current_open_data(ELECTION_ID) and folders_with_the_number() == []
    assert (made_home(ELECTION_ID) / "open").resolve() == written.folder.resolve()
    assert write_open_data(ELECTION_ID) == written


def test_open_data_are_as_old_as_what_they_say_however_long_the_writing_took(
    tiny: ElectionRow, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, began = writing.write_files, []

    def slowly(*arguments: Any) -> None:
        began.append(time.time())
        real(*arguments)

    monkeypatch.setattr(writing, "write_files", slowly)
    assert write_open_data(ELECTION_ID).folder.stat().st_mtime <= began[0]


def test_what_is_erased_of_one_election_leaves_the_open_data_of_another_as_they_are(
    tiny: ElectionRow, second_election: str, admin_user: Any
) -> None:
    three_complaints()
    written = write_open_data(second_election)
    erase_number(admin_user)
    assert current_open_data(second_election) == written == write_open_data(second_election)
