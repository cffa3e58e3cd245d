"""The table of a higher commission, typed at the desk: for which areas it may be, and one form an area."""

from __future__ import annotations

from collections import Counter

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hattama.core.entries import ClaimKey, Stage
from hattama.core.vocabulary import Contest, Deed, is_area_id
from hattama.formats.claim_tables import claim_form
from hattama.publish.claim_lines import claim_key
from hattama.web.claims.checks import load_claim_report
from hattama.web.claims.reading import Commission, commission_over, due_of
from hattama.web.claims.record import NothingStated, enter_claim
from hattama.web.claims.tables import standing_claims
from hattama.web.kernel.accounts.access import access
from hattama.web.kernel.accounts.roles import areas_for, role_for
from hattama.web.kernel.elections.loading import load_definition
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.log.accept_acts import ElectionClosed, FiguresDoNotFit
from hattama.web.kernel.log.writer_lock import WriterLockTaken
from hattama.web.kernel.pages.election_pages import page_language
from hattama.web.kernel.pages.refusals import refusal_of
from hattama.web.kernel.published.tables import PublishedTotal
from hattama.web.protocols.desk.protocol_form import TypedProtocol, read_typed
from hattama.web.scans.desk import DOCUMENT, UploadRefused, held_scan, release_scan, uploaded_scan


def differing_block(request: HttpRequest, election: ElectionRow) -> str:
    """Standing tables of one's own areas that differ from the sums, as a part of a page; empty where none
    does."""
    units = areas_for(request.user, Deed.RECORD_CLAIM, election).filter(kind="unit")
    mine = set(units.values_list("pk", flat=True))
    if not mine:
        return ""
    report = load_claim_report(election)
    cells: Counter[ClaimKey] = Counter()
    for check in report.checks:
        cells[claim_key(check.claim)] += len(check.differing)
    found = [(report.rows[key], count) for key, count in cells.items() if count]
    election_read = load_definition(election).election
    lines = [(row, election_read.contest(row.contest), n) for row, n in found if row.area_id in mine]
    context = {"election": election_read, "lines": lines}
    return render_to_string("claims/desk/differing.html", context, request) if lines else ""


@access("desk")
@never_cache
@require_safe
def claims(request: HttpRequest, election_id: str) -> HttpResponseBase:
    """The areas for which a person may state a table, with the contests held there."""
    election = get_object_or_404(ElectionRow, pk=election_id, opened_at__isnull=False)
    units = areas_for(request.user, Deed.RECORD_CLAIM, election).filter(kind="unit")
    if not units.exists():
        raise PermissionDenied
    definition = load_definition(election)
    held = set(PublishedTotal.objects.filter(area__in=units).values_list("area__pk", "contest"))
    lines = []
    for area in units.order_by("depth", "ancestry", "sort_key"):
        here = [one for one in definition.election.contests if (area.pk, one.code) in held]
        told = [(one, commission_over(definition.pack, one, area)) for one in here]
        if any(commission for _, commission in told):
            lines.append((area, [(one, commission) for one, commission in told if commission]))
    context = {"election": definition.election, "lines": lines}
    return render(request, "claims/desk/claims.html", context)


@access("desk")
@never_cache
def claim(request: HttpRequest, election_id: str, area_id: str, contest: str) -> HttpResponseBase:
    """The form of one table: the lines that stand in sums, the stage, the moment."""
    page = _Page(request, election_id, area_id, contest)
    if request.method != "POST":
        return page.show()
    return page.take()


class _Page:
    def __init__(self, request: HttpRequest, election_id: str, area_id: str, contest: str) -> None:
        self.request = request
        self.area = self._area(election_id, area_id)
        role_for(request.user, Deed.RECORD_CLAIM, self.area)
        self.definition = load_definition(self.area.election)
        self.contest = self._contest(contest)
        self.commission = self._commission()
        self.stage = next((stage for stage in Stage if stage == request.POST.get("stage")), None)

    def _area(self, election_id: str, area_id: str) -> AreaRow:
        if not is_area_id(area_id):
            raise Http404(area_id)
        rows = AreaRow.objects.select_related("election")
        return get_object_or_404(
            rows, election_id=election_id, code=area_id, election__opened_at__isnull=False
        )

    def _contest(self, code: str) -> Contest:
        held = PublishedTotal.objects.filter(area=self.area, contest=code).exists()
        if not held:
            raise Http404(code)
        return self.definition.election.contest(code)

    def _commission(self) -> Commission:
        commission = commission_over(self.definition.pack, self.contest, self.area)
        if commission is None:
            raise Http404(self.contest.code)
        return commission

    def show(self, refusal: str = "", status: int = 200) -> HttpResponse:
        typed = self._typed()
        standing = [
            row
            for row in standing_claims(self.area.election, self.contest.code)
            if row.area_id == self.area.pk and row.source == self.commission.code
        ]
        context = {
            "election": self.definition.election,
            "area": self.area,
            "contest": self.contest,
            "typed": typed,
            "stage": self.stage,
            "standing": standing,
            "commission": self.commission,
            "document": held_scan(self.request, self.area, self.contest.code, DOCUMENT),
            "due": due_of(self.definition, self.commission),
            "refusal": refusal,
        }
        return render(self.request, "claims/desk/claim.html", context, status=status)

    def take(self) -> HttpResponseBase:
        typed = self._typed()
        if typed.has_faults:
            return self.show(_("Some fields cannot be read. They are marked; nothing was recorded."), 400)
        if self.stage is None:
            return self.show(_("Say whether these results are preliminary or final."), 400)
        user, now = self.request.user, timezone.now()
        try:
            paper = uploaded_scan(self.request, self.area, self.contest.code, DOCUMENT)
        except UploadRefused as refused:
            return self.show(refused.sentence, refused.status)
        said = (self.contest.code, self.stage, typed.figures, typed.signed_at, paper)
        try:
            enter_claim(user, self.area, *said, now=now)
        except NothingStated:
            return self.show(_("No figure was given. Nothing was recorded."), 400)
        except (FiguresDoNotFit, ElectionClosed) as refused:
            refusal = refusal_of(refused)
            return self.show(refusal.sentence, refusal.status)
        except WriterLockTaken:
            return self.show(_("The log is being written to. Nothing was recorded; send it again."), 409)
        release_scan(self.request, self.area, self.contest.code, DOCUMENT)
        shown = reverse("public:claims", args=[self.area.election_id, self.contest.code])
        return redirect(f"{shown}?area={self.area.code}#area")

    def _typed(self) -> TypedProtocol:
        form = claim_form(self.definition.rules[self.contest.code])
        language = page_language()
        return read_typed(form, self.contest, self.request.POST, self.area.time_zone, language)
