"""The order of a recount at the desk: by whose decision which precincts are counted again, read back."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from hattama.core.entries import MOST_IN_ONE
from hattama.core.protocols import Extent
from hattama.core.vocabulary import Contest, Deed
from hattama.web.audits.conduct import order_recount
from hattama.web.audits.desk.read_back import find_contest
from hattama.web.kernel.accounts.roles import election_for
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow, root_of
from hattama.web.kernel.published.tables import PublishedProtocol, Scan
from hattama.web.protocols.change import day_of
from hattama.web.protocols.desk.decision_page import DecisionPage
from hattama.web.protocols.desk.ruling_form import read_grounds
from hattama.web.scans.desk import HOLD


def recount(request: HttpRequest, election_id: str) -> HttpResponseBase:
    """The order to count precincts again, by the decision of a commission or a court; read back first."""
    return _Page(request, election_for(request.user, Deed.RECOUNT, election_id)).answer()


class _Page(DecisionPage):
    form = "audits/desk/recount.html"
    summary = "audits/desk/recount_summary.html"
    deed = Deed.RECOUNT
    send_words = gettext_noop("Order a recount")

    def __init__(self, request: HttpRequest, row: ElectionRow) -> None:
        super().__init__(request, root_of(row))
        sent, today = request.POST, day_of(self.area, timezone.now())
        # The file alone is sent ahead.
        if request.method == "POST" and sent.get("action") != HOLD:
            self.contest = find_contest(self.definition, sent.get("contest", ""))
        self.grounds = read_grounds(sent, (), is_decided=True, today=today, deciders=self._deciders())
        self.areas_typed = sent.get("areas", "")
        codes = self.areas_typed.replace(",", " ").split()[:MOST_IN_ONE]
        named = AreaRow.objects.filter(election=row, code__in=codes).exclude(kind="unit")
        self.areas = list(named.select_related("election", "parent").order_by("sort_key"))
        if self.contest is not None:
            self._refuse_lacking(self.contest, codes)

    def _refuse_lacking(self, contest: Contest, codes: Sequence[str]) -> None:
        of_contest = PublishedProtocol.objects.filter(contest=contest.code, annulled_by=None)
        known = set(of_contest.filter(area__in=self.areas).values_list("area__code", flat=True))
        if lacking := [code[:64] for code in codes if code not in known]:
            words = _("No protocol that counts has these codes here: %(codes)s.")
            self.grounds.faults["areas"] = words % {"codes": ", ".join(lacking)}

    def _deciders(self) -> frozenset[str] | None:
        """Whose decision it is of any contest; None where the law does not say it of one."""
        powers = self.definition.pack.powers
        kinds = {contest.kind for contest in self.definition.election.contests}
        lawful = [powers.deciders(Deed.RECOUNT, kind, Extent.PRECINCT) for kind in kinds]
        known = [one for one in lawful if one is not None]
        return frozenset().union(*known) if len(known) == len(lawful) else None

    @property
    def key(self) -> str:
        # No contest is called so.
        return "recount/"

    def typed(self) -> list[tuple[str, str]]:
        return [("contest", self.request.POST.get("contest", "")), ("areas", self.areas_typed)]

    def context(self) -> dict[str, Any]:
        contests = self.definition.election.contests
        return {"contests": contests, "areas_typed": self.areas_typed, "areas": self.areas}

    def rehearse(self, document: Scan | None) -> None:
        self._order(document, is_tried=True)

    def act(self, document: Scan | None) -> HttpResponseBase:
        number = self._order(document, is_tried=False)
        return redirect("desk:audit", self.area.election_id, number)

    def _order(self, document: Scan | None, *, is_tried: bool) -> int:
        assert self.contest is not None, "nothing is sent without one"
        decision = self.grounds.grounds(document).decision
        said = (self.area.election, self.contest.code, self.areas, decision, document)
        return order_recount(self.request.user, *said, now=timezone.now(), is_tried=is_tried)
