"""Changes of polling stations at the desk: proposed and done, the form, the read-back, the signature."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_safe

from hattama.core.entries import FIELDS_OF, LONGEST_WORDING, PrecinctChange
from hattama.core.protocols import FORM_REPLACED, MERGED, MOVED, PRECINCT_CHANGES, RENAMED, Extent
from hattama.core.vocabulary import Contest, Deed, is_area_id
from hattama.phrases import LANGUAGES
from hattama.web.kernel.accounts.browser_limits import sandboxed
from hattama.web.kernel.accounts.roles import areas_in, held_for, is_allowed, role_for
from hattama.web.kernel.elections.loading import (
    changes_about,
    load_definition,
    load_path,
    load_precinct_changes,
)
from hattama.web.kernel.elections.search import holding, lists_asked, own_number_first
from hattama.web.kernel.elections.search_lists import gather
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.languages.search_text import search_terms
from hattama.web.kernel.log.tables import acts_waiting
from hattama.web.kernel.pages.closed_elections import until_closed
from hattama.web.kernel.pages.refusals import refusal_of
from hattama.web.kernel.published.missing import in_any
from hattama.web.kernel.published.tables import Scan
from hattama.web.kernel.stores.content_store import get_content
from hattama.web.protocols.change import day_of
from hattama.web.protocols.desk.decision_page import DecisionPage, undone
from hattama.web.protocols.desk.ruling_form import TypedGrounds, read_grounds
from hattama.web.withdrawals.change_precinct import (
    StationStandsSo,
    Wording,
    change_of,
    changes_of,
    decision_of,
    decline_change,
    propose_change,
    sign_change,
)
from hattama.web.withdrawals.tables import ProposedChange

MOST_FOUND = 30
FIELD_WORDS = {
    "address": gettext_noop("Address"),
    "names": gettext_noop("What it is called"),
    "commission": gettext_noop("Commission"),
}


@require_safe
def stations(request: HttpRequest, election_id: str) -> HttpResponseBase:
    """What is proposed and what was done here, and the way to a polling station."""
    row, mine = areas_in(request.user, Deed.PROPOSE_CHANGE, election_id, ~Q(kind="unit"))
    query = request.GET.get("q", "").strip()[:200]
    here = holding(mine, row, query).select_related("parent").order_by(*own_number_first(query), "pk")
    changed = {told.said.area for told in load_precinct_changes(row)}
    waiting = ProposedChange.objects.select_related("area__parent", "proposed_by")
    context = {
        "election": load_definition(row).election,
        "query": query,
        "found": here[:MOST_FOUND] if search_terms(query) else [],
        "waiting": in_any(waiting, held_for(request.user, Deed.PROPOSE_CHANGE, row)),
        "changed": [
            (area, changes_about(area)) for area in mine.filter(code__in=changed).order_by("sort_key")
        ],
        **_just_done(request, mine, changed),
    }
    return render(request, "withdrawals/stations.html", context)


def _just_done(request: HttpRequest, mine: QuerySet[AreaRow], changed: set[str]) -> dict[str, Any]:
    """The station whose proposal was signed or taken away, as the address says, where that is so."""
    signed = mine.filter(code=request.GET.get("signed", "")).first()
    if signed is not None:
        is_waiting = acts_waiting(area=signed, kind="amendment").exists()
        return {"done": signed, "is_waiting": is_waiting} if is_waiting or signed.code in changed else {}
    declined = mine.filter(code=request.GET.get("declined", ""), proposed_change=None).first()
    return {"done": declined, "is_declined": True} if declined else {}


def _find(request: HttpRequest, election_id: str, area_id: str) -> tuple[AreaRow, ProposedChange | None]:
    """The polling station of an address, and what is proposed of it, for whoever may propose there."""
    rows = AreaRow.objects.select_related("election", "parent").exclude(kind="unit")
    rows = rows.filter(election=election_id, election__opened_at__isnull=False)
    if not is_area_id(area_id):
        raise Http404(area_id)
    area = get_object_or_404(rows, code=area_id)
    role_for(request.user, Deed.PROPOSE_CHANGE, area)
    return area, ProposedChange.objects.filter(area=area).select_related("document", "proposed_by").first()


@until_closed
def station(request: HttpRequest, election_id: str, area_id: str) -> HttpResponseBase:
    """The form of a change and its read-back; where one waits, its read-back for whoever signs it."""
    area, proposal = _find(request, election_id, area_id)
    page = _Form(request, area) if proposal is None else _Signature(request, area, proposal)
    return page.answer()


@require_safe
def proposed_document(request: HttpRequest, election_id: str, area_id: str) -> HttpResponseBase:
    """The file of the decision on which a proposal rests: whoever signs reads it, the public not yet."""
    _area, proposal = _find(request, election_id, area_id)
    if proposal is None or proposal.document is None:
        raise Http404(area_id)
    content = get_content(proposal.document.pk)
    return sandboxed(HttpResponse(content, content_type=proposal.document.media_type))


def news_block(request: HttpRequest, election: ElectionRow) -> str:
    """The changes that others proposed and this person may sign, for a page; empty where none waits."""
    rows = ProposedChange.objects.select_related("area__parent", "proposed_by").order_by("proposed_at", "pk")
    areas = held_for(request.user, Deed.CHANGE_PRECINCT, election)
    waiting = in_any(rows.exclude(proposed_by=request.user.pk), areas)[:MOST_FOUND]
    if not waiting:
        return ""
    told = {"election": load_definition(election).election, "waiting": waiting}
    return render_to_string("withdrawals/waiting.html", told, request)


class _Page(DecisionPage):
    form = "withdrawals/station.html"
    summary = "withdrawals/station_summary.html"
    deed = Deed.CHANGE_PRECINCT

    @property
    def key(self) -> str:
        # No contest is called so.
        return f"station/change/{len(changes_about(self.area))}"

    def held(self) -> list[Contest]:
        """The contests held here."""
        return list(self.definition.contests_at(row.code for row in load_path(self.area)))

    def told(self, said: PrecinctChange, words: list[tuple[str, str, str, str]]) -> dict[str, Any]:
        """What the read-back says of the change; `words`: field, language, before and after."""
        into = AreaRow.objects.filter(election=self.area.election_id, code=said.into or "").first()
        contest = next((one for one in self.held() if one.code == said.contest), None)
        lines = [(_(FIELD_WORDS[field]), language, old, new) for field, language, old, new in words]
        return {"into": into, "form_of": contest, "lines": lines, "changes": changes_about(self.area)}


class _Form(_Page):
    send_words = gettext_noop("Propose it to a second person")

    def __init__(self, request: HttpRequest, area: AreaRow) -> None:
        super().__init__(request, area)
        sent, change = request.POST, request.POST.get("reason", "")
        powers = self.definition.pack.powers
        deciders = powers.deciders(self.deed, "", Extent.PRECINCT, change) if change else None
        today = day_of(area, timezone.now())
        self.grounds = read_grounds(sent, PRECINCT_CHANGES, is_decided=True, today=today, deciders=deciders)
        self.into_typed = sent.get("into", "").strip()[:100]
        self.said = PrecinctChange(area.code, change, self._into(change), self._form_of(change))
        self.words = self._words()
        if change in FIELDS_OF and not self._other_words():
            self.grounds.faults["words"] = _("Nothing here is other than what stands.")

    def _into(self, change: str) -> str | None:
        if change != MERGED.code:
            return None
        rows = AreaRow.objects.filter(election=self.area.election_id).exclude(kind="unit")
        lists = lists_asked(self.area.election, "", self.into_typed)
        keys = gather(lists).row_ids(0, 2) if lists else []
        found = rows.filter(code=self.into_typed)[:1] or rows.filter(pk__in=keys)
        if len(found) == 1 and found[0].pk != self.area.pk:
            return found[0].code
        self.grounds.faults["into"] = _(
            "Found “%(found)s”; expected the identifier or the number of one other polling station."
        ) % {"found": self.into_typed}
        return None

    def _form_of(self, change: str) -> str | None:
        if change != FORM_REPLACED.code:
            return None
        code = self.request.POST.get("contest", "")
        if code not in {one.code for one in self.held()}:
            self.grounds.faults["contest"] = _("Choose whose form is replaced.")
        return code

    def _words(self) -> dict[str, str]:
        """What stands in every box, by its name."""
        boxes = {}
        for field in FIELD_WORDS:
            for language in LANGUAGES:
                name, now = f"{field}:{language}", getattr(self.area, field).get(language, "")
                boxes[name] = self.request.POST.get(name, now).strip()[:LONGEST_WORDING]
        return boxes

    def _other_words(self) -> list[tuple[str, str, str, str]]:
        fields = FIELDS_OF.get(self.said.change, ())
        told = ((*name.split(":"), text) for name, text in self.words.items())
        return [
            (field, language, now, text)
            for field, language, text in told
            if field in fields and (now := getattr(self.area, field).get(language, "")) != text
        ]

    def typed(self) -> list[tuple[str, str]]:
        return [("into", self.into_typed), ("contest", self.said.contest or ""), *self.words.items()]

    def context(self) -> dict[str, Any]:
        boxes = [
            (
                change.code,
                [(field, _(FIELD_WORDS[field]), self._boxes(field)) for field in FIELDS_OF[change.code]],
            )
            for change in (MOVED, RENAMED)
        ]
        told = self.told(self.said, self._other_words())
        return {
            "held": self.held(),
            "boxes": boxes,
            "into_typed": self.into_typed,
            "is_signed": False,
            **told,
        }

    def _boxes(self, field: str) -> list[tuple[str, str, str]]:
        return [
            (language, f"{field}:{language}", self.words[f"{field}:{language}"]) for language in LANGUAGES
        ]

    def rehearse(self, document: Scan | None) -> None:
        with undone():
            self._propose(document)

    def _propose(self, document: Scan | None) -> None:
        words: list[Wording] = [
            (field, language, text) for field, language, _old, text in self._other_words()
        ]
        grounds = self.grounds.grounds(document)
        propose_change(self.request.user, self.area, self.said, words, grounds, now=timezone.now())

    def act(self, document: Scan | None) -> HttpResponseBase:
        self._propose(document)
        return redirect("desk:station", self.area.election_id, self.area.code)


class _Signature(_Page):
    """What another person proposed, read back to whoever signs it."""

    send_words = gettext_noop("Sign and publish it")

    def __init__(self, request: HttpRequest, area: AreaRow, proposal: ProposedChange) -> None:
        super().__init__(request, area)
        self.proposal, decision = proposal, decision_of(proposal)
        self.grounds = TypedGrounds(
            PRECINCT_CHANGES, is_decided=True, reason=proposal.change, note=proposal.note
        )
        self.grounds.authority, self.grounds.number = decision.authority, decision.number
        self.grounds.decided_on = decision.decided_on

    def answer(self) -> HttpResponseBase:
        action = self.request.POST.get("action")
        if self.request.POST.get("proposal") != str(self.proposal.pk) or action not in ("submit", "decline"):
            # A form that was sent while somebody else proposed: what waits is shown, and never signed unread.
            return self.show()
        if action == "decline":
            try:
                decline_change(self.request.user, self.proposal)
            except StationStandsSo as refused:
                refusal = refusal_of(refused)
                return self.show(refusal=refusal.sentence, status=refusal.status)
            return self._to_list("declined")
        return super().answer()

    def typed(self) -> list[tuple[str, str]]:
        return [("proposal", str(self.proposal.pk))]

    def show(self, **shown: Any) -> HttpResponse:
        return super().show(**{**shown, "is_summary": True})

    def context(self) -> dict[str, Any]:
        words = [
            (one.place.field, one.place.language, one.before, one.after) for one in changes_of(self.proposal)
        ]
        is_own = self.proposal.proposed_by_id == self.request.user.pk
        return {
            "proposal": self.proposal,
            "document": self.proposal.document,
            "document_at": reverse("desk:proposed_document", args=[self.area.election_id, self.area.code]),
            "is_own": is_own,
            "may_sign": not is_own and is_allowed(self.request.user, Deed.CHANGE_PRECINCT, self.area),
            "is_signed": True,
            **self.told(change_of(self.proposal), words),
        }

    def act(self, document: Scan | None) -> HttpResponseBase:
        sign_change(self.request.user, self.proposal, now=timezone.now())
        return self._to_list("signed")

    def _to_list(self, done: str) -> HttpResponseBase:
        address = reverse("desk:stations", args=[self.area.election_id])
        return redirect(f"{address}?{done}={self.area.code}")
