"""What the tests of outcomes need: votes in short, vectors from files, rules of Kazakhstan by hand."""

import json
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from hattama.core.norms import Citations
from hattama.core.outcomes import (
    DENOMINATORS,
    ChoiceVotes,
    LoneList,
    Method,
    PartyListRules,
    PresidentRules,
    ReferendumRules,
    Remaining,
    Ruled,
    SingleMandateRules,
    Status,
    TieBreak,
    Votes,
    Winner,
)

VECTORS = Path(__file__).parent / "vectors"


def law(text: str) -> Citations:
    """What a rule rests on, where it does not matter which norm that is."""
    return Citations(document=text)


def vectors(name: str) -> Any:
    """The contents of one file of vectors."""
    return json.loads((VECTORS / name).read_text("utf-8"))


def choices(votes: Mapping[str, int], *, registered: bool = False) -> tuple[ChoiceVotes, ...]:
    """Choices in the order given; registered in that order where asked."""
    return tuple(
        ChoiceVotes(code, number, registered_order=order if registered else None)
        for order, (code, number) in enumerate(votes.items(), start=1)
    )


def votes_for(
    votes: Mapping[str, int], parts: Mapping[str, int] | None = None, *, registered: bool = False
) -> Votes:
    """Votes of a contest from plain numbers."""
    return Votes(choices(votes, registered=registered), parts or {})


def kazakh_lists(threshold: Fraction = Fraction(5, 100), seats: int = 69) -> PartyListRules:
    """Art. 97-1 as the register of requirements states it."""
    return PartyListRules(
        method=Ruled(Method.HARE, law("97-1(1)")),
        seats=Ruled(seats, law("97-1")),
        threshold=Ruled(threshold, law("97-1(1)")),
        threshold_base=Ruled(DENOMINATORS["valid"], law("43(5)")),
        ties=Ruled((TieBreak.REGISTERED_EARLIER,), law("97-1")),
        remaining=Ruled(Remaining.LARGEST_REMAINDER, law("97-1")),
        lone_list=Ruled(LoneList(Fraction(7, 10), 2), law("97-1(2)")),
        against_all=Ruled(True, law("43(4-1)2-1")),
    )


DISTRICT = SingleMandateRules(
    winner=Ruled(Winner.MOST_VOTES, law("9(2)")),
    tie=Ruled(Status.REPEAT, law("95(3)")),
    base=Ruled(DENOMINATORS["valid"], law("43(5)")),
    tie_of_two=Ruled(Status.REPEAT_ELECTION, law("96(1)")),
    sole=Ruled(Status.LAW_IS_SILENT, law("93-2(1)")),
)
PRESIDENT = PresidentRules(
    majority=Ruled(Fraction(1, 2), law("65")),
    base=Ruled(DENOMINATORS["valid"], law("43(5)")),
    leaders=Ruled(2, law("63(1)")),
    second_round_tie=Ruled(Status.REPEAT_ELECTION, law("64(1)")),
    no_majority=Ruled(Status.LAW_IS_SILENT, law("63(1), 64(1)")),
    sole=Ruled(Status.PROLONGED, law("61(1)")),
    second_round=Ruled(Winner.MOST_VOTES, law("65(2)2")),
)
REFERENDUM = ReferendumRules(
    turnout=Ruled(Fraction(1, 2), law("31(2)")),
    turnout_base=Ruled(DENOMINATORS["ballots"], law("31(2)")),
    majority=Ruled(Fraction(1, 2), law("31(3)")),
    base=Ruled(DENOMINATORS["ballots"], law("31(3)"), inferred=True),
    shown=Ruled((DENOMINATORS["for_and_against"], DENOMINATORS["registered"]), law("31(3)")),
    regions_share=Ruled(Fraction(2, 3), law("31(3)")),
)

COUNTS = st.lists(st.integers(0, 2_000_000), min_size=1, max_size=9)
"""Votes of one to nine lists, zero among them."""


@st.composite
def contested(draw: st.DrawFn, most_seats: int = 120) -> tuple[tuple[ChoiceVotes, ...], int]:
    """Lists, registered in a random order, and a number of seats that is not above the votes cast."""
    numbers = draw(COUNTS.filter(any))
    orders = draw(st.permutations(range(1, len(numbers) + 1)))
    lists = tuple(
        ChoiceVotes(f"list_{position}", number, registered_order=order)
        for position, (number, order) in enumerate(zip(numbers, orders, strict=True), start=1)
    )
    return lists, draw(st.integers(1, min(most_seats, sum(numbers))))
