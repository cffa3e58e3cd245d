"""The table of a commission typed at the desk: for which areas it may be, the form, and what is read back."""

from collections import Counter
from typing import Any, NamedTuple

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hattama.core.entries import ClaimKey, Stage
from hattama.core.vocabulary import Contest, Deed, is_area_id
from hattama.formats.claim_tables import claim_form
from hattama.publish.claim_lines import claim_key
from hattama.publish.tables import figure_words
from hattama.web.claims.checks import ComparisonTable, check_unsent, compared, load_claim_report
from hattama.web.claims.reading import Commission, commission_over, due_of
from hattama.web.claims.record import claim_of, enter_claim
from hattama.web.claims.tables import PublishedClaim, standing_claims
from hattama.web.kernel.accounts.policy import BODY_OF
from hattama.web.kernel.accounts.roles import areas_for, role_for
from hattama.web.kernel.elections.loading import load_definition
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow, right_below
from hattama.web.kernel.log.accept_acts import ElectionClosed, FiguresDoNotFit
from hattama.web.kernel.log.advance_log import NOT_APPENDED
from hattama.web.kernel.pages.election_pages import page_language
from hattama.web.kernel.pages.refusals import refusal_of
from hattama.web.kernel.published.tables import PublishedTotal
from hattama.web.protocols.desk.overview_views import OpenCount, count_of
from hattama.web.protocols.desk.protocol_form import SIGNED_ON, SIGNED_TIME, TypedProtocol, read_typed
from hattama.web.protocols.overview import Scope
from hattama.web.scans.desk import DOCUMENT, HOLD, UploadRefused, held_scan, release_scan, uploaded_scan

Differing = tuple[PublishedClaim, Contest, int]
"""A standing table, its contest, and how many of its cells differ from sums."""


def final_block(request: HttpRequest, election: ElectionRow) -> str:
    """As a part of a page: the final results that are one's own commission's to state, and standing tables of
    one's areas that differ from the sums; empty where there is neither."""
    units = list(units_of(request.user, election))
    if not units:
        return ""
    definition = load_definition(election)
    final = (row for row in standing_claims(election) if row.stage == Stage.FINAL)
    stated = {(row.area_id, row.contest, row.source): row for row in final}
    mine = {area.pk for area in units}
    # Once the election is closed nothing is stated any more.
    own = [area for area in units if area.parent_id not in mine and election.closed_at is None]
    held = set(PublishedTotal.objects.filter(area__in=own).values_list("area__pk", "contest"))
    finals = []
    for area in own:
        body = BODY_OF.get(role_for(request.user, Deed.RECORD_CLAIM, area), "")
        for contest in definition.election.contests:
            commission = commission_over(definition.pack, contest, area)
            if (area.pk, contest.code) in held and commission is not None and commission.code == body:
                row = stated.get((area.pk, contest.code, body))
                finals.append((area, contest, commission, due_of(definition, commission), row))
    lines = _differing(election, mine)
    context = {"election": definition.election, "finals": finals, "lines": lines}
    return render_to_string("claims/desk/final.html", context, request) if finals or lines else ""


def units_of(user: Any, election: ElectionRow) -> QuerySet[AreaRow]:
    """The areas of which a person may state a table, the widest first."""
    units = areas_for(user, Deed.RECORD_CLAIM, election).filter(kind="unit").select_related("election")
    # With each row the database would send what defines the whole election.
    units = units.defer("election__definition", "election__rule_pack", "search_text")
    return units.order_by("depth", "ancestry", "sort_key")


def _differing(election: ElectionRow, areas: set[int], contest: str | None = None) -> list[Differing]:
    report = load_claim_report(election, contest)
    cells: Counter[ClaimKey] = Counter()
    for check in report.checks:
        cells[claim_key(check.claim)] += len(check.differing)
    election_read = load_definition(election).election
    found = [(report.rows[key], count) for key, count in cells.items() if count]
    return [(row, election_read.contest(row.contest), n) for row, n in found if row.area_id in areas]


