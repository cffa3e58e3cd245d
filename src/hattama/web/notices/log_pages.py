"""The log entry by entry, each as a sentence: for whoever wants to see everything that was done, and when."""

import json
from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse

from hattama.core.entries import CHOICE_KINDS, entry_message
from hattama.core.vocabulary import Choice, Contest
from hattama.phrases import say
from hattama.web.kernel.elections.tables import AreaRow, below, in_order
from hattama.web.kernel.log.tables import Act, LogEntry, acts_waiting
from hattama.web.kernel.pages.election_pages import ElectionPage, asking, election_page, page_language
from hattama.web.kernel.pages.paging import page_of
from hattama.web.kernel.published.browsing import ancestors_of, load_root

ROWS = 100
CHANGES = ("correction", "recount", "annulment", "redaction", "investigation")
"""Kinds of entries after which something is not any more as it stood, or is in doubt."""


@election_page
@asking("page", "changes")
def log(page: ElectionPage) -> HttpResponse:
    """Every entry of the election's log, the newest first; with `?changes=1` only what changed another."""
    return _log(page, load_root(page.row))


@election_page
@asking("page", "changes")
def area_log(page: ElectionPage, area_id: str) -> HttpResponse:
    """The entries about an area and everything below it, or about one precinct."""
    return _log(page, page.area(area_id))


def _log(page: ElectionPage, area: AreaRow) -> HttpResponse:
    changes = page.request.GET.get("changes") == "1"
    rows = _entries(page, area, CHANGES if changes else None)
    whole = not changes and not area.depth
    count = page.log_size if whole else rows.count() if changes else _how_many(page, area)
    paging = page_of(page.request.GET, count, ROWS)
    if whole:
        # Places in the log have no gaps, so that no page of it costs more than the first.
        rows = rows.filter(index__gte=paging.count - paging.stop, index__lt=paging.count - paging.start)
    else:
        # First the keys: what is sorted would else carry the bodies along.
        keys = rows.values_list("pk", flat=True)[paging.start : paging.stop]
        rows = _with_areas(LogEntry.objects.filter(pk__in=list(keys)).order_by("-index"))
    context = {
        "area": area,
        "above": ancestors_of([area])[area.pk],
        "changes": changes,
        "paging": paging,
        "entries": _said(page, list(rows)),
    }
    return page.render("notices/log.html", "data", context)


def _entries(page: ElectionPage, area: AreaRow, kinds: tuple[str, ...] | None) -> QuerySet[LogEntry]:
    rows = LogEntry.objects.filter(index__lt=page.log_size).order_by("-index")
    rows = in_order(rows, page.row, area, "act__area__")
    if kinds:
        rows = rows.filter(kind__in=kinds)
    return _with_areas(rows)


def _with_areas(rows: QuerySet[LogEntry]) -> QuerySet[LogEntry]:
    return rows.select_related("act__area").defer("act__body", "act__private", "act__area__search_text")


def _how_many(page: ElectionPage, area: AreaRow) -> int:
    """How many entries are about an area: of what was done there, what the log has."""
    own = below(area, "area__")
    later = LogEntry.objects.filter(below(area, "act__area__"), election=page.row, index__gte=page.log_size)
    return Act.objects.filter(own).count() - acts_waiting(own).count() - later.count()


def _said(page: ElectionPage, rows: list[LogEntry]) -> list[dict[str, Any]]:
    above = ancestors_of(row.act.area for row in rows if row.act.area is not None)
    contests = {contest.code: contest for contest in page.definition.election.contests}
    bodies = [json.loads(bytes(row.body)) for row in rows]
    language = page_language()
    return [
        {
            "index": row.index,
            "at": row.published_at,
            "says": say(entry_message(body), language),
            "area": row.act.area,
            "above": above[row.act.area.pk][1:] if row.act.area is not None else (),
            # An act has a contest where it is about a precinct's protocol; what is about a whole one says it.
            "contest": (contest := contests.get(row.act.contest or body.get("contest") or "")),
            "choice": _choice_named(contest, body) if body["kind"] in CHOICE_KINDS else None,
            "leaf_hash": row.leaf_hash,
        }
        for row, body in zip(rows, bodies, strict=True)
    ]


def _choice_named(contest: Contest | None, body: Mapping[str, Any]) -> Choice | None:
    """The choice that an entry speaks of, or the list of whose persons it does."""
    among = () if contest is None else contest.choices
    return next((one for one in among if one.code == body["choice"]), None)
