import csv
import datetime
import gc
import io
import sys
import unicodedata
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hattama.core.vocabulary import Fault
from hattama.formats import xlsx_tables
from hattama.formats.csv_tables import DELIMITERS, read_csv
from hattama.formats.faults import InputFaults
from hattama.formats.tables import TableOptions, open_table
from hattama.phrases import say_fault
from tests.formats.table_files import csv_bytes, rows_of, write_csv, write_parquet, write_xlsx

ROWS = [
    ["area", "аты", "votes"],
    ["001", "Қостанай; «Әл-Фараби»", "12"],
    ["002", 'a "b", c', ""],
    ["003", "d\ne", "0"],
]
NUMBERED = [(row, cells) for row, cells in enumerate(ROWS, start=1)]


def refused(read):
    with pytest.raises(InputFaults) as refusal:
        read()
    return [(fault.code, fault.row) for fault in refusal.value.faults]


def read(data, **options):
    return rows_of(read_csv(io.BytesIO(data), "t.csv", **options))


@pytest.mark.parametrize("delimiter", DELIMITERS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_text_table_is_the_same_in_every_dialect(delimiter, encoding, line_end):
    mark = "\ufeff".encode(encoding) if encoding in ("utf-16-le", "utf-16-be") else b""
    data = mark + csv_bytes(ROWS, delimiter=delimiter, encoding=encoding, line_end=line_end)
    assert read(data) == NUMBERED


CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\x00\ufffd"), max_size=12)


@given(
    st.integers(2, 4).flatmap(
        lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), max_size=5)
    ),
    st.sampled_from(DELIMITERS),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    st.sampled_from(["\n", "\r\n"]),
)
def test_what_a_cell_holds_does_not_depend_on_the_dialect(rows, delimiter, encoding, line_end):
    width = len(rows[0]) if rows else 2
    whole = [[f"column {index}" for index in range(width)], *rows]
    # Everything in quotes: the library's writer leaves a lone carriage return without them.
    quoting = csv.QUOTE_ALL
    data = csv_bytes(whole, delimiter=delimiter, encoding=encoding, line_end=line_end, quoting=quoting)
    composed = [[unicodedata.normalize("NFC", cell) for cell in cells] for cells in whole if any(cells)]
    assert [cells for _, cells in read(data)] == composed


def test_letters_written_apart_from_their_marks_are_put_together_whatever_the_file(tmp_path):
    apart = [["area", "имя"], ["Саи\u0306рам", "Io\u0308"]]
    apart[0].append("и\u0306")
    apart[1].append("7")
    columns = {name: ("VARCHAR", [cell]) for name, cell in zip(*apart, strict=True)}
    for path in (
        write_csv(tmp_path / "a.csv", apart),
        write_csv(tmp_path / "b.csv", apart, encoding="utf-16"),
        write_xlsx(tmp_path / "c.xlsx", apart),
        write_parquet(tmp_path / "d.parquet", columns),
    ):
        with open_table(path) as table:
            assert rows_of(table) == [(1, ["area", "имя", "й"]), (2, ["Сайрам", "Iö", "7"])], path.name


def test_blank_rows_are_passed_over_and_counted():
    assert read(b"a,b\n\n1,2\n,\n3,4\n") == [(1, ["a", "b"]), (3, ["1", "2"]), (5, ["3", "4"])]


def test_rows_above_the_header_are_passed_over():
    data = b'"Results,\nof the election"\n\narea;votes\n01;5\n'
    assert read(data, header_row=3)[1:] == [(4, ["01", "5"])]
    assert read(data, header_row=3)[0] == (1, ["area", "votes"])


def test_a_file_of_one_column_needs_no_delimiter():
    assert read(b"area\n01\n02\n") == [(1, ["area"]), (2, ["01"]), (3, ["02"])]


def test_a_delimiter_that_the_header_does_not_tell_must_be_named():
    data = b"name, of party;votes\nx;1\n"
    assert refused(lambda: read(data)) == [("TABLE-DELIMITER", 1)]
    assert read(data, delimiter=";")[1] == (2, ["x", "1"])


def test_names_of_columns_are_trimmed_and_unnamed_ones_at_the_end_dropped():
    assert read(b" area , votes,,\n01,5,,\n") == [(1, ["area", "votes"]), (2, ["01", "5"])]


