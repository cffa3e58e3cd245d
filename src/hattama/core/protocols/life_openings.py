"""Which deeds are open to one person now: what a page offers, asked before anybody tries."""

from __future__ import annotations

from hattama.core.protocols.life_states import EnteredOnce, EnteredTwice, EntriesDiffer, State, entered_by
from hattama.core.protocols.life_table import LifeDeed, Who, allowed_deeds, find_transition
from hattama.core.vocabulary import EntryRules

_BY_PEOPLE = frozenset(Who) - {Who.THE_LOG, Who.OPERATOR}


def deeds_open_to(state: State, by: int, rules: EntryRules) -> tuple[LifeDeed, ...]:
    """The deeds that this person could do in this state, whatever their role; in the order of the table."""
    return tuple(deed for deed in allowed_deeds(state) if _is_open(state, deed, by, rules))


def _is_open(state: State, deed: LifeDeed, by: int, rules: EntryRules) -> bool:
    row = find_transition(state, deed)
    if row is None or row.who not in _BY_PEOPLE:
        return False
    if row.who is Who.ONE_OF_THE_TWO:
        return _may_reread(state, by)
    if row.who is not Who.ANYBODY and by in entered_by(state):
        return False
    if isinstance(state, EntriesDiffer):
        return state.is_for_reviewer is (deed is LifeDeed.DECIDE)
    return not isinstance(state, EnteredOnce) or _is_next_after_one(deed, rules)


def _may_reread(state: State, by: int) -> bool:
    if not isinstance(state, EntriesDiffer) or state.is_for_reviewer:
        return False
    return by in entered_by(state) - state.reread_by


def _is_next_after_one(deed: LifeDeed, rules: EntryRules) -> bool:
    return (deed is LifeDeed.CONFIRM) is (rules.entries == 1)


def awaits_confirmation(state: State, rules: EntryRules) -> bool:
    """Whether nothing lacks but somebody, or the election's rule, that confirms."""
    return isinstance(state, EnteredTwice) or (isinstance(state, EnteredOnce) and rules.entries == 1)
