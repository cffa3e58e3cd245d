"""The balance: how many precincts and votes stand under each state, up the map, and against the margin."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from hattama.core.cards.criteria import Card, State, state_of
from hattama.core.outcomes import Margin, Margins
from hattama.core.vocabulary import Tally


class Weighed(NamedTuple):
    """What a balance takes of a card: the state of the whole and of each criterion, votes and voters."""

    state: State
    answers: tuple[State, ...]
    votes: int | None
    voters: int | None

    @classmethod
    def by(cls, answers: tuple[State, ...], votes: int | None, voters: int | None) -> Weighed:
        """What it takes of a card with these answers."""
        return cls(state_of(answers), answers, votes, voters)

    @classmethod
    def of(cls, card: Card) -> Weighed:
        """What it takes of this card."""
        return cls.by(tuple(one.state for one in card.answers), card.votes, card.voters)


_NOTHING: Final = Tally()


@dataclass(slots=True)
class Stand:
    """Precincts under one state, the votes counted there, and the most votes they may be about.

    Tallies say of how many precincts they are made: a precinct without a number is missing, not zero.
    """

    precincts: int = 0
    votes: Tally = _NOTHING
    voters: Tally = _NOTHING

    def take(self, more: Stand) -> None:
        """Count other precincts, too."""
        self.precincts += more.precincts
        self.votes = _together(self.votes, more.votes)
        self.voters = _together(self.voters, more.voters)

    def facts(self) -> dict[str, Any]:
        """The numbers as files state them."""
        return {
            "precincts": self.precincts,
            "votes": self.votes.known(),
            "without_votes": self.precincts - self.votes.contributors,
            "voters": self.voters.known(),
            "without_voters": self.precincts - self.voters.contributors,
        }


def _together(one: Tally, other: Tally) -> Tally:
    return Tally(one.total + other.total, one.contributors + other.contributors)


Stands = dict[State, Stand]


def _stands() -> Stands:
    return {state: Stand() for state in State}


@dataclass(slots=True)
class Balance:
    """One contest in one area: under the states of whole cards, and of each criterion."""

    overall: Stands = field(default_factory=_stands)
    by_criterion: dict[str, Stands] = field(default_factory=dict)

    def take(self, criteria: Iterable[str], weighed: Weighed) -> None:
        """Count the card of one more precinct; `criteria` are those of its answers, in their order."""
        one = Stand(1, _NOTHING.plus(weighed.votes), _NOTHING.plus(weighed.voters))
        self.take_alike(criteria, weighed, one)

    def take_alike(self, criteria: Iterable[str], weighed: Weighed, alike: Stand) -> None:
        """Count precincts whose cards stand as this one does."""
        self.overall[weighed.state].take(alike)
        for code, state in zip(criteria, weighed.answers, strict=True):
            self.by_criterion.setdefault(code, _stands())[state].take(alike)

    @property
    def precincts(self) -> int:
        """How many precincts were counted."""
        return sum(stand.precincts for stand in self.overall.values())


class Doubt(NamedTuple):
    """Votes in doubt: `votes` counted there, `most` that it may be about (None: not known of all)."""

    votes: int
    most: int | None


def doubt_of(stands: Mapping[State, Stand], states: Iterable[State]) -> Doubt:
    """The votes that stand under these states together.

    Of a precinct without a protocol every voter on its list may have voted; where no list is known there is
    no bound at all.
    """
    chosen = [stands[state] for state in states]
    is_known = all(stand.voters.contributors == stand.precincts for stand in chosen)
    most = sum(stand.voters.total for stand in chosen)
    return Doubt(sum(stand.votes.total for stand in chosen), most if is_known else None)


class Reach(NamedTuple):
    """Whether votes in doubt reach the smallest change that alters the outcome.

    `margin` is that change; None where no change of one kind alters it. `could`: there are as many in doubt.
    """

    doubt: Doubt
    margin: Margin | None

    @property
    def could(self) -> bool:
        """Whether so many votes, changed, could give another outcome."""
        if self.margin is None:
            return False
        return self.doubt.most is None or self.doubt.most >= self.margin.votes


IN_DOUBT: Final = (State.CONTRADICTED, State.OPEN)


def reach_of(stands: Mapping[State, Stand], margins: Margins, states: Iterable[State] = IN_DOUBT) -> Reach:
    """The votes under `states` beside the smallest change that alters the outcome.

    A voter's vote changes at most once, and each comparison of the rules turns cheapest by one kind of change
    between one pair of piles (`outcomes.margins`): fewer votes than the smallest cannot alter anything.
    """
    return Reach(doubt_of(stands, states), margins.smallest)


def seat_at_stake(margins: Margins) -> tuple[str, int] | None:
    """The seat that the smallest change takes away: whose it is, and which of theirs; None where it takes
    none of a list."""
    margin = margins.smallest
    lost = next((code for code, change in margin.seats if change < 0), None) if margin else None
    return None if lost is None else (lost, margins.outcome.line(lost).seats)
