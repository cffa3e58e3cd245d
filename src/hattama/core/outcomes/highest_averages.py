"""Seats by highest averages: one seat at a time to the list with the most votes for its next seat.

The votes of a list are divided by a row of divisors: 1, 2, 3 … (D'Hondt), 1, 3, 5 … (Sainte-Laguë), or the
latter with a larger first divisor (modified: 7/5 in Norway, 6/5 in Sweden).
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType

from hattama.core.outcomes.distribution import Distribution, Event, SeatGiven, SeatsOver, TieOpen, settle
from hattama.core.outcomes.rules import Method, TieBreak
from hattama.core.outcomes.votes import ChoiceVotes


def divisor(method: Method, held: int, first_divisor: Fraction = Fraction(7, 5)) -> Fraction:
    """By what the votes of a list that holds `held` seats are divided when it asks for one more.

    `first_divisor` is that of the modified Sainte-Laguë method for the first seat; other methods ignore it.
    """
    if method is Method.DHONDT:
        return Fraction(held + 1)
    if method is Method.MODIFIED_SAINTE_LAGUE and held == 0:
        return first_divisor
    return Fraction(2 * held + 1)


def share_by_averages(
    lists: Sequence[ChoiceVotes],
    seats: int,
    method: Method,
    ties: Sequence[TieBreak] = (),
    *,
    first_divisor: Fraction = Fraction(7, 5),
    most_seats: Mapping[str, int] = MappingProxyType({}),
) -> Distribution:
    """Share `seats` among `lists`; `most_seats` caps those that cannot receive more (an independent: 1).

    A list without votes receives nothing. Equal averages at the last seats are ordered by `ties`, else
    they stay open; seats for which nobody is left stay over.
    """
    given = {choice.code: 0 for choice in lists}
    by_code = {choice.code: choice for choice in lists}
    events: list[Event] = []
    left = seats
    # Only a list that has just received a seat has a new average: the others are not divided again.
    averages = {code: _average(choice, 0, method, first_divisor) for code, choice in by_code.items()}
    averages = {code: average for code, average in averages.items() if average}
    while left and averages:
        top = max(averages.values())
        equal = [by_code[code] for code in given if averages.get(code) == top]
        winners, decided = settle(equal, left, ties)
        if decided is not None:
            events.append(decided)
        if isinstance(decided, TieOpen):
            return Distribution(given, tuple(events))
        for choice in winners:
            by = divisor(method, given[choice.code], first_divisor)
            events.append(SeatGiven(seats - left + 1, choice.code, top, by))
            given[choice.code] += 1
            left -= 1
            averages[choice.code] = _average(choice, given[choice.code], method, first_divisor)
        averages = {code: value for code, value in averages.items() if given[code] != most_seats.get(code)}
    if left:
        events.append(SeatsOver(left))
    return Distribution(given, tuple(events))


def _average(choice: ChoiceVotes, held: int, method: Method, first_divisor: Fraction) -> Fraction:
    return Fraction(choice.votes) * Fraction(1, divisor(method, held, first_divisor))
