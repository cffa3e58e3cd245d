"""The page for a wall screen: a few large panels that take turns, and a plain word when they are stale."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from hattama.web.kernel.pages.election_pages import ElectionPage, election_page
from hattama.web.kernel.pages.remembered_pages import remembered
from hattama.web.kernel.pages.streams import admit_stream, stream_address
from hattama.web.kernel.published.browsing import ancestors_of, latest_protocols
from hattama.web.kernel.published.region_arrivals import load_last_publication
from hattama.web.live.public.live_figures import NamedProtocol, load_day, load_live_figures, load_live_map
from hattama.web.live.public.live_views import outcome_context
from hattama.web.maps.public.map_measures import LEADER
from hattama.web.results.public.contest_results import results_by_contest

LATEST = 5
MOST_CHOICES = 8
"""How many choices of a ballot a screen shows that is read from the back of a hall."""


@election_page
def hall(page: ElectionPage) -> HttpResponse:
    """Arrival, result, regions and turnout in large figures."""
    return admit_stream(page.request, remembered(page, _hall))


def _hall(page: ElectionPage) -> HttpResponse:
    figures = load_live_figures(page)
    definition = page.definition
    names = {contest.code: contest.names for contest in definition.election.contests}
    results = results_by_contest(definition.rules, figures.contests, figures.national)
    chosen = figures.chosen.code if figures.chosen else ""
    shown = next((result for result in results if result.contest.code == chosen), None)
    chart, _ = load_day(figures)
    latest = latest_protocols(page.row, LATEST)
    above = ancestors_of(row.area for row in latest)
    context: dict[str, Any] = {
        "live": figures,
        "contests": figures.contests,
        "chosen": figures.chosen,
        "results": results,
        "result": shown,
        "choices": shown.choices[:MOST_CHOICES] if shown else (),
        "left_out": max(0, len(shown.choices) - MOST_CHOICES) if shown else 0,
        "map": load_live_map(page, figures, LEADER),
        "chart": chart,
        "latest": [NamedProtocol(row, above[row.area_id][1:], names[row.contest]) for row in latest],
        "last_at": load_last_publication(page.row.election_id),
        "stream": stream_address(page.request, page.row.election_id),
        **outcome_context(page, figures),
    }
    return page.render("live/hall.html", "live", context)
