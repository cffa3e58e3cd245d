"""The page that a newsroom keeps open: everything that changes through the night, and that it has changed."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from hattama.publish.views import render_json
from hattama.web.kernel.accounts.access import access
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.snapshots import load_log_size
from hattama.web.kernel.pages.election_pages import ElectionPage, election_page
from hattama.web.kernel.pages.file_answers import file_response
from hattama.web.kernel.pages.remembered_pages import remembered
from hattama.web.kernel.pages.streams import admit_stream, stream_address
from hattama.web.kernel.published.browsing import (
    ancestors_of,
    latest_protocols,
    load_arrivals,
    load_root,
    totals_of,
)
from hattama.web.kernel.published.region_arrivals import load_last_publication
from hattama.web.live.public.live_figures import (
    LATEST,
    LiveFigures,
    NamedProtocol,
    load_day,
    load_differences,
    load_live_figures,
    load_live_map,
    load_region_arrivals,
)
from hattama.web.maps.public.map_measures import ARRIVAL
from hattama.web.results.public.arrivals_chart import arrivals_chart
from hattama.web.results.public.contest_results import results_by_contest
from hattama.web.results.public.result_views import load_outcome

FRESH_SECONDS = 2
"""How long a proxy may answer for the site how far the count is."""


@election_page
def live(page: ElectionPage) -> HttpResponse:
    """Arrival by region, what is missing, results, turnout and differences, kept up to date in the page."""
    return admit_stream(page.request, remembered(page, _live))


def _live(page: ElectionPage) -> HttpResponse:
    figures = load_live_figures(page)
    definition = page.definition
    names = {contest.code: contest.names for contest in definition.election.contests}
    expected = {code: total.expected for code, total in figures.national.items()}
    chart, stated = load_day(figures)
    latest = latest_protocols(page.row, LATEST)
    above = ancestors_of(row.area for row in latest)
    context: dict[str, Any] = {
        "live": figures,
        "root": figures.root,
        "contests": figures.contests,
        "chosen": figures.chosen,
        "results": results_by_contest(definition.rules, figures.contests, figures.national),
        "arrivals": arrivals_chart(load_arrivals(page.row), expected, names),
        "regions": load_region_arrivals(figures),
        "map": load_live_map(page, figures, ARRIVAL),
        "chart": chart,
        "stated": stated,
        "differences": load_differences(page, figures),
        "latest": [NamedProtocol(row, above[row.area_id][1:], names[row.contest]) for row in latest],
        "last_at": load_last_publication(page.row.election_id),
        "stream": stream_address(page.request, page.row.election_id),
        **outcome_context(page, figures),
    }
    return page.render("live/live.html", "live", context)


def outcome_context(page: ElectionPage, figures: LiveFigures) -> dict[str, Any]:
    """What the rules give for the chosen contest on the votes counted so far."""
    if figures.chosen is None:
        return {}
    found = load_outcome(page.row, figures.chosen, get_language() or "kk")
    return {"found": found, "total": found.total}


@access("public")
@require_safe
def live_json(request: HttpRequest, election_id: str) -> HttpResponseBase:
    """How far the count is, in a few bytes: for programs that ask again and again, and for our own pages."""
    row = get_object_or_404(ElectionRow, pk=election_id, opened_at__isnull=False)
    size = load_log_size(row)
    tag = f"live-{election_id}-{size}"
    if request.headers.get("If-None-Match") == f'"{tag}"':
        return file_response(request, [], "", tag=tag)
    root = load_root(row)
    last = load_last_publication(election_id)
    document: dict[str, Any] = {
        "election": election_id,
        "tree_size": size,
        "published_at": last.isoformat(timespec="seconds") if last else None,
        "contests": {
            code: {
                "expected": total.expected,
                "received": total.received,
                "missing": total.missing,
                "with_findings": total.with_findings,
                "preliminary": total.preliminary,
                "annulled": total.annulled,
            }
            for code, total in sorted(totals_of([root]).get(root.pk, {}).items())
        },
    }
    response = file_response(request, [render_json(document)], "application/json; charset=utf-8", tag=tag)
    # A proxy may answer for this many seconds: a thousand readers then cost the site one question.
    response["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
    return response
