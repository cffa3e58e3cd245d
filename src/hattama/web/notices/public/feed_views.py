"""Atom feeds (RFC 4287) of what the log takes in: of the site, an election, an area, a precinct."""

from __future__ import annotations

import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hattama.phrases import say
from hattama.web.kernel.accounts.access import access
from hattama.web.kernel.elections.loading import load_definition
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.pages.area_names import area_name
from hattama.web.kernel.pages.election_pages import program_digest
from hattama.web.kernel.pages.file_answers import file_response
from hattama.web.kernel.published.browsing import ancestors_of, find_area, opened_elections
from hattama.web.notices.change_words import change_words
from hattama.web.notices.changes import Change, last_change, latest_changes
from hattama.web.protocols.public.share import absolute

MOST = 60
"""Entries of a feed. Whoever must miss nothing on the night reads the log itself."""

_ATOM = "application/atom+xml; charset=utf-8"


class LogFeed(Atom1Feed):
    """An Atom feed whose time is that of its newest entry, and of nothing else."""

    def latest_post_date(self) -> datetime.datetime:
        """When the newest entry was published; of an empty feed, when the election opened."""
        dates = [item["updateddate"] for item in self.items]
        newest: datetime.datetime = max(dates) if dates else self.feed["began_at"]
        return newest


@access("public")
@require_safe
def site_feed(request: HttpRequest) -> HttpResponseBase:
    """What all open elections take in."""
    opened = opened_elections()
    if not opened:
        raise Http404
    tag = "-".join(f"{row.pk}.{last_change(row, None)}" for row in opened)
    changes = [(row, change) for row in opened for change in latest_changes(row, None, MOST)]
    changes.sort(key=lambda pair: pair[1].published_at, reverse=True)
    return _answer(request, _("Hattama"), reverse("public:home"), opened[0], changes[:MOST], tag)


@access("public")
@require_safe
def election_feed(request: HttpRequest, election_id: str) -> HttpResponseBase:
    """What one election takes in."""
    row = _opened(election_id)
    title = say(load_definition(row).election.names, get_language() or "kk")
    home = reverse("public:election", args=[election_id])
    changes = [(row, change) for change in latest_changes(row, None, MOST)]
    return _answer(request, title, home, row, changes, f"{last_change(row, None)}")


@access("public")
@require_safe
def area_feed(request: HttpRequest, election_id: str, area_id: str) -> HttpResponseBase:
    """What is taken in about an area and everything below it, or about one precinct."""
    area = find_area(election_id, area_id)
    if area is None:
        raise Http404(area_id)
    names = say(load_definition(area.election).election.names, get_language() or "kk")
    home = reverse("public:area", args=[election_id, area_id])
    changes = [(area.election, change) for change in latest_changes(area.election, area, MOST)]
    tag = f"{area_id}-{last_change(area.election, area)}"
    return _answer(request, f"{area_name(area)} · {names}", home, area.election, changes, tag)


def _opened(election_id: str) -> ElectionRow:
    found = next((row for row in opened_elections() if row.pk == election_id), None)
    if found is None:
        raise Http404(election_id)
    return found


def _answer(
    request: HttpRequest,
    title: str,
    home: str,
    election: ElectionRow,
    changes: list[tuple[ElectionRow, Change]],
    tag: str,
) -> HttpResponseBase:
    language = get_language() or "kk"
    feed = LogFeed(
        title=title,
        link=absolute(request, home),
        description=_("Protocols, corrections and decisions as the public log takes them in"),
        subtitle=_("Protocols, corrections and decisions as the public log takes them in"),
        language=language,
        author_name=_("Hattama"),
        feed_url=absolute(request, request.path),
        feed_guid=absolute(request, request.path),
        began_at=election.opened_at,
    )
    above = ancestors_of(change.area for _row, change in changes)
    for row, change in changes:
        feed.add_item(**_item(request, row, change, above[change.area.pk]))
    text = feed.writeString("utf-8").encode("utf-8")
    whole = f"feed-{language}-{tag}-{program_digest()[:16]}"
    newest = feed.latest_post_date()
    return file_response(request, [text], _ATOM, tag=whole, changed_at=newest)


def _item(request: HttpRequest, row: ElectionRow, change: Change, above: list[AreaRow]) -> dict[str, Any]:
    definition = load_definition(row)
    contest = say(definition.election.contest(change.contest).names, get_language() or "kk")
    what = change_words(change.kind, opens=change.opens, is_preliminary=change.is_preliminary)
    place = " · ".join(area_name(area) for area in (*above[1:], change.area))
    page = reverse("public:area", args=[row.pk, change.area.code])
    return {
        "title": f"{area_name(change.area)}: {what}",
        "link": f"{absolute(request, page)}#{change.contest}",
        "description": f"{place}. {contest}.",
        # A tag URI (RFC 4151): the log's host, the day of the voting, the place in the log.
        "unique_id": f"tag:{_host(row)},{row.polling_on:%Y-%m-%d}:{row.pk}/{change.index}",
        "pubdate": change.published_at,
        "updateddate": change.published_at,
    }


def _host(row: ElectionRow) -> str:
    return row.origin.partition("/")[0]
