"""The life of a protocol as one table: in which state which deed leads where, and who may do it.

The table is asked by the functions of `life`, drives their tests, and draws docs/commission/life.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from hattama.core.protocols.life_states import (
    Annulled,
    Confirmed,
    Corrected,
    EnteredOnce,
    EnteredTwice,
    EntriesDiffer,
    Expected,
    Published,
    Recounted,
    State,
    UnderInvestigation,
)

StateType = type[State]


class LifeDeed(StrEnum):
    """What can happen to a protocol."""

    ENTER = "enter"
    IMPORT = "import"
    RETYPE = "retype"
    END_ROUNDS = "end_rounds"
    DECIDE = "decide"
    CONFIRM = "confirm"
    PUBLISH = "publish"
    OPEN_INVESTIGATION = "open_investigation"
    CLOSE_INVESTIGATION = "close_investigation"
    CORRECT = "correct"
    RECOUNT = "recount"
    ANNUL = "annul"


class Who(StrEnum):
    """Who may do it, beside the rights of their role."""

    ANYBODY = "anybody"
    NOT_THE_FIRST = "not_the_first"
    ONE_OF_THE_TWO = "one_of_the_two"
    NOBODY_WHO_ENTERED = "nobody_who_entered"
    NOBODY_WHO_ENTERED_OR_THE_RULE = "nobody_who_entered_or_the_rule"
    THE_LOG = "the_log"
    OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class Transition:
    """In `state`, `deed` done by `who` leads to one of `to`."""

    state: StateType
    deed: LifeDeed
    to: tuple[StateType, ...]
    who: Who


def _changes(state: StateType) -> tuple[Transition, ...]:
    return (
        Transition(state, LifeDeed.CORRECT, (Corrected,), Who.NOBODY_WHO_ENTERED),
        Transition(state, LifeDeed.RECOUNT, (Recounted,), Who.NOBODY_WHO_ENTERED),
    )


def _standing(state: StateType) -> tuple[Transition, ...]:
    return (
        Transition(state, LifeDeed.OPEN_INVESTIGATION, (UnderInvestigation,), Who.ANYBODY),
        *_changes(state),
        Transition(state, LifeDeed.ANNUL, (Annulled,), Who.NOBODY_WHO_ENTERED),
    )


TRANSITIONS: Final[tuple[Transition, ...]] = (
    Transition(Expected, LifeDeed.ENTER, (EnteredOnce,), Who.ANYBODY),
    Transition(Expected, LifeDeed.IMPORT, (Published,), Who.OPERATOR),
    Transition(EnteredOnce, LifeDeed.ENTER, (EnteredTwice, EntriesDiffer), Who.NOT_THE_FIRST),
    Transition(EnteredOnce, LifeDeed.CONFIRM, (Confirmed,), Who.NOBODY_WHO_ENTERED_OR_THE_RULE),
    Transition(EntriesDiffer, LifeDeed.RETYPE, (EntriesDiffer, EnteredTwice), Who.ONE_OF_THE_TWO),
    Transition(EntriesDiffer, LifeDeed.END_ROUNDS, (EntriesDiffer,), Who.NOBODY_WHO_ENTERED),
    Transition(EntriesDiffer, LifeDeed.DECIDE, (Confirmed,), Who.NOBODY_WHO_ENTERED),
    Transition(EnteredTwice, LifeDeed.CONFIRM, (Confirmed,), Who.NOBODY_WHO_ENTERED_OR_THE_RULE),
    Transition(Confirmed, LifeDeed.PUBLISH, (Published,), Who.THE_LOG),
    *_standing(Published),
    *_standing(Corrected),
    *_standing(Recounted),
    Transition(
        UnderInvestigation, LifeDeed.CLOSE_INVESTIGATION, (Published, Corrected, Recounted), Who.ANYBODY
    ),
    *_changes(UnderInvestigation),
    Transition(UnderInvestigation, LifeDeed.ANNUL, (Annulled,), Who.NOBODY_WHO_ENTERED),
    # A court may give back what was annulled; what comes back is a new version with its own decision.
    *_changes(Annulled),
)

STATES: Final[tuple[StateType, ...]] = tuple(dict.fromkeys(row.state for row in TRANSITIONS))
"""Every state, in the order of a life."""


def state_code(state: State | StateType) -> str:
    """The code of a state, as tables and addresses have it: `entries_differ`."""
    return _CODES[state if isinstance(state, type) else type(state)]


def _code(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).strip("_")


_CODES: Final = {state: _code(state.__name__) for state in STATES}


def find_transition(state: State, deed: LifeDeed) -> Transition | None:
    """The row of the table for this deed in this state, or None where there is none."""
    return next((row for row in TRANSITIONS if row.state is type(state) and row.deed is deed), None)


def allowed_deeds(state: State) -> tuple[LifeDeed, ...]:
    """What may be done in this state by somebody, in the order of the table."""
    return tuple(row.deed for row in TRANSITIONS if row.state is type(state))
