"""`lot`: in which order a lot drew those whom nothing else orders. It changes no sum.

As with `withdrawal` what stands is a fold over the election itself: the choices have their places in the
order that was drawn, as the definition could say it. Whether they were tied is asked of the outcome.
"""

import datetime
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final, NamedTuple

from hattama.core.entries.parts import (
    DONE_BY,
    Body,
    BrokenLifeCycle,
    Kind,
    NoSuchContest,
    always,
    decision_from_body,
)
from hattama.core.entries.schema_types import is_contest, is_count, is_decision, is_moment, optional
from hattama.core.entries.withdrawal import WITHDRAWAL, NoSuchChoice, fold_withdrawal, withdrawal_from_body
from hattama.core.protocols import Powers
from hattama.core.vocabulary import Choice, Contest, Drawing, Election, Message

LOT: Final = "lot"
"""The kind of such an entry."""

CHOICE_KINDS: Final = frozenset({WITHDRAWAL, LOT})
"""Kinds that say something of choices, and of the election no more than its definition could."""


class AnotherLotStands(BrokenLifeCycle):
    """The entry does not name the lot whose place it takes, or names one that does not stand."""


class LotEntry(NamedTuple):
    """What an entry says: of which contest, or of which list's persons (`choice`), a lot drew `order`."""

    contest: str
    choice: str | None
    order: tuple[str, ...]
    drawn: Drawing


def lot_from_body(index: int, body: Body) -> LotEntry:
    """What the body of an entry of this kind says; it fits its schema."""
    decision, at = decision_from_body(body["decision"]), datetime.datetime.fromisoformat(body["drawn_at"])
    drawn = Drawing(
        index,
        at,
        decision.authority,
        decision.number,
        decision.decided_on,
        decision.document,
        body["replaces"],
    )
    return LotEntry(body["contest"], body["choice"], tuple(body["order"]), drawn)


def fold_lot(election: Election, entry: LotEntry) -> Election:
    """The election after the entry. Raises NoSuchContest, NoSuchChoice or AnotherLotStands.

    The newest lot of a contest, or of a list, is the one that stands: of an earlier one no place is left.
    """
    where = f"entry {entry.drawn.entry}: {entry.contest}"
    contest = next((one for one in election.contests if one.code == entry.contest), None)
    if contest is None:
        raise NoSuchContest(where)
    among = drawn_among(contest, entry.choice)
    if not {one.code for one in among}.issuperset(entry.order):
        raise NoSuchChoice(f"{where}, {' '.join(entry.order)}")
    stands = standing_lot(among)
    if (stands and stands.entry) != entry.drawn.replaces:
        raise AnotherLotStands(f"{where}, {entry.drawn.replaces}")
    places = {code: place for place, code in enumerate(entry.order, start=1)}
    told = tuple(
        replace(one, lot=places.get(one.code), drawn=entry.drawn if one.code in places else None)
        for one in among
    )
    changed = replace(contest, choices=_choices(contest, entry.choice, told))
    contests = tuple(changed if one.code == contest.code else one for one in election.contests)
    return replace(election, contests=contests)


def drawn_among(contest: Contest, choice: str | None) -> tuple[Choice, ...]:
    """The choices of a contest, or the persons of a list; nobody where there is no such list."""
    if choice is None:
        return contest.choices
    return next((one.persons for one in contest.choices if one.code == choice), ())


def standing_lot(among: Sequence[Choice]) -> Drawing | None:
    """The lot among them that stands; None where no entry says one."""
    return next((one.drawn for one in among if one.drawn is not None), None)


def drawn_order(among: Sequence[Choice]) -> tuple[Choice, ...]:
    """Those whom the lot that stands names, in its order."""
    return tuple(sorted((one for one in among if one.drawn is not None), key=lambda one: one.lot or 0))


def _choices(contest: Contest, choice: str | None, told: tuple[Choice, ...]) -> tuple[Choice, ...]:
    if choice is None:
        return told
    return tuple(replace(one, persons=told) if one.code == choice else one for one in contest.choices)


def fold_choices(election: Election, index: int, body: Body, powers: Powers) -> Election:
    """The election after an entry of CHOICE_KINDS; raises what it contradicts."""
    if body["kind"] == LOT:
        return fold_lot(election, lot_from_body(index, body))
    return fold_withdrawal(election, withdrawal_from_body(index, body), powers)


def _is_order(value: Any) -> bool:
    return type(value) is list and 1 < len(value) == len(set(map(str, value))) and all(map(is_contest, value))


KIND: Final = Kind(
    LOT,
    always(Message("What a lot drew")),
    (
        ("contest", "CODE", is_contest),
        ("choice", "CODE or null", optional(is_contest)),
        ("order", "a list of at least two CODE, each once", _is_order),
        ("drawn_at", "MOMENT", is_moment),
        ("replaces", "INDEX or null", optional(is_count)),
        ("decision", "DECISION", is_decision),
        DONE_BY,
    ),
)
"""The `document` of the decision is the record of the drawing, or the decision that names it."""
