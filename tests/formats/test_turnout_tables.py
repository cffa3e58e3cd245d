"""TURNOUT.csv: every fault at its cell, and the same figures back."""

import datetime
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

from hattama.core.entries import Notion
from hattama.formats.faults import InputFaults
from hattama.formats.turnout_tables import read_turnout, refuse_strange_places, render_turnout

HEADER = "area,time,notion,voters,registered,share,contest\n"
ROW = "R1,2023-03-19T16:10+06:00,ballots_issued,500,1000,50.00,\n"
Write = Callable[[str], Path]


@pytest.fixture
def file(tmp_path: Path) -> Write:
    def write(text: str) -> Path:
        path = tmp_path / "turnout.csv"
        path.write_text(text, "utf-8")
        return path

    return write


def faults(path: Path) -> list[tuple[str, int, str]]:
    with pytest.raises(InputFaults) as refusal:
        read_turnout(path)
    return [(fault.code, fault.row, fault.field) for fault in refusal.value.faults]


def test_a_row_says_who_when_what_and_how_many(file: Write) -> None:
    (row,) = read_turnout(file(HEADER + ROW))
    point = row.point
    assert (row.row, row.contest, row.stated) == (2, "", "50.00")
    assert (point.area_id, point.notion, point.voters, point.registered) == (
        "R1",
        Notion.BALLOTS_ISSUED,
        500,
        1000,
    )
    assert point.share == Fraction(1, 2)
    assert point.at.utcoffset() == datetime.timedelta(hours=6)


def test_a_percentage_alone_is_enough_and_the_columns_beyond_the_four_may_be_absent(file: Write) -> None:
    (row,) = read_turnout(file("area;time;notion;voters;share\nR1;2023-03-19 16:10Z;participants;;57,02%\n"))
    assert (row.point.voters, row.point.share, row.stated) == (None, Fraction(5702, 10_000), "57.02")
    (counted,) = read_turnout(file("area,time,notion,voters\nR1,2023-03-19T16:10+0600,ballots_found,7\n"))
    assert (counted.point.voters, counted.point.share) == (7, None)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (",2023-03-19T16:10+06:00,ballots_issued,5,,,", [("TURNOUT-PLACE", 2, "area")]),
        ("R1,2023-03-19T16:10,ballots_issued,5,,,", [("TURNOUT-TIME", 2, "time")]),
        ("R1,16:10,ballots_issued,5,,,", [("TURNOUT-TIME", 2, "time")]),
        ("R1,2023-02-29T16:10+06:00,ballots_issued,5,,,", [("TURNOUT-TIME", 2, "time")]),
        ("R1,2023-03-19T16:10+06:00,visitors,5,,,", [("TURNOUT-NOTION", 2, "notion")]),
        ("R1,2023-03-19T16:10+06:00,ballots_issued,-5,,,", [("NUMBER-NEGATIVE", 2, "voters")]),
        ("R1,2023-03-19T16:10+06:00,ballots_issued,5.5,,,", [("NUMBER-FRACTION", 2, "voters")]),
        ("R1,2023-03-19T16:10+06:00,ballots_issued,5,x,,", [("NUMBER-TEXT", 2, "registered")]),
        ("R1,2023-03-19T16:10+06:00,ballots_issued,,,half,", [("TURNOUT-PERCENT", 2, "share")]),
        ("R1,2023-03-19T16:10+06:00,ballots_issued,,1000,,", [("TURNOUT-EMPTY", 2, "voters")]),
        ("R1,2023-03-19T16:10+06:00,ballots_issued", [("TABLE-FEWER", 2, "")]),
    ],
)
def test_a_wrong_cell_is_named(file: Write, row: str, expected: list[tuple[str, int, str]]) -> None:
    assert faults(file(f"{HEADER}{row}\n")) == expected


def test_all_faults_are_told_at_once_in_the_order_of_the_file(file: Write) -> None:
    bad = "R1,noon,visitors,x,,,\n"
    assert faults(file(HEADER + bad + ROW + bad)) == [
        ("TURNOUT-TIME", 2, "time"),
        ("TURNOUT-NOTION", 2, "notion"),
        ("NUMBER-TEXT", 2, "voters"),
        ("TURNOUT-TIME", 4, "time"),
        ("TURNOUT-NOTION", 4, "notion"),
        ("NUMBER-TEXT", 4, "voters"),
    ]


def test_the_same_figure_twice_is_a_fault_even_where_the_offset_is_written_otherwise(file: Write) -> None:
    again = ROW.replace("16:10+06:00", "15:10+05:00").replace("500", "501")
    assert faults(file(HEADER + ROW + again)) == [("TURNOUT-TWICE", 3, "time")]


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("area,time,notion\n", [("TABLE-ABSENT", 1, "voters")]),
        ("area,time,notion,voters,regstered\n", [("TABLE-STRANGE", 1, "regstered")]),
        ("area,time,notion,voters,voters\n", [("TABLE-STRANGE", 1, "voters")]),
    ],
)
def test_a_header_that_lacks_or_misspells_a_column_is_refused(
    file: Write, header: str, expected: list[tuple[str, int, str]]
) -> None:
    assert faults(file(header)) == expected


def test_a_file_without_a_figure_is_refused(file: Write) -> None:
    assert faults(file(HEADER)) == [("TURNOUT-NONE", 0, "")]


def test_areas_and_contests_that_the_election_does_not_have_are_named(file: Write) -> None:
    rows = read_turnout(file(HEADER + ROW + ROW.replace("R1", "R9") + ROW.replace(",\n", ",mayor\n")))
    with pytest.raises(InputFaults) as refusal:
        refuse_strange_places(rows, "turnout.csv", {"R1"}, ("party",))
    found = [(fault.code, fault.row, fault.found) for fault in refusal.value.faults]
    assert found == [("TURNOUT-AREA", 3, "R9"), ("TURNOUT-CONTEST", 4, "mayor")]
    refuse_strange_places(rows[:1], "turnout.csv", {"R1"}, ("party",))


def test_what_is_written_is_read_back_the_same(file: Write) -> None:
    text = HEADER + ROW + "R2,2023-03-19T18:10:30+05:00,ballots_found,,,65,party\n"
    rows = read_turnout(file(text))
    path = file(render_turnout(rows).decode())
    assert read_turnout(path) == rows
