"""How near a referendum is: held to every way to place changed votes in three regions."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from hattama.core.outcomes import Outcome, Status, Votes, decide, margins_of
from hattama.core.outcomes.result import Answer
from hattama.core.outcomes.unaltered import altered
from tests.core.outcomes.samples import REFERENDUM, votes_for
from tests.drawn import examples


@st.composite
def few_answers(draw: st.DrawFn) -> Votes:
    few = st.integers(0, 3)
    areas = tuple(
        (name, votes_for({"for": draw(few), "against": draw(few)}, {"invalid": 1})) for name in "abc"
    )
    return _whole(areas, draw(st.integers(6, 30)))


def answer_of(votes: Votes) -> Answer | None:
    outcome = decide(REFERENDUM, votes)
    assert isinstance(outcome, Outcome)
    return outcome.answer


def _whole(areas: tuple[tuple[str, Votes], ...], registered: int) -> Votes:
    sums = {code: sum(area.choice(code).votes for _, area in areas) for code in ("for", "against")}
    return replace(votes_for(sums, {"invalid": len(areas), "registered": registered}), areas=areas)


def _spread(votes: Votes, steps: Mapping[str, int], number: int) -> Iterator[Votes]:
    """Every way to place so many changed votes in three regions."""
    (_, first), (_, second), (_, third) = votes.areas
    for one, two in product(range(number + 1), repeat=2):
        if one + two <= number:
            changed = (
                (name, altered(area, steps, here))
                for name, area, here in zip(
                    "abc", (first, second, third), (one, two, number - one - two), strict=True
                )
            )
            yield _whole(tuple(changed), votes.parts["registered"])


@examples(10)
@given(few_answers())
def test_no_smaller_change_anywhere_in_the_regions_gives_a_referendum_another_answer(votes: Votes) -> None:
    margins = margins_of(REFERENDUM, votes)
    outcome = decide(REFERENDUM, votes)
    assert isinstance(outcome, Outcome)
    if margins is None:
        assert outcome.status in (Status.NO_VOTES, Status.INCOMPLETE)
        return
    found = {(margin.source, margin.target): margin.votes for margin in margins.every}
    for source, target in [("for", "against"), ("against", "for"), ("", "for"), ("", "against"), ("for", "")]:
        steps = {code: step for code, step in ((source, -1), (target, 1)) if code}
        most = votes.choice(source).votes if source else votes.for_choices
        first = next(
            (
                number
                for number in range(1, most + 1)
                for held in _spread(votes, steps, number)
                if not held.below_zero and answer_of(held) is not outcome.answer
            ),
            None,
        )
        assert found.get((source, target)) == first


def test_a_referendum_is_nearer_by_its_regions_than_by_its_majority() -> None:
    areas = tuple((name, votes_for({"for": 52, "against": 47}, {"invalid": 1})) for name in "abc")
    margins = margins_of(REFERENDUM, _whole(areas, 400))
    assert margins is not None
    assert margins.smallest is not None
    assert (margins.smallest.votes, margins.smallest.source, margins.smallest.target) == (4, "for", "against")
    assert margins.smallest.status is Status.DECIDED
    assert margins.bars[0].moved == 6


def test_of_a_referendum_whose_regions_nobody_tells_nothing_is_said_of_how_near_it_is() -> None:
    told = votes_for(
        {"for": 30, "against": 9}, {"invalid": 1, "registered": 50, "regions_for": 3, "regions": 3}
    )
    assert isinstance(decide(REFERENDUM, told), Outcome)
    assert margins_of(REFERENDUM, told) is None
