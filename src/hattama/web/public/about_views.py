"""Pages that explain: what can be downloaded, what this site is and how anyone can check it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hattama.web.archive.browsing import opened_elections
from hattama.web.archive.loading import load_definition
from hattama.web.public.election_pages import ElectionPage, election_page
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
    return page.render("public/data.html", "data", {"hashes": hashes, "pack": page.definition.pack})


@access("public")
@require_safe
def about(request: HttpRequest) -> HttpResponseBase:
    """What this site is, and how to check it step by step."""
    opened = opened_elections()
    election = load_definition(opened[0]).election if opened else None
    context = {"section": "about", "election": election, "notices": election.notices if election else ()}
    return render(request, "public/about.html", context)
