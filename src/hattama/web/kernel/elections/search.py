"""Finding an area by whatever a person knows of it: region, district, number, address, commission.

The words of a question and the search column go through the same normalisation (see languages/search_text),
so that letter case, Kazakh letters typed on another keyboard and Latin spelling find the same rows on SQLite
and PostgreSQL alike.
"""

from typing import Any

from django.db.models import (
    Case,
    Count,
    IntegerField,
    Lookup,
    Prefetch,
    Q,
    QuerySet,
    TextField,
    Value,
    When,
)
from django.db.models.lookups import In

from hattama.core.vocabulary import Contest
from hattama.web.kernel.elections.tables import SIGNIFICANT_DIGITS, AreaRow, ElectionRow, below, words_of
from hattama.web.kernel.languages.search_text import (
    MOST_TERMS,
    asked_number,
    close_pattern,
    plain_number,
    search_terms,
)
from hattama.web.kernel.published.tables import PublishedProtocol


@TextField.register_lookup
class HoldsTerms(Lookup[Any]):
    """Whether a search column holds every one of some pieces (`search_terms`): by PostgreSQL's index of its
    words, where there is one, else by reading it.
    """

    lookup_name = "holds"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """The condition, piece by piece."""
        column, params = self.process_lhs(compiler, connection)
        held = " AND ".join([f"instr({column}, %s) > 0" for _ in self.rhs])
        return held, tuple(value for term in self.rhs for value in (*params, term))

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """The condition as the index (`index_words`) answers it: a piece is a word or how one begins."""
        column, params = self.process_lhs(compiler, connection)
        words = (f"'{term.strip()}'" if term.endswith(" ") else f"'{term.strip()}':*" for term in self.rhs)
        return f"{words_of(column)} @@ to_tsquery('simple', %s)", [*params, " & ".join(words)]


def search_areas(election: ElectionRow, query: str, number: str = "") -> QuerySet[AreaRow]:
    """Areas in which every word of `query` occurs; with `number` (digits, leading zeros aside), precincts
    whose own number it is.

    A question without anything to look for finds nothing.
    """
    if not number:
        return _matching(election, asked_number(query) or query)
    rows = _matching(election, query) if query else AreaRow.objects.filter(election=election)
    # A number of nought alone has no such digits, and neither has an area without a number.
    rows = rows.alias(digits=SIGNIFICANT_DIGITS).filter(digits=plain_number(number).lstrip("0"))
    return rows.exclude(number="").exclude(kind="unit").defer("search_text", "sort_key")


def search_close(election: ElectionRow, query: str) -> QuerySet[AreaRow]:
    """Precincts in which every word of `query` occurs but for one letter; for when nothing else is found."""
    terms = search_terms(query)
    if not terms:
        return AreaRow.objects.none()
    rows = AreaRow.objects.filter(election=election).exclude(kind="unit")
    for term in terms:
        rows = rows.filter(search_text__regex=close_pattern(term))
    return rows.defer("search_text", "sort_key")


def precincts_in_order(areas: QuerySet[AreaRow], query: str) -> QuerySet[AreaRow]:
    """The precincts among `areas`: those whose own number was asked for in `query` first, then by place."""
    rows = areas.exclude(kind="unit").select_related("parent")
    return rows.order_by(*own_number_first(query), "ancestry", "sort_key", "code")


def units_in_order(areas: QuerySet[AreaRow]) -> QuerySet[AreaRow]:
    """The areas above the precincts among `areas`, the widest first."""
    return areas.filter(kind="unit").order_by("depth", "ancestry", "sort_key", "code")


def own_number_first(query: str) -> tuple[Case, ...]:
    """What to order areas by so that those whose own number is a word of `query` come first."""
    numbers = [digits for number in _numbers(query) if (digits := number.lstrip("0"))]
    if not numbers:
        return ()
    asked = In(SIGNIFICANT_DIGITS, numbers)
    return (Case(When(asked, then=Value(0)), default=Value(1), output_field=IntegerField()),)


def _matching(election: ElectionRow, query: str) -> QuerySet[AreaRow]:
    terms = search_terms(query)
    if not terms:
        return AreaRow.objects.none()
    rows = AreaRow.objects.filter(election=election)
    rows = rows.filter(search_text__holds=terms)
    return rows.defer("search_text", "sort_key")


def _numbers(query: str) -> list[str]:
    """The whole numbers among the words of `query`, without leading zeros, in ASCII digits."""
    numbers = (plain_number(word) for word in query.replace("№", " ").split())
    return list(filter(None, numbers))[:MOST_TERMS]


def precincts_by_state(precincts: QuerySet[AreaRow], query: str = "") -> QuerySet[AreaRow]:
    """Precincts with their published protocols, silent ones first, then by Kazakh alphabet and number.

    Before them all come those whose own number was asked for in `query`. Each row carries `protocol_count`.
    """
    protocols = Prefetch("protocols", PublishedProtocol.objects.order_by("contest"))
    return (
        precincts.annotate(protocol_count=Count("protocols"))
        .select_related("parent")
        .prefetch_related(protocols)
        .order_by(*own_number_first(query), "protocol_count", "sort_key", "code")
    )


def held_in(precincts: QuerySet[AreaRow], election: ElectionRow, contest: Contest) -> QuerySet[AreaRow]:
    """Those of `precincts` in which `contest` is held."""
    if not contest.areas:
        return precincts
    held = Q(pk__in=[])
    for area in AreaRow.objects.filter(election=election, code__in=contest.areas):
        held |= below(area)
    return precincts.filter(held)
