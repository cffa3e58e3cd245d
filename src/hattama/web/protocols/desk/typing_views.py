"""How the typists of an area type, for those who train them."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.db.models import QuerySet, Sum
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from hattama.core.vocabulary import Deed
from hattama.web.kernel.accounts.record_read import Personal, record_read
from hattama.web.kernel.accounts.roles import areas_for, election_for, held_for
from hattama.web.kernel.elections.loading import load_definition
from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.kernel.pages.paging import page_of
from hattama.web.kernel.published.browsing import units_below
from hattama.web.kernel.published.missing import in_any
from hattama.web.kernel.published.tables import PublishedTotal
from hattama.web.protocols.typing_times import add_times, typists_in

PAGE_SIZE = 100
MOST_TOGETHER = 20_000
"""Protocols of which the typists are told together: whoever looks after more sees them area by area."""


@require_safe
def typing(request: HttpRequest, election_id: str) -> HttpResponseBase:
    """Each typist of the precincts that the reader looks after; that somebody looked is recorded."""
    row = election_for(request.user, Deed.SEE_TYPING, election_id)
    areas: Sequence[AreaRow] = held_for(request.user, Deed.SEE_TYPING, row)
    if code := request.GET.get("within", ""):
        units = areas_for(request.user, Deed.SEE_TYPING, row).filter(kind="unit")
        areas = [get_object_or_404(units, code=code)]
    record_read(request.user, Personal.TYPING, election_id=row.pk, now=timezone.now())
    parts = _parts_of(areas)
    # What lies in no part of an area stands beside its parts.
    within = partial(_right_in if parts else in_any, areas=areas)
    lines = typists_in(within)
    paging = page_of(request.GET, len(lines), PAGE_SIZE)
    lines = lines[paging.start : paging.stop]
    add_times(lines, within)
    context = {"election": load_definition(row).election, "parts": parts, "lines": lines, "paging": paging}
    return render(request, "protocols/desk/typing.html", context)


def _right_in(rows: QuerySet[Any], areas: Sequence[AreaRow]) -> QuerySet[Any]:
    return rows.filter(area__parent__in=areas)


def _parts_of(areas: Sequence[AreaRow]) -> list[AreaRow]:
    """The areas right below, where these expect more protocols than are counted while somebody waits."""
    totals = PublishedTotal.objects.filter(area__in=[area.pk for area in areas])
    if (totals.aggregate(n=Sum("expected"))["n"] or 0) <= MOST_TOGETHER:
        return []
    below = (units_below(area).order_by("pk") for area in areas)
    return [unit for units in below for unit in units]
