"""Cards and balances told to people: the sentence against the margin, and documents in every language."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from hattama.core.cards import (
    IN_DOUBT,
    Balance,
    Card,
    Criterion,
    Reach,
    Stand,
    State,
    reach_of,
    seat_at_stake,
)
from hattama.core.outcomes import Margins, say_number
from hattama.core.vocabulary import Area, Message, Text
from hattama.phrases.sayings import in_every_language

_COULD = Message(
    "{which} could change {what}: there are up to {most} voters at those stations, and the smallest change "
    "that alters the outcome is {votes} votes."
)
_COULD_UNBOUNDED = Message(
    "{which} could change {what}: of some of those stations it is not known how many voters they have, and "
    "the smallest change that alters the outcome is {votes} votes."
)
_COULD_NOT = Message(
    "{which} could not change {what}: there are up to {most} voters at those stations, and the smallest "
    "change that alters the outcome is {votes} votes."
)
_SEAT = Message("seat {seat} of {name}", "what could change")
_BOTH = Message("The open and contradicted votes")
_ALONE = Message("The contradicted votes alone")
_NO_DOUBT = Message("No polling station has an answer that is open or contradicted.")
_NO_CONTRADICTION = Message("No polling station has an answer that is contradicted.")
_NO_MARGIN = Message(
    "How near this outcome is cannot be told, so nothing is said of what these votes could change."
)
_OF_COPIES = Message(
    "No commission's protocol of this contest is in the log: the figures are those of observers' copies: "
    "{names}."
)
_SAYS = Message(
    "Shown: {shown}; open: {open}; contradicted: {contradicted}; not answerable: {not_answerable}."
)
NO_NORM = Message("no norm")
SAYS_NOT = Message(
    "A card is no verdict: it has no points and no weights. “Open” says that evidence is not there, not that "
    "anything is wrong; “contradicted” says that one thing published does not go with another, not why."
)


def say_reach(reach: Reach, margins: Margins, which: Message) -> Message:
    """Whether `which` votes could change the outcome, in a sentence with both numbers."""
    margin = reach.margin
    if margin is None:
        return Message("No change of votes of one kind alters the outcome.")
    stake = seat_at_stake(margins)
    what = Message("the outcome", "what could change")
    if stake is not None:
        what = _SEAT.given(seat=stake[1], name=margins.outcome.line(stake[0]).names)
    told = {"which": which, "what": what, "votes": say_number(margin.votes)}
    if reach.doubt.most is None:
        return _COULD_UNBOUNDED.given(**told)
    sentence = _COULD if reach.could else _COULD_NOT
    return sentence.given(**told, most=say_number(reach.doubt.most))


def verdict_of(stands: Mapping[State, Stand], margins: Margins | None) -> tuple[Message, Message]:
    """The sentence at the top, and the same of what is contradicted alone."""
    return (
        _sentence(stands, margins, IN_DOUBT, _BOTH, _NO_DOUBT),
        _sentence(stands, margins, (State.CONTRADICTED,), _ALONE, _NO_CONTRADICTION),
    )


def _sentence(
    stands: Mapping[State, Stand],
    margins: Margins | None,
    states: Sequence[State],
    which: Message,
    otherwise: Message,
) -> Message:
    if not any(stands[state].precincts for state in states):
        return otherwise
    if margins is None:
        return _NO_MARGIN
    return say_reach(reach_of(stands, margins, states), margins, which)


def card_line(states: Sequence[State]) -> Message:
    """A card in one line: how many answers stand so."""
    return _SAYS.given(**{state.value: states.count(state) for state in State})


def criteria_document(criteria: Iterable[Criterion]) -> list[dict[str, Any]]:
    """The criteria with every text in every language; `norms` is empty where there is no norm."""
    return [
        {
            "code": criterion.code,
            "question": dict(criterion.question),
            "shows": dict(criterion.shows),
            "contradicts": dict(criterion.contradicts),
            "norms": list(criterion.cited.ids),
            "cited": dict(criterion.cited.words) or _words(NO_NORM),
        }
        for criterion in criteria
    ]


def card_document(card: Card) -> dict[str, Any]:
    """A card with the reason of each answer in every language."""
    return {
        "area": card.area_id,
        "contest": card.contest,
        "state": card.state.value,
        "votes": card.votes,
        "voters": card.voters,
        "entry": card.entry,
        "copies": list(card.copies),
        "answers": [{**answer.facts(), "why": _words(answer.why())} for answer in card.answers],
    }


def balance_document(
    contest: str,
    areas: Iterable[tuple[Area, Balance]],
    margins: Margins | None,
    copies: Sequence[str] = (),
) -> dict[str, Any]:
    """The balance of a contest, the whole country first; `copies`: whose they are, where it is of copies."""
    listed = sorted(areas, key=lambda one: (one[0].parent_id is not None, one[0].area_id))
    sentence, alone = verdict_of(listed[0][1].overall, margins)
    smallest = margins.smallest if margins is not None else None
    return {
        "contest": contest,
        "sentence": _words(sentence),
        "contradicted_alone": _words(alone),
        "smallest_change": None if smallest is None else smallest.votes,
        "copies": list(copies),
        "of_copies": _words(_OF_COPIES.given(names=", ".join(copies))) if copies else None,
        "says_not": _words(SAYS_NOT),
        "areas": [_area(area, balance) for area, balance in listed],
    }


def _area(area: Area, balance: Balance) -> dict[str, Any]:
    by_criterion = {code: _stands(stands) for code, stands in balance.by_criterion.items()}
    return {
        "area": area.area_id,
        "parent": area.parent_id,
        "level": area.level,
        "names": dict(area.names),
        "precincts": balance.precincts,
        "overall": _stands(balance.overall),
        "by_criterion": by_criterion,
    }


def _stands(stands: Mapping[State, Stand]) -> dict[str, Any]:
    """Those under which anything stands."""
    return {state.value: stand.facts() for state, stand in stands.items() if stand.precincts}


def _words(text: Text) -> dict[str, str]:
    return dict(in_every_language(text))
