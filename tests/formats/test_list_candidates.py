"""LISTS.csv: persons by list and place, and every fault at its cell."""

from collections.abc import Callable
from pathlib import Path

import pytest

from hattama.formats.faults import InputFaults
from hattama.formats.list_candidates import read_lists

HEADER = "list,place,name,groups\n"
GROUPS = ("women", "youth")
Write = Callable[[str], Path]


@pytest.fixture
def file(tmp_path: Path) -> Write:
    def write(text: str) -> Path:
        path = tmp_path / "lists.csv"
        path.write_text(text, "utf-8")
        return path

    return write


def faults(path: Path) -> list[tuple[str, int, str]]:
    with pytest.raises(InputFaults) as refusal:
        read_lists(path, ("dala", "ozen"), GROUPS)
    return [(fault.code, fault.row, fault.field) for fault in refusal.value.faults]


def test_a_person_in_no_group_is_not_one_of_whom_it_is_not_known(file: Write) -> None:
    path = file(HEADER + "dala,1,A,women youth\ndala,2,B,none\ndala,3,C,\nozen,1,D,youth\n")
    lists = read_lists(path, ("dala", "ozen"), GROUPS)
    assert [(one.place, one.name, one.groups) for one in lists["dala"]] == [
        (1, "A", frozenset({"women", "youth"})),
        (2, "B", frozenset()),
        (3, "C", None),
    ]
    assert list(lists) == ["dala", "ozen"]


def test_without_the_column_of_groups_nothing_is_known_of_anybody(file: Write) -> None:
    lists = read_lists(file("list,place,name\ndala,1,A\n"), ("dala",), GROUPS)
    assert lists["dala"][0].groups is None


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (",1,A,", ("LISTS-LIST", 2, "list")),
        ("tau,1,A,", ("LISTS-UNKNOWN", 2, "list")),
        ("dala,0,A,", ("LISTS-PLACE", 2, "place")),
        ("dala,1.5,A,", ("LISTS-PLACE", 2, "place")),
        ("dala,,A,", ("LISTS-PLACE", 2, "place")),
        ("dala,1,,", ("LISTS-NAME", 2, "name")),
        ("dala,1,A\u200bB,", ("TEXT-CONTROL", 2, "name")),
        ("dala,1,А\u200d,", ("TEXT-CONTROL", 2, "name")),
        ("dala,1,A,veterans", ("LISTS-GROUP", 2, "groups")),
        ("dala,1,A,women none", ("LISTS-GROUP", 2, "groups")),
        ("dala,1", ("TABLE-FEWER", 2, "")),
    ],
)
def test_a_wrong_cell_is_named(file: Write, row: str, expected: tuple[str, int, str]) -> None:
    assert faults(file(f"{HEADER}{row}\n")) == [expected]


def test_a_place_taken_twice_is_a_fault_and_the_same_place_on_another_list_is_none(file: Write) -> None:
    assert faults(file(HEADER + "dala,1,A,\nozen,1,B,\ndala,1,C,\n")) == [("LISTS-TWICE", 4, "place")]


def test_a_file_that_names_nobody_is_refused(file: Write) -> None:
    assert faults(file(HEADER)) == [("LISTS-NONE", 0, "")]
