"""Pages of the desk: what I may act for, the protocol's form, its scan, and the word that it is published."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hattama.core.vocabulary import Contest
from hattama.web.archive.browsing import ancestors_of
from hattama.web.archive.elections import AreaRow, ElectionRow
from hattama.web.archive.loading import Definition, load_definition, load_path
from hattama.web.archive.precinct_lists import precincts_by_state
from hattama.web.archive.published import PublishedProtocol
from hattama.web.archive.scans import Scan
from hattama.web.desk.findings_text import finding_texts
from hattama.web.desk.protocol_form import TypedProtocol, read_typed
from hattama.web.desk.uploads import UploadRefused, held_scan, release_scan, uploaded_scan
from hattama.web.languages.search_text import search_terms
from hattama.web.usecases.access import access
from hattama.web.usecases.advance_log import advance_log
from hattama.web.usecases.attach_scan import NoProtocolYet, ScanAlreadyAttached, attach_scan
from hattama.web.usecases.check_entry import check_entry, does_not_add_up
from hattama.web.usecases.roles import Deed, NotYours, areas_for, role_for
from hattama.web.usecases.submit_protocol import (
    ContestNotHeldHere,
    ElectionNotOpen,
    ExplanationNeeded,
    ExplanationTooLong,
    ProtocolAlreadySubmitted,
    published_beside,
    submit_protocol,
)

PAGE_SIZE = 100


@dataclass(frozen=True, slots=True)
class Place:
    """The precinct and contest that an address of the desk names, with the rules that hold there."""

    area: AreaRow
    contest: Contest
    definition: Definition
    path: list[AreaRow]

    @property
    def rules(self) -> Any:
        """The rules of the contest's form."""
        return self.definition.rules[self.contest.code]


@access("desk")
@require_GET
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
@require_GET
def precincts(request: HttpRequest, election_id: str) -> HttpResponseBase:
    """The precincts that I may act for or look after, those that have not reported first."""
    election = get_object_or_404(ElectionRow, pk=election_id, opened_at__isnull=False)
    query = request.GET.get("q", "")
    rows = areas_for(request.user, Deed.SEE_DESK, election).exclude(kind="unit")
    for term in search_terms(query):
        rows = rows.filter(search_text__contains=term)
    page = Paginator(precincts_by_state(rows), PAGE_SIZE).get_page(request.GET.get("page"))
    definition = load_definition(election)
    return render(
        request,
        "desk/precincts.html",
        {
            "election_row": election,
            "election": definition.election,
            "query": query,
            "page": page,
            "precincts": _precinct_lines(page, definition),
            "may_enter": areas_for(request.user, Deed.SUBMIT_PROTOCOL, election).exists(),
        },
    )


def _precinct_lines(page: Iterable[AreaRow], definition: Definition) -> list[dict[str, Any]]:
    above = ancestors_of(page)
    lines = []
    for row in page:
        by_contest = {protocol.contest: protocol for protocol in row.protocols.all()}
        held = definition.contests_at(area.area_id for area in (*above[row.pk], row))
        lines.append({"area": row, "contests": [(contest, by_contest.get(contest.code)) for contest in held]})
    return lines


@access("desk")
def enter(request: HttpRequest, election_id: str, area_id: str, contest: str) -> HttpResponseBase:
    """The form of the protocol. Sending it either shows what is wrong, or publishes and says so."""
    place = _place(request, election_id, area_id, contest)
    published = PublishedProtocol.objects.filter(area=place.area, contest=contest).first()
    if published is not None:
        return redirect("desk:done", election_id, area_id, contest)
    typed = _read(request, place)
    if request.method != "POST":
        return _show_form(request, place, typed)
    refusal, status = "", 400
    try:
        scan = uploaded_scan(request, place.area, contest)
    except UploadRefused as refused:
        return _show_form(request, place, typed, scan_refusal=refused.sentence, status=400)
    if typed.has_faults or request.POST.get("action") != "submit":
        status = 400 if typed.has_faults else 200
        return _show_form(request, place, typed, checked=True, scan=scan, status=status)
    try:
        submit_protocol(request.user, place.area, typed.protocol(area_id, contest), now=timezone.now(), scan=scan)
    except ExplanationNeeded:
        refusal = _("The figures disagree. Check them against the paper; if the paper says so, explain below and submit again.")
    except ExplanationTooLong:
        refusal = _("The explanation is too long: at most 4,000 characters.")
    except ElectionNotOpen:
        refusal = _("The election is not open yet.")
    except ContestNotHeldHere:
        refusal = _("This contest is not held in this precinct.")
    except ProtocolAlreadySubmitted:
        refusal, status = _("A protocol of this contest has been submitted from this precinct already."), 409
    if refusal:
        return _show_form(request, place, typed, checked=True, scan=scan, refusal=refusal, status=status)
    release_scan(request, place.area, contest)
    advance_log(election_id, now=timezone.now())
    return redirect("desk:done", election_id, area_id, contest)


