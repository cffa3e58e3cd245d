import datetime

import pytest

from hattama.formats.faults import InputFaults
from hattama.formats.importing import (
    BlankRow,
    ImportedProtocol,
    check_protocols,
    checked_protocols,
    collect_protocols,
)
from tests.formats.importing_examples import HEADER, MAPPING, faulty_rows, imported, read, said
from tests.formats.table_files import write_csv, write_parquet, write_xlsx

GOOD = ["1", "1", "900", "500", "300", "200"]
OTHER = ["01", "002", "800", "400", "", "0"]


def extended(text):
    return MAPPING + text


def test_a_row_becomes_a_protocol_with_the_figures_it_gives(tmp_path):
    result = imported(tmp_path, [GOOD])
    (only,) = result.protocols
    assert only.row == 2
    assert (only.protocol.area_id, only.protocol.contest) == ("01-001", "lists")
    assert only.protocol.figures == {"listed": 900, "participants": 500, "votes[a]": 300, "votes[b]": 200}
    assert (only.protocol.signed_at, only.protocol.explanation, result.faults) == (None, "", ())


def test_a_missing_figure_stays_missing_and_a_zero_stays_zero(tmp_path):
    (only,) = imported(tmp_path, [OTHER]).protocols
    assert "votes[a]" not in only.protocol.figures
    assert only.protocol.figure("votes[b]") == 0


def test_words_for_missing_and_illegible_are_two_things(tmp_path):
    mapping = extended('[numbers]\nmissing = ["NA"]\nillegible = ["?"]\n')
    (only,) = imported(tmp_path, [["1", "1", "NA", "?", "300", ""]], mapping).protocols
    assert only.protocol.figures == {"votes[a]": 300}
    assert only.protocol.illegible == {"participants"}


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("1 234", "NUMBER-SPACED"),
        ("1,234", "NUMBER-GROUPED"),
        ("12.0", "NUMBER-ZERO"),
        ("-12", "NUMBER-NEGATIVE"),
        ("12.5", "NUMBER-FRACTION"),
        ("2024-10-26", "NUMBER-DATE"),
        ("many", "NUMBER-TEXT"),
    ],
)
def test_a_cell_that_is_no_count_makes_its_row_faulty_and_no_other(tmp_path, cell, code):
    result = imported(tmp_path, [GOOD, [*OTHER[:4], cell, "0"]])
    assert said(result) == [(code, 3, "votes A")]
    assert [one.row for one in result.protocols] == [2]
    assert result.faults[0].found == cell


def test_every_fault_of_a_row_is_told(tmp_path):
    assert said(imported(tmp_path, [["9", "9", "x", "-1", "1.5", "2"]])) == [
        ("IMPORT-UNKNOWN", 2, ""),
        ("NUMBER-TEXT", 2, "on the list"),
        ("NUMBER-NEGATIVE", 2, "took part"),
        ("NUMBER-FRACTION", 2, "votes A"),
    ]


def test_a_precinct_that_is_not_on_the_roster_is_a_fault_that_names_it(tmp_path):
    result = imported(tmp_path, [["1", "9", *GOOD[2:]]])
    assert said(result) == [("IMPORT-UNKNOWN", 2, "")]
    assert result.faults[0].found == "01-009"


def test_an_area_above_precincts_gives_no_protocol(tmp_path):
    joined = MAPPING.splitlines()[1]
    mapping = MAPPING.replace(joined, 'area = { column = "region", pad = 2 }')
    assert said(imported(tmp_path, [GOOD], mapping)) == [("IMPORT-AREA", 2, "")]


def test_a_row_without_a_precinct_is_a_fault(tmp_path):
    assert said(imported(tmp_path, [["1", "", *GOOD[2:]]])) == [("IMPORT-NOPRECINCT", 2, "")]


def test_of_a_precinct_that_comes_twice_neither_protocol_is_kept(tmp_path):
    result = imported(tmp_path, [GOOD, OTHER, [*GOOD[:5], "199"]])
    assert said(result) == [("IMPORT-TWICE", 2, ""), ("IMPORT-TWICE", 4, "")]
    assert [(fault.found, fault.expected) for fault in result.faults] == [("01-001", "4"), ("01-001", "2")]
    assert [one.protocol.area_id for one in result.protocols] == ["01-002"]


