"""The results of a unit or district are declared invalid by one decision, or count again by another: for
which areas, and the forms."""

from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_safe

from hattama.core.protocols import SET_ASIDE, ChangeReason, Extent, Powers
from hattama.core.vocabulary import Contest, Deed
from hattama.web.kernel.accounts.roles import Role, areas_in, role_for
from hattama.web.kernel.elections.loading import Definition, load_definition
from hattama.web.kernel.elections.search import holding
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow, below
from hattama.web.kernel.log.publish_act import publish_act
from hattama.web.kernel.log.tables import acts_waiting
from hattama.web.kernel.pages.closed_elections import until_closed
from hattama.web.kernel.pages.paging import page_of
from hattama.web.kernel.published.tables import PublishedTotal, Scan
from hattama.web.protocols.annul_unit import (
    annul_unit,
    annulled_as_one,
    counts_again,
    has_nothing_standing,
    restore_unit,
)
from hattama.web.protocols.cases import Done
from hattama.web.protocols.change import Grounds, change_reasons, day_of
from hattama.web.protocols.desk.change_views import ANNUL
from hattama.web.protocols.desk.decision_page import DecisionPage, find_unit, undone
from hattama.web.protocols.desk.law_lines import law_lines
from hattama.web.protocols.desk.ruling_form import read_grounds
from hattama.web.protocols.overview import Scope, count_units
from hattama.web.protocols.powers import extent_of, may_by_law

ROWS = 25
"""Areas on a page: one may hold thirty contests."""


@require_safe
def units(request: HttpRequest, election_id: str) -> HttpResponseBase:
    """The areas whose results this person may record as invalid, with the contests held there."""
    row, areas = areas_in(request.user, Deed.ANNUL, election_id, Q(kind="unit"))
    definition = load_definition(row)
    lines = _unit_lines(request, row, definition, areas)
    done, restores = _just_done(request, lines)
    query = request.GET.get("q", "").strip()
    found = set(holding(areas, row, query).values_list("pk", flat=True)) if query else None
    shown = [line for line in lines if found is None or line[0].pk in found]
    paging = page_of(request.GET, len(shown), ROWS)
    context = {
        "election": definition.election,
        "query": query,
        "are_some": bool(lines),
        "lines": shown[paging.start : paging.stop],
        "paging": paging,
        "law": law_lines(definition, Deed.ANNUL),
        "done": done,
        "restores": restores,
        "is_waiting": done and acts_waiting(below(done[0], "area__"), contest=done[1].code).exists(),
    }
    return render(request, "protocols/desk/units.html", context)


UnitLine = tuple[AreaRow, list[tuple[Contest, bool]]]
"""An area, and the contests whose results there are this person's to declare invalid; whether they are."""


def _unit_lines(
    request: HttpRequest, row: ElectionRow, definition: Definition, areas: QuerySet[AreaRow]
) -> list[UnitLine]:
    """Those in which something is invalid first, then the widest."""
    totals = PublishedTotal.objects.filter(area__in=areas).values_list("area__pk", "contest")
    held: dict[int, set[str]] = {}
    for pk, code in totals:
        held.setdefault(pk, set()).add(code)
    annulled = annulled_as_one(row)
    lines: list[UnitLine] = []
    for area in areas.select_related("election").order_by("depth", "ancestry", "sort_key"):
        role, here = role_for(request.user, Deed.ANNUL, area), held.get(area.pk, ())
        contests = [one for one in definition.election.contests if one.code in here]
        theirs = [one for one in contests if _may_annul(definition, area, one, role)]
        if theirs:
            lines.append((area, [(one, (area.code, one.code) in annulled) for one in theirs]))
    return sorted(lines, key=lambda line: not any(is_annulled for _, is_annulled in line[1]))


def _just_done(request: HttpRequest, lines: list[UnitLine]) -> tuple[tuple[AreaRow, Contest] | None, bool]:
    """Of which area and contest the address says that they were declared invalid, where nothing stands, or
    that they count again, where something was corrected; and which of the two."""
    restores = "restored" in request.GET
    asked = (request.GET.get("restored" if restores else "annulled"), request.GET.get("contest"))
    named = ((area, one) for area, held in lines for one, _ in held if (area.code, one.code) == asked)
    told = counts_again if restores else has_nothing_standing
    return next((pair for pair in named if told(*pair)), None), restores


