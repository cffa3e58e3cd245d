"""Copies that strangers sent, for volunteers: the queue, one copy with its picture, and what is done with it;
for organisers, whether any are taken in.
"""

from collections.abc import Callable

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hattama.core.vocabulary import Deed, DeedRefused, Message
from hattama.phrases import say
from hattama.web.kernel.accounts.browser_limits import sandboxed
from hattama.web.kernel.accounts.record_read import Personal, record_read
from hattama.web.kernel.accounts.roles import areas_for, areas_in, election_for, role_for
from hattama.web.kernel.elections.loading import load_definition
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.pages.election_pages import page_language
from hattama.web.kernel.pages.refusals import refusal_of
from hattama.web.kernel.stores.content_store import StoreUnavailable
from hattama.web.protocols.desk.places import find_place, publish_done
from hattama.web.protocols.desk.protocol_form import read_text
from hattama.web.protocols.enter import keep_scan
from hattama.web.protocols.reading import state_of
from hattama.web.scans.desk import hold_scan, refuse_twin
from hattama.web.scans.take_scan import ScanOfAnotherProtocol
from hattama.web.sent_copies.reading import (
    OTHER,
    REFUSALS,
    copies_in_hand,
    in_turn,
    picture_of,
    standing_of,
    takes_copies,
)
from hattama.web.sent_copies.review_copy import (
    IN_HAND,
    keep_beside,
    refuse_sent,
    report_sent,
    set_reception,
    take_sent,
)
from hattama.web.sent_copies.send_copy import protocol_at
from hattama.web.sent_copies.tables import CopyReception, SentCopy

PAGE_SIZE = 50
_MESSAGE = Message(
    "Sent over the site as the first copy of this protocol; a volunteer found that it differs."
)


def news_block(request: HttpRequest, election: ElectionRow) -> str:
    """That copies of strangers wait for this person, as a part of a page; empty where none do."""
    count = copies_in_hand(election).filter(area__in=areas_for(request.user, Deed.ENTER, election)).count()
    told = {"election": election, "count": count}
    return render_to_string("sent_copies/desk/news.html", told, request) if count else ""


@require_safe
def sent_copies(request: HttpRequest, election_id: str) -> HttpResponseBase:
    """The copies that wait for somebody of my places: the oldest of each protocol first."""
    election, areas = areas_in(request.user, Deed.ENTER, election_id)
    mine = in_turn(copies_in_hand(election).filter(area__in=areas))
    page = Paginator(mine.select_related("area__parent"), PAGE_SIZE).get_page(request.GET.get("page"))
    defined = load_definition(election).election
    context = {
        "election": defined,
        "page": page,
        "lines": [(copy, defined.contest(copy.contest), standing_of(copy)) for copy in page],
        "is_open": takes_copies(election),
    }
    return render(request, "sent_copies/desk/copies.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def sent_copy(request: HttpRequest, election_id: str, number: int) -> HttpResponseBase:
    """One copy: its picture, and what may be done with it."""
    copy = _find(request, election_id, number)
    if request.method != "POST":
        return _show(request, copy)
    do = _DEEDS.get(request.POST.get("action", ""))
    if do is None:
        return _show(request, copy, _("Choose what is to be done with the copy."), 400)
    try:
        return do(request, copy)
    except ScanOfAnotherProtocol as twin:
        return _show(request, copy, refuse_twin(twin, copy.area, request), 409)
    except (DeedRefused, StoreUnavailable) as refused:
        return _show(request, copy, *refusal_of(refused))


def _take(request: HttpRequest, copy: SentCopy) -> HttpResponseBase:
    scan = take_sent(request.user, copy, now=timezone.now())
    hold_scan(request, copy.area, copy.contest, scan)
    return redirect("desk:enter", copy.election_id, copy.area.code, copy.contest)


def _keep(request: HttpRequest, copy: SentCopy) -> HttpResponseBase:
    place = find_place(request.user, copy.election_id, copy.area.code, copy.contest, Deed.ATTACH_SCAN)
    now = timezone.now()
    scan = keep_beside(request.user, copy, now=now)
    publish_done(request, place, lambda: keep_scan(request.user, place.area, copy.contest, scan, now=now))
    return redirect("desk:done", *place.address)


def _refuse(request: HttpRequest, copy: SentCopy) -> HttpResponseBase:
    note = read_text(request.POST, "note")
    refuse_sent(request.user, copy, request.POST.get("reason", ""), note, now=timezone.now())
    return redirect("desk:sent_copies", copy.election_id)


def _report(request: HttpRequest, copy: SentCopy) -> HttpResponseBase:
    report_sent(request.user, copy, say(_MESSAGE, page_language()), now=timezone.now())
    return redirect("desk:sent_copies", copy.election_id)


_DEEDS: dict[str, Callable[[HttpRequest, SentCopy], HttpResponseBase]] = {
    "take": _take,
    "keep": _keep,
    "refuse": _refuse,
    "report": _report,
}


@require_safe
def sent_photo(request: HttpRequest, election_id: str, number: int) -> HttpResponseBase:
    """The picture of a copy, for volunteers alone; none of one that was refused."""
    copy = _find(request, election_id, number)
    picture = picture_of(copy)
    if picture is None:
        raise Http404(str(number))
    record_read(request.user, Personal.SENT_COPY, area=copy.area, subject=str(number), now=timezone.now())
    return sandboxed(HttpResponse(picture, content_type="image/jpeg"))


def _find(request: HttpRequest, election_id: str, number: int) -> SentCopy:
    rows = SentCopy.objects.select_related("area__election", "area__parent")
    copy = get_object_or_404(rows, pk=number, election_id=election_id)
    role_for(request.user, Deed.ENTER, copy.area)
    return copy


def _show(request: HttpRequest, copy: SentCopy, refusal: str = "", status: int = 200) -> HttpResponse:
    defined = load_definition(copy.area.election).election
    standing = standing_of(copy)
    context = {
        "election": defined,
        "copy": copy,
        "area": copy.area,
        "contest": defined.contest(copy.contest),
        "standing": standing,
        "is_in_hand": standing.state in IN_HAND,
        "is_expected": state_of(copy.area, copy.contest) == "expected",
        "stands": protocol_at(copy.area, copy.contest),
        "has_picture": picture_of(copy) is not None,
        "reasons": REFUSALS.items(),
        "other": OTHER,
        "chosen": request.POST.get("reason", ""),
        "note": request.POST.get("note", ""),
        "refusal": refusal,
    }
    return render(request, "sent_copies/desk/copy.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def copy_reception(request: HttpRequest, election_id: str) -> HttpResponseBase:
    """Whether this count takes copies of strangers: an organiser opens and closes it."""
    election = election_for(request.user, Deed.MANAGE_SETTINGS, election_id)
    refusal = None
    if request.method == "POST":
        try:
            is_open = request.POST.get("action") == "open"
            set_reception(request.user, election, is_open, now=timezone.now())
            return redirect("desk:copy_reception", election_id)
        except DeedRefused as refused:
            refusal = refusal_of(refused)
    context = {
        "election": load_definition(election).election,
        "rights_page": "reception",
        "is_open": takes_copies(election),
        "changes": CopyReception.objects.filter(election=election)
        .select_related("actor")
        .order_by("-pk")[:PAGE_SIZE],
        "refusal": refusal,
    }
    status = refusal.status if refusal else 200
    return render(request, "sent_copies/desk/reception.html", context, status=status)
