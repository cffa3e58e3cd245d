"""Registers as files of the open data: all that is public, and nothing else, in every shape."""

import csv
import datetime
import io
import json
from xml.etree import ElementTree

import duckdb
import openpyxl
import pytest

from hattama.core.records import Money, Range, Statement
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.open_data.write_open_data import write_open_data
from hattama.web.registers import reading
from hattama.web.registers.erase import erase_text
from hattama.web.registers.public import deadline_pages
from hattama.web.registers.record import record_told
from hattama.web.registers.tables import OpenedText, RegisterEntry
from tests.web.registers.complaints import COMPLAINT, FIRST, LATER, at, deed, say, statement, three_complaints

pytestmark = pytest.mark.django_db
PLACE = "registers/complaints"


@pytest.fixture
def complaints(tiny):
    three_complaints()
    say(statement("formula-complaint", number="=1+1", subject="breach"))
    return tiny


def folder():
    return write_open_data("tiny").folder


def records_in(made):
    with (made / PLACE / "complaint.csv").open(newline="") as file:
        return {row["record"]: row for row in csv.DictReader(file)}


def test_a_record_stands_in_every_shape_with_what_comes_first(complaints):
    made = folder()
    rows = records_in(made)
    first = rows[FIRST]
    assert (first["number"], first["state"], first["act_on"]) == ("17/А", "decided", "2023-03-19")
    assert first["differs"] == "number"
    assert rows["formula-complaint"]["number"] == "'=1+1", "no spreadsheet runs it"
    told = duckdb.sql(
        f"SELECT number, act_on FROM '{made / PLACE / 'complaint.parquet'}' WHERE record = '{FIRST}'"
    )
    assert [str(cell) for cell in told.limit(1).fetchall()[0]] == ["17/А", "2023-03-19"]
    sheet = openpyxl.load_workbook(io.BytesIO((made / PLACE / "complaint.xlsx").read_bytes())).active
    assert [cell.value for cell in sheet[2]][:3] == [FIRST, "decided", "17/А"]
    document = json.loads((made / PLACE / "complaint.json").read_bytes())
    record = next(one for one in document["records"] if one["record"] == FIRST)
    assert [one["said"]["value"] for one in record["fields"]["number"]] == ["17/А", "17/Б"]
    assert [deed["state"] for deed in record["deeds"]] == ["filed", "under_review", "decided"]


def test_an_amount_stands_in_whole_units_and_not_in_hundredths(complaints):
    say(
        statement("fined-complaint", number="20", fine=Money(105_000_050, "KZT")),
        statement("owed-complaint", number="21", fine=Money(-5, "KZT")),
    )
    made = folder()
    rows = records_in(made)
    assert [rows[one]["fine"] for one in ("fined-complaint", "owed-complaint")] == ["1050000.50", "-0.05"]
    assert rows["fined-complaint"]["fine_currency"] == "KZT" and rows[FIRST]["fine"] == ""
    told = duckdb.sql(f"SELECT sum(fine) FROM '{made / PLACE / 'complaint.parquet'}'").fetchall()
    assert float(told[0][0]) == 1050000.45
    sheet = openpyxl.load_workbook(io.BytesIO((made / PLACE / "complaint.xlsx").read_bytes())).active
    head, *lines = sheet.iter_rows(values_only=True)
    amounts = {line[0]: line[head.index("fine")] for line in lines}
    assert (amounts["fined-complaint"], amounts[FIRST]) == (1050000.5, None)


def test_sums_of_money_and_what_was_stated_of_them_are_in_whole_units_for_programs_too(complaints, client):
    say(
        statement("fined-complaint", number="20", fine=Money(105_000_050, "KZT")),
        Statement("complaints", "2023", "", "", "press", {"fines": 100_000_000}),
        Statement("complaints", "2023", "", "", "mission", {"fines": Range(100_000_000, None)}),
    )
    told = client.get("/api/v1/elections/tiny/registers/complaints/measures").json()["measures"]
    fines = next(one for one in told if one["measure"] == "fines")
    assert (fines["number"], fines["base"], fines["currency"]) == ("1050000.50", None, "KZT")
    said = [{"least": "1000000.00", "most": None}, {"value": "1000000.00"}]
    assert [one["said"] for one in fines["published"]] == said
    against = {"code": "REG-PUBLISHED", "left": "1000000.00", "right": "1050000.50"}
    assert against in fines["findings"]
    record = client.get("/api/v1/elections/tiny/records/fined-complaint").json()
    amount = {"value": {"amount": "1050000.50", "currency": "KZT", "on": None}}
    assert [one["said"] for one in record["fields"]["fine"]] == [amount]
    page = "".join(client.get("/en/e/tiny/registers/complaints/").content.decode().split())
    assert "/data/tiny/open/registers/complaints/numbers.csv" in page
    assert "1000000KZT≠1050000.50KZT" in page
    made = folder() / PLACE
    rows = list(csv.DictReader((made / "numbers.csv").open(newline="")))
    [row] = [one for one in rows if one["measure"] == "fines"]
    assert (row["number"], row["base"], row["currency"]) == ("1050000.50", "", "KZT")
    counted = next(one for one in rows if one["measure"] == "by_topic")
    assert (counted["number"], counted["currency"]) == ("5", "")
    stated = list(csv.DictReader((made / "statements.csv").open(newline="")))
    values = [json.loads(one["value"]) for one in stated if one["field"] in ("fine", "fines")]
    assert values == [amount, *said]


