"""«Match my copy»: the figures of the paper on the wall beside the published ones. Nothing typed is kept."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from hattama.web.kernel.accounts.access import access
from hattama.web.kernel.pages.election_pages import ElectionPage
from hattama.web.kernel.published.browsing import load_ancestors
from hattama.web.protocols.public.copy_comparison import match_copy
from hattama.web.protocols.public.precinct_sheets import PrecinctSheet, precinct_sheet
from hattama.web.protocols.public.share import share_of_page


# Nobody is signed in here and nothing is done: a token against forged requests would guard nothing, and its
# cookie would mark the reader.
@csrf_exempt
@access("public")
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def compare(request: HttpRequest, election_id: str, area_id: str, contest: str) -> HttpResponseBase:
    """The published lines with a box beside each. A browser compares by itself; POST is for those that
    cannot: the answer says what agrees, and neither the figures nor the answer are kept."""
    found = precinct_sheet(request, election_id, area_id, contest)
    if found is None:
        raise Http404(contest)
    if found.sheet is None:
        return redirect("public:area", election_id, area_id)
    return _show(found.page, found, request)


def _show(page: ElectionPage, found: PrecinctSheet, request: HttpRequest) -> HttpResponse:
    if found.sheet is None:
        raise AssertionError("asked for the lines of a protocol that is not there")
    was_sent = request.method == "POST"
    matched = match_copy(found.sheet, request.POST)
    context = {
        "area": found.area,
        "above": load_ancestors(found.area)[1:],
        "contest": found.contest,
        "sheet": found.sheet,
        "matched": matched,
        "was_sent": was_sent,
        "share": share_of_page(request, reverse("public:area", args=[page.row.election_id, found.area.code])),
    }
    response = page.render("protocols/compare.html", "results", context)
    response["Cache-Control"] = "no-store" if was_sent else "public, no-cache"
    return response
