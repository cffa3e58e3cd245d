"""Plurality, majority, referendum: each against a second, tiny implementation; what must change nothing."""

import random
from collections.abc import Mapping
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from hattama.core.outcomes import ContestRules, Outcome, Status, Votes, decide
from hattama.core.outcomes.president import decide_president
from hattama.core.outcomes.referendum import decide_referendum
from hattama.core.outcomes.result import Answer
from hattama.core.outcomes.single_mandate import decide_single_mandate
from tests.core.outcomes.samples import DISTRICT, PRESIDENT, REFERENDUM, votes_for

NAMES = "abcdef"
SMALL = st.integers(0, 40)
VOTES = st.lists(SMALL, min_size=1, max_size=6).map(lambda numbers: dict(zip(NAMES, numbers, strict=False)))
PARTS = st.fixed_dictionaries({}, optional={"against_all": SMALL, "invalid": SMALL})
# Few votes, so that exact halves, which decide nothing, are met often.
FEW = st.integers(0, 6)
ANSWERS = st.fixed_dictionaries({"for": FEW, "against": FEW})
BALLOTS = st.fixed_dictionaries({"both_marked": FEW, "invalid": FEW, "registered": st.integers(1, 30)})
FOR, EVEN, AGAINST, NOTHING = ({"for": yes, "against": no} for yes, no in ((2, 1), (1, 1), (1, 2), (0, 0)))
AREAS = st.integers(0, 17).flatmap(
    lambda won: st.lists(st.sampled_from((EVEN, AGAINST, NOTHING)), min_size=17 - won, max_size=17 - won).map(
        lambda others: [FOR] * won + others
    )
)

Said = tuple[Status, frozenset[str], frozenset[str], Answer | None]


def said(outcome: Outcome) -> Said:
    return outcome.status, frozenset(outcome.elected), frozenset(outcome.contenders), outcome.answer


def plurality(votes: Mapping[str, int]) -> Said:
    """The most votes win; a shared first place is repeated, of two on the ballot by a new election."""
    if not any(votes.values()):
        return Status.NO_VOTES, frozenset(), frozenset(), None
    if len(votes) == 1:
        return Status.LAW_IS_SILENT, frozenset(), frozenset(votes), None
    best = [code for code in votes if all(votes[code] >= other for other in votes.values())]
    if len(best) == 1:
        return Status.DECIDED, frozenset(best), frozenset(), None
    status = Status.REPEAT if len(votes) > 2 else Status.REPEAT_ELECTION
    return status, frozenset(), frozenset(best), None


def first_round(votes: Mapping[str, int], against_all: int) -> Said:
    """More than half of those who took part, else the two leaders; a shared second place is a gap."""
    took_part = sum(votes.values()) + against_all
    if not any(votes.values()):
        return Status.NO_VOTES, frozenset(), frozenset(), None
    if len(votes) == 1:
        return Status.PROLONGED, frozenset(), frozenset(votes), None
    elected = frozenset(code for code, number in votes.items() if 2 * number > took_part)
    if elected:
        return Status.DECIDED, elected, frozenset(), None
    if len(votes) == 2:
        return Status.LAW_IS_SILENT, frozenset(), frozenset(), None
    standing = [code for code, number in votes.items() if number]
    onward = frozenset(
        code for code in standing if sum(votes[other] >= votes[code] for other in standing) <= 2
    )
    if len(onward) == 2:
        return Status.SECOND_ROUND, frozenset(), onward, None
    return Status.LAW_IS_SILENT, frozenset(), onward, None


@given(VOTES)
def test_a_district_agrees_with_a_second_implementation(votes: dict[str, int]) -> None:
    assert said(decide_single_mandate(DISTRICT, votes_for(votes))) == plurality(votes)


