"""The table of cards: of each contest at each precinct of which the log says anything."""

from typing import Any

from django.db import models

from hattama.core.cards import Card, State, answer_from
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.published.tables import PublishedRow

_LETTERS = {state: letter for state, letter in zip(State, "socn", strict=True)}
_STATES = {letter: state for state, letter in _LETTERS.items()}


class PrecinctCard(PublishedRow):
    """A card as the entries about its precinct leave it. `states`: a letter for each answer, in order.

    `answers` are the rest of each. A precinct of which the log says nothing has no row.
    """

    area = models.ForeignKey(AreaRow, models.PROTECT, related_name="judged")
    contest = models.CharField(max_length=48)
    states = models.CharField(max_length=64)
    votes = models.PositiveBigIntegerField(null=True)
    voters = models.PositiveBigIntegerField(null=True)
    entry_index = models.PositiveBigIntegerField(null=True)
    copies = models.JSONField(default=list)
    answers = models.JSONField(default=list)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("area", "contest"), name="precinct_card_once"),)
        indexes = (models.Index(fields=("election", "contest"), name="precinct_card_of"),)

    def card(self, area_id: str) -> Card:
        """The card as a value; `area_id` is the precinct's identifier."""
        answers = tuple(map(answer_from, states_in(self.states), self.answers))
        told = (answers, self.votes, self.voters, self.entry_index, tuple(self.copies))
        return Card(area_id, self.contest, *told)


class CardTotal(PublishedRow):
    """How the cards of one contest stand in one area above the precincts.

    `cards`: by the letters of a card's states (none: the log says nothing of the precinct) how many precincts
    there are, their votes and of how many these are known, their voters and of how many.
    """

    area = models.ForeignKey(AreaRow, models.PROTECT, related_name="+")
    contest = models.CharField(max_length=48)
    cards = models.JSONField(default=dict)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("contest", "area"), name="card_total_once"),)


def card_row(election: ElectionRow, area_pk: int, card: Card) -> dict[str, Any]:
    """The columns of a card."""
    return {
        "election_id": election.pk,
        "area_id": area_pk,
        "contest": card.contest,
        "states": "".join([_LETTERS[answer.state] for answer in card.answers]),
        "votes": card.votes,
        "voters": card.voters,
        "entry_index": card.entry,
        "copies": list(card.copies),
        "answers": [answer.told() for answer in card.answers],
    }


def states_in(letters: str) -> tuple[State, ...]:
    """The states that a row's letters stand for."""
    return tuple(_STATES[letter] for letter in letters)
