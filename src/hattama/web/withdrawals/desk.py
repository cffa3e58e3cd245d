"""Choices that stand no longer, at the desk: which there are, and the form of a decision about one."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_safe

from hattama.core.records import read_day
from hattama.core.vocabulary import Choice, Contest, Deed, Election
from hattama.web.kernel.accounts.roles import areas_in, is_allowed, role_for
from hattama.web.kernel.elections.loading import load_definition
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow, root_of
from hattama.web.kernel.pages.closed_elections import until_closed
from hattama.web.kernel.published.tables import Scan
from hattama.web.protocols.change import day_of
from hattama.web.protocols.desk.decision_page import find_unit
from hattama.web.protocols.desk.law_lines import law_lines
from hattama.web.protocols.desk.ruling_form import read_grounds
from hattama.web.protocols.powers import extent_of
from hattama.web.withdrawals.lot_desk import ContestPage
from hattama.web.withdrawals.lots import TieNow, load_ties
from hattama.web.withdrawals.record import area_of, reasons_for, withdraw_choice


@require_safe
def choices(request: HttpRequest, election_id: str) -> HttpResponseBase:
    """The choices about which this person may record a decision, contest by contest."""
    row = areas_in(request.user, Deed.WITHDRAW, election_id, Q(kind="unit"))[0]
    definition = load_definition(row)
    held = definition.election.contests
    places = [(_area(row, one), one) for one in held]
    contests = [place for place in places if is_allowed(request.user, Deed.WITHDRAW, place[0])]
    law = law_lines(definition, Deed.WITHDRAW)
    ties = [(area, one, tie) for area, one in contests for tie in load_ties(row, one)]
    context = {"election": definition.election, "contests": contests, "law": law, "ties": ties}
    context |= {"is_closed": row.closed_at is not None, "done": _just_done(request, contests, ties)}
    return render(request, "withdrawals/choices.html", context)


def _just_done(
    request: HttpRequest,
    contests: Sequence[tuple[AreaRow, Contest]],
    ties: Sequence[tuple[AreaRow, Contest, TieNow]],
) -> tuple[AreaRow, Contest, Choice | None] | None:
    """Of which contest, and of which choice or list, the address says that a decision was recorded, where one
    stands."""
    told: dict[str, tuple[AreaRow, Contest, Choice | None]] = {
        f"{contest.code}/{choice.code}": (area, contest, choice)
        for area, contest in contests
        for choice in contest.choices
        if choice.withdrawn or choice.reinstated
    }
    told |= {
        f"{contest.code}/lot/{tie.of_list.code if tie.of_list else ''}": (area, contest, tie.of_list)
        for area, contest, tie in ties
        if tie.standing
    }
    return told.get(request.GET.get("recorded", ""))


@until_closed
def choice(
    request: HttpRequest, election_id: str, area_id: str, contest: str, choice: str
) -> HttpResponseBase:
    """The grounds of the decision, a summary, and the act; the area is the one whose contest it is."""
    return _Page(request, find_unit(election_id, area_id), contest, choice).answer()


class _Page(ContestPage):
    form = "withdrawals/choice.html"
    summary = "withdrawals/choice_summary.html"
    deed = Deed.WITHDRAW
    send_words = gettext_noop("Record and publish it")

    def __init__(self, request: HttpRequest, area: AreaRow, contest: str, choice: str) -> None:
        super().__init__(request, area)
        role_for(request.user, Deed.WITHDRAW, area)
        self.contest, self.choice = _find(self.definition.election, contest, choice)
        reasons, reason = reasons_for(self.choice), request.POST.get("reason", "")
        powers, extent = self.definition.pack.powers, extent_of(self.area, self.contest)
        deciders = powers.deciders(Deed.WITHDRAW, self.contest.kind, extent, reason)
        today = day_of(self.area, timezone.now())
        self.grounds = read_grounds(request.POST, reasons, is_decided=True, today=today, deciders=deciders)
        self.since_typed = request.POST.get("since", "").strip()
        self.since = read_day(self.since_typed)
        if self.since is None:
            self.grounds.faults["since"] = _("Say since which day.")

    @property
    def about(self) -> str:
        return f"{self.contest.code}/{self.choice.code}"

    @property
    def key(self) -> str:
        return f"{self.about}/{'leaves' if self.choice.withdrawn is None else 'returns'}"

    def typed(self) -> list[tuple[str, str]]:
        return [("since", self.since_typed)]

    def context(self) -> dict[str, Any]:
        return {"choice": self.choice, "since": self.since, "since_typed": self.since_typed}

    def rehearse(self, document: Scan | None) -> None:
        self._record(document, is_tried=True)

    def act(self, document: Scan | None) -> HttpResponseBase:
        self._record(document)
        return self.to_choices()

    def _record(self, document: Scan | None, *, is_tried: bool = False) -> None:
        assert self.since is not None, "a form without a day is faulty"
        grounds, where = self.grounds.grounds(document), (self.contest.code, self.choice.code)
        said = (self.request.user, self.area, *where, self.since, grounds)
        withdraw_choice(*said, now=timezone.now(), is_tried=is_tried)


def _find(election: Election, contest: str, choice: str) -> tuple[Contest, Choice]:
    for held in election.contests:
        for one in held.choices:
            if (held.code, one.code) == (contest, choice):
                return held, one
    raise Http404(choice)


def _area(row: ElectionRow, contest: Contest) -> AreaRow:
    """The area of whoever answers for the contest."""
    areas = AreaRow.objects.select_related("election")
    return areas.get(election=row, code=area_of(contest, root_of(row)))
