"""The made-up earlier election that the demonstration is compared with."""

from hattama.demonstration import comparisons, demonstration_election, earlier_election
from hattama.formats.election_links import parse_comparisons


def test_the_earlier_election_has_the_same_regions_and_districts_and_says_that_it_is_made_up():
    demonstration = demonstration_election(40, 2023)
    earlier = earlier_election(demonstration)
    units = {area.area_id for area in demonstration.areas if not area.is_precinct}
    assert {area.area_id for area in earlier.areas if not area.is_precinct} == units
    assert "made up" in earlier.election.notices[0]["en"]
    links = parse_comparisons(comparisons(demonstration.election), "comparisons.toml", demonstration.election)
    assert {link.election for link in links} == {earlier.election.election_id}
    held = [contest.code for contest in earlier.election.contests]
    assert (
        [link.contest for link in links] == held == [one.code for one in demonstration.election.contests[1:]]
    )
    assert {protocol.contest for protocol in earlier.protocols} == set(held)


def test_every_protocol_of_it_adds_up():
    for protocol in earlier_election(demonstration_election(40, 2023)).protocols:
        figures = protocol.figures
        votes = sum(value for key, value in figures.items() if key.startswith("votes["))
        assert figures["participants"] == votes + figures["against_all"]
        assert figures["participants"] + figures["invalid"] <= figures["ballots_issued"]
