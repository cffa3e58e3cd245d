"""Pages of the desk: what I may act for, the protocol's form, its scan, and the word that it is published."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST, require_safe

from hattama.web.archive.browsing import ancestors_of
from hattama.web.archive.elections import AreaRow, ElectionRow
from hattama.web.archive.loading import Definition, load_definition
from hattama.web.archive.precinct_lists import precincts_by_state
from hattama.web.desk.drafts import draft_shelf
from hattama.web.desk.findings_text import FindingText, finding_texts
from hattama.web.desk.places import Place, find_place
from hattama.web.desk.protocol_form import TypedProtocol, read_typed
from hattama.web.desk.refusals import refusal_of
from hattama.web.desk.uploads import UploadRefused, held_scan, release_scan, twin_sentence, uploaded_scan
from hattama.web.languages.search_text import search_terms
from hattama.web.usecases.access import access
from hattama.web.usecases.advance_log import publish_act, waiting_act
from hattama.web.usecases.attach_scan import attach_scan
from hattama.web.usecases.check_entry import does_not_add_up
from hattama.web.usecases.protocol_bodies import FiguresDoNotFit
from hattama.web.usecases.roles import Deed, areas_for, is_allowed
from hattama.web.usecases.submit_protocol import SubmissionRefused, submit_protocol
from hattama.web.usecases.take_scan import ScanOfAnotherProtocol

PAGE_SIZE = 50


@access("desk")
@never_cache
@require_safe
def home(request: HttpRequest) -> HttpResponseBase:
    """The elections in which I have something to do; straight to the list when there is one."""
    elections = ElectionRow.objects.filter(
        opened_at__isnull=False, areas__memberships__user=request.user
    ).distinct()
    if len(elections) == 1:
        return redirect("desk:precincts", elections[0].pk)
    listed = [(row, load_definition(row).election) for row in elections]
    return render(request, "desk/home.html", {"elections": listed})


@access("desk")
@never_cache
@require_safe
def precincts(request: HttpRequest, election_id: str) -> HttpResponseBase:
    """The precincts that I may act for or look after, those that have not reported first."""
    row = get_object_or_404(ElectionRow, pk=election_id, opened_at__isnull=False)
    query = request.GET.get("q", "").strip()
    mine = areas_for(request.user, Deed.SEE_DESK, row).exclude(kind="unit")
    for term in search_terms(query):
        mine = mine.filter(search_text__contains=term)
    page = Paginator(precincts_by_state(mine, query), PAGE_SIZE).get_page(request.GET.get("page"))
    definition = load_definition(row)
    enterable = areas_for(request.user, Deed.SUBMIT_PROTOCOL, row).filter(pk__in=[area.pk for area in page])
    return render(
        request,
        "desk/precincts.html",
        {
            "election": definition.election,
            "notices": definition.election.notices,
            "query": query,
            "page": page,
            "has_steps": bool(definition.pack.steps),
            "precincts": _precinct_lines(page, definition, set(enterable.values_list("pk", flat=True))),
        },
    )


def _precinct_lines(
    page: Iterable[AreaRow], definition: Definition, enterable: set[int]
) -> list[dict[str, Any]]:
    above = ancestors_of(page)
    lines = []
    for row in page:
        by_contest = {protocol.contest: protocol for protocol in row.protocols.all()}
        held = definition.contests_at(area.area_id for area in (*above[row.pk], row))
        contests = [(contest, by_contest.get(contest.code)) for contest in held]
        lines.append({"area": row, "contests": contests, "may_enter": row.pk in enterable})
    return lines


@access("desk")
@never_cache
def enter(request: HttpRequest, election_id: str, area_id: str, contest: str) -> HttpResponseBase:
    """The form of the protocol. Sending it either shows what is wrong, or publishes and says so."""
    place = find_place(request.user, election_id, area_id, contest, Deed.SUBMIT_PROTOCOL)
    if request.method == "POST":
        return _receive(request, place, _read(request, place))
    if place.published() is not None:
        return redirect("desk:done", *place.address)
    return _show_form(request, place, _read(request, place))


def _receive(request: HttpRequest, place: Place, typed: TypedProtocol) -> HttpResponseBase:
    try:
        scan = uploaded_scan(request, place.area, place.contest.code)
    except UploadRefused as refused:
        return _show_form(request, place, typed, scan_refusal=refused.sentence, status=400)
    if typed.has_faults or request.POST.get("action") != "submit":
        return _show_form(request, place, typed, status=400 if typed.has_faults else 200)
    protocol = typed.protocol(place.area.area_id, place.contest.code)
    try:
        act = submit_protocol(request.user, place.area, protocol, now=timezone.now(), scan=scan)
    except ScanOfAnotherProtocol as twin:
        release_scan(request, place.area, place.contest.code)
        sentence = twin_sentence(twin, place.area)
        return _show_form(request, place, typed, scan_refusal=sentence, status=400)
    except (SubmissionRefused, FiguresDoNotFit) as refused:
        refusal = refusal_of(refused)
        return _show_form(request, place, typed, refusal=refusal.sentence, status=refusal.status)
    release_scan(request, place.area, place.contest.code)
    publish_act(act, now=timezone.now())
    return redirect("desk:done", *place.address)


@access("desk")
@never_cache
@require_POST
def check(request: HttpRequest, election_id: str, area_id: str, contest: str) -> HttpResponseBase:
    """What the rules say about what is typed so far, for the page to show while the typist goes on."""
    place = find_place(request.user, election_id, area_id, contest, Deed.SUBMIT_PROTOCOL)
    typed = _read(request, place)
    findings = place.check(typed.protocol(area_id, contest))
    texts = finding_texts(place.rules, place.contest, findings, _language())
    return JsonResponse(
        {
            "faults": {cell.key: cell.fault for line in typed.lines for cell in line.cells if cell.fault},
            "needs_explanation": does_not_add_up(findings),
            "findings": [_finding_document(typed, text) for text in texts],
        }
    )


def _finding_document(typed: TypedProtocol, text: FindingText) -> dict[str, Any]:
    return {
        "code": text.code,
        "sentence": text.sentence,
        "detail": text.detail,
        "row": text.row,
        "level": text.level,
        "verdict": text.verdict.value,
        "cells": [cell.key for cell in typed.cells_of(text)],
    }


@access("desk")
@never_cache
def add_scan(request: HttpRequest, election_id: str, area_id: str, contest: str) -> HttpResponseBase:
    """Add a scan to a published protocol; earlier ones stay."""
    place = find_place(request.user, election_id, area_id, contest, Deed.ATTACH_SCAN)
    # The page of a refusal stands at this address; to load it again, or in another language, is no upload.
    if request.method != "POST":
        return redirect("desk:done", *place.address)
    try:
        scan = uploaded_scan(request, place.area, contest)
        if scan is None:
            return _show_done(request, place, scan_refusal=_("Choose a file first."), status=400)
        act = attach_scan(request.user, place.area, contest, scan, now=timezone.now())
    except UploadRefused as refused:
        return _show_done(request, place, scan_refusal=refused.sentence, status=400)
    except ScanOfAnotherProtocol as twin:
        release_scan(request, place.area, contest)
        return _show_done(request, place, scan_refusal=twin_sentence(twin, place.area), status=400)
    except SubmissionRefused as refused:
        release_scan(request, place.area, contest)
        refusal = refusal_of(refused)
        return _show_done(request, place, scan_refusal=refusal.sentence, status=refusal.status)
    release_scan(request, place.area, contest)
    publish_act(act, now=timezone.now())
    return redirect("desk:done", *place.address)


@access("desk")
@never_cache
@require_GET
def done(request: HttpRequest, election_id: str, area_id: str, contest: str) -> HttpResponseBase:
    """The word that the protocol is published: its place in the log, its hash, its public page."""
    return _show_done(request, find_place(request.user, election_id, area_id, contest, Deed.SEE_DESK))


def _read(request: HttpRequest, place: Place) -> TypedProtocol:
    return read_typed(place.rules.form, place.contest, request.POST, place.area.time_zone, _language())


def _show_form(
    request: HttpRequest,
    place: Place,
    typed: TypedProtocol,
    *,
    refusal: str = "",
    scan_refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    sent = request.method == "POST"
    findings = place.check(typed.protocol(*place.address[1:])) if sent else ()
    texts = finding_texts(place.rules, place.contest, findings, _language())
    typed.show(texts)
    return render(
        request,
        "desk/enter.html",
        {
            "place": place,
            "election": place.election,
            "notices": place.election.notices,
            "draft": draft_shelf(request.user, place, "entry"),
            "typed": typed,
            "sent": sent,
            "broken": [text for text in texts if text.is_broken],
            "unchecked": [text for text in texts if not text.is_broken],
            "needs_explanation": does_not_add_up(findings),
            "is_taken": status == 409,
            "scan": held_scan(request, place.area, place.contest.code),
            "refusal": refusal,
            "scan_refusal": scan_refusal,
        },
        status=status,
    )


def _show_done(
    request: HttpRequest, place: Place, *, scan_refusal: str = "", status: int = 200
) -> HttpResponse:
    waiting = waiting_act(place.area, place.contest.code)
    protocol = None if waiting is not None and waiting.kind == "protocol" else place.published()
    may_enter = is_allowed(request.user, Deed.SUBMIT_PROTOCOL, place.area)
    return render(
        request,
        "desk/done.html",
        {
            "place": place,
            "election": place.election,
            "notices": place.election.notices,
            "protocol": protocol,
            "waiting": waiting,
            "scans": protocol.scans.select_related("scan") if protocol else [],
            "may_attach": is_allowed(request.user, Deed.ATTACH_SCAN, place.area),
            "next_contests": place.other_contests() if may_enter else [],
            "scan_refusal": scan_refusal,
        },
        status=status,
    )


def _language() -> str:
    return get_language() or "kk"
