"""The territorial overview with its filters: as a page, for printing, as a table; and the hall's screen."""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Sum
from django.http import Http404, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hattama.core.entries import VERSION_KINDS
from hattama.core.vocabulary import Contest, Deed, csv_text
from hattama.web.kernel.accounts.policy import PRECINCT
from hattama.web.kernel.accounts.roles import areas_for, held_for
from hattama.web.kernel.elections.loading import Definition, load_definition
from hattama.web.kernel.elections.search import MOST_FOUND, holding
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow, below
from hattama.web.kernel.log.tables import acts_waiting
from hattama.web.kernel.published.browsing import ancestors_of
from hattama.web.kernel.published.missing import in_any, place_of
from hattama.web.kernel.published.tables import PublishedProtocol, PublishedTotal
from hattama.web.kernel.stores.kept_questions import among
from hattama.web.protocols.desk.overview import (
    FILTERS,
    SORTS,
    Disagreement,
    FilterLine,
    Progress,
    ProgressLine,
    filter_lines,
    largest_first,
    load_disagreements,
    progress_of,
    progress_of_each,
    waited_for_words,
)
from hattama.web.protocols.life_words import state_name
from hattama.web.protocols.overview import (
    OverviewRow,
    Scope,
    count_in,
    count_units,
    keys_of,
    load_rows,
    sorted_keys,
    typists_of,
)
from hattama.web.protocols.remarks import unanswered
from hattama.web.protocols.tables import Remark

PAGE_SIZE = 100
BATCH = 1000
MOST_SORTED = 20_000
"""Of so many rows at most another order than that of place is offered."""
MOST_PRINTED = 5_000
"""So many rows at most are offered as one list to print; of more the table is for."""
MOST_OFFERED = 400
"""Areas to choose from at most: of more, those in the one that is chosen."""
MOST_COMPARED = 20_000
"""Protocols among which equal ones are looked for: whoever looks after more sees them area by area."""
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
    "broken_relations",
    "largest_difference",
)


class _Asked:
    """What an address of the overview asks for."""

    def __init__(self, request: HttpRequest, election_id: str) -> None:
        self.request = request
        self.row = get_object_or_404(ElectionRow, pk=election_id, opened_at__isnull=False)
        self.definition: Definition = load_definition(self.row)
        self.areas = held_for(request.user, Deed.SEE_PROGRESS, self.row)
        if not self.areas:
            raise PermissionDenied
        self.contest = self._contest(request.GET.get("contest", ""))
        self.show = self._one_of(request.GET.get("show", ""), FILTERS)
        self.wish = self._one_of(request.GET.get("sort", ""), SORTS)
        self.sort = self.wish or ("difference" if self.show == "findings" else "place")
        self.query = request.GET.get("q", "").strip()[:200]
        # Those above the precincts, the widest first; no further down than districts.
        units = areas_for(request.user, Deed.SEE_PROGRESS, self.row).filter(kind="unit")
        units = units.defer("search_text").order_by("depth", "ancestry", "sort_key")
        within = request.GET.get("within", "")
        self.within = units.filter(code=within).first() if within else None
        self.units = list(units[: MOST_OFFERED + 1])
        if len(self.units) > MOST_OFFERED:
            self.units = list((units.filter(below(self.within)) if self.within else units)[:MOST_OFFERED])
        self.most_found: int | None = None
        self.scope = self._scope()
        self.counts = count_in(self.scope, self.definition.election.entry)

    def _scope(self) -> Scope:
        """The precincts that are looked after, found by the words and the area asked for."""
        scope = Scope(self.row, self.contest, [self.within] if self.within else self.areas)
        if not self.query:
            return scope
        mine = holding(scope.within(AreaRow.objects.exclude(kind="unit"), ""), self.row, self.query)
        found = list(mine.order_by("pk").values_list("pk", flat=True)[: MOST_FOUND + 1])
        self.most_found = MOST_FOUND if len(found) > MOST_FOUND else None
        return replace(scope, found=found[:MOST_FOUND])

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

    @property
    def length(self) -> int:
        """How many rows are asked for."""
        return self.counts[self.show]

    @property
    def sorts(self) -> list[str]:
        """The orders that are offered."""
        if self.length > MOST_SORTED:
            return ["place"]
        return [sort for sort in SORTS if sort != "difference" or self.counts["findings"]]

    def keys(self, start: int, stop: int) -> Sequence[int]:
        """Row ids of some of them, by their places in order."""
        rules, first = self.definition.election.entry, 0
        if self.sort in self.sorts[1:]:
            return self._sorted[start:stop]
        if self.scope.is_counted and len(self.scope.areas) == 1:
            first, start, stop = place_of(self.scope.areas[0], start, stop, self._count)
        return list(keys_of(self.scope, self.show, rules, first)[start:stop])

    @cached_property
    def _sorted(self) -> list[int]:
        keys = keys_of(self.scope, self.show, self.definition.election.entry)
        if self.sort == "difference":
            return largest_first(keys, self.contest.code)
        return sorted_keys(keys, self.contest.code, self.sort)

    def _count(self, areas: Sequence[AreaRow]) -> dict[int, int]:
        counted = count_units(replace(self.scope, areas=areas), self.definition.election.entry)
        return {area.pk: counted[area.pk][self.show] if area.pk in counted else 0 for area in areas}

    def address(self, **changes: str) -> str:
        """The address of this page with something else asked for; the page number is dropped."""
        asked = {
            "contest": self.contest.code,
            "within": self.within.code if self.within else "",
            "q": self.query,
            "show": self.show,
            "sort": self.wish,
        } | changes
        return "?" + urlencode({name: value for name, value in asked.items() if value})


