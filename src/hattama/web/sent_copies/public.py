"""Anyone sends the first copy of a protocol to a civic count that takes them, and asks by a code what became
of it. No account, no name; nothing that was sent is shown to anybody but volunteers before they have read it.
"""

from typing import Any

from allauth.core import ratelimit
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hattama.core.vocabulary import Contest, DeedRefused
from hattama.formats.scans import ScanRefused
from hattama.web.kernel.accounts.access import access, open_form
from hattama.web.kernel.accounts.typed_codes import hash_of_code
from hattama.web.kernel.elections.loading import path_codes
from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.kernel.pages.election_pages import ElectionPage, page_about, page_language
from hattama.web.kernel.pages.refusals import refusal_of
from hattama.web.kernel.published.browsing import load_ancestors
from hattama.web.protocols.desk.protocol_form import TypedProtocol, read_typed
from hattama.web.reports.public import sent_photo
from hattama.web.reports.report_difference import differing_rows
from hattama.web.sent_copies.reading import CopyState, copies_in_hand, standing_of, takes_copies
from hattama.web.sent_copies.send_copy import is_crowded, protocol_at
from hattama.web.sent_copies.send_copy import send_copy as take_in
from hattama.web.sent_copies.tables import SentCopy


@access("public")
@require_safe
def send(request: HttpRequest, election_id: str) -> HttpResponseBase:
    """How to send a copy, whether any are taken, how many wait; and the question what became of one."""
    return _landing(_civic_page(request, election_id))


@open_form
def send_copy(request: HttpRequest, election_id: str, area_id: str, contest: str) -> HttpResponseBase:
    """The form of one protocol: its photograph, and figures of whoever likes to type them."""
    page = _civic_page(request, election_id)
    area = page.precinct(area_id)
    held = {one.code: one for one in page.definition.contests_at(path_codes(area))}
    if contest not in held:
        raise Http404(contest)
    form = page.definition.rules[contest].form
    typed = read_typed(form, held[contest], request.POST, area.time_zone, page_language())
    if request.method != "POST":
        return _form(page, area, held[contest], typed)
    for action in ("sent_copy", *(("sent_copy_crowded",) if is_crowded(page.row) else ())):
        limited: HttpResponse | None = ratelimit.consume_or_429(request, action=action)
        if limited is not None:
            return limited
    return _take(page, area, held[contest], typed)


def _take(page: ElectionPage, area: AreaRow, contest: Contest, typed: TypedProtocol) -> HttpResponse:
    if typed.has_faults:
        return _form(page, area, contest, typed, _("Some figures cannot be read. Nothing was recorded."), 400)
    try:
        photo, now = sent_photo(page.request, "photo"), timezone.now()
        code = take_in(area, contest.code, photo, typed.figures, now=now)
    except (DeedRefused, ScanRefused) as refused:
        return _form(page, area, contest, typed, *refusal_of(refused))
    return _told(page, SentCopy.objects.get(code_sha256=hash_of_code(code)), code=code)


@open_form
def sent(request: HttpRequest, election_id: str) -> HttpResponseBase:
    """What became of the copy of a receipt code. The code is sent in the body, so that no log has it."""
    page = _civic_page(request, election_id)
    if request.method != "POST":
        return redirect("public:send", election_id)
    limited: HttpResponse | None = ratelimit.consume_or_429(request, action="copy_code")
    if limited is not None:
        return limited
    hashed = hash_of_code(request.POST.get("code", "")[:64])
    copy = SentCopy.objects.select_related("area").filter(election=page.row, code_sha256=hashed).first()
    if copy is None:
        return _landing(page, _("There is no copy with this code in this count."), 404)
    return _told(page, copy)


def _civic_page(request: HttpRequest, election_id: str) -> ElectionPage:
    page = page_about(request, election_id)
    if not page.definition.election.civic:
        raise Http404(election_id)
    return page


def _landing(page: ElectionPage, refusal: str = "", status: int = 200) -> HttpResponse:
    copies = SentCopy.objects.filter(election=page.row)
    context = {
        "is_open": takes_copies(page.row),
        "is_crowded": is_crowded(page.row),
        "refusal": refusal,
        "all": copies.count(),
        "in_hand": copies_in_hand(page.row).count(),
        "refused": copies.filter(steps__deed="refuse").count(),
    }
    return page.render("sent_copies/send.html", "results", context, status=status, caching="no-store")


def _form(
    page: ElectionPage,
    area: AreaRow,
    contest: Contest,
    typed: TypedProtocol,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        **_place(area, contest),
        "is_open": takes_copies(page.row),
        "stands": protocol_at(area, contest.code),
        "typed": typed,
        "is_typed": bool(typed.figures or typed.has_faults),
        "refusal": refusal,
    }
    return page.render("sent_copies/send_copy.html", "results", context, status=status, caching="no-store")


def _told(page: ElectionPage, copy: SentCopy, code: str = "") -> HttpResponse:
    standing = standing_of(copy)
    protocol = protocol_at(copy.area, copy.contest)
    is_shown = standing.state is CopyState.PUBLISHED and protocol is not None
    context = {
        **_place(copy.area, page.contest(copy.contest)),
        "copy": copy,
        "code": code,
        "standing": standing,
        "is_published": is_shown,
        "differing": len(differing_rows(protocol, copy.figures)) if is_shown and protocol else 0,
    }
    return page.render("sent_copies/sent.html", "results", context, caching="no-store")


def _place(area: AreaRow, contest: Contest) -> dict[str, Any]:
    return {"area": area, "above": load_ancestors(area)[1:], "contest": contest}
