"""Pages that explain: what can be downloaded, what this site is and how anyone can check it."""

from __future__ import annotations

import hashlib

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from hattama.core.vocabulary import Contest
from hattama.publish.outcomes import outcome_path
from hattama.web.claims.tables import standing_claims
from hattama.web.kernel.accounts.access import access
from hattama.web.kernel.elections.loading import load_definition
from hattama.web.kernel.log.bundle_store import public_store
from hattama.web.kernel.pages.addresses import absolute
from hattama.web.kernel.pages.election_pages import ElectionPage, page_about
from hattama.web.kernel.published.browsing import children_of, load_root, opened_elections
from hattama.web.open_data.public.catalogue_views import load_listing
from hattama.web.turnout.public.views import MOST_BELOW
from hattama.web.turnout.reading import has_turnout


@access("public")
@require_safe
def data(request: HttpRequest, election_id: str) -> HttpResponseBase:
    """Every file of the election, with what stands in it.

    Open data are written later than the log that they speak of, so the page itself is its tag.
    """
    response = _data(page_about(request, election_id))
    tag = f'W/"{hashlib.sha256(response.content).hexdigest()[:24]}"'
    response.headers.setdefault("ETag", tag)
    response.headers.setdefault("Cache-Control", "public, no-cache")
    known = get_conditional_response(request, etag=tag, response=response)
    assert known is not None  # it is for a known response only
    return known


def _data(page: ElectionPage) -> HttpResponse:
    row = page.row
    hashes = {
        "definition": row.definition_sha256,
        "areas": row.areas_sha256,
        "rule_pack": row.rule_pack_sha256,
    }
    root = load_root(page.row)
    context = {
        "hashes": hashes,
        "pack": page.definition.pack,
        "listing": load_listing(row),
        "citing": absolute(page.request, page.request.path),
        "outcomes": _outcomes(page),
        "claimed": _claimed(page),
        "stated_turnout": root if has_turnout([root, *children_of(root)[:MOST_BELOW]]) else None,
    }
    return page.render("places/data.html", "data", context)


def _outcomes(page: ElectionPage) -> list[tuple[Contest, str]]:
    """Contests with the path of their outcome below the bundle's folder, where the bundle holds it."""
    folder = public_store(page.row.election_id).folder
    paths = [(contest, outcome_path(contest.code)) for contest in page.definition.election.contests]
    return [(contest, path) for contest, path in paths if (folder / path).is_file()]


def _claimed(page: ElectionPage) -> list[Contest]:
    """Contests of which a higher commission has declared something."""
    codes = {claim.contest for claim in standing_claims(page.row)}
    return [contest for contest in page.definition.election.contests if contest.code in codes]


@access("public")
@require_safe
def about(request: HttpRequest) -> HttpResponseBase:
    """What this site is, and how to check it step by step."""
    opened = opened_elections()
    election = load_definition(opened[0]).election if opened else None
    context = {"section": "about", "election": election}
    return render(request, "places/about.html", context)
