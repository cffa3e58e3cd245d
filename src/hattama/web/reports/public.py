"""Reports of differing papers: anyone sends one, everyone sees how many there are and what was answered.
Copies that observers signed: anyone who has one sends it, and the key decides.
"""

from dataclasses import dataclass
from typing import Any

from allauth.core import ratelimit
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from hattama.core.vocabulary import DeedRefused
from hattama.formats.scans import ScanIsEmpty
from hattama.phrases import say
from hattama.web.kernel.accounts.access import open_form
from hattama.web.kernel.accounts.browser_limits import sandboxed
from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.kernel.pages.election_pages import ElectionPage, page_about, page_language
from hattama.web.kernel.pages.paging import page_of
from hattama.web.kernel.pages.refusals import FILE_NOT_TAKEN, NOT_DONE, refusal_of
from hattama.web.kernel.published.browsing import placed
from hattama.web.kernel.stores.content_store import get_content
from hattama.web.protocols.desk.protocol_form import read_text
from hattama.web.protocols.public.copy_comparison import Match, MatchedSheet, match_copy
from hattama.web.protocols.public.protocol_sheet import PrecinctSheet, precinct_sheet
from hattama.web.reports.observers import MOST_BYTES, REFUSALS, take_copy, why_refused
from hattama.web.reports.report_difference import LONGEST_CONTACT, LONGEST_MESSAGE, report_difference
from hattama.web.reports.report_lists import STATES, released_photo_of, reports_of
from hattama.web.reports.review_report import state_of
from hattama.web.reports.tables import DifferenceReport, ReportStep
from hattama.web.scans.desk import content_of

MOST_PHOTO_BYTES = 12 * 1024 * 1024
ROWS = 50


@open_form
def report(request: HttpRequest, election_id: str, area_id: str, contest: str) -> HttpResponseBase:
    """The form of a report. What a comparison sends stands in it already; only its own button records."""
    found = precinct_sheet(request, election_id, area_id, contest)
    if found is None:
        return redirect("public:area", election_id, area_id)
    matched = match_copy(found.sheet, request.POST)
    if request.method != "POST" or "send" not in request.POST:
        return _form(request, found, matched)
    return ratelimit.consume_or_429(request, action="report") or _take(request, found, matched)


def _take(request: HttpRequest, found: PrecinctSheet, matched: MatchedSheet) -> HttpResponseBase:
    if matched.unreadable:
        return _form(request, found, matched, _("Some figures cannot be read. Nothing was recorded."), 400)
    paper = {line.line.key: line.paper for line in matched.lines() if line.paper is not None}
    try:
        made = report_difference(
            found.sheet.row,
            paper,
            message=read_text(request.POST, "message"),
            photo=sent_photo(request, "photo"),
            contact=read_text(request.POST, "contact"),
            now=timezone.now(),
        )
    except (DeedRefused, *FILE_NOT_TAKEN) as refused:
        return _form(request, found, matched, *refusal_of(refused))
    address = reverse("public:reports", args=[found.page.row.election_id, found.area.code])
    return redirect(f"{address}?sent={made.pk}#r{made.pk}")


def _form(
    request: HttpRequest, found: PrecinctSheet, matched: MatchedSheet, refusal: str = "", status: int = 200
) -> HttpResponse:
    differing = [line for line in matched.lines() if line.match in (Match.DIFFERS, Match.UNREADABLE)]
    others = [line for line in matched.lines() if line not in differing]
    context = {
        **placed(found.area),
        "contest": found.contest,
        "differing": differing,
        "others": others,
        "message": read_text(request.POST, "message"),
        "contact": read_text(request.POST, "contact"),
        "refusal": refusal,
        "longest_message": LONGEST_MESSAGE,
        "longest_contact": LONGEST_CONTACT,
    }
    return found.page.render("reports/report.html", "results", context, status=status, caching="no-store")


