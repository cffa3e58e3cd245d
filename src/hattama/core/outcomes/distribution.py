"""What happens to seats while they are shared out, in order: given, ordered by a tie rule, left open."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from hattama.core.outcomes.rules import TieBreak
from hattama.core.outcomes.votes import ChoiceVotes


@dataclass(frozen=True, slots=True)
class SeatGiven:
    """Seat `number` goes to `code` by `merit`: a remainder, votes, or votes divided by `divisor`."""

    number: int
    code: str
    merit: Fraction
    divisor: Fraction | None = None


@dataclass(frozen=True, slots=True)
class TieOrdered:
    """Equal claims of `codes` were put in this order by `rule`."""

    codes: tuple[str, ...]
    rule: TieBreak


@dataclass(frozen=True, slots=True)
class TieOpen:
    """Equal claims of `codes` to `left` seats; `needs_order`: the order of registration would settle it."""

    codes: tuple[str, ...]
    left: int
    needs_order: bool


@dataclass(frozen=True, slots=True)
class SeatsOver:
    """`left` seats for which the method names nobody."""

    left: int


Event = SeatGiven | TieOrdered | TieOpen | SeatsOver


@dataclass(frozen=True, slots=True)
class Distribution:
    """Seats settled by choice, and the events that settled them one by one."""

    seats: dict[str, int]
    events: tuple[Event, ...] = ()

    @property
    def left(self) -> int:
        """Seats that were not settled."""
        return sum(event.left for event in self.events if isinstance(event, TieOpen | SeatsOver))

    @property
    def tied(self) -> tuple[str, ...]:
        """Those with equal claims to the seats left, if that is why they are left."""
        return tuple(code for event in self.events if isinstance(event, TieOpen) for code in event.codes)


def settle(
    equal: Sequence[ChoiceVotes], left: int, rules: Sequence[TieBreak]
) -> tuple[tuple[ChoiceVotes, ...], TieOrdered | TieOpen | None]:
    """Which lists with equal claims receive one of the `left` seats, and what had to be decided for it.

    Nothing when there is a seat for each. Else the first rule that tells all of them apart puts them in
    order: an order known for some of them only would favour those who are on file. What no rule orders, what
    a lot drew does, unless the order lacks that a rule names. Else
    nobody receives a seat and the tie stays open.
    """
    if len(equal) <= left:
        return tuple(equal), None
    unknown = any(choice.registered_order is None for choice in equal)
    needs_order = TieBreak.REGISTERED_EARLIER in rules and unknown
    for rule in rules if needs_order else (*rules, TieBreak.LOT):
        keys = [_key(choice, rule) for choice in equal]
        if None not in keys and len(set(keys)) == len(keys):
            ranked = sorted(equal, key=lambda choice: _key(choice, rule) or 0)
            return tuple(ranked[:left]), TieOrdered(tuple(choice.code for choice in ranked), rule)
    return (), TieOpen(tuple(choice.code for choice in equal), left, needs_order)


def _key(choice: ChoiceVotes, rule: TieBreak) -> int | None:
    if rule is TieBreak.LOT:
        return choice.lot
    return choice.registered_order if rule is TieBreak.REGISTERED_EARLIER else -choice.votes