def test_statements_and_deeds_stand_with_source_place_and_entry(complaints):
    made = folder()
    told = list(csv.DictReader((made / PLACE / "statements.csv").open(newline="")))
    (received,) = [row for row in told if row["field"] == "received" and row["shown_first"] == "1"]
    assert (received["value"], received["source"]) == ('{"value":45}', "mission")
    assert {row["quotation"] for row in told if row["record"] == FIRST} == {"шағым түсті"}
    done = list(csv.DictReader((made / PLACE / "deeds.csv").open(newline="")))
    assert [row["deed"] for row in done if row["record"] == FIRST] == ["file", "receive", "decide"]


def test_the_package_lists_each_file_with_its_hash_and_columns(complaints):
    package = json.loads((folder() / "datapackage.json").read_bytes())
    paths = {one["path"]: one for one in package["resources"]}
    assert {f"{PLACE}/complaint.{form}" for form in ("csv", "parquet", "xlsx", "json")} <= paths.keys()
    assert paths[f"{PLACE}/complaint.csv"]["schema"]["primaryKey"] == ["record"]


def test_nothing_kept_back_is_in_any_file_and_what_is_erased_leaves_them_all(complaints, admin_user):
    def holding(words: str) -> set[str]:
        home = folder().parent
        return {
            path.name for path in home.rglob("*") if path.is_file() and words.encode() in path.read_bytes()
        }

    assert holding(COMPLAINT["complainant"]) == set()
    assert "complaint.csv" in holding("17/А")
    for kept in OpenedText.objects.filter(record_id=FIRST, field="number"):
        erase_text(admin_user, complaints, kept.digest, ground="Сұралды", now=LATER)
    assert holding("17/А") == set(), "nor in the folder of before"
    rows = {
        row["record"]: row for row in csv.DictReader((folder() / PLACE / "complaint.csv").open(newline=""))
    }
    assert (rows[FIRST]["number"], rows[FIRST]["erased"]) == ("", "number")


def test_programs_ask_for_records_in_parts_and_for_one(complaints, client, admin_user):
    first = client.get("/api/v1/elections/tiny/records?limit=2").json()
    rest = client.get(f"/api/v1/elections/tiny/records?limit=2&cursor={first['next']}").json()
    listed = [one["record"] for one in (*first["items"], *rest["items"])]
    assert (
        listed == [FIRST, "other-complaint", "third-complaint", "formula-complaint"] and rest["next"] is None
    )
    chosen = client.get(
        "/api/v1/elections/tiny/records?state=withdrawn&area=R2&register_id=complaints"
    ).json()
    assert [one["record"] for one in chosen["items"]] == ["third-complaint"]
    for one in reading.registers_in_force(ElectionRow.objects.get()):
        assert client.get(f"/api/v1/elections/tiny/records?register_id={one.register_id}").status_code == 200
    address = f"/api/v1/elections/tiny/records/{FIRST}"
    one = client.get(address)
    assert [said["said"] for said in one.json()["fields"]["number"]] == [{"value": "17/А"}, {"value": "17/Б"}]
    assert "complainant" not in one.json()["fields"]
    for kept in OpenedText.objects.filter(record_id=FIRST, field="number"):
        erase_text(admin_user, complaints, kept.digest, ground="Сұралды", now=LATER)
    again = client.get(address, headers={"If-None-Match": one["ETag"]})
    assert again.status_code == 200 and again.json()["fields"]["number"][0]["said"] == {"erased": True}
    refused = client.get("/api/v1/elections/tiny/records/no-such-record")
    assert (refused.status_code, refused.json()["code"]) == (404, "unknown_record")


