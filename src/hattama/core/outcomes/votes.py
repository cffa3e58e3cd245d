"""What an outcome is decided from: the votes for each choice, and whatever else was counted beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from hattama.core.vocabulary import NO_WORDS, Choice, Contest, Count, Words

AGAINST_ALL = "against_all"
BOTH_MARKED = "both_marked"
INVALID = "invalid"
BALLOTS_FOUND = "ballots_found"
REGISTERED = "registered"
REGIONS_FOR = "regions_for"
REGIONS = "regions"

PARTS = (AGAINST_ALL, BOTH_MARKED, INVALID, BALLOTS_FOUND, REGISTERED, REGIONS_FOR, REGIONS)
"""What may be counted beside the choices.

`ballots_found` is every ballot in the boxes; `regions_for` the number of regions in which a majority was for,
as a commission reports it where it does not publish the figures themselves; `regions` how many there are.
"""

_NOTHING: Mapping[str, int] = MappingProxyType({})


class ChoiceGivenTwice(ValueError):
    """The same choice stands twice; whichever figure one took would be a guess."""


class UnknownPart(ValueError):
    """A pile that no rule knows of; the message names it."""


class Left(StrEnum):
    """When a choice ceased to stand, by its own wish or struck."""

    BEFORE_VOTE = "before_vote"
    AFTER_VOTE = "after_vote"


@dataclass(frozen=True, slots=True)
class ChoiceVotes:
    """The votes of one list, candidate or answer.

    `registered_order`: 1 for the choice registered first; None when unknown. `group` is the class of
    choices whose threshold differs (independents, national minorities); empty for ordinary ones. One that has
    `left` keeps its votes, which count in the whole, and wins nothing. `is_given`: whether anybody gave a
    figure; where nobody did, `votes` is 0 for the rules alone, and no reader is told a number. `persons` are
    those of a list, in its order, with their own votes. `lot`: its place in the order that a lot drew.
    """

    code: str
    votes: int
    names: Words = NO_WORDS
    registered_order: int | None = None
    group: str = ""
    left: Left | None = None
    is_given: bool = True
    persons: tuple[ChoiceVotes, ...] = ()
    lot: int | None = None

    @property
    def title(self) -> Words:
        """The names, or the code where there are none."""
        return self.names if len(self.names) else Words.of({"und": self.code})

    @property
    def count(self) -> Count:
        """The votes, or None where nobody gave a figure."""
        return self.votes if self.is_given else None


@dataclass(frozen=True, slots=True)
class Votes:
    """All votes of one contest, in ballot order.

    `parts` holds what was counted beside the choices (see `PARTS`); a part that is absent was not
    given, which is not zero. `areas` are the same votes by region, for rules that count regions: all regions
    of the election, those of which nothing is known yet among them.
    Sums of broken protocols may be of any size, and a part that is a difference less than nothing: whether
    an outcome follows from them is for `decide` to say.
    """

    choices: tuple[ChoiceVotes, ...]
    parts: Mapping[str, int] = field(default_factory=dict)
    areas: tuple[tuple[str, Votes], ...] = ()

    def __post_init__(self) -> None:
        known: set[str] = set()
        for choice in self.choices:
            if choice.code in known:
                raise ChoiceGivenTwice(choice.code)
            known.add(choice.code)
        for part in self.parts:
            if part not in PARTS:
                raise UnknownPart(part)

    @property
    def for_choices(self) -> int:
        """The sum of the votes for all choices."""
        return sum(choice.votes for choice in self.choices)

    @property
    def on_ballot(self) -> tuple[ChoiceVotes, ...]:
        """The choices that people could elect: all but those that had left before the vote."""
        return tuple(choice for choice in self.choices if choice.left is not Left.BEFORE_VOTE)

    @property
    def standing(self) -> tuple[ChoiceVotes, ...]:
        """The choices that still stand."""
        return tuple(choice for choice in self.choices if choice.left is None)

    @property
    def below_zero(self) -> bool:
        """Whether something counted, here or in a region, is less than nothing."""
        named = [one for choice in self.choices for one in (choice, *choice.persons)]
        own = [*(one.votes for one in named), *self.parts.values()]
        return min(own, default=0) < 0 or any(area.below_zero for _, area in self.areas)

    def part(self, name: str) -> Count:
        """What was counted under `name`, or None where it was not given."""
        return self.parts.get(name)

    def choice(self, code: str) -> ChoiceVotes:
        """The votes of the choice with this code; KeyError when there is none such."""
        for choice in self.choices:
            if choice.code == code:
                return choice
        raise KeyError(code)


def votes_of(contest: Contest, by_choice: Mapping[str, int], parts: Mapping[str, int] = _NOTHING) -> Votes:
    """The votes of a contest of an election; a choice or person that is not in `by_choice` is not given."""
    return Votes(tuple(_votes_for(choice, by_choice) for choice in contest.choices), parts)


def _votes_for(choice: Choice, by_choice: Mapping[str, int]) -> ChoiceVotes:
    return ChoiceVotes(
        choice.code,
        by_choice.get(choice.code, 0),
        choice.names,
        choice.registered_order,
        left=_left(choice),
        is_given=choice.code in by_choice,
        persons=tuple(_votes_for(person, by_choice) for person in choice.persons),
        lot=choice.lot,
    )


def _left(choice: Choice) -> Left | None:
    if choice.withdrawn is None:
        return None
    return Left.AFTER_VOTE if choice.withdrawn.after_vote else Left.BEFORE_VOTE
