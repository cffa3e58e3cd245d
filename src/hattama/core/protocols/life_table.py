"""The life of a protocol as one table: in which state which deed leads where. Who is kept from it: KEPT_FROM.

The table is asked by the functions of `life`, drives their tests, and draws docs/commission/life.md.
"""

from dataclasses import dataclass
from functools import lru_cache
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
from hattama.core.vocabulary import Deed, EntryRules

StateType = type[State]


@dataclass(frozen=True, slots=True)
class Transition:
    """In `state`, `deed` leads to one of `to`; with `entries`, in elections that ask for so many."""

    state: StateType
    deed: Deed
    to: tuple[StateType, ...]
    entries: int | None = None


def _changes(state: StateType) -> tuple[Transition, ...]:
    return (
        Transition(state, Deed.CORRECT, (Corrected,)),
        Transition(state, Deed.RECOUNT, (Recounted,)),
    )


def _standing(state: StateType) -> tuple[Transition, ...]:
    return (
        Transition(state, Deed.OPEN_INVESTIGATION, (UnderInvestigation,)),
        *_changes(state),
        Transition(state, Deed.ANNUL, (Annulled,)),
    )


TRANSITIONS: Final[tuple[Transition, ...]] = (
    Transition(Expected, Deed.ENTER, (EnteredOnce,)),
    Transition(Expected, Deed.IMPORT, (Published,)),
    Transition(EnteredOnce, Deed.ENTER, (EnteredTwice, EntriesDiffer), entries=2),
    Transition(EnteredOnce, Deed.CONFIRM, (Confirmed,), entries=1),
    Transition(EntriesDiffer, Deed.RETYPE, (EntriesDiffer, EnteredTwice)),
    Transition(EntriesDiffer, Deed.END_ROUNDS, (EntriesDiffer,)),
    Transition(EntriesDiffer, Deed.DECIDE, (Confirmed,)),
    Transition(EnteredTwice, Deed.CONFIRM, (Confirmed,)),
    Transition(Confirmed, Deed.PUBLISH, (Published,)),
    *_standing(Published),
    *_standing(Corrected),
    *_standing(Recounted),
    Transition(UnderInvestigation, Deed.CLOSE_INVESTIGATION, (Published, Corrected, Recounted)),
    *_changes(UnderInvestigation),
    Transition(UnderInvestigation, Deed.ANNUL, (Annulled,)),
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


BY_NO_PERSON: Final = frozenset({Deed.IMPORT, Deed.PUBLISH})
"""Deeds of the operator and of the log."""


def deeds_in(state: str, rules: EntryRules) -> tuple[Deed, ...]:
    """What may be done by somebody in the state of this code, in the order of the table."""
    return _deeds_in(state, rules.entries)


@lru_cache
def _deeds_in(state: str, entries: int) -> tuple[Deed, ...]:
    rows = (row for row in TRANSITIONS if state_code(row.state) == state)
    return tuple(row.deed for row in rows if row.entries in (None, entries))
