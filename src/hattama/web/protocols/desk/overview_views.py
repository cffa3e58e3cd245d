"""The territorial overview with its filters: as a page, for printing, as a table; and the hall's screen."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hattama.core.vocabulary import Contest, Deed
from hattama.web.kernel.accounts.access import access
from hattama.web.kernel.accounts.policy import PRECINCT
from hattama.web.kernel.accounts.roles import areas_for
from hattama.web.kernel.elections.loading import Definition, load_definition
from hattama.web.kernel.elections.search import held_in, holding
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow, below
from hattama.web.kernel.published.browsing import ancestors_of
from hattama.web.kernel.published.tables import PublishedProtocol
from hattama.web.protocols.desk.overview import (
    FILTERS,
    SORTS,
    FilterLine,
    ProgressLine,
    chosen_rows,
    filter_lines,
    progress_of,
    waited_for_words,
)
from hattama.web.protocols.life_words import state_name
from hattama.web.protocols.overview import OverviewRow, load_overview, typists_of

PAGE_SIZE = 100
MOST_SAME = 20
MOST_MISSING = 8
"""How many areas that lack protocols the first page names, those that lack most first."""
REFRESH_SECONDS = 30
CSV_COLUMNS = (
    "area_id",
    "number",
    "contest",
    "state",
    "preliminary",
    "does_not_add_up",
    "has_scan",
    "last_step_at",
)


class _Asked:
    """What an address of the overview asks for."""

    def __init__(self, request: HttpRequest, election_id: str) -> None:
        self.request = request
        self.row = get_object_or_404(ElectionRow, pk=election_id, opened_at__isnull=False)
        self.definition: Definition = load_definition(self.row)
        self.areas = areas_for(request.user, Deed.SEE_PROGRESS, self.row)
        if not self.areas.exists():
            raise PermissionDenied
        self.contest = self._contest(request.GET.get("contest", ""))
        self.show = self._one_of(request.GET.get("show", ""), FILTERS)
        self.sort = self._one_of(request.GET.get("sort", ""), SORTS) or "place"
        self.query = request.GET.get("q", "").strip()[:200]
        self.units = list(_own_units(self.areas))
        self.within = next((u for u in self.units if u.code == request.GET.get("within", "")), None)

    def _contest(self, code: str) -> Contest:
        contests = self.definition.election.contests
        found = next((contest for contest in contests if contest.code == code), None)
        if code and found is None:
            raise Http404(code)
        return found or contests[0]

    def _one_of(self, code: str, known: Iterable[str]) -> str:
        if code and code not in known:
            raise Http404(code)
        return code

    def offered(self) -> list[tuple[AreaRow, AreaRow | None]]:
        """The areas to choose from, each with the one that it lies in where that is among them."""
        by_pk = {unit.pk: unit for unit in self.units[1:]}
        return [(unit, by_pk.get(unit.parent_id or 0)) for unit in self.units]

    def precincts(self) -> QuerySet[AreaRow]:
        """The precincts that are looked after, found by the words and the area asked for."""
        mine = held_in(self.areas.exclude(kind="unit"), self.row, self.contest)
        if self.within is not None:
            mine = mine.filter(below(self.within))
        return holding(mine, self.row, self.query)

    def address(self, **changes: str) -> str:
        """The address of this page with something else asked for; the page number is dropped."""
        asked = {
            "contest": self.contest.code,
            "within": self.within.code if self.within else "",
            "q": self.query,
            "show": self.show,
            "sort": self.sort,
        } | changes
        return "?" + urlencode({name: value for name, value in asked.items() if value})


def _own_units(areas: QuerySet[AreaRow]) -> QuerySet[AreaRow]:
    """Areas above the precincts that are looked after, the widest first; no further down than districts."""
    return areas.filter(kind="unit").defer("search_text").order_by("depth", "ancestry", "sort_key")


MOST_IN_SIGHT = 4
"""Of so many contests each stands in sight; of more only those with something open."""


def count_block(request: HttpRequest, election: ElectionRow) -> str:
    """How the count stands for whoever looks after areas, contest by contest: what is missing and where, what
    is in doubt; empty for all others."""
    areas = areas_for(request.user, Deed.SEE_PROGRESS, election)
    units = list(_own_units(areas))
    if not units:
        return ""
    election_read = load_definition(election).election
    counts = [count_of(election, areas, units, contest) for contest in election_read.contests]
    held = [count for count in counts if count.whole.expected]
    settled = (
        [count for count in held if not (count.open or count.missing)] if len(held) > MOST_IN_SIGHT else []
    )
    lines = [count for count in held if count not in settled]
    context = {"election": election_read, "lines": lines, "settled": settled}
    return render_to_string("protocols/desk/count.html", context, request)


class OpenCount(NamedTuple):
    """How the count of a contest stands: the whole, what is open by filter, what lacks most by area.

    `within`: the code of the area it is of, empty where of all that are looked after.
    """

    contest: Contest
    whole: ProgressLine
    open: list[FilterLine]
    missing: list[ProgressLine]
    within: str = ""


def count_of(
    election: ElectionRow,
    areas: QuerySet[AreaRow],
    units: Sequence[AreaRow],
    contest: Contest,
    within: str = "",
) -> OpenCount:
    """The count of `contest` in `areas`, by the areas right below the widest of `units`."""
    rows = load_overview(held_in(areas.exclude(kind="unit"), election, contest), contest.code)
    count = progress_of(rows, units, load_definition(election).election.entry)
    missing = sorted((one for one in count.areas if one.missing), key=lambda one: -one.missing)
    open_ones = [one for one in count.filters if one.count and one.code not in _SETTLED]
    return OpenCount(contest, count.whole, open_ones, missing[:MOST_MISSING], within)


def same_figures_block(request: HttpRequest, election: ElectionRow) -> str:
    """Polling stations of one district whose protocols of a contest say the same in every figure: chance, or
    one paper typed for two. Only those that are looked after; empty where there are none."""
    areas = areas_for(request.user, Deed.SEE_PROGRESS, election)
    shown = PublishedProtocol.objects.filter(area__in=areas, annulled_by=None)
    same = shown.values("area__parent", "contest", "figures").annotate(n=Count("pk")).filter(n__gt=1)
    found = list(same.order_by("area__parent__sort_key", "contest")[:MOST_SAME])
    if not found:
        return ""
    read = load_definition(election).election
    lines = []
    for one in found:
        alike = shown.filter(area__parent=one["area__parent"], contest=one["contest"], figures=one["figures"])
        rows = alike.select_related("area__parent").order_by("area__sort_key")
        lines.append((read.contest(one["contest"]), [row.area for row in rows]))
    return render_to_string("protocols/desk/same_figures.html", {"election": read, "lines": lines}, request)


_SETTLED = ("published", "changed", "annulled")
"""Filters that let through what nobody need look at any more."""


@access("desk")
@require_safe
def overview(request: HttpRequest, election_id: str) -> HttpResponseBase:
    """Precincts by what their protocol is, with a count on every filter; in pages, or whole for printing."""
    asked = _Asked(request, election_id)
    rules = asked.definition.election.entry
    rows = load_overview(asked.precincts(), asked.contest.code)
    chosen = chosen_rows(rows, rules, asked.show, asked.sort)
    whole = request.GET.get("print") == "1"
    page = Paginator(chosen, max(1, len(chosen)) if whole else PAGE_SIZE).get_page(request.GET.get("page"))
    election = asked.definition.election
    return render(
        request,
        "protocols/desk/overview_print.html" if whole else "protocols/desk/overview.html",
        {
            "election": election,
            "asked": asked,
            "contests": [(c, asked.address(contest=c.code)) for c in election.contests],
            "filters": [(line, asked.address(show=line.code)) for line in filter_lines(rows, rules)],
            "all_rows": (len(rows), asked.address(show="")),
            "sorts": [(code, _(words), asked.address(sort=code)) for code, (words, _key) in SORTS.items()],
            "page": page,
            "links": {"here": asked.address(), "print": asked.address(print="1")},
            "lines": _lines(list(page), asked),
            "stated_at": timezone.now(),
        },
    )


def _lines(rows: Sequence[OverviewRow], asked: _Asked) -> list[dict[str, Any]]:
    areas = {
        row.pk: row for row in AreaRow.objects.filter(pk__in=[row.pk for row in rows]).defer("search_text")
    }
    above = ancestors_of(areas.values())
    held = typists_of(areas.values(), [role.value for role in PRECINCT])
    actors = {row.actor for row in rows if row.actor is not None}
    names = dict(get_user_model().objects.filter(pk__in=actors).values_list("pk", "username"))
    return [
        {
            "row": row,
            "area": areas[row.pk],
            "above": above[row.pk][1:],
            "state": state_name(row.state),
            "waits_for": waited_for_words(row, asked.definition.election.entry),
            "actor": names.get(row.actor) if row.actor is not None else None,
            "people": held[row.pk],
        }
        for row in rows
    ]


@access("desk")
@require_safe
def overview_csv(request: HttpRequest, election_id: str) -> HttpResponseBase:
    """The same rows as a table: what is asked for, whole."""
    asked = _Asked(request, election_id)
    rows = load_overview(asked.precincts(), asked.contest.code)
    out = io.StringIO(newline="")
    table = csv.writer(out, lineterminator="\r\n")
    table.writerow(CSV_COLUMNS)
    for row in chosen_rows(rows, asked.definition.election.entry, asked.show, asked.sort):
        since = "" if row.since is None else row.since.isoformat(timespec="seconds")
        flags = (int(row.is_preliminary), int(row.has_broken), int(row.has_scan))
        table.writerow([row.area_id, row.number, asked.contest.code, row.state, *flags, since])
    response = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    name = f"{election_id}-{asked.contest.code}-{asked.show or 'overview'}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@access("desk")
@require_safe
def progress(request: HttpRequest, election_id: str) -> HttpResponseBase:
    """For the hall: how many protocols stand where, in all and by area; the page loads itself anew."""
    asked = _Asked(request, election_id)
    rows = load_overview(asked.precincts(), asked.contest.code)
    election = asked.definition.election
    return render(
        request,
        "protocols/desk/progress.html",
        {
            "election": election,
            "asked": asked,
            "contests": [(c, "?" + urlencode({"contest": c.code})) for c in election.contests],
            "progress": progress_of(rows, asked.units, election.entry),
            "refresh": REFRESH_SECONDS,
            # Only for whoever asks for it: a page that changes by itself takes readers' place away.
            "by_itself": "by-itself" in request.GET,
            "stated_at": timezone.now(),
        },
    )
