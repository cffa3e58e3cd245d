"""What people report of my precincts: the queue, one report with its photograph, and the answer to it."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hattama.core.vocabulary import Deed
from hattama.web.kernel.accounts.browser_limits import sandboxed
from hattama.web.kernel.accounts.record_read import Personal, record_read
from hattama.web.kernel.accounts.roles import areas_in, held_for, role_for
from hattama.web.kernel.elections.loading import load_definition
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.languages.paper_lines import field_name
from hattama.web.kernel.pages.election_pages import page_language
from hattama.web.kernel.pages.refusals import FILE_NOT_TAKEN, refusal_of
from hattama.web.kernel.stores.content_store import get_content
from hattama.web.protocols.desk.protocol_form import read_text
from hattama.web.reports.public import sent_photo
from hattama.web.reports.report_difference import forget_contact
from hattama.web.reports.report_lists import STATES, reports_within, waiting_reports
from hattama.web.reports.review_report import (
    AnswerNeeded,
    AnswerTooLong,
    ReportState,
    review_report,
    state_of,
)
from hattama.web.reports.tables import DifferenceReport, ReportContact

PAGE_SIZE = 50


@require_safe
def reports(request: HttpRequest, election_id: str) -> HttpResponseBase:
    """Reports about the precincts that I look after, those without an answer first."""
    election, areas = areas_in(request.user, Deed.REVIEW_REPORT, election_id)
    waiting = {ReportState.NEW, ReportState.LOOKED_AT}
    # Python's sort keeps the order: the newest first among those that wait, and among the others.
    rows = sorted(reports_within(election, areas), key=lambda row: state_of(row) not in waiting)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    defined = load_definition(election).election
    names = {contest.code: contest.names for contest in defined.contests}
    context = {
        "election": defined,
        "page": page,
        "lines": [(row, names[row.contest], STATES[state_of(row)]) for row in page],
    }
    return render(request, "reports/desk/reports.html", context)


def news_block(request: HttpRequest, election: ElectionRow) -> str:
    """How many reports about this person's precincts await an answer, as a part of a page; empty where none
    does."""
    waiting = waiting_reports(election, held_for(request.user, Deed.REVIEW_REPORT, election))
    first = waiting.first()
    if first is None:
        return ""
    told = {"election": load_definition(election).election, "waiting": waiting.count()}
    return render_to_string("reports/desk/news.html", told | {"oldest": first.reported_at}, request)


def report(request: HttpRequest, election_id: str, number: int) -> HttpResponseBase:
    """One report: what was sent, what was done about it, and the form of the answer."""
    found = _find(request, election_id, number)
    if request.method != "POST":
        return _show(request, found)
    if request.POST.get("action") == "forget":
        forget_contact(found)
        return redirect("desk:report", election_id, number)
    return _answer(request, found)


@require_safe
def photo(request: HttpRequest, election_id: str, number: int) -> HttpResponseBase:
    """The photograph that came with a report, for reviewers alone."""
    found = _find(request, election_id, number)
    if not found.photo_sha256:
        raise Http404(str(number))
    record_read(request.user, Personal.REPORT_PHOTO, area=found.area, subject=str(number), now=timezone.now())
    return sandboxed(HttpResponse(get_content(found.photo_sha256), content_type="image/jpeg"))


def _find(request: HttpRequest, election_id: str, number: int) -> DifferenceReport:
    rows = DifferenceReport.objects.select_related("area__election").prefetch_related("steps__actor")
    found = get_object_or_404(rows, pk=number, election_id=election_id)
    role_for(request.user, Deed.REVIEW_REPORT, found.area)
    return found


def _answer(request: HttpRequest, found: DifferenceReport) -> HttpResponseBase:
    state = next((state for state in ReportState if state == request.POST.get("state")), None)
    if state is None or state is ReportState.NEW:
        return _show(request, found, _("Say what was found."), 400)
    answer = read_text(request.POST, "answer")
    try:
        released = sent_photo(request, "released")
        review_report(request.user, found, state, answer, released=released, now=timezone.now())
    except (AnswerNeeded, AnswerTooLong, *FILE_NOT_TAKEN) as refused:
        return _show(request, found, *refusal_of(refused))
    return redirect("desk:report", found.election_id, found.pk)


def _show(
    request: HttpRequest, found: DifferenceReport, refusal: str = "", status: int = 200
) -> HttpResponse:
    record_read(request.user, Personal.REPORT, area=found.area, subject=str(found.pk), now=timezone.now())
    definition = load_definition(found.area.election)
    contest, rules = definition.election.contest(found.contest), definition.rules[found.contest]
    language = page_language()
    context = {
        "election": definition.election,
        "report": found,
        "area": found.area,
        "contest": contest,
        "rows": [(*field_name(rules, contest, row["key"], language), row) for row in found.rows],
        "state": STATES[state_of(found)],
        "steps": [(step, STATES[step.state]) for step in found.steps.all()],
        "contact": ReportContact.objects.filter(report=found).first(),
        "states": [(code, name) for code, name in STATES.items() if code != ReportState.NEW],
        "refusal": refusal,
        "answer": request.POST.get("answer", ""),
        "chosen": request.POST.get("state", ""),
    }
    return render(request, "reports/desk/report.html", context, status=status)
