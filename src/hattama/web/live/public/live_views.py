"""The page that a newsroom keeps open, and the small file that says how far the count is."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404

from hattama.publish.views import render_json
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.snapshots import load_public_size
from hattama.web.kernel.pages.election_pages import ElectionPage, asking, election_page
from hattama.web.kernel.pages.file_answers import file_response
from hattama.web.kernel.published.browsing import (
    latest_protocols,
    load_last_publication,
    load_root,
    totals_of,
)
from hattama.web.live.public.live_figures import (
    LATEST,
    load_day,
    load_differences,
    load_live_figures,
    load_live_map,
    load_region_arrivals,
    named_protocols,
    outcome_context,
)
from hattama.web.maps.public.map_measures import ARRIVAL
from hattama.web.results.public.contest_results import results_by_contest
from hattama.web.results.public.result_views import load_arrivals_chart

FRESH_SECONDS = 2
"""How long a proxy may answer for the site how far the count is."""


@election_page
@asking("contest")
def live(page: ElectionPage) -> HttpResponse:
    """Arrival by region, what is missing, results, turnout and differences, kept up to date in the page."""
    figures = load_live_figures(page)
    chart, stated = load_day(figures)
    context: dict[str, Any] = {
        "live": figures,
        "root": figures.root,
        "contests": figures.contests,
        "chosen": figures.chosen,
        "results": results_by_contest(page.definition, figures.contests, figures.national),
        "arrivals": load_arrivals_chart(page),
        "regions": load_region_arrivals(figures),
        "map": load_live_map(page, figures, ARRIVAL),
        "chart": chart,
        "stated": stated,
        "differences": load_differences(page, figures),
        "latest": named_protocols(page, latest_protocols(page.row, LATEST)),
        "last_at": load_last_publication(page.row.election_id),
        **outcome_context(page, figures),
    }
    return page.render("live/live.html", "live", context)


def live_json(request: HttpRequest, election_id: str) -> HttpResponseBase:
    """How far the count is, in a few bytes: for programs that ask again and again."""
    row = get_object_or_404(ElectionRow, pk=election_id, opened_at__isnull=False)
    size = load_public_size(row)
    pieces = _how_far(row, size)
    tag = f"live-{election_id}-{size}"
    response = file_response(request, pieces, "application/json; charset=utf-8", tag=tag)
    # A proxy may answer for this many seconds: a thousand readers then cost the site one question.
    response["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
    return response


def _how_far(row: ElectionRow, size: int) -> Iterator[bytes]:
    """In one piece, made only for a reader who has not got it."""
    root = load_root(row)
    last = load_last_publication(row.election_id)
    document: dict[str, Any] = {
        "election": row.election_id,
        "tree_size": size,
        "published_at": last.isoformat(timespec="seconds") if last else None,
        "contests": {
            code: {
                **total.protocols(),
                "missing": total.missing,
                "with_findings": total.with_findings,
                "preliminary": total.preliminary,
            }
            for code, total in sorted(totals_of([root]).get(root.pk, {}).items())
        },
    }
    yield render_json(document)
