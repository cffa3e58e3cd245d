"""A choice on the ballot of some areas only: in election.toml, and in tables read through a mapping."""

from hattama.formats.election_definition import parse_election, render_election
from hattama.formats.importing import collect_protocols, read_protocols
from tests.formats.importing_examples import HEADER, MAPPING, areas, forms, mapped
from tests.formats.small_election import ELECTION, changed
from tests.formats.table_files import write_csv

ONLY_01 = changed(ELECTION, 'code = "b"\n', 'code = "b"\nareas = ["01"]\n')
LONG = """\
[protocol]
area = { join = [{ column = "region", pad = 2 }, { column = "precinct", pad = 3 }], separator = "-" }
contest = { constant = "lists" }

[votes]
choice = "party"
votes = "number"
"""


def imported(folder, rows, mapping=MAPPING, header=HEADER):
    path = write_csv(folder / "t.csv", [header, *rows])
    election = parse_election(ONLY_01.encode(), "election.toml")
    return collect_protocols(read_protocols(path, mapped(mapping), election, areas, forms), "t.csv")


def test_the_areas_of_a_choice_are_read_and_written_again():
    election = parse_election(ONLY_01.encode(), "election.toml")
    assert [choice.areas for choice in election.contest("lists").choices] == [(), ("01",)]
    assert parse_election(render_election(election), "election.toml") == election


def test_a_zero_for_what_is_not_on_the_ballot_is_no_figure_and_a_vote_is_a_fault(tmp_path):
    rows = [["1", "1", "9", "5", "3", "2"], ["1", "2", "9", "5", "3", ""], ["2", "1", "9", "5", "3", "0"]]
    found = {one.protocol.area_id: one.protocol.figures for one in imported(tmp_path, rows).protocols}
    assert [figures.get("votes[b]") for figures in found.values()] == [2, None, None]
    (fault,) = imported(tmp_path, [["2", "1", "9", "5", "3", "4"]]).faults
    assert (fault.code, fault.row, fault.field, fault.found) == ("IMPORT-BALLOT", 2, "votes B", "4")


def test_a_row_for_what_is_not_on_the_ballot_is_the_same(tmp_path):
    header = ["region", "precinct", "party", "number"]
    rows = [["2", "1", "a", "3"], ["2", "1", "b", "0"]]
    (read,) = imported(tmp_path, rows, LONG, header).protocols
    assert read.protocol.figures == {"votes[a]": 3}
    (fault,) = imported(tmp_path, [*rows[:1], ["2", "1", "b", "1"]], LONG, header).faults
    assert (fault.code, fault.row, fault.field) == ("IMPORT-BALLOT", 3, "number")
