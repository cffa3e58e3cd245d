"""The strip view: the same box of many papers under one another, each beside what was published."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language

from hattama.core.vocabulary import Contest
from hattama.web.kernel.pages.election_pages import ElectionPage, election_page, page_with_scans
from hattama.web.kernel.pages.paging import page_of
from hattama.web.kernel.published.browsing import find_area, load_ancestors
from hattama.web.scans.public.strip_rows import figures_of, is_figure, protocols_within, strip_rows

ROWS = 40


@election_page
def strips(page: ElectionPage, area_id: str, contest: str) -> HttpResponse:
    """The strip of the first choice on the ballot, or else of the first line of the form."""
    names = figures_of(page.definition, _contest(page, contest), get_language() or "kk")
    votes = (name for name in names if name.is_choice)
    first = next(votes, names[0])
    return redirect("public:strip", page.row.election_id, area_id, contest, first.key)


@page_with_scans
def strip(page: ElectionPage, area_id: str, contest: str, figure: str) -> HttpResponse:
    """One figure of one contest in all precincts of an area."""
    area = find_area(page.row.election_id, area_id)
    held = _contest(page, contest)
    if area is None or not is_figure(page.definition, held, figure):
        raise Http404(figure)
    broken_first = page.request.GET.get("first") == "findings"
    found = protocols_within(area, contest, broken_first=broken_first)
    paging = page_of(page.request.GET, found.count(), ROWS)
    names = figures_of(page.definition, held, get_language() or "kk")
    context = {
        "area": area,
        "above": load_ancestors(area)[1:],
        "contest": held,
        "figure": figure,
        "names": names,
        "chosen": next((name for name in names if name.key == figure), None),
        "broken_first": broken_first,
        "paging": paging,
        "rows": strip_rows(page.definition, held, figure, found[paging.start : paging.stop]),
    }
    return page.render("scans/strip.html", "results", context)


def _contest(page: ElectionPage, code: str) -> Contest:
    for contest in page.definition.election.contests:
        if contest.code == code:
            return contest
    raise Http404(code)
