"""Finding an area by whatever a person knows of it: region, district, number, address, commission.

The words of a question and those that areas are listed by go through the same normalisation (see
languages/search_text), so that letter case, Kazakh letters typed on another keyboard and Latin spelling find
the same rows on SQLite and PostgreSQL alike.
"""

import re

from django.db.models import Case, Func, IntegerField, Q, QuerySet, Value, When
from django.db.models.lookups import In

from hattama.core.vocabulary import Contest
from hattama.web.kernel.elections.search_lists import (
    Runs,
    gather,
    list_beginning,
    list_of,
    list_of_words,
    united,
    words_beginning,
)
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow, below
from hattama.web.kernel.languages.search_text import (
    MOST_TERMS,
    asked_number,
    close_pattern,
    plain_number,
    search_terms,
)
from hattama.web.kernel.stores.kept_questions import among

MOST_CLOSE = 64
"""Words that differ from what was asked in one letter."""
MOST_FOUND = 2000
"""So many of somebody's own areas are found by words: each of them is asked about while they wait."""


def lists_asked(election: ElectionRow, query: str, number: str = "") -> list[Runs]:
    """What the areas share in which every word of `query` occurs; with `number` (digits, leading zeros
    aside), stations whose own number it is. None: there is nothing to look for.
    """
    terms = search_terms(query if number else asked_number(query) or query)
    lists = [_list_of_term(election, term) for term in terms]
    if number:
        lists = [] if query and not terms else [list_of(election, f"#{plain_number(number)}"), *lists]
    return lists


def lists_close(election: ElectionRow, query: str) -> list[Runs]:
    """The same of areas in which every word of `query` occurs but for one letter; for when nothing else
    is found."""
    lists = []
    for term in search_terms(query):
        pattern = close_pattern(term)
        if pattern == re.escape(term):
            lists.append(_list_of_term(election, term))
            continue
        close = re.compile(pattern)
        # No way of writing it otherwise changes the first letter.
        known = words_beginning(election, term.strip()[0])
        words = [word for word in known if close.match(f" {word}")]
        lists.append(list_of_words(election, words[:MOST_CLOSE]))
    return lists


def own_numbers(election: ElectionRow, query: str) -> list[Runs]:
    """For each number in `query` the stations whose own it is."""
    return [list_of(election, f"#{number}") for number in _numbers(query)]


def holding(rows: QuerySet[AreaRow], election: ElectionRow, query: str) -> QuerySet[AreaRow]:
    """Those of `rows` of one election in which every word of `query` occurs, of many the first by place;
    without words all of them."""
    lists = lists_asked(election, query)
    if not lists:
        return rows
    ordered = rows.order_by("pk").values_list("pk", flat=True)
    keys = list(ordered[: MOST_FOUND + 1])
    if not keys:
        return rows
    # Few may lie far apart, and many that are not among them between.
    own = [Runs.of(united((key, key + 1) for key in keys))] if len(keys) <= MOST_FOUND else []
    last = keys[-1] if own else ordered.last() or keys[-1]
    found = gather([*lists, *own], (keys[0], last + 1), 2 * MOST_FOUND)
    return rows.filter(pk__in=among(found.row_ids(0, 2 * MOST_FOUND)))


def own_number_first(query: str) -> tuple[Case, ...]:
    """What to order areas by so that those whose own number is a word of `query` come first."""
    numbers = [digits for number in _numbers(query) if (digits := number.lstrip("0"))]
    if not numbers:
        return ()
    asked = In(Func("number", Value("0"), function="LTRIM"), numbers)
    return (Case(When(asked, then=Value(0)), default=Value(1), output_field=IntegerField()),)


def _list_of_term(election: ElectionRow, term: str) -> Runs:
    word = term.strip()
    return list_of(election, word) if term.endswith(" ") else list_beginning(election, word)


def _numbers(query: str) -> list[str]:
    """The whole numbers among the words of `query`, without leading zeros, in ASCII digits."""
    numbers = (plain_number(word) for word in query.replace("№", " ").split())
    return list(dict.fromkeys(filter(None, numbers)))[:MOST_TERMS]


def held_in(precincts: QuerySet[AreaRow], election: ElectionRow, contest: Contest) -> QuerySet[AreaRow]:
    """Those of `precincts` in which `contest` is held."""
    if not contest.areas:
        return precincts
    held = Q(pk__in=[])
    for area in AreaRow.objects.filter(election=election, code__in=contest.areas):
        held |= below(area)
    return precincts.filter(held)
