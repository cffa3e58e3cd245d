"""The form of a protocol: entered once or, by another person who sees nothing of the first, a second time.

Before anything is recorded one page reads it back: the figures, what the rules say, and the scan or why none
comes now.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hattama.core.entries import BROUGHT, LONGEST_BRINGER, Bringer, CopySource
from hattama.core.protocols import Protocol
from hattama.core.vocabulary import ConfirmedBy, Deed, DeedRefused
from hattama.web.kernel.capability import provided
from hattama.web.kernel.languages.paper_lines import keys_of_paper, paper_lines
from hattama.web.kernel.pages.bounded_requests import storable
from hattama.web.kernel.pages.election_pages import page_language
from hattama.web.kernel.pages.findings_text import FindingText, finding_texts
from hattama.web.kernel.pages.refusals import refusal_of
from hattama.web.kernel.published.tables import PublishedProtocol, Scan
from hattama.web.protocols.check_entry import needs_explanation
from hattama.web.protocols.desk.drafts import draft_shelf
from hattama.web.protocols.desk.places import Place, find_place, is_open, publish_done, to_standing
from hattama.web.protocols.desk.protocol_form import TypedProtocol, read_typed
from hattama.web.protocols.desk.views import Paper, papers_of
from hattama.web.protocols.enter import check_entering, enter_protocol
from hattama.web.protocols.life_words import NO_SCAN
from hattama.web.protocols.reading import came_before, scans_entered, state_of
from hattama.web.protocols.typing_times import record_typing
from hattama.web.scans.desk import HOLD, UploadRefused, held_scan, refuse_twin, release_scan, uploaded_scan
from hattama.web.scans.take_scan import ScanOfAnotherProtocol

TYPING = "typing"
"""The field under which the page sends what it counted of the typing."""


def enter(request: HttpRequest, election_id: str, area_id: str, contest: str) -> HttpResponseBase:
    """The form of the protocol. Sent, it shows what is wrong, or is read back; from there it is recorded."""
    place = find_place(request.user, election_id, area_id, contest, Deed.ENTER)
    if request.method == "POST":
        return _receive(request, place, _read(request, place))
    if not is_open(request, place, Deed.ENTER):
        return to_standing(place)
    return _show_form(request, place, _read(request, place))


def _receive(request: HttpRequest, place: Place, typed: TypedProtocol) -> HttpResponseBase:
    action = "" if typed.has_faults else request.POST.get("action", "")
    try:
        scan = uploaded_scan(request, place.area, place.contest.code, hold=action != "submit")
    except UploadRefused as refused:
        return _show_form(request, place, typed, scan_refusal=refused.sentence, status=refused.status)
    if request.POST.get("action") == HOLD:
        return HttpResponse(status=204)
    if action not in ("review", "submit"):
        return _show_form(request, place, typed, status=400 if typed.has_faults else 200)
    if typed.says_nothing and is_open(request, place, Deed.ENTER):
        return _show_form(request, place, typed, refusal=_nothing_typed(), status=400)
    try:
        return _send(request, place, typed, scan, is_read_back=action == "submit")
    except ScanOfAnotherProtocol as twin:
        release_scan(request, place.area, place.contest.code)
        sentence = refuse_twin(twin, place.area, request)
        return _show_form(request, place, typed, scan_refusal=sentence, status=400)
    except DeedRefused as refused:
        protocol = typed.protocol(place.area.code, place.contest.code)
        came = came_before(request.user, place.area, place.contest.code, Deed.ENTER, protocol)
        if action == "submit" and came is not None:
            return to_standing(place, came)
        refusal = refusal_of(refused)
        return _show_form(request, place, typed, refusal=refusal.sentence, status=refusal.status)


def _send(
    request: HttpRequest, place: Place, typed: TypedProtocol, scan: Scan | None, *, is_read_back: bool
) -> HttpResponseBase:
    """Record what was read back; or read it back, once it is sure that it would be taken in.

    Raises what `enter_protocol` raises.
    """
    protocol = typed.protocol(place.area.code, place.contest.code)
    reread, source = request.POST.getlist("reread"), _source(request, place, scan)
    user, area, now = request.user, place.area, timezone.now()
    no_scan = request.POST.get("no_scan", "") if scan is None else ""
    asks_scan = scan is None and not scans_entered(area, place.contest.code)
    is_answered = not asks_scan or no_scan in NO_SCAN
    if not (is_read_back and is_answered):
        check_entering(user, area, protocol, now=now, reread=reread, source=source)
        return _read_back(request, place, protocol, scan, asks_scan=asks_scan, is_unanswered=is_read_back)
    done = publish_done(
        request,
        place,
        lambda: enter_protocol(
            user,
            area,
            protocol,
            now=now,
            scan=scan,
            reread=reread,
            source=source,
            no_scan=no_scan if no_scan in NO_SCAN else "",
        ),
    )
    record_typing(user, area, request.POST.get(TYPING, ""), now=now)
    for follow_up in provided("entered") if done.leads_on else ():
        follow_up(area, place.contest.code, now=timezone.now())
    return redirect("desk:done", *place.address)


def _read_back(
    request: HttpRequest,
    place: Place,
    protocol: Protocol,
    scan: Scan | None,
    *,
    asks_scan: bool,
    is_unanswered: bool,
) -> HttpResponse:
    language = page_language()
    keys = keys_of_paper(place.rules, place.contest, protocol)
    found = (*place.check(protocol), *place.unusual(protocol))
    texts = finding_texts(place.definition.rules, place.contest, found, language)
    sent = ((name, value) for name, values in request.POST.lists() for value in values)
    context = {
        "place": place,
        "election": place.election,
        "lines": paper_lines(place.rules, place.contest, protocol, keys, language),
        "broken": [text for text in texts if text.is_broken],
        "unchecked": [text for text in texts if not text.is_broken],
        "explanation": protocol.explanation,
        "scans": _papers(place, scan),
        "asks_scan": asks_scan,
        "is_unanswered": is_unanswered,
        "reasons": [(code, _(words)) for code, words in NO_SCAN.items()],
        "hidden": [(name, value) for name, value in sent if value and name not in _NOT_SENT_ON],
        "publishes": _publishes_now(place),
    }
    return render(request, "protocols/desk/read_back.html", context, status=400 if is_unanswered else 200)


_NOT_SENT_ON = {"csrfmiddlewaretoken", "action", "keep_details", "no_scan"}


@require_POST
def check(request: HttpRequest, election_id: str, area_id: str, contest: str) -> HttpResponseBase:
    """What the rules say about what is typed so far, for the page to show while the typist goes on."""
    place = find_place(request.user, election_id, area_id, contest, Deed.ENTER)
    typed = _read(request, place)
    protocol = typed.protocol(area_id, contest)
    findings = place.check(protocol)
    told = (*findings, *place.unusual(protocol))
    texts = finding_texts(place.definition.rules, place.contest, told, page_language())
    faults = {cell.key: cell.fault for line in typed.lines for cell in line.cells if cell.fault}
    if typed.signed_at_fault:
        faults["signed_at"] = typed.signed_at_fault
    return JsonResponse(
        {
            "faults": faults,
            "needs_explanation": needs_explanation(place.definition, findings),
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


def _source(request: HttpRequest, place: Place, scan: Scan | None) -> CopySource | None:
    """Who brought the copy of a civic count: of a scan that came without a volunteer's hands, what is known
    of it. To a commission nobody brings copies."""
    if not place.election.civic:
        return None
    for source_of in provided("source_of_scan"):
        known: CopySource | None = source_of(scan.pk) if scan is not None else None
        if known is not None:
            return known
    bringer = request.POST.get("bringer", "")
    if bringer not in BROUGHT:
        return None
    organisation = " ".join(storable(request.POST.get("organisation", "")).split())[:LONGEST_BRINGER]
    return CopySource(Bringer(bringer), organisation)


def _read(request: HttpRequest, place: Place) -> TypedProtocol:
    return read_typed(place.rules.form, place.contest, request.POST, place.area.time_zone, page_language())


def _show_form(
    request: HttpRequest,
    place: Place,
    typed: TypedProtocol,
    *,
    refusal: str = "",
    scan_refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    # Of a form on which nothing stands the rules have nothing to say: no line of it disagrees with another.
    sent = request.method == "POST" and not typed.says_nothing
    protocol = typed.protocol(*place.address[1:])
    findings = place.check(protocol) if sent else ()
    unusual = place.unusual(protocol) if sent else ()
    texts = finding_texts(place.definition.rules, place.contest, (*findings, *unusual), page_language())
    typed.show(texts)
    codes = {finding.code for finding in unusual}
    ticked = request.POST.getlist("reread")
    is_second = state_of(place.area, place.contest.code) == "entered_once"
    scan = held_scan(request, place.area, place.contest.code)
    standing = PublishedProtocol.objects.filter(area=place.area, contest=place.contest.code).first()
    shown = standing if standing is not None and standing.is_bare else None
    return render(
        request,
        "protocols/desk/enter.html",
        {
            "place": place,
            "election": place.election,
            "typing": request.POST.get(TYPING, ""),
            "script_words": [words() for words in provided("entry_page")],
            "draft": draft_shelf(request.user, *place.address, "entry"),
            "is_second": is_second,
            "bringers": BROUGHT.items() if place.election.civic and not (is_second or shown) else (),
            "shown": shown,
            "brought_by": _source(request, place, scan),
            "papers": _papers(place, scan),
            "typed": typed,
            "sent": sent,
            "broken": [text for text in texts if text.is_broken],
            "unchecked": [text for text in texts if not text.is_broken],
            "to_reread": [(text, text.code in ticked) for text in texts if text.code in codes],
            "needs_explanation": needs_explanation(place.definition, findings),
            "is_taken": status in (403, 409),
            "scan": scan,
            "refusal": refusal,
            "scan_refusal": scan_refusal,
        },
        status=status,
    )


def _papers(place: Place, scan: Scan | None) -> list[Paper]:
    """The scans beside which the figures are typed or read back: those that came, and the one held."""
    return [*papers_of(place), *([Paper(scan)] if scan else [])]


def _nothing_typed() -> str:
    return _(
        "No figure has been typed yet, and nothing was recorded. Type the figures from the paper; if the "
        "paper itself has none, say so in the explanation."
    )


def _publishes_now(place: Place) -> bool:
    """Whether what is sent now is a first entry, and shown to the public at once."""
    rules = place.election.entry
    at_once = rules.preliminary or (rules.entries == 1 and rules.confirmed_by is ConfirmedBy.EQUAL_ENTRIES)
    return at_once and state_of(place.area, place.contest.code) != "entered_once"
