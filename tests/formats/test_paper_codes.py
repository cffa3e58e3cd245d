"""[paper_codes] of election.toml: when the codes on paper are good."""

import pytest

from hattama.core.vocabulary import PaperCodes
from hattama.formats.election_definition import parse_election, render_election
from hattama.formats.faults import InputFaults
from tests.formats.small_election import ELECTION


def with_codes(text: str) -> bytes:
    return f"{ELECTION}\n[paper_codes]\n{text}".encode()


def test_left_out_they_are_good_from_the_first_minute_of_polling_day_for_three_days() -> None:
    election = parse_election(ELECTION.encode(), "election.toml")
    assert election.paper_codes == PaperCodes(days_before=0, hour=0, valid_hours=72)
    assert b"paper_codes" not in render_election(election)


def test_what_the_election_says_comes_through_and_back() -> None:
    election = parse_election(with_codes("days_before = 1\nhour = 18\nvalid_hours = 30\n"), "election.toml")
    assert election.paper_codes == PaperCodes(1, 18, 30)
    assert parse_election(render_election(election), "election.toml") == election


@pytest.mark.parametrize(
    ("slip", "field"),
    [
        ("hour = 24", "hour"),
        ("hour = -1", "hour"),
        ("days_before = 31", "days_before"),
        ("valid_hours = 0", "valid_hours"),
        ("valid_hours = 721", "valid_hours"),
        ("hours = 7", "hours"),
    ],
)
def test_a_number_out_of_its_bounds_or_a_misspelt_key_is_refused_by_name(slip: str, field: str) -> None:
    with pytest.raises(InputFaults) as refused:
        parse_election(with_codes(slip), "election.toml")
    assert any(field in fault.field for fault in refused.value.faults)
