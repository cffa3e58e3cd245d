"""Cards as a table: one row a contest at a precinct, one column a criterion, the state in each."""

from collections.abc import Iterable, Iterator, Sequence

from hattama.core.cards import Card
from hattama.publish.tables import Row, csv_pieces

_HEAD = ("precinct", "contest", "state", "votes", "voters", "entry", "copies")


def card_columns(criteria: Iterable[str]) -> tuple[str, ...]:
    """The heads of the table: what is said of the whole card, then the codes of the criteria."""
    return (*_HEAD, *criteria)


def cards_csv(cards: Iterable[Card], criteria: Sequence[str]) -> Iterator[bytes]:
    """The table in pieces; a number that is not known is an empty cell, and never 0."""
    yield from csv_pieces(card_columns(criteria), map(_row, cards))


def _row(card: Card) -> Row:
    states = [answer.state.value for answer in card.answers]
    numbers = (card.votes, card.voters, card.entry)
    return (card.area_id, card.contest, card.state.value, *numbers, "; ".join(card.copies), *states)
