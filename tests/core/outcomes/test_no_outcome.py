"""Whatever protocols add up to, rules give an outcome or a reason with a sentence: never an exception."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hattama.core.outcomes import (
    DENOMINATORS,
    PARTS,
    ChoiceVotes,
    ContestRules,
    NoOutcome,
    Outcome,
    Reason,
    Ruled,
    Status,
    Votes,
    decide,
)
from hattama.core.outcomes.president import decide_president
from hattama.formats.outcome_rules import parse_outcome_rules
from hattama.phrases.of_rooms.outcome_documents import outcome_document
from hattama.phrases.of_rooms.outcomes import say_outcome
from hattama.rulepacks import read_rulepack, rulepack_ids
from tests.core.outcomes.samples import PRESIDENT, REFERENDUM, kazakh_lists, law, votes_for

EVERY_RULES = [
    rules
    for pack_id in rulepack_ids()
    for rules in parse_outcome_rules(read_rulepack(pack_id), pack_id).rules.values()
]
NUMBERS = st.sampled_from([-1, 0, 1, 2, 2**53 - 1, 2**53, 10**18]) | st.integers(0, 10**7)
PILES = st.dictionaries(st.sampled_from(PARTS), NUMBERS)


def _votes(codes: tuple[str, ...]) -> st.SearchStrategy[Votes]:
    choices = st.tuples(*(NUMBERS.map(lambda n, code=code: ChoiceVotes(code, n)) for code in codes))
    return st.builds(Votes, choices, PILES)


CODES = st.sampled_from([(), ("a",), ("a", "b", "c"), ("for", "against")])
VOTES = CODES.flatmap(
    lambda codes: st.builds(
        lambda whole, areas: replace(
            whole, areas=tuple((f"R{place}", area) for place, area in enumerate(areas))
        ),
        _votes(codes),
        st.lists(_votes(codes), max_size=3),
    )
)


@given(st.sampled_from(EVERY_RULES), VOTES, st.none() | st.integers(0, 20_000))
def test_every_rule_gives_any_votes_an_outcome_or_a_reason(
    rules: ContestRules, votes: Votes, seats: int | None
) -> None:
    decided = decide(rules, votes, seats=seats)
    for language in (None, "kk", "ru", "en"):
        told = outcome_document(decided, language)
        assert (told["status"] is None) == isinstance(decided, NoOutcome)
        assert json.loads(json.dumps(told)) == told
    if isinstance(decided, Outcome):
        assert say_outcome(decided, "kk")


@pytest.mark.parametrize(
    ("rules", "votes", "reason"),
    [
        (None, votes_for({"a": 1}), Reason.NO_RULES),
        (kazakh_lists(), votes_for({"a": 1}, {"against_all": -1}), Reason.BELOW_ZERO),
        (kazakh_lists(seats=0), votes_for({"a": 1}), Reason.NO_SEATS),
        (kazakh_lists(seats=2), votes_for({"a": 1}), Reason.FEW_VOTES),
        (REFERENDUM, votes_for({"a": 1}), Reason.OTHER_ANSWERS),
    ],
)
def test_each_reason_is_given_where_it_holds(
    rules: ContestRules | None, votes: Votes, reason: Reason
) -> None:
    decided = decide(rules, votes)
    assert isinstance(decided, NoOutcome)
    assert decided.reason is reason


@pytest.mark.parametrize(("whole", "part"), [("registered", "registered"), ("ballots", "ballots_found")])
def test_a_whole_of_none_beside_votes_is_not_known(whole: str, part: str) -> None:
    rules = replace(PRESIDENT, base=Ruled(DENOMINATORS[whole], law("x")))
    assert decide_president(rules, votes_for({"a": 3}, {part: 0})).status is Status.INCOMPLETE