def test_a_precinct_that_comes_twice_once_faulty_is_not_kept_either(tmp_path):
    result = imported(tmp_path, [GOOD, [*GOOD[:5], "x"]])
    assert said(result) == [("IMPORT-TWICE", 2, ""), ("NUMBER-TEXT", 3, "votes B"), ("IMPORT-TWICE", 3, "")]
    assert result.protocols == ()


def test_while_rows_come_one_by_one_the_second_of_a_precinct_is_the_faulty_one(tmp_path):
    path = write_csv(tmp_path / "t.csv", [HEADER, GOOD, GOOD])
    assert [type(row) for row in read(path)][:1] == [ImportedProtocol]
    assert [row.row for row in faulty_rows(read(path))] == [3]


@pytest.mark.parametrize(("cells", "code"), [([*GOOD, "7"], "TABLE-MORE"), (GOOD[:5], "TABLE-FEWER")])
def test_a_row_with_more_or_fewer_cells_than_the_header_is_a_fault(tmp_path, cells, code):
    result = imported(tmp_path, [cells, OTHER])
    assert said(result) == [(code, 2, "")]
    assert len(result.protocols) == 1


def test_a_column_that_is_not_there_stops_the_import_before_any_row(tmp_path):
    header = ["region", "precinct", "on the list", "took part", "votes A", "votes B "]
    assert imported(tmp_path, [GOOD], header=header).faults == ()
    with pytest.raises(InputFaults) as refusal:
        imported(tmp_path, [GOOD], header=[*header[:3], "participants", "votes A", "B"])
    assert [(fault.code, fault.row, fault.expected) for fault in refusal.value.faults] == [
        ("TABLE-COLUMN", 1, "took part"),
        ("TABLE-COLUMN", 1, "votes B"),
    ]


def test_a_column_that_is_asked_for_and_stands_there_twice_stops_the_import(tmp_path):
    with pytest.raises(InputFaults) as refusal:
        imported(tmp_path, [[*GOOD, "1"]], header=[*HEADER, "votes A"])
    assert [(fault.code, fault.found) for fault in refusal.value.faults] == [("TABLE-TWICE", "votes A")]


def test_a_row_without_any_figure_is_a_fault_unless_the_mapping_says_what_it_means(tmp_path):
    blank = ["2", "1", "", "", "", ""]
    assert said(imported(tmp_path, [GOOD, blank])) == [("IMPORT-BLANK", 3, "")]
    result = imported(tmp_path, [GOOD, blank], 'blank_rows = "skip"\n' + MAPPING)
    assert result.faults == ()
    assert result.blank == (BlankRow(3, "02-001", "lists"),)
    assert len(result.protocols) == 1


CONTESTS = """\
[protocol]
area = "area"
contest = "contest"

[figures]
listed = "listed"

[votes]
columns = { a = "A", b = "B", c = "C" }
"""


def test_the_contest_may_stand_in_a_column(tmp_path):
    rows = [["01-001", "lists", "9", "1", "2", ""], ["01-001", "district", "9", "", "", "3"]]
    result = imported(tmp_path, rows, CONTESTS, ["area", "contest", "listed", "A", "B", "C"])
    assert result.faults == ()
    assert [one.protocol.figures for one in result.protocols] == [
        {"listed": 9, "votes[a]": 1, "votes[b]": 2},
        {"listed": 9, "votes[c]": 3},
    ]


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        (["01-001", "mayor", "9", "1", "2", ""], "IMPORT-CONTEST", ""),
        (["01-001", "", "9", "1", "2", ""], "IMPORT-CONTEST", ""),
        (["02-001", "district", "9", "", "", "3"], "IMPORT-HERE", ""),
        (["01-001", "lists", "9", "1", "2", "3"], "IMPORT-FOREIGN", "C"),
        (["01-001", "lists", "9", "1", "2", "0"], "IMPORT-FOREIGN", "C"),
    ],
)
def test_contests_that_are_not_held_and_votes_of_other_contests_are_faults(tmp_path, row, code, column):
    result = imported(tmp_path, [row], CONTESTS, ["area", "contest", "listed", "A", "B", "C"])
    assert said(result) == [(code, 2, column)]


TIMES = """
[times.signed_at]
value = "signed"
pattern = "%d.%m.%Y %H:%M"
"""


def signed(tmp_path, cell, mapping=TIMES):
    result = imported(tmp_path, [[*GOOD, cell]], MAPPING + mapping, [*HEADER, "signed"])
    return result.protocols[0].protocol.signed_at if result.protocols else said(result)