WAITS_LONG = datetime.timedelta(minutes=1)
"""After so long an accepted protocol that the log does not hold is told: its writer may be down."""
MOST_IN_SIGHT = 4
"""Of so many contests each stands in sight; of more only those with something open."""


def count_block(request: HttpRequest, election: ElectionRow) -> str:
    """How the count stands for whoever looks after areas, contest by contest: what is missing and where, what
    is in doubt; empty for all others."""
    areas = held_for(request.user, Deed.SEE_PROGRESS, election)
    if all(area.is_precinct for area in areas):
        return ""
    read = load_definition(election).election
    scopes = [Scope(election, contest, areas) for contest in read.contests]
    counts = [_open(*pair) for pair in zip(scopes, progress_of_each(scopes, read.entry), strict=True)]
    held = [count for count in counts if count.whole.expected]
    settled = (
        [count for count in held if not (count.open or count.missing)] if len(held) > MOST_IN_SIGHT else []
    )
    lines = [count for count in held if count not in settled]
    waiting = in_any(acts_waiting(election=election, kind__in=VERSION_KINDS), areas)
    first = waiting.first()
    context = {
        "election": read,
        "lines": lines,
        "settled": settled,
        "waiting": waiting.count() if first and timezone.now() - first.recorded_at > WAITS_LONG else 0,
        "waiting_since": first.recorded_at if first else None,
    }
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


def count_of(scope: Scope, within: str = "") -> OpenCount:
    """The count of a scope, by the areas right below the widest in it."""
    return _open(scope, progress_of(scope, load_definition(scope.election).election.entry), within)


def _open(scope: Scope, count: Progress, within: str = "") -> OpenCount:
    missing = sorted((one for one in count.areas if one.missing), key=lambda one: -one.missing)
    open_ones = [one for one in count.filters if one.count and one.code not in _SETTLED]
    return OpenCount(scope.contest, count.whole, open_ones, missing[:MOST_MISSING], within)


def same_figures_block(request: HttpRequest, election: ElectionRow) -> str:
    """Polling stations of one district whose protocols of a contest say the same in every figure: chance, or
    one paper typed for two. Only those that are looked after; empty where there are none."""
    return _same_figures(request, election, held_for(request.user, Deed.SEE_PROGRESS, election))


def _same_figures(request: HttpRequest, election: ElectionRow, areas: Sequence[AreaRow]) -> str:
    """Of these areas; empty where they hold more than can be compared while somebody waits."""
    totals = PublishedTotal.objects.filter(area__in=[area.pk for area in areas])
    if not areas or (totals.aggregate(n=Sum("received"))["n"] or 0) > MOST_COMPARED:
        return ""
    shown = in_any(PublishedProtocol.objects.filter(annulled_by=None), areas)
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


