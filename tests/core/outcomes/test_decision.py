"""One door: every kind of rules leads to its own."""

import pytest

from hattama.core.outcomes import ContestRules, decide
from tests.core.outcomes.samples import DISTRICT, PRESIDENT, REFERENDUM, kazakh_lists, votes_for

REFERENDUM_VOTES = votes_for(
    {"for": 60, "against": 30}, {"invalid": 0, "registered": 100, "regions_for": 17, "regions": 17}
)
VOTES = votes_for({"a": 100, "b": 50})


@pytest.mark.parametrize(
    ("rules", "kind"),
    [
        (kazakh_lists(), "party_list"),
        (DISTRICT, "single_mandate"),
        (PRESIDENT, "president"),
        (REFERENDUM, "referendum"),
    ],
)
def test_each_kind_of_rules_gives_an_outcome_of_its_kind(rules: ContestRules, kind: str) -> None:
    votes = REFERENDUM_VOTES if kind == "referendum" else VOTES
    assert decide(rules, votes).kind == rules.kind == kind


def test_seats_reach_the_door_that_knows_them() -> None:
    assert sum(decide(kazakh_lists(), VOTES, seats=5).seats.values()) == 5
