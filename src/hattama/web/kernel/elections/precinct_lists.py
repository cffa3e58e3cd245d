"""Lists of precincts as work: those that have reported nothing come first."""

from __future__ import annotations

from django.db.models import Count, Prefetch, Q, QuerySet

from hattama.core.vocabulary import Contest
from hattama.web.kernel.elections.search import own_number_first
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow, below
from hattama.web.kernel.published.tables import PublishedProtocol


def precincts_by_state(precincts: QuerySet[AreaRow], query: str = "") -> QuerySet[AreaRow]:
    """Precincts with their published protocols, silent ones first, then by Kazakh alphabet and number.

    Before them all come those whose own number was asked for in `query`. Each row carries `protocol_count`.
    """
    protocols = Prefetch("protocols", PublishedProtocol.objects.order_by("contest"))
    return (
        precincts.annotate(protocol_count=Count("protocols"))
        .select_related("parent")
        .prefetch_related(protocols)
        .order_by(*own_number_first(query), "protocol_count", "sort_key", "area_id")
    )


def held_in(precincts: QuerySet[AreaRow], election: ElectionRow, contest: Contest) -> QuerySet[AreaRow]:
    """Those of `precincts` in which `contest` is held."""
    if not contest.areas:
        return precincts
    held = Q(pk__in=[])
    for area in AreaRow.objects.filter(election=election, area_id__in=contest.areas):
        held |= below(area)
    return precincts.filter(held)
