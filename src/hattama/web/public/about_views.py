"""Pages that explain: what can be downloaded, what this site is and how anyone can check it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hattama.core.vocabulary import Contest
from hattama.publish import outcome_path
from hattama.web.archive.browsing import children_of, load_root, opened_elections
from hattama.web.archive.bundle_store import public_store
from hattama.web.archive.claims import standing_claims
from hattama.web.archive.loading import load_definition
from hattama.web.archive.turnout import has_turnout
from hattama.web.public.election_pages import ElectionPage, election_page
from hattama.web.public.turnout_views import MOST_BELOW
from hattama.web.usecases.access import access


@election_page
def data(page: ElectionPage) -> HttpResponse:
    """Every file of the election, with what stands in it."""
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
        "outcomes": _outcomes(page),
        "claimed": _claimed(page),
        "stated_turnout": root if has_turnout([root, *children_of(root)[:MOST_BELOW]]) else None,
    }
    return page.render("public/data.html", "data", context)


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
    context = {"section": "about", "election": election, "notices": election.notices if election else ()}
    return render(request, "public/about.html", context)