def sent_photo(request: HttpRequest, field: str) -> bytes:
    """The photograph in a field of a form; nothing where none was chosen. Raises ScanRefused."""
    file = request.FILES.get(field)
    if not isinstance(file, UploadedFile):
        return b""
    if not file.size:
        raise ScanIsEmpty
    return content_of(file, MOST_PHOTO_BYTES)


@dataclass(frozen=True, slots=True)
class ReportLine:
    """A report as everyone sees it: of which contest, where it stands, what was answered."""

    number: int
    report: DifferenceReport
    contest: Any
    state: Any
    answers: tuple[ReportStep, ...]
    has_photo: bool


def reports(request: HttpRequest, election_id: str, area_id: str) -> HttpResponseBase:
    """Reports about a precinct: their number and state, and the answer. What was sent is not shown."""
    page = page_about(request, election_id)
    area = page.precinct(area_id)
    rows = reports_of(area)
    paging = page_of(request.GET, rows.count(), ROWS)
    names = {contest.code: contest.names for contest in page.definition.election.contests}
    context = {
        **placed(area),
        "paging": paging,
        "reports": [_line(row, names[row.contest]) for row in rows[paging.start : paging.stop]],
        "sent": sent if (sent := request.GET.get("sent", "")).isdecimal() else "",
    }
    return page.render("reports/reports.html", "results", context, caching="no-cache")


def _line(row: DifferenceReport, contest: Any) -> ReportLine:
    steps = tuple(row.steps.all())
    return ReportLine(
        number=row.pk,
        report=row,
        contest=contest,
        state=STATES[state_of(row)],
        answers=tuple(step for step in steps if step.answer),
        has_photo=any(step.released_sha256 for step in steps),
    )


def released_photo(request: HttpRequest, number: int) -> HttpResponseBase:
    """The photograph that a reviewer released beside a report; never the one that was sent."""
    sha256 = released_photo_of(number)
    if not sha256:
        raise Http404(str(number))
    response = HttpResponse(get_content(sha256), content_type="image/jpeg")
    response["Cache-Control"] = "public, no-cache"
    return sandboxed(response)


# What is taken in another key has signed.
@open_form
def copies(request: HttpRequest, election_id: str, area_id: str) -> HttpResponseBase:
    """The form by which a signed copy comes in. Programs send the file as `copy`, in the same way."""
    page = page_about(request, election_id)
    area = page.precinct(area_id)
    if request.method != "POST":
        return _copies_form(page, area)
    limited: HttpResponse | None = ratelimit.consume_or_429(request, action="copy")
    if limited is not None:
        return limited
    try:
        taken = take_copy(election_id, _signed(request), now=timezone.now())
    except NOT_DONE as refused:
        return _copies_form(page, area, *refusal_of(refused))
    except REFUSALS as refused:
        return _copies_form(page, area, say(why_refused(refused), page_language()), 400)
    address = reverse("public:copies", args=[election_id, taken.body["precinct"]])
    return redirect(f"{address}?taken={taken.logentry.index}")


def _signed(request: HttpRequest) -> bytes:
    """What was sent, a file or its text; of what is too long no more than shows that it is."""
    file = request.FILES.get("copy")
    if isinstance(file, UploadedFile) and file.size:
        content: bytes = file.read(MOST_BYTES + 1)
        return content
    # Browsers send the ends of lines as CRLF.
    text = request.POST.get("text", "")[: MOST_BYTES + 1].replace("\r\n", "\n").strip("\n")
    return f"{text}\n".encode(errors="replace")


def _copies_form(page: ElectionPage, area: AreaRow, refusal: str = "", status: int = 200) -> HttpResponse:
    taken = page.request.GET.get("taken", "")
    context = {
        **placed(area),
        "refusal": refusal,
        "taken": int(taken) if taken.isdecimal() and len(taken) < 16 else None,
    }
    return page.render("reports/copies.html", "results", context, status=status, caching="no-store")
