"""Figures inside JSON cells, tables in older encodings, readings of their own rows, a row for each figure."""

import pytest

from hattama.formats.faults import InputFaults
from hattama.formats.importing import collect_protocols
from hattama.formats.mapping import parse_mapping
from hattama.phrases import say_fault
from tests.formats.importing_examples import imported, read, said
from tests.formats.table_files import write_csv

MAPPING = """\
[protocol]
area = "station"
contest = { constant = "lists" }

[json."the paper"]
took = ["voters", "took part"]
A = ["parties", "name=Жер", "votes"]
B = ["parties", "name=Су", "votes"]

[figures]
participants = "took"

[votes]
columns = { a = "A", b = "B" }
"""
PAPER = '{"voters": {"took part": 7}, "parties": [{"name": "Жер", "votes": 3}, {"name": "Су", "votes": "4"}]}'


def papers(folder, *cells, mapping=MAPPING):
    rows = [[f"01-00{number}", cell] for number, cell in enumerate(cells, start=1)]
    return imported(folder, rows, mapping, ["station", "the paper"])


def test_figures_are_read_from_inside_a_cell(tmp_path):
    (only,) = papers(tmp_path, PAPER).protocols
    assert only.protocol.figures == {"participants": 7, "votes[a]": 3, "votes[b]": 4}


def test_what_the_json_does_not_give_is_missing_and_not_zero(tmp_path):
    cells = ('{"voters": {"took part": 7}, "parties": null}', '{"voters": {"took part": 0}}')
    first, second = papers(tmp_path, *cells).protocols
    assert (first.protocol.figures, second.protocol.figures) == ({"participants": 7}, {"participants": 0})
    assert said(papers(tmp_path, "")) == [("IMPORT-BLANK", 2, "")]


@pytest.mark.parametrize(
    ("cell", "code", "field"),
    [
        ('{"voters": ', "CELL-JSON", "the paper"),
        ('{"voters": 1, "voters": 2}', "CELL-JSON", "the paper"),
        ("[" * 100_000, "CELL-JSON", "the paper"),
        ('{"voters": 7}', "CELL-INSIDE", "the paper"),
        ('{"voters": {"took part": true}}', "CELL-INSIDE", "the paper"),
        ('{"parties": [{"name": "Су"}, {"name": "Су"}]}', "CELL-SEVERAL", "the paper"),
        ('{"voters": {"took part": 7.0}}', "NUMBER-ZERO", "took"),
        ('{"voters": {"took part": NaN}}', "NUMBER-NAN", "took"),
    ],
)
def test_json_that_says_no_figure_is_a_fault_of_its_row(tmp_path, cell, code, field):
    assert said(papers(tmp_path, cell)) == [(code, 2, field)]


def test_a_fault_inside_json_names_the_path_in_three_languages(tmp_path):
    (fault,) = papers(tmp_path, '{"voters": {"took part": true}}').faults
    assert (fault.file, fault.found, fault.expected) == ("t.csv", "true", "voters / took part")
    for language in ("kk", "ru", "en"):
        assert "voters / took part" in say_fault(fault, language)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (('[json."the paper"]', "[json.photo]"), "TABLE-COLUMN"),
        (('["voters", "took part"]', "[]"), "TOML-MISSING"),
    ],
)
def test_a_mapping_of_json_that_is_not_there_is_refused(tmp_path, change, code):
    with pytest.raises(InputFaults) as refusal:
        papers(tmp_path, PAPER, mapping=MAPPING.replace(*change))
    assert code in {fault.code for fault in refusal.value.faults}


OLDER = """\
[table]
encoding = "windows-1252"

[protocol]
area = "seção"
contest = { constant = "lists" }

[figures]
participants = "comparecimento"

[notes]
place = "município"
"""


def older(path, data):
    path.write_bytes(data)
    return collect_protocols(read(path, OLDER), path.name)


def test_a_table_is_read_in_the_encoding_that_its_mapping_names(tmp_path):
    text = "seção;comparecimento;município\n01-001;7;São José – “norte”\n"
    for data in (text.encode("windows-1252"), text.encode("utf-8-sig")):
        (only,) = older(tmp_path / "t.csv", data).protocols
        assert only.notes == {"place": "São José – “norte”"}, "a mark at the beginning tells better"


def test_bytes_that_the_named_encoding_does_not_have_are_refused_with_their_row(tmp_path):
    text = "seção;comparecimento;município\n01-001;7;S".encode("windows-1252")
    with pytest.raises(InputFaults) as refusal:
        older(tmp_path / "t.csv", text + b"\x81o\n")
    (fault,) = refusal.value.faults
    assert (fault.code, fault.row, fault.expected) == ("TABLE-BYTES", 2, "windows-1252")


def test_an_encoding_that_nobody_knows_is_a_fault_of_the_mapping():
    with pytest.raises(InputFaults) as refusal:
        parse_mapping(OLDER.replace("windows-1252", "ebcdic").encode(), "mapping.toml")
    assert "windows-1252" in refusal.value.faults[0].expected


BY_ROWS = """\
[mapping]
reading = "first"

[protocol]
area = "station"
contest = { constant = "lists" }

[figures]
participants = "took"

[[readings.first.rows]]
value = "typed"
only = ["1"]

[[readings.second.rows]]
value = "typed"
only = ["2"]
"""


def test_readings_may_stand_in_rows_of_their_own(tmp_path):
    path = write_csv(
        tmp_path / "t.csv", [["station", "typed", "took"], ["01-001", "1", "7"], ["01-001", "2", "8"]]
    )
    for reading, figure in ((None, 7), ("second", 8)):
        (only,) = collect_protocols(read(path, BY_ROWS, reading=reading), "t.csv").protocols
        assert only.protocol.figure("participants") == figure


BY_FIGURE = """\
[protocol]
area = "station"
contest = { constant = "lists" }

[votes]
choice = { column = "line", lookup = { "took part" = "took part" }, otherwise = { column = "list" } }
votes = "count"
figures = { "took part" = "participants" }
"""


def test_a_row_may_hold_one_figure_and_columns_name_it_and_its_choice(tmp_path):
    rows = [["01-001", "took part", "", "7"], ["01-001", "votes", "a", "3"], ["01-001", "votes", "b", ""]]
    (only,) = imported(tmp_path, rows, BY_FIGURE, ["station", "line", "list", "count"]).protocols
    assert only.protocol.figures == {"participants": 7, "votes[a]": 3}