@require_safe
def claims(request: HttpRequest, election_id: str) -> HttpResponseBase:
    """The areas for which a person may state a table, with the contests held there."""
    election = get_object_or_404(ElectionRow, pk=election_id, opened_at__isnull=False)
    units = units_of(request.user, election)
    if not units.exists():
        raise PermissionDenied
    definition = load_definition(election)
    held = set(PublishedTotal.objects.filter(area__in=units).values_list("area__pk", "contest"))
    lines = []
    contests: dict[str, Contest] = {}
    for area in units:
        here = [one for one in definition.election.contests if (area.pk, one.code) in held]
        told = [(one, commission_over(definition.pack, one, area)) for one in here]
        if any(commission for _, commission in told):
            lines.append((area, [(one, commission) for one, commission in told if commission]))
            contests |= {one.code: one for one, commission in told if commission}
    context = {"election": definition.election, "lines": lines, "contests": list(contests.values())}
    return render(request, "claims/desk/claims.html", context)


def claim(request: HttpRequest, election_id: str, area_id: str, contest: str) -> HttpResponseBase:
    """The form of one table: the lines that stand in sums, the stage, the moment; and what is read back."""
    page = _Page(request, election_id, area_id, contest)
    if request.method != "POST" or request.POST.get("action") == "edit":
        return page.show()
    return page.take()


class BeforeFinal(NamedTuple):
    """What stands open in an area when its final results are stated: the count, and tables that differ."""

    progress: OpenCount
    differing: list[Differing]


class _Page:
    def __init__(self, request: HttpRequest, election_id: str, area_id: str, contest: str) -> None:
        self.request = request
        self.area = self._area(election_id, area_id)
        role_for(request.user, Deed.RECORD_CLAIM, self.area)
        self.definition = load_definition(self.area.election)
        self.contest = self._contest(contest)
        self.commission = self._commission()
        asked = request.POST.get("stage", request.GET.get("stage", ""))
        self.stage = next((stage for stage in Stage if stage == asked), None)

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

    def show(self, refusal: str = "", status: int = 200, *, is_review: bool = False) -> HttpResponse:
        typed = self._typed()
        standing = [
            row
            for row in standing_claims(self.area.election, self.contest.code)
            if row.area_id == self.area.pk and row.source == self.commission.code
        ]
        context: dict[str, object] = {
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
            "before": self._before_final() if self.stage is Stage.FINAL else None,
        }
        if is_review:
            context |= {"tables": self._tables(typed), "hidden": _hidden(typed, self.stage or "")}
        template = "claims/desk/claim_summary.html" if is_review else "claims/desk/claim.html"
        return render(self.request, template, context, status=status)

    def _before_final(self) -> BeforeFinal:
        election = self.area.election
        units = list(AreaRow.objects.filter(right_below(self.area), kind="unit").order_by("sort_key"))
        progress = count_of(Scope(election, self.contest, [self.area]), self.area.code)
        mine = {self.area.pk, *(unit.pk for unit in units)}
        return BeforeFinal(progress, _differing(election, mine, self.contest.code))

    def _tables(self, typed: TypedProtocol) -> list[ComparisonTable]:
        stage = self.stage or Stage.PRELIMINARY
        said = claim_of(self.definition, self.area, self.contest.code, stage, typed.figures)
        words = figure_words(self.definition.rules[self.contest.code], self.contest)
        indexes = {claim_key(said): 0}
        return [compared(check, indexes, words) for check in check_unsent(self.area.election, [said])]

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
        if self.request.POST.get("action") == HOLD:
            return HttpResponse(status=204)
        if not typed.figures:
            return self.show(_("No figure was given. Nothing was recorded."), 400)
        if self.request.POST.get("action") != "submit":
            return self.show(is_review=True)
        said = (self.contest.code, self.stage, typed.figures, typed.signed_at, paper)
        try:
            enter_claim(user, self.area, *said, now=now)
        except (FiguresDoNotFit, ElectionClosed, *NOT_APPENDED) as refused:
            return self.show(*refusal_of(refused))
        release_scan(self.request, self.area, self.contest.code, DOCUMENT)
        shown = reverse("public:claims", args=[self.area.election_id, self.contest.code])
        return redirect(f"{shown}?area={self.area.code}#area")

    def _typed(self) -> TypedProtocol:
        form = claim_form(self.definition.rules[self.contest.code])
        language = page_language()
        return read_typed(form, self.contest, self.request.POST, self.area.time_zone, language)


def _hidden(typed: TypedProtocol, stage: str) -> list[tuple[str, str]]:
    """What was typed, to be sent again as it stands."""
    cells = [(cell.key, cell.typed) for line in typed.lines for cell in line.cells if cell.typed]
    return [("stage", stage), *zip((SIGNED_ON, SIGNED_TIME), typed.signed_at_typed, strict=True), *cells]
