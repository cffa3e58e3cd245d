"""The page of a deed that rests on somebody's decision: its form, the read-back of it all, the act."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from hattama.core.vocabulary import Contest, Deed, is_area_id
from hattama.web.kernel.elections.loading import load_definition
from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.kernel.pages.election_pages import page_language
from hattama.web.kernel.pages.refusals import NOT_DONE, refusal_of
from hattama.web.kernel.published.tables import Scan
from hattama.web.protocols.desk.drafts import draft_shelf
from hattama.web.protocols.desk.law_lines import law_lines
from hattama.web.protocols.desk.ruling_form import TypedGrounds
from hattama.web.scans.desk import DOCUMENT, HOLD, UploadRefused, held_scan, release_scan, uploaded_scan


def find_unit(election_id: str, area_id: str) -> AreaRow:
    """The area above the precincts of this name in an election that was opened. Raises Http404."""
    if not is_area_id(area_id):
        raise Http404(area_id)
    rows = AreaRow.objects.select_related("election").filter(kind="unit")
    return get_object_or_404(rows, election_id=election_id, code=area_id, election__opened_at__isnull=False)


@contextmanager
def undone() -> Iterator[None]:
    """A transaction of which nothing stays: whether a deed would be refused is found by doing it."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


class DecisionPage:
    """What all such pages do; the subclass has its templates, what it asks for, and the deed itself."""

    form: str
    summary: str
    deed: Deed
    send_words: str
    contest: Contest | None = None
    grounds: TypedGrounds

    def __init__(self, request: HttpRequest, area: AreaRow) -> None:
        self.request = request
        self.area = area
        self.definition = load_definition(area.election)

    @property
    def key(self) -> str:
        """Under which name this form's file and draft wait: another where something else stands by now, since
        what was sent upon that is not put back upon this."""
        raise NotImplementedError

    def typed(self) -> list[tuple[str, str]]:
        """Names and values that the read-back sends on beside the grounds."""
        return []

    def context(self) -> dict[str, Any]:
        """What its templates ask for beside the rest."""
        return {}

    def rehearse(self, document: Scan | None) -> None:
        """Try the deed and leave nothing behind: nobody reads back what would be refused. Raises DeedRefused
        or WriterLockTaken."""

    def act(self, document: Scan | None) -> HttpResponseBase:
        """Do the deed; where to go from there. Raises DeedRefused or WriterLockTaken."""
        raise NotImplementedError

    def answer(self) -> HttpResponseBase:
        """The form, with what is wrong with it; the read-back; or the deed."""
        if self.request.method != "POST":
            return self.show()
        try:
            document = uploaded_scan(self.request, self.area, self.key, DOCUMENT)
        except UploadRefused as refused:
            return self.show(refusal=refused.sentence, status=refused.status)
        action = self.request.POST.get("action", "")
        if action == HOLD:
            return HttpResponse(status=204)
        if action == "edit":
            return self.show()
        if self.grounds.faults:
            return self.show(status=400, faults=self.grounds.faults)
        try:
            if action != "submit":
                self.rehearse(document)
                return self.show(is_summary=True)
            answer = self.act(document)
        except NOT_DONE as refused:
            refusal = refusal_of(refused)
            return self.show(refusal=refusal.sentence, status=refusal.status)
        release_scan(self.request, self.area, self.key, DOCUMENT)
        return answer

    def show(
        self,
        *,
        refusal: str = "",
        status: int = 200,
        faults: dict[str, str] | None = None,
        is_summary: bool = False,
    ) -> HttpResponse:
        """The form, or the read-back."""
        language = page_language()
        sent = [*self.grounds.hidden(), *self.typed()]
        context = {
            "election": self.definition.election,
            "area": self.area,
            "contest": self.contest,
            "law": law_lines(self.definition, self.deed, self.contest),
            "draft": draft_shelf(self.request.user, self.area.election_id, self.area.code, self.key),
            "grounds": self.grounds,
            "reasons": self.grounds.reasons(language),
            "reason_words": self.grounds.reason_words(language),
            "document": held_scan(self.request, self.area, self.key, DOCUMENT),
            "faults": faults or {},
            "hidden": [(name, value) for name, value in sent if value],
            "send_words": _(self.send_words),
            "refusal": refusal,
        }
        page = self.summary if is_summary else self.form
        return render(self.request, page, context | self.context(), status=status)