def test_a_record_of_which_all_was_taken_back_says_so_to_programs(complaints, client):
    address = "/api/v1/elections/tiny/records/third-complaint"
    before = client.get(address).json()
    assert before["taken_back"] is False and before["state"] == "withdrawn" and before["fields"]
    entries = RegisterEntry.objects.filter(record_id="third-complaint").order_by("entry_index")
    for index in entries.values_list("entry_index", flat=True):
        say(Statement("complaints", "2023", "complaint", "third-complaint", "commission", {}, replaces=index))
    after = client.get(address).json()
    assert (after["taken_back"], after["state"], after["fields"]) == (True, None, {})


def test_an_entry_of_the_feed_is_as_new_as_what_was_told_last(complaints, client):
    def updated(record):
        feed = ElementTree.fromstring(b"".join(client.get("/en/e/tiny/registers/complaints/feed.atom")))
        names = {"a": "http://www.w3.org/2005/Atom"}
        of = [
            one for one in feed.findall("a:entry", names) if one.findtext("a:id", "", names).endswith(record)
        ]
        return [(one.findtext("a:title", "", names), one.findtext("a:updated", "", names)) for one in of]

    [(_, before)] = updated("other-complaint")
    later = deed("receive", at(31), "territorial_commission", "other-complaint")
    record_told("tiny", [later], now=LATER + datetime.timedelta(hours=3))
    [(title, after)] = updated("other-complaint")
    assert "under review" in title
    assert (before, after) == ("2023-04-10T12:00:00+00:00", "2023-04-10T15:00:00+00:00")


def test_a_feed_has_the_records_of_which_something_was_said_last_and_says_how_many(
    complaints, client, monkeypatch
):
    monkeypatch.setattr(deadline_pages, "MOST_ENTRIES", 1)
    record_told("tiny", [deed("receive", at(31), "territorial_commission", "other-complaint")], now=LATER)
    feed = b"".join(client.get("/en/e/tiny/registers/complaints/feed.atom")).decode()
    assert "/other-complaint</id>" in feed and "/third-complaint</id>" not in feed
    assert "<subtitle>Records of which something was said last, 1 at most; the site has all.<" in feed


def test_measures_are_told_to_programs_and_in_files_by_one_document(complaints, client, admin_user):
    listed = client.get("/api/v1/elections/tiny/registers").json()["items"]
    [told] = listed
    assert told["register_id"] == "complaints"
    assert told["records"] == {"complaint": 4, "results_decision": 0, "invalidation": 0}
    address = "/api/v1/elections/tiny/registers/complaints/measures"
    answer = client.get(address)
    told = answer.json()
    measures = {one["measure"]: one for one in told["measures"]}
    assert (measures["no_power"]["number"], measures["by_topic"]["number"]) == (1, 4)
    assert {one["value"]: one["number"] for one in measures["by_topic"]["parts"]}["results"] == 1
    published = measures["received"]["published"]
    assert [(one["said"], one["source"]) for one in published] == [
        ({"value": 45}, "mission"),
        ({"value": 27}, "press"),
    ]
    assert {one["code"] for one in measures["received"]["findings"]} >= {"REG-DIFFERS", "REG-PUBLISHED"}
    again = client.get(address, headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304
    made = folder() / PLACE
    document = json.loads((made / "numbers.json").read_bytes())
    assert document["pack_sha256"] == told["pack_sha256"] and document["at"] < told["at"]
    alike = [one for one in document["measures"] if one["measure"] in ("no_power", "by_topic", "received")]
    assert alike == [measures[one["measure"]] for one in alike]
    rows = list(csv.DictReader((made / "numbers.csv").open(newline="")))
    assert {(row["part"], row["number"]) for row in rows if row["measure"] == "by_topic"} >= {
        ("", "4"),
        ("results", "1"),
    }
    refused = client.get("/api/v1/elections/tiny/registers/no-such/measures")
    assert (refused.status_code, refused.json()["code"]) == (404, "unknown_register")


def test_who_would_wait_long_for_measures_is_told_to_come_again(complaints, client, monkeypatch):
    monkeypatch.setattr(reading, "LONGEST_WAIT", 0.01)
    reading._computed.clear()
    with reading._computing:
        busy = client.get("/api/v1/elections/tiny/registers/complaints/measures")
    assert (busy.status_code, busy.json()["code"]) == (503, "unavailable") and int(busy["Retry-After"]) >= 0
