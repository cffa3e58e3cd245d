"""The made-up earlier election that the demonstration is compared with."""

from hattama.demonstration import COMPARISONS, demonstration_election, earlier_election
from hattama.formats.election_links import parse_comparisons


def test_the_earlier_election_has_the_same_regions_and_districts_and_says_that_it_is_made_up():
    demonstration = demonstration_election(40, 2023)
    earlier = earlier_election(demonstration)
    units = {area.area_id for area in demonstration.areas if not area.is_precinct}
    assert {area.area_id for area in earlier.areas if not area.is_precinct} == units
    assert "made up" in earlier.election.notices[0]["en"]
    (link,) = parse_comparisons(COMPARISONS, "comparisons.toml", demonstration.election)
    assert link.election == earlier.election.election_id


def test_every_protocol_of_it_adds_up():
    for protocol in earlier_election(demonstration_election(40, 2023)).protocols:
        figures = protocol.figures
        votes = sum(value for key, value in figures.items() if key.startswith("votes["))
        assert figures["participants"] == votes + figures["against_all"]
        assert figures["participants"] + figures["invalid"] <= figures["ballots_issued"]
