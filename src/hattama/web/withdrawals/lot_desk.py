"""A lot at the desk: who is tied, in which order it drew them, when, and the decision that records it."""

import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from hattama.core.vocabulary import Contest, Deed, parse_whole_number
from hattama.formats.table_times import NoSuchTime
from hattama.web.kernel.accounts.roles import role_for
from hattama.web.kernel.elections.tables import AreaRow, root_of
from hattama.web.kernel.languages.templatetags.hattama_text import day, moment
from hattama.web.kernel.pages.election_clock import typed_moment
from hattama.web.kernel.published.tables import Scan
from hattama.web.protocols.change import day_of
from hattama.web.protocols.desk.decision_page import DecisionPage, find_unit
from hattama.web.protocols.desk.ruling_form import read_grounds
from hattama.web.withdrawals.lots import TieNow, load_ties, record_lot
from hattama.web.withdrawals.record import area_of


def lot(request: HttpRequest, election_id: str, area_id: str, contest: str) -> HttpResponseBase:
    """The form of what a lot drew, a summary, and the act; the area is the one whose contest it is."""
    area = find_unit(election_id, area_id)
    role_for(request.user, Deed.RECORD_LOT, area)
    return _Page(request, area, contest).answer()


class ContestPage(DecisionPage):
    """A decision about a contest, at the area of whoever answers for it."""

    contest: Contest

    @property
    def about(self) -> str:
        """What the decision is about, by which the list is told that it was recorded."""
        raise NotImplementedError

    def to_choices(self) -> HttpResponseBase:
        """The list, which says that it was recorded."""
        address = reverse("desk:choices", args=[self.area.election_id])
        return redirect(f"{address}?{urlencode({'recorded': self.about})}")

    def answer(self) -> HttpResponseBase:
        if area_of(self.contest, root_of(self.area.election)) != self.area.code:
            # Another area answers for this contest: the list says which.
            return redirect("desk:choices", self.area.election_id)
        return super().answer()


class _Page(ContestPage):
    form = "withdrawals/lot.html"
    summary = "withdrawals/lot_summary.html"
    deed = Deed.RECORD_LOT
    send_words = gettext_noop("Record and publish it")

    def __init__(self, request: HttpRequest, area: AreaRow, contest: str) -> None:
        super().__init__(request, area)
        held = self.definition.election.contests
        found = next((one for one in held if one.code == contest), None)
        if found is None:
            raise Http404(contest)
        self.contest = found
        self.of_list = request.POST.get("list", request.GET.get("list", ""))
        self.tie = self._tie()
        today = day_of(area, timezone.now())
        self.grounds = read_grounds(request.POST, (), is_decided=True, today=today)
        self.replaces = parse_whole_number(request.POST.get("replaces", ""))
        self.drawn_at_typed = request.POST.get("drawn_at", "").strip()
        self.drawn_at = self._read_moment()
        tied = () if self.tie is None else self.tie.tied
        self.places = [(one, request.POST.get(f"place:{one.code}", "").strip()) for one in tied]
        self.order = self._read_order()

    def _tie(self) -> TieNow | None:
        ties = load_ties(self.area.election, self.contest)
        return next((one for one in ties if (one.of_list.code if one.of_list else "") == self.of_list), None)

    def _read_moment(self) -> datetime.datetime | None:
        try:
            typed = typed_moment(self.drawn_at_typed, self.area.time_zone, until=timezone.now())
        except NoSuchTime:
            typed = None
        if typed is None:
            self.grounds.faults["drawn_at"] = _("Say the day and the hour.")
            return None
        drawn_at = typed.replace(second=0, microsecond=0)
        voted_on = self.definition.election.polling_on
        if drawn_at.date() < voted_on or drawn_at > timezone.now():
            said = {"found": moment(drawn_at), "day": day(voted_on)}
            self.grounds.faults["drawn_at"] = (
                _("Found %(found)s; expected a moment from polling day, %(day)s, until now.") % said
            )
        return drawn_at

    def _read_order(self) -> list[str]:
        placed = {parse_whole_number(typed): one.code for one, typed in self.places}
        if sorted(placed, key=lambda place: place or 0) != list(range(1, len(self.places) + 1)):
            said = {"found": ", ".join(typed or "—" for _one, typed in self.places), "n": len(self.places)}
            self.grounds.faults["order"] = (
                _("Found %(found)s; expected each place from 1 to %(n)s once.") % said
            )
            return []
        return [placed[place] for place in range(1, len(self.places) + 1)]

    @property
    def about(self) -> str:
        return f"{self.contest.code}/lot/{self.of_list}"

    @property
    def key(self) -> str:
        standing = self.tie and self.tie.standing
        return f"{self.about}/{standing.entry if standing else ''}"

    def typed(self) -> list[tuple[str, str]]:
        placed = [(f"place:{one.code}", typed) for one, typed in self.places]
        stood = [("replaces", "" if self.replaces is None else str(self.replaces))]
        return [("list", self.of_list), ("drawn_at", self.drawn_at_typed), *stood, *placed]

    def context(self) -> dict[str, Any]:
        drawn = {one.code: one for one, _typed in self.places}
        return {
            "tie": self.tie,
            "places": self.places,
            "drawn": [drawn[code] for code in self.order],
            "of_list": self.of_list,
            "drawn_at": self.drawn_at,
            "drawn_at_typed": self.drawn_at_typed,
        }

    def rehearse(self, document: Scan | None) -> None:
        self._record(document, is_tried=True)

    def act(self, document: Scan | None) -> HttpResponseBase:
        self._record(document)
        return self.to_choices()

    def _record(self, document: Scan | None, *, is_tried: bool = False) -> None:
        assert self.drawn_at is not None, "a form without a moment is faulty"
        decision = self.grounds.grounds(document).decided()
        told = (self.contest.code, self.of_list or None, self.order, self.drawn_at, decision, document)
        said = (self.request.user, self.area, *told)
        record_lot(*said, replaces=self.replaces, now=timezone.now(), is_tried=is_tried)
