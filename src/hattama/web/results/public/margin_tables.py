"""How near an outcome is, as a page tells it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from hattama.core.outcomes import MARGIN_WORDS, ContestRules, Margins, PartyListRules, Votes, margins_of
from hattama.core.vocabulary import Message
from hattama.phrases.of_rooms.margins import told_margins
from hattama.phrases.of_rooms.outcomes import OutcomeTable
from hattama.web.results.public.contest_outcomes import ContestOutcome, TableCell, as_pages_write

MOST_LISTS = 60
"""Above so many lists the search takes seconds, which a page must not; the command line takes them."""

_SEARCHED = 64
"""How many answers a process keeps: every page of one moment asks the same."""


@dataclass(frozen=True, slots=True)
class MarginTable:
    """One table with what it tells."""

    caption: Message
    heads: tuple[TableCell, ...]
    rows: tuple[tuple[TableCell, ...], ...]


@dataclass(frozen=True, slots=True)
class MarginTables:
    """The least change of each kind (None: no change alters the outcome), then what it is made of."""

    least: MarginTable | None
    details: tuple[MarginTable, ...]
    nothing: Message = MARGIN_WORDS["nothing"]


def margin_tables(found: ContestOutcome, language: str) -> MarginTables | None:
    """How near the outcome on this page is; None where none is stated, or nobody asks it of that kind."""
    votes = found.counted.votes
    if isinstance(found.rules, PartyListRules) and len(votes.choices) > MOST_LISTS:
        return None
    margins = _margins(found.rules, _key(votes), found.contest.seats)
    if margins is None:
        return None
    told = told_margins(margins, language)
    tables = [("every", told.choices), ("bars", told.bars)]
    return MarginTables(
        None if told.least is None else _table("heading", told.least, language),
        tuple(_table(code, table, language) for code, table in tables if table is not None),
    )


@lru_cache(maxsize=_SEARCHED)
def _margins(rules: ContestRules | None, key: tuple[Any, ...], seats: int | None) -> Margins | None:
    return margins_of(rules, _votes(key), seats=seats)


def _key(votes: Votes) -> tuple[Any, ...]:
    """The same, hashable."""
    areas = tuple((name, _key(area)) for name, area in votes.areas)
    return votes.choices, tuple(votes.parts.items()), areas


def _votes(key: tuple[Any, ...]) -> Votes:
    choices, parts, areas = key
    return Votes(choices, dict(parts), tuple((name, _votes(area)) for name, area in areas))


def _table(code: str, table: OutcomeTable, language: str) -> MarginTable:
    def cells(texts: Sequence[str]) -> tuple[TableCell, ...]:
        return tuple(
            TableCell(as_pages_write(text, language), table.numeric[place], wide=False)
            for place, text in enumerate(texts)
        )

    return MarginTable(MARGIN_WORDS[code], cells(table.columns), tuple(map(cells, table.rows)))