@until_closed
def annul_area(request: HttpRequest, election_id: str, area_id: str, contest: str) -> HttpResponseBase:
    """The grounds of the decision, a summary of what it takes out of the totals, and the act."""
    return _Page(request, election_id, area_id, contest).answer()


@until_closed
def restore_area(request: HttpRequest, election_id: str, area_id: str, contest: str) -> HttpResponseBase:
    """As `annul_area`, for what sets that decision aside: what was annulled by it counts again."""
    return _RestorePage(request, election_id, area_id, contest).answer()


class _Page(DecisionPage):
    form = "protocols/desk/unit.html"
    summary = "protocols/desk/unit_summary.html"
    deed = Deed.ANNUL
    send_words = ANNUL.send
    contest: Contest
    said = "annulled"

    def __init__(self, request: HttpRequest, election_id: str, area_id: str, contest: str) -> None:
        super().__init__(request, find_unit(election_id, area_id))
        role = role_for(request.user, Deed.ANNUL, self.area)
        if not PublishedTotal.objects.filter(area=self.area, contest=contest).exists():
            raise Http404(contest)
        self.contest = self.definition.election.contest(contest)
        if not _may_annul(self.definition, self.area, self.contest, role):
            raise PermissionDenied
        extent, today = extent_of(self.area, self.contest), day_of(self.area, timezone.now())
        deciders, listed = self.deciders(self.definition.pack.powers, extent), self.reasons()
        self.grounds = read_grounds(request.POST, listed, is_decided=True, today=today, deciders=deciders)

    def deciders(self, powers: Powers, extent: Extent) -> frozenset[str] | None:
        """Whose decision it is by law; None where the pack does not say."""
        return powers.deciders(Deed.ANNUL, self.contest.kind, extent)

    def reasons(self) -> tuple[ChangeReason, ...]:
        """For what the deed may be done."""
        return change_reasons(self.definition, Deed.ANNUL)

    @property
    def key(self) -> str:
        return f"{self.contest.code}/{self.said}"

    def context(self) -> dict[str, Any]:
        scope = Scope(self.area.election, self.contest, [self.area])
        counts = count_units(scope, self.definition.election.entry)
        return {"number": counts[self.area.pk]["standing"], "restores": False}

    def do(self, grounds: Grounds) -> list[Done]:
        """The deed itself. Raises DeedRefused."""
        return annul_unit(self.request.user, self.area, self.contest, grounds, now=timezone.now())

    def rehearse(self, document: Scan | None) -> None:
        with undone():
            self.do(self.grounds.grounds(document))

    def act(self, document: Scan | None) -> HttpResponseBase:
        done = self.do(self.grounds.grounds(document))
        if done[-1].act is not None:
            publish_act(done[-1].act, now=timezone.now())
        asked = urlencode({self.said: self.area.code, "contest": self.contest.code})
        return redirect(f"{reverse('desk:units', args=[self.area.election_id])}?{asked}")


class _RestorePage(_Page):
    send_words = gettext_noop("Let them count again and publish")
    said = "restored"

    def deciders(self, powers: Powers, extent: Extent) -> frozenset[str] | None:
        return powers.setting_aside(Deed.ANNUL, self.contest.kind, extent)

    def reasons(self) -> tuple[ChangeReason, ...]:
        return tuple(one for one in change_reasons(self.definition) if one.code == SET_ASIDE)

    def context(self) -> dict[str, Any]:
        annulled = annulled_as_one(self.area.election).get((self.area.code, self.contest.code), [])
        return {"number": len(annulled), "restores": True}

    def do(self, grounds: Grounds) -> list[Done]:
        return restore_unit(self.request.user, self.area, self.contest, grounds, now=timezone.now())


def _may_annul(definition: Definition, area: AreaRow, contest: Contest, role: Role) -> bool:
    # Volunteers judge copies, one by one: of the results of an area they decide nothing.
    lawful = may_by_law(definition, Deed.ANNUL, contest, extent_of(area, contest), role)
    return lawful and not definition.election.civic