def test_a_time_is_read_on_the_clock_of_the_precinct(tmp_path):
    moment = signed(tmp_path, "19.03.2023 22:15")
    assert moment == datetime.datetime(2023, 3, 19, 16, 15, tzinfo=datetime.UTC)
    assert moment.utcoffset() == datetime.timedelta(hours=6)


def test_a_time_may_name_the_clock_of_another_place(tmp_path):
    mapping = TIMES + 'time_zone = { constant = "Europe/Bucharest" }\n'
    assert signed(tmp_path, "09.06.2024 22:15", mapping).utcoffset() == datetime.timedelta(hours=3)


def test_a_missing_time_is_missing(tmp_path):
    assert signed(tmp_path, "") is None


def test_without_a_pattern_a_time_is_read_as_iso_8601_with_its_own_offset(tmp_path):
    mapping = '[times.signed_at]\nvalue = "signed"\n'
    assert signed(tmp_path, "2023-03-19T22:15:00+05:00", mapping).utcoffset() == datetime.timedelta(hours=5)
    assert signed(tmp_path, "2023-03-19 22:15", mapping).hour == 22


@pytest.mark.parametrize(
    "cell",
    [
        *("31.02.2023 22:15", "19.03.2023", "19.03.2023 25:00", "yesterday", "2023-03-19", "20230319"),
        *("31.12.9999 23:59", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00"),
    ],
)
def test_a_time_that_does_not_exist_is_a_fault(tmp_path, cell):
    assert signed(tmp_path, cell) == [("TIME-IMPOSSIBLE", 2, "signed_at")]


def test_an_hour_that_the_clocks_skipped_does_not_exist(tmp_path):
    mapping = TIMES + 'time_zone = { constant = "Europe/Bucharest" }\n'
    assert signed(tmp_path, "31.03.2024 03:30", mapping) == [("TIME-IMPOSSIBLE", 2, "signed_at")]
    assert signed(tmp_path, "31.03.2024 04:30", mapping).hour == 4


def test_a_time_zone_that_does_not_exist_is_a_fault(tmp_path):
    mapping = TIMES + 'time_zone = { constant = "Bucharest" }\n'
    assert signed(tmp_path, "09.06.2024 22:15", mapping) == [("TIME-ZONE", 2, "signed_at")]


PARTS = """
[times.signed_at]
year = { constant = "2024" }
month = { constant = "10" }
day = "day"
hour = "hour"
minute = { constant = "5" }
impossible = "leave_out"
"""


def test_a_time_in_parts_is_missing_when_one_of_them_is(tmp_path):
    header = [*HEADER, "day", "hour"]
    result = imported(tmp_path, [[*GOOD, "26", "23"], [*OTHER, "26", ""]], MAPPING + PARTS, header)
    first, second = (one.protocol.signed_at for one in result.protocols)
    assert first.isoformat() == "2024-10-26T23:05:00+05:00"
    assert second is None
    assert result.left_out == ()


def test_an_impossible_time_is_left_out_where_the_mapping_says_so_and_is_told(tmp_path):
    header = [*HEADER, "day", "hour"]
    result = imported(tmp_path, [[*GOOD, "26", "31"]], MAPPING + PARTS, header)
    assert result.faults == ()
    assert result.protocols[0].protocol.signed_at is None
    assert [(fault.code, fault.found) for fault in result.left_out] == [
        ("TIME-IMPOSSIBLE", "2024-10-26 31:05")
    ]


NOTES = """
[links]
page = "page"
[notes]
remark = "remark"
[times.recorded_at]
value = "recorded"
"""


def test_links_notes_and_other_times_stand_beside_the_protocol(tmp_path):
    header = [*HEADER, "page", "remark", "recorded"]
    row = [*GOOD, "https://example.org/1", " two\nlines ", "2024-06-10 18:33:36"]
    (only,) = imported(tmp_path, [row], MAPPING + NOTES, header).protocols
    assert only.links == {"page": "https://example.org/1"}
    assert only.notes == {"remark": "two\nlines"}
    assert only.times["recorded_at"].hour == 18
    assert only.protocol.signed_at is None


@pytest.mark.parametrize(
    ("page", "remark", "fault"),
    [
        ("javascript:alert(1)", "", ("IMPORT-LINK", 2, "page")),
        ("", "a\x00b", ("TEXT-CONTROL", 2, "remark")),
        ("", "x" * 10_001, ("TEXT-LONG", 2, "remark")),
        ("https://example.org/" + "x" * 2000, "", ("TEXT-LONG", 2, "page")),
    ],
)
def test_links_and_notes_that_cannot_be_shown_are_faults(tmp_path, page, remark, fault):
    result = imported(
        tmp_path, [[*GOOD, page, remark, ""]], MAPPING + NOTES, [*HEADER, "page", "remark", "recorded"]
    )
    assert said(result) == [fault]


def test_the_commission_s_own_word_is_the_explanation(tmp_path):
    mapping = MAPPING.replace("[protocol]\n", '[protocol]\nexplanation = "why"\n')
    (only,) = imported(
        tmp_path, [[*GOOD, "бір сайлаушы бюллетеньді алып кетті"]], mapping, [*HEADER, "why"]
    ).protocols
    assert only.protocol.explanation == "бір сайлаушы бюллетеньді алып кетті"


def test_a_file_that_breaks_off_is_refused_with_what_was_found_before(tmp_path):
    path = write_csv(tmp_path / "t.csv", [HEADER, [*GOOD[:5], "x"]])
    path.write_bytes(path.read_bytes() + b'1,2,"900')
    with pytest.raises(InputFaults) as refusal:
        collect_protocols(read(path), "t.csv")
    assert [(fault.code, fault.row) for fault in refusal.value.faults] == [
        ("NUMBER-TEXT", 2),
        ("TABLE-CSV", 3),
    ]


def test_progress_is_told_up_to_the_whole(tmp_path):
    told = []
    imported(tmp_path, [GOOD, OTHER], progress=lambda done, whole: told.append((done, whole)))
    assert told[-1][0] == told[-1][1] > 0


def test_spreadsheet_and_parquet_import_as_the_text_does(tmp_path):
    typed = [[1, 1, 900, 500, 300, 200], [1, 2, 800, 400, None, 0]]
    columns = dict(zip(HEADER, zip(*typed, strict=True), strict=True))
    files = [
        write_csv(tmp_path / "t.csv", [HEADER, *typed]),
        write_xlsx(tmp_path / "t.xlsx", [HEADER, *typed]),
        write_parquet(
            tmp_path / "t.parquet", {name: ("INTEGER", list(cells)) for name, cells in columns.items()}
        ),
    ]
    results = [list(read(path)) for path in files]
    assert results[0] == results[1] == results[2]
    assert [type(row) for row in results[0]] == [ImportedProtocol, ImportedProtocol]


def test_a_code_that_a_spreadsheet_turned_into_a_date_is_noticed(tmp_path):
    day = datetime.date(2024, 1, 4)
    path = write_xlsx(tmp_path / "t.xlsx", [HEADER, [1, day, 900, 500, 300, 200], [1, 2, 900, day, 300, 200]])
    faults = [fault for row in faulty_rows(read(path)) for fault in row.faults]
    assert [(fault.code, fault.row, fault.field) for fault in faults] == [
        ("CELL-DATE", 2, "precinct"),
        ("NUMBER-DATE", 3, "took part"),
    ]
    assert faults[0].found.startswith("2024-01-04")


def test_a_spreadsheet_s_own_time_is_read_whatever_the_pattern(tmp_path):
    moment = datetime.datetime(2023, 3, 19, 22, 15)  # noqa: DTZ001 - spreadsheets know no zones
    path = write_xlsx(tmp_path / "t.xlsx", [[*HEADER, "signed"], [1, 1, 900, 500, 300, 200, moment]])
    (only,) = read(path, MAPPING + TIMES)
    assert only.protocol.signed_at.isoformat() == "2023-03-19T22:15:00+06:00"


def test_a_checked_file_gives_its_protocols_when_it_is_read_again_and_is_refused_where_it_changed(tmp_path):
    path = write_csv(tmp_path / "t.csv", [HEADER, GOOD, [*OTHER[:5], "x"]])
    check = check_protocols(read(path), "t.csv")
    assert (check.count, [row.row for row in check.faulty]) == (1, [3])
    assert [one.row for one in checked_protocols(read(path), check, "t.csv")] == [2]
    for rows in ([[*OTHER[:5], "x"]], [[*GOOD[:5], "x"], OTHER], [GOOD, OTHER, [*OTHER[:5], "x"]]):
        write_csv(path, [HEADER, *rows])
        with pytest.raises(InputFaults) as refusal:
            list(checked_protocols(read(path), check, "t.csv"))
        assert [fault.code for fault in refusal.value.faults] == ["IMPORT-CHANGED"], rows
