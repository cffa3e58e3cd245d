"""Tables that people write, row by row: what is wrong stands at its row, and nothing is said twice."""

import io

import pytest

from hattama.core.vocabulary import Message
from hattama.formats.csv_tables import read_csv
from hattama.formats.faults import FaultKind, InputFaults
from hattama.formats.table_rows import NamedRow, Once, read_rows

NO_COLOUR = FaultKind.of("ROWS-COLOUR", Message("no such colour: {found}; there are {expected}"))
TWICE = FaultKind.of("ROWS-TWICE", Message("given before: {found}, row {expected}"))
NOTHING = FaultKind.of("ROWS-NONE", Message("there is nothing"))


def read(text: str) -> list[tuple[str, str]]:
    once = Once(TWICE, "name")

    def read_row(row: NamedRow) -> tuple[str, str] | None:
        row.one_of("colour", ("red", "green"), NO_COLOUR)
        once.take(row, row["name"], row["name"])
        return None if row.faults else (row["name"], row["note"])

    table = read_csv(io.BytesIO(text.encode()), "t.csv")
    return read_rows(table, ("name", "colour"), ("note",), read_row, NOTHING)


def faults(text: str) -> list[tuple[str, int, str, str, str]]:
    with pytest.raises(InputFaults) as refusal:
        read(text)
    return [(one.code, one.row, one.field, one.found, one.expected) for one in refusal.value.faults]


def test_a_column_that_is_absent_and_need_not_be_there_is_empty() -> None:
    assert read("name,colour\na,red\nb,green\n") == [("a", ""), ("b", "")]


def test_all_that_is_wrong_is_told_in_the_order_of_the_rows_with_what_stands_there() -> None:
    assert faults("name,colour\na,blue\nb\na,red\n") == [
        ("ROWS-COLOUR", 2, "colour", "blue", "red, green"),
        ("TABLE-FEWER", 3, "", "1", "2"),
        ("ROWS-TWICE", 4, "name", "a", "2"),
    ]


def test_a_hidden_sign_and_a_table_of_nothing_are_refused() -> None:
    assert [one[:3] for one in faults("name,colour,note\na,red,x\u200b\n")] == [("TEXT-CONTROL", 2, "note")]
    assert [one[0] for one in faults("name,colour\n")] == ["ROWS-NONE"]
