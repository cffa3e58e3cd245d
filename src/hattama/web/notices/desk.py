"""The desk's word on what changed at one's own precinct, until it is marked as seen."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.views.decorators.http import require_POST

from hattama.core.vocabulary import parse_whole_number
from hattama.web.kernel.accounts.access import access, account_of
from hattama.web.kernel.accounts.roles import holds_role_in
from hattama.web.kernel.elections.loading import load_definition
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.notices.precinct_people import mark_seen, news_for


def news_block(request: HttpRequest, election: ElectionRow) -> str:
    """What others changed at this person's precincts, as a part of a page; empty where that is nothing."""
    news = news_for(request.user, election)
    if not news.changes:
        return ""
    definition = load_definition(election).election
    lines = [(change, definition.contest(change.contest)) for change in news.changes]
    told = {"election": definition, "news": news, "lines": lines, "more": news.count - len(lines)}
    return render_to_string("notices/desk/news.html", told, request)


@access("desk")
@require_POST
def seen(request: HttpRequest, election_id: str) -> HttpResponseBase:
    """Mark what was shown as seen: all below `until`."""
    election = get_object_or_404(ElectionRow, pk=election_id, opened_at__isnull=False)
    if not holds_role_in(request.user, election):
        raise PermissionDenied
    until = parse_whole_number(request.POST.get("until", ""))
    if until is None:
        return HttpResponse(status=400)
    mark_seen(account_of(request), election, until)
    return redirect("desk:precincts", election_id)
