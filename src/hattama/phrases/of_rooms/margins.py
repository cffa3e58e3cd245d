"""How near an outcome is, told to people: the least changes as sentences, and tables for each choice."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from hattama.core.outcomes import (
    AGAINST_ALL,
    AGAINST_ALL_NAME,
    CHANGE_WORDS,
    MARGIN_WORDS,
    NO,
    REASON_WORDS,
    STATUS_WORDS,
    YES,
    Margin,
    Margins,
    NoOutcome,
    Status,
    VoteChange,
    say_number,
    say_share,
)
from hattama.core.transparency_log import safe_integer
from hattama.phrases.of_rooms.outcomes import OutcomeTable, say_outcome
from hattama.phrases.sayings import say

_MINUS = "\u2212"
_NONE = "–"


@dataclass(frozen=True, slots=True)
class ToldMargins:
    """The least change of each kind, then every choice by itself, then thresholds; None where nothing is."""

    least: OutcomeTable | None
    choices: OutcomeTable | None
    bars: OutcomeTable | None


def told_margins(margins: Margins, language: str) -> ToldMargins:
    """The tables in one language; without `least`, no change of one kind alters the outcome."""
    bars = _bars(margins, language) if margins.bars else None
    if not margins.every:
        return ToldMargins(None, None, bars)
    least = [
        (say_change(margins, margin, language), say_number(margin.votes), say_then(margin, language))
        for margin in margins.least
    ]
    return ToldMargins(
        _table(("change", "votes", "then"), least, (1,), language),
        _choices(margins, language),
        bars,
    )


def say_change(margins: Margins, margin: Margin, language: str) -> str:
    """What is done with the votes: `Moved from … to …`."""
    source, target = (_name(margins, code, language) for code in (margin.source, margin.target))
    return say(CHANGE_WORDS[margin.change], language, source=source, target=target)


def say_then(margin: Margin, language: str) -> str:
    """Who would gain and who lose seats; of one seat, and where it is not decided, what would come out."""
    then = margin.then
    if isinstance(then, NoOutcome):
        return say(REASON_WORDS[then.reason], language)
    if then.kind != "party_list":
        return say_outcome(then, language)
    changes = [
        f"{say(then.line(code).names, language)} {'+' if change > 0 else _MINUS}{say_number(abs(change))}"
        for code, change in sorted(margin.seats, key=lambda seat: -seat[1])
    ]
    status = [] if then.status is Status.DECIDED else [say(STATUS_WORDS[then.status], language)]
    return " ".join([*status, ", ".join(changes)]).strip()


def margins_document(margins: Margins) -> dict[str, Any]:
    """The same for programs: the least changes of each pile, smallest first, and every threshold; exact."""
    return {
        "changes": [_change(margin) for margin in margins.every],
        "bars": [
            {
                "choice": bar.code,
                "bar": f"{bar.bar.numerator}/{bar.bar.denominator}",
                "reached": bar.reached,
                **{kind: _count(getattr(bar, kind)) for kind in ("moved", "added", "taken")},
            }
            for bar in margins.bars
        ],
    }


def _change(margin: Margin) -> dict[str, Any]:
    return {
        "change": margin.change.value,
        "votes": safe_integer(margin.votes),
        "source": margin.source,
        "target": margin.target,
        "seats": dict(margin.seats),
        "status": None if margin.status is None else margin.status.value,
    }


def _count(number: int | None) -> object:
    return None if number is None else safe_integer(number)


def _name(margins: Margins, code: str, language: str) -> str:
    if code == AGAINST_ALL:
        return say(AGAINST_ALL_NAME, language)
    return say(margins.outcome.line(code).names, language) if code else ""


def _choices(margins: Margins, language: str) -> OutcomeTable:
    piles = {code for margin in margins.every for code in (margin.source, margin.target)}
    rows = []
    for code in dict.fromkeys((*(line.code for line in margins.outcome.lines), AGAINST_ALL)):
        if code not in piles:
            continue
        found = {(margin.change, margin.target == code): margin.votes for margin in margins.of_choice(code)}
        asked = (
            (VoteChange.MOVED, True),
            (VoteChange.MOVED, False),
            (VoteChange.ADDED, True),
            (VoteChange.TAKEN, False),
        )
        rows.append((_name(margins, code, language), *(_number(found.get(kind)) for kind in asked)))
    return _table(("choice", "moved_to", "moved_from", "added", "taken"), rows, (1, 2, 3, 4), language)


def _bars(margins: Margins, language: str) -> OutcomeTable:
    rows = [
        (
            _name(margins, bar.code, language),
            say_share(bar.bar, language),
            say(YES if bar.reached else NO, language),
            _number(bar.moved),
            _number(bar.added),
            _number(bar.taken),
        )
        for bar in margins.bars
    ]
    heads = ("choice", "bar", "reached", "moved_across", "added_across", "taken_across")
    return _table(heads, rows, (1, 3, 4, 5), language)


def _number(number: int | None) -> str:
    return _NONE if number is None else say_number(number)


def _table(
    heads: tuple[str, ...], rows: Iterable[tuple[str, ...]], numeric: tuple[int, ...], language: str
) -> OutcomeTable:
    words = tuple(say(MARGIN_WORDS[head], language) for head in heads)
    return OutcomeTable(words, tuple(rows), tuple(place in numeric for place in range(len(heads))))
