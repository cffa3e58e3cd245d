"""Whether one person may do a deed in a protocol's life now.

Asked by the functions of `life`, which refuse, and by pages, which offer.
"""

from collections.abc import Collection
from typing import Final

from hattama.core.protocols.life_refusals import (
    AlreadyRereadThisRound,
    ConfirmationNeedsAPerson,
    EntriesStillDiffer,
    LifeRefusal,
    NobodyEnteredYet,
    NotInThisState,
    NotYourEntry,
    ProtocolAlreadyEntered,
    RoundsAreOver,
    RoundsNotOver,
    SecondEntryMissing,
)
from hattama.core.protocols.life_states import (
    UNKNOWN_TYPIST,
    EnteredOnce,
    EntriesDiffer,
    Expected,
    State,
    entered_by,
)
from hattama.core.protocols.life_table import BY_NO_PERSON, deeds_in, state_code
from hattama.core.vocabulary import (
    ConfirmedBy,
    Deed,
    DeedRefused,
    EntryRules,
    Tie,
    TypistNotKnown,
    joined_duty,
)

_NOT_HERE: Final = {
    (EnteredOnce, Deed.CONFIRM): SecondEntryMissing,
    (EntriesDiffer, Deed.CONFIRM): EntriesStillDiffer,
}


def life_refusal(
    state: State, deed: Deed, by: int | None, rules: EntryRules, insiders: Collection[int] = ()
) -> type[DeedRefused] | None:
    """Why `by` may not do `deed` now, whatever their role, or None where they may.

    The state is asked first, then who is kept from the deed, then whose turn it is. `by` is None where no
    person acts; `insiders` are the typists and the chair of the precinct, whom a past life does not tell.
    """
    if deed not in deeds_in(state_code(state), rules):
        return _not_here(state, deed)
    entered = entered_by(state)
    if deed is Deed.RETYPE and by not in entered:
        return NotYourEntry
    if deed is Deed.CONFIRM and UNKNOWN_TYPIST in entered and by in insiders:
        return TypistNotKnown
    tied = {Tie.ENTERED: entered, Tie.PRECINCT: insiders}
    joined = None if by is None else joined_duty(deed, by, tied)
    return joined or _not_now(state, deed, by, rules)


def deeds_open_to(
    state: State, by: int, rules: EntryRules, insiders: Collection[int] = ()
) -> tuple[Deed, ...]:
    """The deeds that this person could do in this state, whatever their role; in the order of the table."""
    return tuple(
        deed
        for deed in deeds_in(state_code(state), rules)
        if deed not in BY_NO_PERSON and life_refusal(state, deed, by, rules, insiders) is None
    )


def _not_here(state: State, deed: Deed) -> type[LifeRefusal]:
    if deed in (Deed.ENTER, Deed.IMPORT):
        return ProtocolAlreadyEntered
    if isinstance(state, Expected):
        return NobodyEnteredYet
    return _NOT_HERE.get((type(state), deed), NotInThisState)


def _not_now(state: State, deed: Deed, by: int | None, rules: EntryRules) -> type[LifeRefusal] | None:
    if deed is Deed.CONFIRM and by is None and rules.confirmed_by is ConfirmedBy.PERSON:
        return ConfirmationNeedsAPerson
    if not isinstance(state, EntriesDiffer):
        return None
    if deed is Deed.DECIDE:
        return None if state.is_for_reviewer else RoundsNotOver
    if state.is_for_reviewer:
        return RoundsAreOver
    return AlreadyRereadThisRound if by in state.reread_by else None
