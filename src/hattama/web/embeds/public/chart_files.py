"""Drawings as files of their own (SVG, PNG): the same as on the pages.

A file says by itself what it shows, of what its shares are shares, and as of which size of the log.
"""

import textwrap
import zlib
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import resolve
from django.utils.translation import gettext

from hattama.core.tabulation import Total
from hattama.phrases import say
from hattama.publish.typesetting import drawing_png
from hattama.web.kernel.accounts.browser_limits import sandboxed
from hattama.web.kernel.languages.formats import format_count
from hattama.web.kernel.pages.addresses import absolute
from hattama.web.kernel.pages.area_names import area_name
from hattama.web.kernel.pages.election_pages import ElectionPage, election_file, page_language, shown_election
from hattama.web.kernel.pages.file_answers import answer_made
from hattama.web.kernel.published.browsing import load_last_publication, totals_of
from hattama.web.maps.public.map_views import asked_map
from hattama.web.results.public.precinct_scatter import Scatter, load_scatter
from hattama.web.results.public.result_views import load_arrivals_chart, load_outcome, load_shares_chart
from hattama.web.turnout.public import load_area_day

LINE = 26
"""How high a line of the legend is."""

HEAD = 96
TITLE_LINE = 26
SIDE = 24
LEAST_WIDTH = 960
LARGEST = 1.5
LETTER_TENTHS = 82
TITLE_LETTER_TENTHS = 122
"""How wide a letter is at the most usual, in tenths of a unit: text in a drawing does not break by itself."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawing of `width` by `height` with what stands above it; `lines` of legend stand below."""

    kind: str
    title: str
    subtitle: str
    width: int
    height: int
    lines: Sequence[Any]
    notices: Sequence[str] = ()

    @property
    def sheet_width(self) -> int:
        """The width of the whole file."""
        return max(LEAST_WIDTH, self.width + 2 * SIDE)

    @property
    def title_lines(self) -> list[str]:
        """The title, broken where the sheet ends."""
        return textwrap.wrap(self.title, (self.sheet_width - 2 * SIDE) * 10 // TITLE_LETTER_TENTHS)

    @property
    def head(self) -> int:
        """How far down the drawing begins."""
        return HEAD + TITLE_LINE * (len(self.title_lines) - 1)

    @property
    def scale(self) -> float:
        """By how much the drawing is larger here than where it stands on a page."""
        return round(min(LARGEST, (self.sheet_width - 2 * SIDE) / self.width), 3)

    @property
    def left(self) -> int:
        """Where the drawing begins, so that it stands in the middle."""
        return round((self.sheet_width - self.width * self.scale) / 2)

    @property
    def legend_y(self) -> int:
        """Where the legend begins."""
        return self.head + round(self.height * self.scale) + LINE + 16

    @property
    def sheet_height(self) -> int:
        """The height of the whole file."""
        return self.source_y + LINE + 14

    @property
    def notices_y(self) -> int:
        """Where begins what must stand beside the figures."""
        return self.legend_y + LINE * len(self.lines) + 8

    @property
    def source_y(self) -> int:
        """Where the election and the size of the log stand; the address of the site is a line below."""
        return self.notices_y + LINE * len(self.notices) + 16


@election_file
def arrival_svg(page: ElectionPage) -> HttpResponse:
    """How the protocols came in."""
    chart = load_arrivals_chart(page)
    if chart is None:
        raise Http404
    subtitle = gettext("Share of the protocols expected from the frozen list of polling stations.")
    title = gettext("How the protocols came in")
    drawing = Drawing("arrival", title, subtitle, chart.width + 40, chart.height + 24, chart.curves)
    return _svg(page, drawing, "arrival", chart=chart)


@election_file
def shares_svg(page: ElectionPage, contest: str) -> HttpResponse:
    """Shares of the leaders as the count grew."""
    asked = page.contest(contest)
    chart = load_shares_chart(page, asked)
    if chart is None:
        raise Http404(contest)
    title = f"{gettext('Shares as the count grew')}: {say(asked.names, page_language())}"
    whole = gettext("Shares of: %(whole)s") % {"whole": say(chart.curves[0].share.of, page_language())}
    lines = (*chart.curves, chart.last)
    drawing = Drawing("shares", title, whole, chart.width + 40, chart.height + 24, lines)
    return _svg(page, drawing, f"shares-{contest}", chart=chart)


@election_file
def seats_svg(page: ElectionPage, contest: str) -> HttpResponse:
    """The half circle of seats."""
    asked = page.contest(contest)
    found = load_outcome(page.row, asked, page_language())
    shown = found.drawing
    if shown is None:
        raise Http404(contest)
    subtitle = gettext("Outcome on the votes counted so far") if found.is_open else gettext("Outcome")
    subtitle += f" · {_base(found.total)}"
    title = say(asked.names, page_language())
    drawing = Drawing("seats", title, subtitle, shown.width, shown.height, shown.benches)
    return _svg(page, drawing, f"seats-{contest}", shown=shown, found=found)


@election_file
def turnout_svg(page: ElectionPage, area_id: str) -> HttpResponse:
    """Turnout through the day."""
    area = page.area(area_id)
    chart, _ = load_area_day(area, None)
    if chart is None:
        raise Http404(area_id)
    drawing = Drawing(
        "turnout",
        gettext("Turnout through the day"),
        gettext("Share of registered voters"),
        chart.width + 40,
        chart.height + 24,
        chart.lines,
    )
    return _svg(page, drawing, f"turnout-{area_id}", chart=chart, area=area)


@election_file
def map_svg(page: ElectionPage, area_id: str, contest: str, measure: str) -> HttpResponse:
    """A map."""
    area = page.area(area_id)
    shown = asked_map(page, area, contest, measure)
    language = page_language()
    whole = say(shown.measures.whole, language)
    if not shown.measures.is_change:
        whole = gettext("Shares of: %(whole)s") % {"whole": whole}
    drawing = Drawing("map", shown.title, whole, shown.sheet.width, shown.sheet.height, shown.measures.legend)
    total = totals_of([area]).get(area.pk, {}).get(contest)
    drawing = replace(drawing, notices=[_base(total)] if total is not None else [])
    return _svg(page, drawing, f"map-{area_id}-{contest}-{measure}", map=shown, area=area)


def _base(total: Total) -> str:
    """Of how many protocols the figures are, in the language of the page."""
    counted, expected = (
        format_count(count, page_language(), "") for count in (total.counted, total.expected)
    )
    told = gettext("Sum of %(received)s protocols of %(expected)s")
    return told % {"received": counted, "expected": expected}


def asked_scatter(page: ElectionPage, area_id: str, contest: str) -> Scatter:
    """The dots of an area; Http404 before any protocol counts there, or of too many."""
    shown = load_scatter(page, page.area(area_id), page.contest(contest))
    if shown is None:
        raise Http404(contest)
    return shown


@election_file
def scatter_dots(page: ElectionPage, area_id: str, contest: str) -> HttpResponse:
    """The dots alone, with figures at their axes and no word: what pages and frames write beside it."""
    frame = {"shown": asked_scatter(page, area_id, contest)}
    response = page.render("embeds/charts/dots.svg", "results", frame)
    response["Content-Type"] = "image/svg+xml; charset=utf-8"
    return sandboxed(response)


@election_file
def scatter_svg(page: ElectionPage, area_id: str, contest: str) -> HttpResponse:
    """Turnout and the leader's share, a dot for each precinct of an area."""
    shown = asked_scatter(page, area_id, contest)
    title = f"{gettext('Turnout and share')}: {area_name(page.area(area_id))}"
    line = f"{say(shown.leader.names, page_language())}. {say(page.contest(contest).names, page_language())}"
    drawing = Drawing("scatter", title, line, shown.side + 40, shown.side + 24, (shown.dots, shown.leader))
    return _svg(page, drawing, f"scatter-{area_id}-{contest}", shown=shown)


def _svg(page: ElectionPage, drawing: Drawing, name: str, **context: Any) -> HttpResponse:
    address = absolute(page.request, "/")
    language = page_language()
    letters = (drawing.sheet_width - 2 * SIDE) * 10 // LETTER_TENTHS
    told = [
        line
        for notice in (*drawing.notices, *(say(one, language) for one in page.definition.election.notices))
        for line in textwrap.wrap(notice, letters)
    ]
    drawing = replace(drawing, notices=told)
    frame = {
        "drawing": drawing,
        "side": SIDE,
        "line": LINE,
        "address": address,
        "last_at": load_last_publication(page.row.pk),
    }
    response = page.render(f"embeds/charts/{drawing.kind}.svg", "results", frame | context)
    response["Content-Type"] = "image/svg+xml; charset=utf-8"
    response["Content-Disposition"] = f'attachment; filename="{page.row.election_id}-{name}.svg"'
    # A drawing carries its colours with it, and nothing in it may run.
    return sandboxed(response)


def png(request: HttpRequest, election_id: str, language: str, drawing: str) -> HttpResponseBase:
    """A drawing as PNG: made of its SVG once for each state of the log."""
    found = resolve(request.path_info.removesuffix("png") + "svg")
    row = shown_election(election_id)
    asked = copy(request)
    # The maker wants the drawing itself, whatever the reader holds already.
    asked.META = {name: value for name, value in request.META.items() if not name.startswith("HTTP_IF_")}
    asked.__dict__.pop("headers", None)

    def make() -> list[bytes]:
        drawn = found.func(asked, *found.args, **found.kwargs)
        return [drawing_png(drawn.content)]

    name = f"{election_id}-{language}-{drawing.replace('/', '-')}.png"
    # It names the site: one that has no address of its own, by that under which it was asked.
    site = f"{zlib.crc32(absolute(request, '/').encode()):08x}"
    return answer_made(request, row, f"charts/{site}/{language}/{drawing}.png", make, "image/png", name=name)
