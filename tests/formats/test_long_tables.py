import pytest

from tests.formats.importing_examples import imported, said
from tests.formats.small_election import changed
from tests.formats.test_mapping import LONG

HEADER = ["area", "party", "votes"]
NAMED = LONG + '\n[choices]\na = "Party A"\nb = "Party B"\n'


def long(folder, rows, mapping=LONG, header=HEADER):
    return imported(folder, rows, mapping, header)


def test_rows_that_follow_one_another_become_one_protocol(tmp_path):
    rows = [["01-001", "Listed", "9"], ["01-001", "a", "3"], ["01-001", "b", "0"], ["01-002", "b", "5"]]
    first, second = long(tmp_path, rows).protocols
    assert (first.row, first.protocol.figures) == (2, {"listed": 9, "votes[a]": 3, "votes[b]": 0})
    assert (second.row, second.protocol.figures) == (5, {"votes[b]": 5})


def test_choices_may_be_called_by_the_names_of_the_table(tmp_path):
    rows = [["01-001", "Party A", "3"], ["01-001", "Party B", "4"]]
    (only,) = long(tmp_path, rows, NAMED).protocols
    assert only.protocol.figures == {"votes[a]": 3, "votes[b]": 4}


def test_a_missing_number_of_votes_is_missing(tmp_path):
    (only,) = long(tmp_path, [["01-001", "a", ""], ["01-001", "b", "4"]]).protocols
    assert only.protocol.figures == {"votes[b]": 4}


def test_figures_may_stand_in_every_row_if_they_agree(tmp_path):
    mapping = changed(LONG, "[votes]", '[figures]\nparticipants = "took part"\n[votes]')
    header = [*HEADER, "took part"]
    rows = [["01-001", "a", "3", "7"], ["01-001", "b", "4", ""]]
    (only,) = long(tmp_path, rows, mapping, header).protocols
    assert only.protocol.figures == {"participants": 7, "votes[a]": 3, "votes[b]": 4}
    rows.reverse()
    (only,) = long(tmp_path, rows, mapping, header).protocols
    assert only.protocol.figure("participants") == 7
    rows.reverse()
    result = long(tmp_path, [rows[0], ["01-001", "b", "4", "x"]], mapping, header)
    assert said(result) == [("NUMBER-TEXT", 3, "took part")]
    result = long(tmp_path, [rows[0], ["01-001", "b", "4", "8"]], mapping, header)
    assert said(result) == [("IMPORT-DIFFERS", 3, "participants")]
    assert (result.faults[0].found, result.faults[0].expected) == ("8", "7")


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (["01-001", "c", "1"], ("IMPORT-CHOICE", 3, "")),
        (["01-001", "", "1"], ("IMPORT-CHOICE", 3, "")),
        (["01-001", "a", "1"], ("IMPORT-AGAIN", 3, "votes[a]")),
        (["01-001", "a", ""], ("IMPORT-AGAIN", 3, "votes[a]")),
        (["01-001", "b", "1.0"], ("NUMBER-ZERO", 3, "votes")),
    ],
)
def test_a_faulty_row_makes_the_whole_protocol_faulty(tmp_path, row, fault):
    result = long(tmp_path, [["01-001", "a", "3"], row, ["01-002", "a", "4"]])
    assert said(result) == [fault]
    assert [one.protocol.area_id for one in result.protocols] == ["01-002"]


def test_a_protocol_whose_rows_do_not_stand_together_is_told_as_coming_twice(tmp_path):
    rows = [["01-001", "a", "3"], ["01-002", "a", "4"], ["01-001", "b", "5"]]
    result = long(tmp_path, rows)
    assert said(result) == [("IMPORT-TWICE", 2, ""), ("IMPORT-TWICE", 4, "")]
    assert [one.protocol.area_id for one in result.protocols] == ["01-002"]


@pytest.mark.parametrize("stranger", [["01-009", "b", "5"], ["01-001", "b"], ["", "b", "5"]])
def test_half_a_protocol_is_never_taken_for_a_whole_one(tmp_path, stranger):
    rows = [["01-001", "a", "3"], stranger, ["01-001", "b", "4"]]
    result = long(tmp_path, rows)
    assert result.protocols == ()
    assert [code for code, _, _ in said(result)].count("IMPORT-TWICE") == 2


def test_an_unknown_precinct_is_told_and_its_rows_are_one(tmp_path):
    rows = [["01-009", "a", "3"], ["01-009", "b", "5"], ["01-002", "a", "4"]]
    result = long(tmp_path, rows)
    assert said(result) == [("IMPORT-UNKNOWN", 2, "")]
    assert len(result.protocols) == 1
