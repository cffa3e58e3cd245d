"""What organisations of observers have published, once its hour has come: tables, and what they come to."""

from datetime import datetime
from fractions import Fraction
from functools import lru_cache
from itertools import chain
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404

from hattama.core.observation import summarise
from hattama.core.vocabulary import Words
from hattama.phrases import say
from hattama.phrases.of_rooms.observation import PHASES, observation_document
from hattama.web.kernel.accounts.browser_limits import sandboxed
from hattama.web.kernel.elections.loading import load_path
from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.kernel.pages.election_pages import (
    ElectionPage,
    asking,
    election_page,
    page_language,
    shown_election,
)
from hattama.web.kernel.pages.file_answers import file_response
from hattama.web.kernel.pages.paging import page_of
from hattama.web.kernel.stores.content_store import get_content
from hattama.web.observation.opened import opened_tables, read_table
from hattama.web.observation.overview import PARTS, load_overview
from hattama.web.observation.reading import form_value
from hattama.web.observation.tables import FormVersion, PublishedSet

MOST_PLACES = 300


def published_set(_request: HttpRequest, election_id: str, sha256: str) -> HttpResponseBase:
    """A table as it was sealed, byte for byte; before it is opened it is not found."""
    _opened(election_id, sha256)
    response = sandboxed(HttpResponse(get_content(sha256), content_type="text/csv; charset=utf-8"))
    response["Cache-Control"] = "public, max-age=60"
    return response


def _opened(election_id: str, sha256: str) -> PublishedSet:
    rows = PublishedSet.objects.filter(organisation__election=election_id, sha256=sha256)
    return get_object_or_404(rows.exclude(opening_index=None)[:1])


@election_page
@asking("page")
def observation(page: ElectionPage) -> HttpResponse:
    """What the newest open table of each form comes to, in sentences, with the base of each question."""
    language = page_language()
    tables = sorted(opened_tables(page.row), key=_in_order)
    lines = [
        {
            "code": f"{one.organisation.code}-{one.form.form_id}",
            "names": Words.of(one.organisation.names),
            "opens_at": one.opens_at,
            "sha256": one.sha256,
            "phase": _shown(told_of(one), language),
        }
        for one in tables
    ]
    return page.render("observation/observation.html", "data", {"lines": lines} | _beside(page))


def _in_order(one: PublishedSet) -> tuple[str, int]:
    """By organisation, and in the order of the day: opening, voting, count, tabulation, then the rest."""
    phases = [*PHASES]
    return one.organisation.code, phases.index(one.form.phase) if one.form.phase in phases else len(phases)


def _beside(page: ElectionPage) -> dict[str, Any]:
    """What copies and own counts come to, and the places where they differ, those of most figures first."""
    told = load_overview(page.row)
    paging = page_of(page.request.GET, len(told["places"]), MOST_PLACES)
    shown, apart = told["places"][paging.start : paging.stop], told["hours_apart"]
    codes = {one["area"] for one in (*shown, *apart[:MOST_PLACES])}
    rows = AreaRow.objects.filter(election=page.row, code__in=codes)
    # The numbers of stations come again in each region: its name stands beside.
    areas = {row.code: {"row": row, "above": load_path(row)[1:-1][:1]} for row in rows} if codes else {}
    names = {contest.code: contest.names for contest in page.definition.election.contests}
    return {
        "copies": told["copies"],
        "places": [
            one | areas[one["area"]] | {"names": names[one["contest"]]}
            for one in shown
            if one["area"] in areas and one["contest"] in names
        ],
        "hours": [
            one | {"names": names.get(one["contest"]), "share": Fraction(one["chance"], PARTS)}
            for one in told["hours"]
        ],
        "hours_apart": [
            one | areas[one["area"]] | {"by": one["announced"] - one["counted"]}
            for one in map(_with_moments, apart[:MOST_PLACES])
            if one["area"] in areas
        ],
        "hours_beyond": max(0, len(apart) - MOST_PLACES),
        "paging": paging,
    }


def _with_moments(one: dict[str, Any]) -> dict[str, Any]:
    return one | {name: datetime.fromisoformat(one[name]) for name in ("began", "ended")}


def told_of(one: PublishedSet) -> dict[str, Any]:
    """What a published table comes to; anybody gets the same of it by `hattama observation summary`."""
    return _told(one.sha256, one.form_id)


@lru_cache(maxsize=32)
def _told(sha256: str, form_pk: int) -> dict[str, Any]:
    sent = chain.from_iterable(read_table(sha256).values())
    return observation_document(summarise(form_value(FormVersion.objects.get(pk=form_pk)), sent))


def _shown(phase: dict[str, Any], language: str) -> dict[str, Any]:
    known = PHASES.get(phase["phase"])
    return {
        "title": phase["form"] if known is None else say(known, language),
        "paragraphs": phase["paragraphs"][language],
        "questions": [
            {
                **asked,
                "words": Words.of(asked["question"]).say(language) or asked["name"],
                "options": [
                    (Words.of(option["words"]).say(language), option["count"], option["flagged"])
                    for option in asked["options"]
                ],
            }
            for asked in phase["questions"]
        ],
    }


def published_summary(request: HttpRequest, election_id: str, sha256: str) -> HttpResponseBase:
    """What a published table comes to, in all languages, with conflicts and the norms of each question."""
    one = _opened(shown_election(election_id).pk, sha256)
    content = JsonResponse(told_of(one), json_dumps_params={"ensure_ascii": False, "indent": 1}).content
    return file_response(request, [content], "application/json; charset=utf-8", tag=f"{sha256}-json")