@pytest.mark.parametrize(("line", "code"), [(b"1,2,3\n", "TABLE-MORE"), (b"1\n", "TABLE-FEWER")])
def test_a_row_that_does_not_fit_the_header_is_a_fault_and_the_rest_is_read(line, code):
    table = read_csv(io.BytesIO(b"a,b\n" + line + b"5,6\n"), "t.csv")
    (row, fault), (_, after) = table.rows
    assert isinstance(fault, Fault)
    assert (row, fault.code, fault.row, after) == (2, code, 2, ["5", "6"])


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"", ("TABLE-HEADER", 1)),
        (b",\n1,2\n", ("TABLE-HEADER", 1)),
        ("a,b\nҚ,1\n".encode("cp1251", "replace") + b"\xca,2\n", ("TABLE-ENCODING", 3)),
        (b"\xca,b\n1,2\n", ("TABLE-ENCODING", 1)),
        ("a,b\n1,2\n".encode("utf-16-le"), ("TABLE-NOMARK", 1)),
        ("a,b\n1,2\n".encode("utf-16") + b"\x00\xdc1\x00\n\x00", ("TABLE-ENCODING", 3)),
        (b'a,b\n1,2\n"3,4\n', ("TABLE-CSV", 3)),
        (b'a,b\n1,2\n"3"x,4\n', ("TABLE-CSV", 3)),
        (b"a,b\r1,2\r3,4\r", ("TABLE-CSV", 1)),
    ],
)
def test_what_is_not_a_text_table_is_refused_at_its_row(data, fault):
    assert refused(lambda: read(data)) == [fault]


def test_the_kind_of_a_file_is_told_by_its_content_not_by_its_name(tmp_path):
    book = write_xlsx(tmp_path / "results.xlsx", [["a", "b"], ["1", "2"]]).rename(tmp_path / "results.csv")
    with open_table(book) as table:
        assert rows_of(table) == [(1, ["a", "b"]), (2, ["1", "2"])]


@pytest.mark.parametrize(
    ("start", "code"),
    [
        (b"", "TABLE-EMPTY"),
        (b"\xd0\xcf\x11\xe0 old spreadsheet", "TABLE-KIND"),
        (b"\x1f\x8b packed", "TABLE-KIND"),
        (b"%PDF-1.7", "TABLE-KIND"),
        (b"PK\x03\x04 damaged", "XLSX-BROKEN"),
        (b"PAR1 damaged PAR1", "PARQUET-BROKEN"),
    ],
)
def test_files_that_hold_no_table_are_refused_by_name(tmp_path, start, code):
    path = tmp_path / "file"
    path.write_bytes(start)

    def look():
        with open_table(path) as table:
            list(table.rows)

    assert [found for found, _ in refused(look)] == [code]


def test_a_file_that_is_not_there_is_refused(tmp_path):
    def look():
        with open_table(tmp_path / "nowhere.csv"):
            pass

    assert refused(look) == [("TABLE-FILE", 0)]


def test_spreadsheet_and_parquet_hold_the_same_rows_as_the_text(tmp_path):
    typed = [ROWS[0], ["001", ROWS[1][1], 12], ["002", ROWS[2][1], None], ["003", ROWS[3][1], 0]]
    columns = list(zip(*typed[1:], strict=True))
    kinds = ("VARCHAR", "VARCHAR", "INTEGER")
    parquet = {name: (kind, list(values)) for name, kind, values in zip(ROWS[0], kinds, columns, strict=True)}
    files = [
        write_csv(tmp_path / "t.csv", ROWS),
        write_xlsx(tmp_path / "t.xlsx", typed),
        write_parquet(tmp_path / "t.parquet", parquet),
    ]
    for path in files:
        with open_table(path) as table:
            assert rows_of(table) == NUMBERED, path


def test_progress_reaches_the_whole_of_every_kind_of_file(tmp_path):
    rows = [["a"], *([str(number)] for number in range(30))]
    files = [
        write_csv(tmp_path / "t.csv", rows),
        write_xlsx(tmp_path / "t.xlsx", rows),
        write_parquet(tmp_path / "t.parquet", {"a": ("VARCHAR", [row[0] for row in rows[1:]])}),
    ]
    for path in files:
        with open_table(path) as table:
            list(table.rows)
            done, whole = table.position()
            assert done == whole > 0, path


def test_a_spreadsheet_s_dates_are_dates_and_its_numbers_the_text_that_writes_them(tmp_path):
    moment = datetime.datetime(2024, 1, 4, 10, 30)  # noqa: DTZ001 - spreadsheets know no zones
    cells = [moment, datetime.time(10, 30), 12, 12.5, 1e20, True, "12"]
    path = write_xlsx(tmp_path / "t.xlsx", [list("abcdefg"), cells])
    with open_table(path) as table:
        ((_, read_cells),) = table.rows
    assert read_cells == [moment, datetime.time(10, 30), "12", "12.5", "1e+20", "TRUE", "12"]