@given(VOTES, SMALL)
def test_a_first_round_agrees_with_a_second_implementation(votes: dict[str, int], against_all: int) -> None:
    outcome = decide_president(PRESIDENT, votes_for(votes, {"against_all": against_all}))
    expected = first_round(votes, against_all)
    assert outcome.status is expected[0]
    assert frozenset(outcome.elected) == expected[1]
    if outcome.status is Status.SECOND_ROUND:
        assert frozenset(outcome.contenders) == expected[2]


@given(ANSWERS, BALLOTS, AREAS)
def test_a_referendum_agrees_with_a_second_implementation(
    answers: dict[str, int], parts: dict[str, int], areas: list[dict[str, int]]
) -> None:
    regions = tuple(
        (f"R{n}", votes_for(area, {"invalid": 0, "both_marked": 0})) for n, area in enumerate(areas)
    )
    whole = votes_for(answers, parts)
    outcome = decide_referendum(REFERENDUM, Votes(whole.choices, whole.parts, regions))
    took_part = sum(answers.values()) + parts["both_marked"] + parts["invalid"]
    won = sum(2 * area["for"] > sum(area.values()) for area in areas)
    unknown = sum(not any(area.values()) for area in areas)
    if not any(answers.values()):
        assert outcome.status is Status.NO_VOTES
    elif 2 * took_part <= parts["registered"]:
        assert outcome.answer is Answer.NOT_HELD
    elif 2 * answers["for"] <= took_part or won + unknown < 12:
        assert outcome.answer is Answer.NOT_ADOPTED
    elif won >= 12:
        assert outcome.answer is Answer.ADOPTED
    else:
        assert (outcome.status, outcome.answer) == (Status.INCOMPLETE, None)


@given(VOTES, PARTS, st.sampled_from((DISTRICT, PRESIDENT)), st.randoms(use_true_random=False))
def test_the_order_in_which_candidates_stand_changes_nothing(
    votes: dict[str, int], parts: dict[str, int], rules: ContestRules, chance: random.Random
) -> None:
    codes = list(votes)
    chance.shuffle(codes)
    shuffled = {code: votes[code] for code in codes}
    assert said(decide(rules, votes_for(shuffled, parts))) == said(decide(rules, votes_for(votes, parts)))


@given(VOTES, PARTS, st.sampled_from((DISTRICT, PRESIDENT)), st.permutations(NAMES))
def test_another_name_for_the_same_votes_changes_the_name_alone(
    votes: dict[str, int], parts: dict[str, int], rules: ContestRules, names: list[str]
) -> None:
    other = dict(zip(NAMES, names, strict=True))
    renamed = {other[code]: number for code, number in votes.items()}
    status, elected, contenders, answer = said(decide(rules, votes_for(votes, parts)))
    expected = (status, {other[c] for c in elected}, {other[c] for c in contenders}, answer)
    assert said(decide(rules, votes_for(renamed, parts))) == expected


@given(VOTES, PARTS, st.sampled_from((DISTRICT, PRESIDENT)), st.integers(2, 1000))
def test_as_many_times_the_votes_give_the_same_result(
    votes: dict[str, int], parts: dict[str, int], rules: ContestRules, times: int
) -> None:
    more = votes_for(_times(votes, times), _times(parts, times))
    assert said(decide(rules, more)) == said(decide(rules, votes_for(votes, parts)))


@given(ANSWERS, BALLOTS, st.integers(2, 1000))
def test_as_many_times_the_ballots_give_the_same_answer(
    answers: dict[str, int], parts: dict[str, int], times: int
) -> None:
    once = decide_referendum(REFERENDUM, votes_for(answers, parts))
    more = decide_referendum(REFERENDUM, votes_for(_times(answers, times), _times(parts, times)))
    assert said(more) == said(once)
    shares = [[one.share and one.share.fraction for one in outcome.conclusions] for outcome in (once, more)]
    assert shares[0] == shares[1]
    assert all(share is None or isinstance(share, Fraction) for share in shares[0])


def _times(numbers: Mapping[str, int], times: int) -> dict[str, int]:
    return {code: number * times for code, number in numbers.items()}
