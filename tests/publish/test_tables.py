"""The CSV files: missing is empty, zero is 0, illegible is said, and a spreadsheet runs nothing."""

import csv
import io
from dataclasses import replace

import pytest

from hattama.publish import tables as room
from hattama.publish.tables import (
    render_findings_csv,
    render_protocol_tables,
    render_protocols_csv,
    render_totals_csv,
    render_votes_csv,
)
from tests.publish.records import CONTESTS, FORMS, NOTHING, ODD, SOUND, TOTAL

RECORDS = (SOUND, ODD)


def rows(pieces) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(b"".join(pieces).decode("utf-8"), newline="")))


def protocols(*records) -> list[dict[str, str]]:
    return rows(render_protocols_csv(records, FORMS))


def test_a_protocol_is_one_row_with_a_column_for_each_line_that_stands_once():
    row = protocols(SOUND)[0]
    assert (row["area_id"], row["voters"], row["invalid"], row["log_index"]) == ("0001", "1000", "4", "2")
    assert (row["signed_at"], row["recorded_at"]) == (
        "2023-03-19T22:40:00+06:00",
        "2023-03-19T17:30:00+00:00",
    )
    assert row["scans"] == f"{'cd' * 32} {'ef' * 32}"
    assert "issued" not in row and "votes" not in row


def test_blank_illegible_and_zero_are_three_things():
    row = protocols(replace(ODD, illegible=("invalid",)))[0]
    assert (row["voters"], row["invalid"]) == ("0", "illegible")
    assert protocols(ODD)[0]["invalid"] == ""
    votes = {
        row["choice"]: row["votes"]
        for row in rows(render_votes_csv(RECORDS, CONTESTS, FORMS))
        if row["area_id"] == "0002"
    }
    assert votes == {"zhuldyz": "illegible", "arna": "20"}


def test_votes_stand_in_the_order_of_the_ballot():
    found = [
        (row["area_id"], row["choice"], row["votes"])
        for row in rows(render_votes_csv([SOUND], CONTESTS, FORMS))
    ]
    assert found == [("0001", "zhuldyz", "0"), ("0001", "arna", "600")]


def test_only_broken_rules_are_named_beside_the_protocol_and_all_findings_have_rows():
    assert protocols(ODD)[0]["findings"] == "KZ-K04"
    found = rows(render_findings_csv(RECORDS))
    assert [(row["code"], row["verdict"], row["left"], row["right"], row["row"]) for row in found] == [
        ("KZ-K04", "broken", "21", "20", ""),
        ("KZ-K07", "cannot_be_checked", "", "", "2"),
    ]
    assert found[0]["figures"] == "voters votes[arna]"


def test_words_of_people_come_back_whole_from_a_quoted_cell():
    assert protocols(ODD)[0]["explanation"] == "'" + ODD.explanation.text


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "+7 701", "-1", "@sum", "\tтаб", "\rжол", "'сөз'"])
def test_a_cell_that_a_spreadsheet_would_run_is_marked_as_text(text):
    odd = replace(ODD, explanation=replace(ODD.explanation, text=text))
    assert protocols(odd)[0]["explanation"] == f"'{text}"


@pytest.mark.parametrize("text", ["Біреуі бүлінді.", "7 бюллетень", ""])
def test_ordinary_words_stand_as_they_are(text):
    odd = replace(ODD, explanation=replace(ODD.explanation, text=text))
    assert protocols(odd)[0]["explanation"] == text


def test_a_withdrawn_scan_is_no_longer_named():
    first, second = SOUND.scans
    record = replace(SOUND, scans=(first._replace(withdrawn_by=9), second))
    assert protocols(record)[0]["scans"] == second.sha256


def test_a_total_says_what_it_lacks_and_one_without_figures_still_has_a_row():
    full, empty = rows(render_totals_csv([TOTAL, NOTHING]))
    counted = (
        "figure",
        "total",
        "contributors",
        "protocols_expected",
        "protocols_received",
        "protocols_without_scan",
    )
    assert [full[name] for name in counted] == ["voters", "1000", "2", "3", "2", "1"]
    assert [empty[name] for name in counted] == ["", "", "0", "1", "0", "0"]


def test_lines_end_as_the_standard_asks_and_letters_are_utf_8():
    data = b"".join(render_protocols_csv(RECORDS, FORMS))
    assert data.count(b"\r\n") == 3
    assert not data.startswith(b"\xef\xbb\xbf")
    assert "тырнақша".encode() in data


def test_an_election_without_protocols_has_tables_with_headers():
    assert protocols() == []
    assert b"".join(render_protocols_csv([], FORMS)).startswith(b"area_id,contest,")


def test_the_size_of_the_pieces_changes_no_byte(monkeypatch):
    whole = b"".join(render_votes_csv(RECORDS, CONTESTS, FORMS))
    monkeypatch.setattr(room, "CHUNK_ROWS", 1)
    pieces = list(render_votes_csv(RECORDS, CONTESTS, FORMS))
    assert len(pieces) > len(RECORDS)
    assert b"".join(pieces) == whole


def test_the_three_tables_of_one_pass_are_those_rendered_alone():
    together: dict[str, bytes] = {}
    for name, piece in render_protocol_tables(RECORDS, CONTESTS, FORMS):
        together[name] = together.get(name, b"") + piece
    assert together == {
        "protocols.csv": b"".join(render_protocols_csv(RECORDS, FORMS)),
        "votes.csv": b"".join(render_votes_csv(RECORDS, CONTESTS, FORMS)),
        "findings.csv": b"".join(render_findings_csv(RECORDS)),
    }
