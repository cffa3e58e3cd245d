import pytest

from hattama.core.protocols import Protocol
from hattama.core.protocols.protocol import FigureGivenAndIllegible, FigureOutOfRange


def test_blank_and_zero_are_two_things():
    paper = Protocol("001", "party_list", {"invalid": 0})
    assert paper.figure("invalid") == 0
    assert paper.figure("participants") is None


def test_rows_of_a_repeated_line_are_given_by_their_names():
    paper = Protocol("001", "party_list", {"votes[a]": 1, "votes[b]": 0, "votes_total[a]": 5, "votes": 9})
    assert paper.rows("votes") == {"a": 1, "b": 0}
    assert paper.rows("papers") == {}


@pytest.mark.parametrize("value", [-1, 2**53])
def test_no_paper_gives_a_negative_number_or_one_beyond_all_counting(value):
    with pytest.raises(FigureOutOfRange):
        Protocol("001", "party_list", {"invalid": value})


def test_the_largest_number_that_a_log_entry_carries_is_accepted():
    assert Protocol("001", "party_list", {"invalid": 2**53 - 1}).figure("invalid") == 2**53 - 1


def test_a_figure_is_given_or_illegible_but_not_both():
    with pytest.raises(FigureGivenAndIllegible, match="invalid"):
        Protocol("001", "party_list", {"invalid": 1}, frozenset({"invalid"}))
