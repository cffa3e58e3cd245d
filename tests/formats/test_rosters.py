import pytest

from hattama.core.vocabulary import AreaKind
from hattama.formats.election_folder import load_election_folder
from hattama.formats.faults import InputFaults
from hattama.formats.mapping import parse_mapping
from hattama.formats.rosters import define_election
from tests.formats.importing_examples import MAPPING
from tests.formats.small_election import ELECTION, changed
from tests.formats.table_files import write_csv, write_xlsx

ROSTER = (
    '[mapping]\nelection = "election.toml"\n\n'
    + MAPPING
    + """
[[roster.level]]
level = "nation"
area_id = { constant = "kz" }
names = { kk = { constant = "Қазақстан" } }

[[roster.level]]
level = "region"
area_id = { column = "region", pad = 2 }
names = { kk = "region name" }

[[roster.level]]
level = "town"
area_id = { join = [{ constant = "t" }, "town"], separator = "-" }
names = { kk = "town" }

[[roster.level]]
level = "precinct"
number = "precinct"
names = { kk = { join = [{ constant = "№" }, "precinct"], separator = " " } }
address = { kk = "address" }
commission = { ru = "commission" }
voters_registered = "registered"
kind = { column = "address", lookup = { "Кеме" = "ship" }, otherwise = { constant = "ordinary" } }
time_zone = { column = "region", lookup = { 2 = "Asia/Qyzylorda" }, otherwise = { constant = "" } }
"""
)

HEADER = [
    *("region", "precinct", "on the list", "took part", "votes A", "votes B"),
    *("region name", "town", "address", "commission", "registered"),
]
FIGURES = ["900", "500", "300", "200"]
ROWS = [
    ["1", "1", *FIGURES, "Абай", "", "Абай  көшесі,\n5", "Комиссия 1", "950"],
    ["1", "2", *FIGURES, "", "Semey", "Кеме", "", ""],
    ["2", "1", *FIGURES, "Ақмола", "", "", "Комиссия 1", "0"],
]


def defined(folder, rows=ROWS, mapping=ROSTER, write=write_csv, name="t.csv"):
    (folder / "election.toml").write_text(ELECTION, encoding="utf-8")
    path = write(folder / name, [HEADER, *rows])
    return define_election(path, folder / "mapping.toml", parse_mapping(mapping.encode(), "mapping.toml"))


def refused(*arguments, **options):
    with pytest.raises(InputFaults) as refusal:
        defined(*arguments, **options)
    return [(fault.file, fault.code, fault.row, fault.field) for fault in refusal.value.faults]


def test_what_is_wrong_with_single_rows_can_be_kept_apart_from_the_roster(tmp_path):
    (tmp_path / "election.toml").write_text(ELECTION, encoding="utf-8")
    rows = [*ROWS, ["1", "3", *FIGURES, "Абай облысы", "", "", "", ""]]
    path, faults = write_csv(tmp_path / "t.csv", [HEADER, *rows]), {}
    mapping = parse_mapping(ROSTER.encode(), "mapping.toml")
    tree = define_election(path, tmp_path / "mapping.toml", mapping, row_faults=faults).areas
    assert ("01-003" in tree, tree.area("01").names["kk"]) == (True, "Абай")
    assert {row: [fault.code for fault in found] for row, found in faults.items()} == {5: ["ROSTER-DIFFERS"]}


def test_areas_come_in_the_order_of_the_rows_each_below_the_one_before(tmp_path):
    tree = defined(tmp_path).areas
    assert [(area.area_id, area.parent_id) for area in tree.areas] == [
        ("kz", None),
        ("01", "kz"),
        ("01-001", "01"),
        ("t-Semey", "01"),
        ("01-002", "t-Semey"),
        ("02", "kz"),
        ("02-001", "02"),
    ]


