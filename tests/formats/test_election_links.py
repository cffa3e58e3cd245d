"""comparisons.toml: what an election is compared with, held against the election."""

import pytest

from hattama.formats.election_definition import parse_election
from hattama.formats.election_links import Comparison, parse_comparisons
from hattama.formats.faults import InputFaults
from tests.web.tiny_election import ELECTION_TOML

ELECTION = parse_election(ELECTION_TOML, "election.toml")


def test_a_comparison_names_the_election_the_contest_and_choices_that_are_called_otherwise_there():
    data = b"""
[[comparison]]
election = "earlier"
contest = "party"
there = "lists"
choices = { dala = "steppe" }
"""
    (found,) = parse_comparisons(data, "comparisons.toml", ELECTION)
    assert found == Comparison("earlier", "party", "lists", {"dala": "steppe"})
    assert found.choices == {"dala": "steppe"}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('contest = "nothing"', "the election has no “nothing”; it has: party, single"),
        ('contest = "party"\nchoices = { nobody = "x" }', "the election has no “nobody”; it has: dala, ozen"),
        ('contest = "party"\nelectoin = "x"', "unknown key"),
    ],
)
def test_what_the_election_does_not_have_is_refused_by_file_and_row(line: str, said: str):
    with pytest.raises(InputFaults) as refusal:
        data = f'[[comparison]]\nelection = "earlier"\n{line}\n'.encode()
        parse_comparisons(data, "comparisons.toml", ELECTION)
    told = refusal.value.say("en")
    assert told.startswith("comparisons.toml")
    assert said in told


def test_an_election_is_not_compared_with_itself():
    with pytest.raises(InputFaults):
        data = b'[[comparison]]\nelection = "tiny"\ncontest = "party"\n'
        parse_comparisons(data, "comparisons.toml", ELECTION)
