"""Maps: a measure of a contest over the areas below an area, drawn by the server, with its table."""

from __future__ import annotations

import csv
import io

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from hattama.core.vocabulary import inert_cell
from hattama.phrases import say
from hattama.web.kernel.accounts.access import access
from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.kernel.pages.area_names import area_name
from hattama.web.kernel.pages.election_pages import ElectionPage, conditional, election_page, page_language
from hattama.web.kernel.published.browsing import load_ancestors, load_root
from hattama.web.maps.public.map_drawing import ContestMap, load_map, map_choices

COLUMNS = (
    "area_id", "area", "expected", "received", "measure", "value", "part", "whole", "share_of",
)  # fmt: skip


@election_page
def election_map(page: ElectionPage, contest: str, measure: str) -> HttpResponse:
    """The map of the whole election."""
    return _map(page, load_root(page.row), contest, measure)


@election_page
def area_map(page: ElectionPage, area_id: str, contest: str, measure: str) -> HttpResponse:
    """The map of an area; the root's stands under the election."""
    area = page.area(area_id)
    if area.depth == 0:
        return redirect("public:map", page.row.election_id, contest, measure, permanent=True)
    return _map(page, area, contest, measure)


def _map(page: ElectionPage, area: AreaRow, contest: str, measure: str) -> HttpResponse:
    shown = asked_map(page, area, contest, measure)
    measures, shares = map_choices(shown.contest)
    context = {
        "area": area,
        "above": load_ancestors(area)[1:],
        "map": shown,
        "contest": shown.contest,
        "measures": measures,
        "shares": shares,
        "contests": page.definition.election.contests,
    }
    return page.render("maps/map.html", "results", context)


def asked_map(page: ElectionPage, area: AreaRow, contest: str, measure: str) -> ContestMap:
    """The map of the address. Raises Http404 where there is nothing to draw."""
    shown = load_map(page, area, page.contest(contest), measure)
    if shown is None:
        raise Http404(area.code)
    return shown


@access("public")
@require_safe
def map_csv(
    request: HttpRequest, election_id: str, area_id: str, contest: str, measure: str
) -> HttpResponseBase:
    """The table of a map, with the exact parts and wholes of its shares."""
    return conditional(request, election_id, lambda page: _csv(page, area_id, contest, measure))


def _csv(page: ElectionPage, area_id: str, contest: str, measure: str) -> HttpResponse:
    area = page.area(area_id)
    shown = asked_map(page, area, contest, measure)
    language = page_language()
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in shown.measures.rows:
        total, share = row.total, row.share
        writer.writerow(
            [
                inert_cell(row.area.code),
                inert_cell(area_name(row.area)),
                total.expected if total else "",
                total.received if total else "",
                measure,
                inert_cell(row.words),
                share.part if share else "",
                share.whole if share else "",
                inert_cell(say(share.of, language)) if share else "",
            ]
        )
    response = HttpResponse(out.getvalue().encode(), content_type="text/csv; charset=utf-8")
    name = f"{page.row.election_id}-{area_id}-{contest}-{measure}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Access-Control-Allow-Origin"] = "*"
    return response
