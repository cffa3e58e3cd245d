"""The earlier elections that the demonstration is compared with."""

import pytest

from hattama.demonstration import comparisons, demonstration_election, earlier_elections
from hattama.demonstration.published import PRECINCTS, VOTES_2021
from hattama.formats.election_links import parse_comparisons

DEMONSTRATION = demonstration_election(40, 2023)


def test_the_earlier_elections_have_the_same_regions_and_districts_and_say_what_is_made_up_in_them():
    units = {area.area_id for area in DEMONSTRATION.areas if not area.is_precinct}
    for earlier in earlier_elections(DEMONSTRATION):
        assert {area.area_id for area in earlier.areas if not area.is_precinct} == units
        assert "made up" in earlier.election.notices[0]["en"]
        assert {protocol.contest for protocol in earlier.protocols} == {
            contest.code for contest in earlier.election.contests
        }


def test_the_scale_is_told_of_the_votes_and_not_of_stations_that_the_earlier_election_has_not():
    lists, _ = earlier_elections(DEMONSTRATION)
    assert len(lists.election.notices) == 2
    assert "votes are 40/10,223 of those published" in lists.election.notices[1]["en"]
    assert "голосов 40/10\u00a0223 от опубликованных" in lists.election.notices[1]["ru"]


def test_each_contest_of_the_demonstration_is_compared_with_itself_in_one_of_them():
    election = DEMONSTRATION.election
    links = parse_comparisons(comparisons(election), "comparisons.toml", election)
    held = {
        contest.code: earlier.election.election_id
        for earlier in earlier_elections(DEMONSTRATION)
        for contest in earlier.election.contests
    }
    assert [(link.contest, link.election) for link in links] == [
        (contest.code, held[contest.code]) for contest in election.contests
    ]


@pytest.mark.parametrize("precincts", [1, 40, 300])
def test_the_party_lists_of_2021_have_the_published_votes_in_proportion(precincts):
    lists, _ = earlier_elections(demonstration_election(precincts, 7))
    for code, votes in VOTES_2021.items():
        found = sum(protocol.figures[f"votes[{code}]"] for protocol in lists.protocols)
        assert found == round(votes * precincts / PRECINCTS)


def test_every_protocol_of_them_adds_up():
    for earlier in earlier_elections(DEMONSTRATION):
        for protocol in earlier.protocols:
            figures = protocol.figures
            votes = sum(value for key, value in figures.items() if key.startswith("votes["))
            assert figures["participants"] == votes + figures.get("against_all", 0)
            assert figures["participants"] + figures["invalid"] <= figures["ballots_issued"]
            assert figures["ballots_issued"] <= figures["voters_listed"]