@require_safe
def overview(request: HttpRequest, election_id: str) -> HttpResponseBase:
    """Precincts by what their protocol is, with a count on every filter; in pages, or whole for printing."""
    asked = _Asked(request, election_id)
    election, length = asked.definition.election, asked.length
    whole = request.GET.get("print") == "1" and length <= MOST_PRINTED
    page = Paginator(range(length), max(1, length) if whole else PAGE_SIZE).get_page(request.GET.get("page"))
    is_narrowed = asked.within is not None and not (asked.show or asked.query) and page.number == 1
    first = max(0, page.start_index() - 1)
    return render(
        request,
        "protocols/desk/overview_print.html" if whole else "protocols/desk/overview.html",
        {
            "election": election,
            "asked": asked,
            "keep": asked.address(contest="").replace("?", "&", 1),
            "filters": [
                (line, asked.address(show=line.code)) for line in filter_lines(asked.counts, election.entry)
            ],
            "all_rows": (asked.counts[""], asked.address(show="")),
            "sorts": [(code, _(SORTS[code]), asked.address(sort=code)) for code in asked.sorts],
            "same": _same_figures(request, asked.row, asked.scope.areas) if is_narrowed else "",
            "page": page,
            "links": {
                "here": asked.address(),
                "print": asked.address(print="1") if length <= MOST_PRINTED else "",
            },
            "lines": _lines(load_rows(asked.keys(first, page.end_index()), asked.contest.code), asked),
            "stated_at": timezone.now(),
        },
    )


def _lines(rows: Sequence[OverviewRow], asked: _Asked) -> list[dict[str, Any]]:
    areas = [row.area for row in rows]
    above = ancestors_of(areas)
    held = typists_of(areas, [role.value for role in PRECINCT])
    disagreements = _disagreements(rows, asked)
    questions = _questions(rows, asked) if asked.show == "questions" else {}
    return [
        {
            "row": row,
            "area": row.area,
            "above": above[row.area.pk][1:],
            "state": state_name(row.state),
            "waits_for": waited_for_words(row, asked.definition.election.entry),
            "people": held[row.area.pk],
            "disagreement": disagreements.get(row.area.pk),
            "question": questions.get(row.area.pk),
        }
        for row in rows
    ]


def _disagreements(rows: Sequence[OverviewRow], asked: _Asked) -> dict[int, Disagreement]:
    broken = [row.area.pk for row in rows if row.has_broken]
    return load_disagreements(broken, asked.contest.code) if broken else {}


def _questions(rows: Sequence[OverviewRow], asked: _Asked) -> dict[int, Remark]:
    found = unanswered().filter(area__in=among([row.area.pk for row in rows]), contest=asked.contest.code)
    return {one.area_id: one for one in found}


@require_safe
def overview_csv(request: HttpRequest, election_id: str) -> HttpResponseBase:
    """The same rows as a table: what is asked for, whole."""
    asked = _Asked(request, election_id)
    response = StreamingHttpResponse(_table(asked), content_type="text/csv; charset=utf-8")
    name = f"{election_id}-{asked.contest.code}-{asked.show or 'overview'}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _table(asked: _Asked) -> Iterator[str]:
    yield csv_text([CSV_COLUMNS])
    keys = asked.keys(0, asked.length)
    for start in range(0, len(keys), BATCH):
        lines, rows = [], load_rows(keys[start : start + BATCH], asked.contest.code)
        disagreements = _disagreements(rows, asked)
        for row in rows:
            since = "" if row.since is None else row.since.isoformat(timespec="seconds")
            flags = (int(row.is_preliminary), int(row.has_broken), int(row.has_scan))
            told = (row.area.code, row.area.number, asked.contest.code, row.state, *flags, since)
            by = disagreements.get(row.area.pk)
            lines.append((*told, *((by.relations, by.difference) if by else ("", ""))))
        yield csv_text(lines)


@require_safe
def progress(request: HttpRequest, election_id: str) -> HttpResponseBase:
    """For the hall: how many protocols stand where, in all and by area; the page loads itself anew."""
    asked = _Asked(request, election_id)
    election = asked.definition.election
    return render(
        request,
        "protocols/desk/progress.html",
        {
            "election": election,
            "asked": asked,
            "progress": progress_of(asked.scope, election.entry),
            "refresh": REFRESH_SECONDS,
            # Only for whoever asks for it: a page that changes by itself takes readers' place away.
            "by_itself": "by-itself" in request.GET,
            "stated_at": timezone.now(),
        },
    )