def test_a_precinct_is_what_its_row_says(tmp_path):
    tree = defined(tmp_path).areas
    first, ship, last = tree.precincts()
    assert first.names["kk"] == "№ 1"
    assert first.address["kk"] == "Абай көшесі, 5"
    assert first.commission["ru"] == "Комиссия 1"
    assert (first.number, first.voters_registered, first.time_zone) == ("1", 950, "Asia/Almaty")
    assert (ship.kind, ship.voters_registered) == (AreaKind.SHIP, None)
    assert (last.kind, last.voters_registered, last.time_zone) == (AreaKind.ORDINARY, 0, "Asia/Qyzylorda")


def test_what_one_row_leaves_empty_another_fills_in(tmp_path):
    rows = [[*ROWS[1][:6], "", *ROWS[1][7:]], ROWS[0], ROWS[2]]
    assert defined(tmp_path, rows).areas.area("01").names["kk"] == "Абай"


def test_rows_that_disagree_about_an_area_are_faults(tmp_path):
    rows = [ROWS[0], [*ROWS[1][:6], "Ақмола", *ROWS[1][7:]], ROWS[2]]
    assert refused(tmp_path, rows) == [("t.csv", "ROSTER-DIFFERS", 3, "name_kk")]


def test_a_town_in_two_regions_is_a_fault(tmp_path):
    rows = [*ROWS[:2], [*ROWS[2][:7], "Semey", *ROWS[2][8:]]]
    assert refused(tmp_path, rows)[0] == ("t.csv", "ROSTER-DIFFERS", 4, "parent_id")


@pytest.mark.parametrize(
    ("index", "cell", "fault"),
    [
        (1, "", ("t.csv", "IMPORT-NOPRECINCT", 2, "")),
        (1, "a b", ("t.csv", "AREA-ID", 2, "area_id")),
        (6, "", ("t.csv", "AREA-NAME", 2, "name_kk")),
        (10, "1 000", ("t.csv", "NUMBER-SPACED", 2, "voters_registered")),
        (8, "x" * 1001, ("t.csv", "TEXT-LONG", 2, "address_kk")),
    ],
)
def test_each_wrong_cell_is_a_fault_at_its_row(tmp_path, index, cell, fault):
    row = [*ROWS[0][:index], cell, *ROWS[0][index + 1 :]]
    assert fault in refused(tmp_path, [row, ROWS[2]])


def test_a_mapping_that_names_no_election_or_no_areas_defines_none(tmp_path):
    assert refused(tmp_path, mapping=MAPPING) == [("mapping.toml", "MAP-ROSTER", 0, "")]
    without = changed(ROSTER, 'election = "election.toml"', "")
    assert refused(tmp_path, mapping=without) == [("mapping.toml", "MAP-ROSTER", 0, "")]


def test_an_election_file_that_is_not_there_is_a_fault(tmp_path):
    other = changed(ROSTER, 'election = "election.toml"', 'election = "elsewhere.toml"')
    assert refused(tmp_path, mapping=other) == [("elsewhere.toml", "FOLDER-FILE", 0, "")]


def test_a_contest_in_an_area_that_no_row_names_is_a_fault(tmp_path):
    assert refused(tmp_path, [ROWS[2]]) == [("election.toml", "ELECTION-AREA", 32, "contest[2].areas")]


def test_a_spreadsheet_defines_the_same_areas(tmp_path):
    text = defined(tmp_path).areas
    book = defined(tmp_path, write=write_xlsx, name="t.xlsx").areas
    assert text.areas == book.areas


def test_the_election_written_as_a_folder_and_read_again_is_the_same(tmp_path):
    first = defined(tmp_path)
    folder = tmp_path / "again"
    folder.mkdir()
    (folder / "election.toml").write_bytes(first.definition_bytes)
    (folder / "areas.csv").write_bytes(first.areas_bytes)
    again = load_election_folder(folder)
    assert (again.election, again.areas) == (first.election, first.areas)
    assert again.areas_bytes == first.areas_bytes


def test_a_rule_pack_beside_the_mapping_is_taken_along(tmp_path):
    (tmp_path / "rulepack.toml").write_bytes(b"[pack]")
    assert defined(tmp_path).rulepack_bytes == b"[pack]"