@access("desk")
@require_POST
def check(request: HttpRequest, election_id: str, area_id: str, contest: str) -> HttpResponseBase:
    """What the rules say about what is typed so far, for the page to show while the typist goes on."""
    place = _place(request, election_id, area_id, contest)
    typed = _read(request, place)
    findings = _findings(place, typed)
    faults = {cell.key: cell.fault for line in typed.lines for cell in line.cells if cell.fault}
    texts = finding_texts(place.rules, findings, _language())
    return JsonResponse(
        {
            "faults": faults,
            "needs_explanation": does_not_add_up(findings),
            "findings": [
                {
                    "code": text.code,
                    "sentence": text.sentence,
                    "detail": text.detail,
                    "fields": list(text.fields),
                    "severity": text.severity.value,
                    "verdict": text.verdict.value,
                }
                for text in texts
            ],
        }
    )


@access("desk")
@require_POST
def add_scan(request: HttpRequest, election_id: str, area_id: str, contest: str) -> HttpResponseBase:
    """Add a scan to a published protocol; earlier ones stay."""
    place = _place(request, election_id, area_id, contest)
    refusal, status = "", 400
    try:
        scan = uploaded_scan(request, place.area, contest)
        if scan is None:
            refusal = _("Choose a file first.")
        else:
            attach_scan(request.user, place.area, contest, scan, now=timezone.now())
    except UploadRefused as refused:
        refusal = refused.sentence
    except NoProtocolYet:
        refusal, status = _("Enter the protocol first; its scan is attached to it."), 409
    except ScanAlreadyAttached:
        refusal, status = _("This very file stands beside the protocol already."), 409
    if refusal:
        return _show_done(request, place, scan_refusal=refusal, status=status)
    release_scan(request, place.area, contest)
    advance_log(election_id, now=timezone.now())
    return redirect("desk:done", election_id, area_id, contest)


@access("desk")
@require_GET
def done(request: HttpRequest, election_id: str, area_id: str, contest: str) -> HttpResponseBase:
    """The word that the protocol is published: its place in the log, its hash, its public page."""
    return _show_done(request, _place(request, election_id, area_id, contest, Deed.SEE_DESK))


def _place(
    request: HttpRequest, election_id: str, area_id: str, contest: str, deed: Deed = Deed.SUBMIT_PROTOCOL
) -> Place:
    area = get_object_or_404(
        AreaRow.objects.select_related("election").exclude(kind="unit"), election_id=election_id, area_id=area_id
    )
    try:
        role_for(request.user, deed, area)
    except NotYours:
        raise PermissionDenied from None
    definition = load_definition(area.election)
    path = load_path(area)
    held = {c.code: c for c in definition.contests_at(row.area_id for row in path)}
    if contest not in held:
        raise PermissionDenied
    return Place(area, held[contest], definition, path)


def _read(request: HttpRequest, place: Place) -> TypedProtocol:
    return read_typed(place.rules.form, place.contest, request.POST, place.area.time_zone, _language())


def _findings(place: Place, typed: TypedProtocol) -> Any:
    protocol = typed.protocol(place.area.area_id, place.contest.code)
    return check_entry(place.definition, protocol, published_beside(place.area, place.contest.code))


def _show_form(
    request: HttpRequest,
    place: Place,
    typed: TypedProtocol,
    *,
    checked: bool = False,
    scan: Scan | None = None,
    refusal: str = "",
    scan_refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    findings = _findings(place, typed) if checked or scan_refusal else ()
    typed.show(findings)
    held = scan or held_scan(request, place.area, place.contest.code)
    return render(
        request,
        "desk/enter.html",
        {
            "place": place,
            "election_row": place.area.election,
            "election": place.definition.election,
            "typed": typed,
            "checked": checked,
            "findings": finding_texts(place.rules, findings, _language()),
            "needs_explanation": does_not_add_up(findings),
            "scan": held,
            "refusal": refusal,
            "scan_refusal": scan_refusal,
        },
        status=status,
    )


def _show_done(request: HttpRequest, place: Place, *, scan_refusal: str = "", status: int = 200) -> HttpResponse:
    protocol = PublishedProtocol.objects.filter(area=place.area, contest=place.contest.code).first()
    others = [c for c in place.definition.contests_at(row.area_id for row in place.path) if c != place.contest]
    entered = set(place.area.protocols.values_list("contest", flat=True))
    return render(
        request,
        "desk/done.html",
        {
            "place": place,
            "election_row": place.area.election,
            "election": place.definition.election,
            "protocol": protocol,
            "scans": protocol.scans.select_related("scan") if protocol else [],
            "next_contests": [c for c in others if c.code not in entered],
            "scan_refusal": scan_refusal,
        },
        status=status,
    )


def _language() -> str:
    return get_language() or "kk"