def test_short_rows_of_a_spreadsheet_are_filled_up_and_long_ones_are_faults(tmp_path):
    path = write_xlsx(tmp_path / "t.xlsx", [["a", "b", "c"], ["1"], ["1", "2", "3", "4"]])
    with open_table(path) as table:
        (_, short), (_, long) = table.rows
    assert short == ["1", "", ""]
    assert long.code == "TABLE-MORE"


def test_of_several_sheets_one_must_be_named(tmp_path):
    path = write_xlsx(tmp_path / "t.xlsx", [["a"], ["1"]], sheets=("Results", "Notes"))

    def look(sheet=""):
        with open_table(path, TableOptions(sheet=sheet)) as table:
            return rows_of(table)

    assert look("Results") == [(1, ["a"]), (2, ["1"])]
    assert refused(look) == [("XLSX-SHEET", 0)]
    assert refused(lambda: look("Absent")) == [("XLSX-SHEET", 0)]
    assert refused(lambda: look("Notes")) == [("TABLE-HEADER", 1)]


def _altered(path, member, change):
    """The workbook with one of its parts changed."""
    target = path.with_name("altered.xlsx")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
        for name in source.namelist():
            data = source.read(name)
            out.writestr(name, change(data) if name == member else data)
    return target


SHEET = "xl/worksheets/sheet1.xml"
ENTITIES = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
)


