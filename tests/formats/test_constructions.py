import pytest

from hattama.formats.constructions import CellRefused, Columns, read_construction
from hattama.formats.toml_documents import read_toml

NAMES = ["region", "code", "name"]


def made(construction, cells):
    """The text that a construction makes of a row."""
    table = read_toml(f"it = {construction}".encode(), "mapping.toml")
    read = read_construction(table, "it")
    assert table.document.faults == []
    return read.fit(Columns("t.csv", NAMES, 1))(cells)


def faults_of(construction):
    table = read_toml(f"it = {construction}".encode(), "mapping.toml")
    read_construction(table, "it")
    return [(fault.code, fault.field) for fault in table.document.faults]


@pytest.mark.parametrize(
    ("construction", "cells", "text"),
    [
        ('"code"', ["1", " 007\u00a0", "x"], "007"),
        ('{ column = "code" }', ["1", "007", "x"], "007"),
        ('{ constant = "kz" }', ["1", "007", "x"], "kz"),
        ('{ constant = "" }', ["1", "007", "x"], ""),
        ('{ column = "code", pad = 5 }', ["1", "7", "x"], "00007"),
        ('{ column = "code", pad = 5 }', ["1", "1234567", "x"], "1234567"),
        ('{ column = "code", pad = 5 }', ["1", "", "x"], ""),
        ('{ column = "code", strip = "№" }', ["1", "№ 7", "x"], "7"),
        ('{ column = "code", strip = "№", pad = 3 }', ["1", "№7", "x"], "007"),
        ('{ column = "name", slug = true }', ["1", "7", "Қостанай облысы"], "qostanai-oblysy"),
        ('{ column = "name", slug = true }', ["1", "7", "Sânpaul / Подъём"], "sanpaul-podem"),
        ('{ column = "name", slug = true }', ["1", "7", "თბ"], "10d710d1"),
        ('{ column = "name", slug = true, pad = 4 }', ["1", "7", ""], ""),
        ('{ join = ["region", "code"], separator = "-" }', ["1", "7", "x"], "1-7"),
        ('{ join = ["region", "code"] }', ["1", "7", "x"], "17"),
        ('{ join = ["region", "code"], separator = "-" }', ["1", "", "x"], ""),
        ('{ join = ["region", "code"], separator = "-", skip_empty = true }', ["1", "", "x"], "1"),
        ('{ join = ["region", { constant = "/" }, { column = "code", pad = 2 }] }', ["1", "7", ""], "1/07"),
        ('{ join = ["region", "code"], pad = 4 }', ["1", "7", ""], "0017"),
        ('{ column = "name", lookup = { Abroad = "abroad" } }', ["1", "7", "Abroad"], "abroad"),
        ('{ column = "name", lookup = { Abroad = "abroad" } }', ["1", "7", ""], ""),
        ('{ column = "name", lookup = { "" = "ordinary" } }', ["1", "7", ""], "ordinary"),
        ('{ column = "code", pad = 2, lookup = { 07 = "seven" } }', ["1", "7", ""], "seven"),
        ('{ column = "name", lookup = { x = "y" }, otherwise = "code" }', ["1", "7", "z"], "7"),
        ('{ column = "name", lookup = { x = "y" }, otherwise = "code" }', ["1", "7", "x"], "y"),
        ('{ column = "name", lookup = { x = "" }, otherwise = "code" }', ["1", "7", "x"], ""),
    ],
)
def test_a_construction_makes_a_text_of_a_row(construction, cells, text):
    assert made(construction, cells) == text


def test_what_a_lookup_does_not_have_is_refused():
    with pytest.raises(CellRefused) as refusal:
        made('{ column = "name", lookup = { x = "y" } }', ["1", "7", "z"])
    assert (refusal.value.kind.code, refusal.value.column, refusal.value.found) == (
        "CELL-LOOKUP",
        "name",
        "z",
    )


@pytest.mark.parametrize(
    ("construction", "fault"),
    [
        ("1", ("TOML-TEXT", "it")),
        ('""', ("TOML-EMPTY", "it")),
        ("{}", ("MAP-SOURCES", "it")),
        ('{ column = "a", constant = "b" }', ("MAP-SOURCES", "it")),
        ('{ column = "a", join = ["b"] }', ("MAP-SOURCES", "it")),
        ('{ join = "a" }', ("TOML-TEXT", "it.join")),
        ("{ join = [] }", ("TOML-TEXT", "it.join")),
        ('{ join = ["a", 1] }', ("TOML-TEXT", "it.join.2")),
        ('{ column = "a", pad = -1 }', ("TOML-VALUE", "it.pad")),
        ('{ column = "a", lookup = { x = 1 } }', ("TOML-TEXT", "it.lookup.x")),
        ('{ column = "a", separater = "-" }', ("TOML-UNKNOWN", "it.separater")),
    ],
)
def test_each_wrong_construction_has_its_fault(construction, fault):
    assert faults_of(construction) == [fault]


def test_columns_that_are_absent_are_told_once():
    columns = Columns("t.csv", NAMES, 3)
    assert columns.index("code") == 1
    columns.index("absent")
    columns.index("absent")
    assert [(fault.code, fault.row, fault.expected) for fault in columns.faults] == [
        ("TABLE-COLUMN", 3, "absent")
    ]
