"""Cards as a table: one row a contest at a precinct, one column a criterion, the state in each."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from hattama.core.cards import Card

_HEAD = ("precinct", "contest", "state", "votes", "voters", "entry", "copies")


def card_columns(criteria: Iterable[str]) -> tuple[str, ...]:
    """The heads of the table: what is said of the whole card, then the codes of the criteria."""
    return (*_HEAD, *criteria)


def cards_csv(cards: Iterable[Card], criteria: Sequence[str]) -> Iterator[bytes]:
    """The table in pieces; a number that is not known is an empty cell, and never 0."""
    yield _line(card_columns(criteria))
    for card in cards:
        numbers = ["" if one is None else one for one in (card.votes, card.voters, card.entry)]
        states = [answer.state.value for answer in card.answers]
        copies = "; ".join(card.copies)
        yield _line((card.area_id, card.contest, card.state.value, *numbers, copies, *states))


def _line(cells: Iterable[object]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerow(cells)
    return text.getvalue().encode()