@pytest.mark.parametrize(
    "change",
    [
        lambda data: ENTITIES + data.split(b"?>", 1)[-1],
        lambda data: data[: len(data) // 2],
        lambda data: data.replace(b'r="2"', b'r="99999999999"'),
        lambda data: data.replace(b't="inlineStr"><is><t>x</t></is>', b't="s"><v>7777</v>'),
    ],
    ids=["entities", "cut off", "a row beyond all rows", "a text that is not there"],
)
def test_a_forged_or_damaged_workbook_is_refused(tmp_path, change):
    path = _altered(write_xlsx(tmp_path / "t.xlsx", [["a"], ["x"]]), SHEET, change)

    def look():
        with open_table(path) as table:
            list(table.rows)

    assert [code for code, _ in refused(look)] == ["XLSX-BROKEN"]


def test_a_workbook_that_would_unpack_to_too_much_is_refused_before_it_is(tmp_path, monkeypatch):
    path = _altered(
        write_xlsx(tmp_path / "t.xlsx", [["a"], ["x"]]), SHEET, lambda data: data + b" " * 5_000_000
    )
    monkeypatch.setattr(xlsx_tables, "LARGEST_UNPACKED", 1_000_000)

    def look():
        with open_table(path):
            pass

    assert refused(look) == [("XLSX-SIZE", 0)]


def test_a_small_workbook_that_somebody_sends_fills_neither_memory_nor_time(tmp_path):
    """For 157 kB that unpack to 100 MB of fonts a process took four minutes, and 75 MB for each of them."""
    sound = write_xlsx(tmp_path / "t.xlsx", [["a"], ["x"]])
    fonts = b"<font/>" * 600_000 + b"</fonts>"

    def look(path):
        with open_table(path, most_rows=20) as table:
            return rows_of(table)

    for member, change in (
        ("xl/styles.xml", lambda data: data.replace(b"</fonts>", fonts)),
        (SHEET, lambda data: data + b" " * xlsx_tables.LARGEST_SENT),
    ):
        path = _altered(sound, member, change)
        assert refused(lambda path=path: look(path)) == [("XLSX-SIZE", 0)], member
    assert len(look(sound)) == 2


def test_rows_that_reach_the_last_column_are_read_only_while_they_cost_little(tmp_path):
    """20,000 rows with one cell in column XFD, 106 kB sent, took 22 s of a core."""

    def wide(rows):
        cells = b"".join(b'<row r="%d"><c r="XFD%d" s="0"/></row>' % (row, row) for row in range(3, rows + 3))
        path = write_xlsx(tmp_path / "t.xlsx", [["a"], ["x"]])
        return _altered(path, SHEET, lambda data: data.replace(b"</sheetData>", cells + b"</sheetData>"))

    def look(path, **sent):
        with open_table(path, **sent) as table:
            return rows_of(table)

    with pytest.raises(InputFaults) as refusal:
        look(wide(20_000), most_rows=50_000)
    (fault,) = refusal.value.faults
    most = xlsx_tables.MOST_CELLS_SENT
    assert (fault.code, fault.file, fault.row) == ("XLSX-CELLS", "altered.xlsx", 2 + most // 16_384 + 1)
    assert int(fault.expected) == most < int(fault.found) <= most + 2 * 16_384
    assert "columns" in say_fault(fault, "en")
    assert len(look(wide(20), most_rows=50)) == 2, "blank cells that some program kept are no fault"
    assert len(look(wide(400))) == 2, "nor is a file of one's own"


def test_parquet_writes_every_type_as_a_text_and_keeps_dates(tmp_path):
    moment = datetime.datetime(2024, 6, 9, 22, 5)  # noqa: DTZ001 - the file's type knows no zone
    path = write_parquet(
        tmp_path / "t.parquet",
        {
            "code": ("VARCHAR", ["007"]),
            "big": ("BIGINT", [2**40]),
            "whole": ("DOUBLE", [752.0]),
            "nan": ("DOUBLE", [float("nan")]),
            "money": ("DECIMAL(5,2)", ["1.50"]),
            "day": ("DATE", [datetime.date(2024, 6, 9)]),
            "moment": ("TIMESTAMP", [moment]),
            "zoned": ("TIMESTAMPTZ", ["2024-06-09 22:05:00+03"]),
            "none": ("INTEGER", [None]),
        },
    )
    with open_table(path) as table:
        ((_, cells),) = table.rows
    assert cells == [
        "007",
        str(2**40),
        "752.0",
        "NaN",
        "1.50",
        datetime.date(2024, 6, 9),
        moment,
        "2024-06-09 19:05:00+00",
        "",
    ]


def test_signs_in_a_parquet_file_s_name_are_not_taken_for_patterns(tmp_path):
    folder = tmp_path / "year=2024"
    folder.mkdir()
    names = ("t[1].parquet", "t1.parquet", "t?.parquet", "it's*.parquet", "it's 2.parquet")
    for name in names:
        write_parquet(folder / name, {"a": ("VARCHAR", [name])})
    for name in names:
        with open_table(folder / name) as table:
            assert rows_of(table) == [(1, ["a"]), (2, [name])]


def test_without_the_guard_of_xml_no_workbook_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr("openpyxl.xml.DEFUSEDXML", False)
    workbook = tmp_path / "table.xlsx"
    write_xlsx(workbook, [["a"], ["1"]])
    with pytest.raises(InputFaults) as refusal, xlsx_tables.read_xlsx(workbook):
        pass
    assert [fault.code for fault in refusal.value.faults] == ["XLSX-UNGUARDED"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_table_that_is_not_read_to_its_end_leaves_nothing_behind(tmp_path, monkeypatch, encoding):
    """Its generator is collected after the file was closed, and printed a traceback then."""
    complaints = []
    monkeypatch.setattr(sys, "unraisablehook", complaints.append)
    path = tmp_path / "table.csv"
    path.write_bytes("a,b\n1,2\n3,4\n".encode(encoding))
    with open_table(path) as table:
        next(iter(table.rows))
    del table
    # The young alone: what a worker holds by now takes seconds to look through.
    gc.collect(1)
    assert complaints == []


@pytest.mark.parametrize("encoding", ["utf-32-le", "utf-32-be"])
def test_units_of_four_bytes_are_told_without_a_mark_too(tmp_path, encoding):
    path = tmp_path / "wide.csv"
    path.write_bytes("area,votes\n1,2\n".encode(encoding))
    with pytest.raises(InputFaults) as refusal, open_table(path):
        pass
    assert [fault.code for fault in refusal.value.faults] == ["TABLE-UTF32"]


def test_the_later_part_of_a_parquet_file_is_no_text_with_wrong_bytes(tmp_path):
    path = tmp_path / "tail.parquet"
    path.write_bytes(b"\x15\xff\x99" * 40 + b"\x10\x02\0\0PAR1")
    with pytest.raises(InputFaults) as refusal, open_table(path):
        pass
    assert [fault.code for fault in refusal.value.faults] == ["PARQUET-BROKEN"]


def test_of_what_anybody_sends_no_more_rows_are_read_than_are_asked_for(tmp_path):
    """A Parquet file of 300 kB can hold fifty million rows alike."""
    three = ["1", "2", "3"]
    parquet = write_parquet(tmp_path / "t.parquet", {"area": ("VARCHAR", three)})
    for path in (parquet, write_csv(tmp_path / "t.csv", [["area"], *([one] for one in three)])):

        def read_of(most, path=path):
            with open_table(path, most_rows=most) as table:
                return len(list(table.rows))

        assert read_of(3) == 3
        assert refused(lambda: read_of(2)) == [("TABLE-ROWS", 0)]
