"""What is done to a published protocol on its grounds: correction, recount, invalidation, investigation.

Every one is shown as a summary before it is sent: what stands, what will stand, why, and on whose decision.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.cache import never_cache

from hattama.core.entries import keeps_paper
from hattama.core.protocols import (
    CLOSING_REASONS,
    INVESTIGATION_REASONS,
    SET_ASIDE,
    Extent,
    NotInThisState,
    Protocol,
    current_protocol,
    differing_keys,
    state_code,
)
from hattama.core.vocabulary import Deed, DeedRefused
from hattama.web.kernel.accounts.access import access
from hattama.web.kernel.languages.paper_lines import field_name, keys_of_paper, said_value
from hattama.web.kernel.log.recording import lock_areas
from hattama.web.kernel.pages.election_pages import page_language
from hattama.web.kernel.pages.findings_text import finding_texts
from hattama.web.kernel.pages.refusals import refusal_of
from hattama.web.kernel.published.tables import Scan
from hattama.web.protocols.cases import Done
from hattama.web.protocols.change import (
    annul_protocol,
    change_protocol,
    change_reasons,
    day_of,
    investigate_protocol,
)
from hattama.web.protocols.desk.decision_page import undone
from hattama.web.protocols.desk.drafts import draft_shelf
from hattama.web.protocols.desk.law_lines import law_lines
from hattama.web.protocols.desk.places import Place, act_on, find_place, is_open, to_standing
from hattama.web.protocols.desk.protocol_form import TypedProtocol, read_typed, typed_of
from hattama.web.protocols.desk.ruling_form import read_grounds
from hattama.web.protocols.desk.standing import step_words
from hattama.web.protocols.desk.views import overtaken
from hattama.web.protocols.powers import is_own, powers_over
from hattama.web.protocols.reading import came_before, load_history
from hattama.web.protocols.tables import LifeStep
from hattama.web.scans.desk import (
    DOCUMENT,
    FIELD,
    HOLD,
    UploadRefused,
    held_scan,
    refuse_twin,
    release_scan,
    uploaded_scan,
)
from hattama.web.scans.take_scan import ScanOfAnotherProtocol


@dataclass(frozen=True, slots=True)
class Change:
    """One kind of change. `has_figures`: a new version is typed; `begins_with`: from what stands."""

    deed: Deed
    title: str
    explained: str
    send: str
    has_figures: bool = False
    begins_with: bool = False
    is_decided: bool = True

    @property
    def stage(self) -> str:
        """What forms of this kind are called among a person's drafts."""
        return self.deed.value


CORRECT = Change(
    Deed.CORRECT,
    gettext_noop("Correct the protocol"),
    gettext_noop(
        "Change the figures that the correction changes. A new version takes the place of this one; this one "
        "stays readable beside it, with the difference."
    ),
    gettext_noop("Publish the correction"),
    has_figures=True,
    begins_with=True,
)
RECOUNT = Change(
    Deed.RECOUNT,
    gettext_noop("Record a recount"),
    gettext_noop(
        "Type the protocol of the recount from its paper. It takes the place of the first one, which stays "
        "readable beside it, with the difference."
    ),
    gettext_noop("Publish the recount"),
    has_figures=True,
)
ANNUL = Change(
    Deed.ANNUL,
    gettext_noop("Declare the protocol invalid"),
    gettext_noop("The protocol stays visible with the decision, and its figures leave every total."),
    gettext_noop("Declare invalid and publish"),
)
INVESTIGATE = Change(
    Deed.OPEN_INVESTIGATION,
    gettext_noop("Open an investigation"),
    gettext_noop("The public sees that the protocol is being looked into. It counts meanwhile."),
    gettext_noop("Open and publish"),
    is_decided=False,
)
CLOSE = Change(
    Deed.CLOSE_INVESTIGATION,
    gettext_noop("Close the investigation"),
    gettext_noop(
        "The protocol stands as before. A change is made by a correction, a recount or invalidation."
    ),
    gettext_noop("Close and publish"),
    is_decided=False,
)


def _view(change: Change) -> Callable[..., HttpResponseBase]:
    @access("desk")
    @never_cache
    def answer(request: HttpRequest, election_id: str, area_id: str, contest: str) -> HttpResponseBase:
        place = find_place(request.user, election_id, area_id, contest, change.deed)
        page = _Page(request, place, change)
        if is_open(request, place, change.deed):
            return page.answer()
        return overtaken(request, place, change.deed, page.came())

    return answer


correct = _view(CORRECT)
recount = _view(RECOUNT)
annul = _view(ANNUL)
investigate = _view(INVESTIGATE)
close_investigation = _view(CLOSE)


class _Page:
    def __init__(self, request: HttpRequest, place: Place, change: Change) -> None:
        self.request = request
        self.place = place
        self.change = change
        self.history = history = load_history(place.area, place.contest.code)
        self.stands, self.version = current_protocol(history.state), str(len(history.versions))
        self.is_annulled = state_code(history.state) == "annulled"
        listed = {
            Deed.OPEN_INVESTIGATION: INVESTIGATION_REASONS,
            Deed.CLOSE_INVESTIGATION: CLOSING_REASONS,
        }.get(change.deed) or tuple(
            known
            for known in change_reasons(place.definition, change.deed)
            if known.code != SET_ASIDE or self.is_annulled
        )
        powers = powers_over(place.definition, change.deed)
        deciders = powers.deciders(change.deed, place.contest.kind, Extent.PRECINCT)
        today = day_of(place.area, timezone.now())
        self.grounds = read_grounds(
            request.POST,
            listed,
            is_decided=change.is_decided,
            today=today,
            deciders=deciders,
            is_own=is_own(place.definition, change.deed),
        )
        self.typed = self._read() if change.has_figures else None

    def answer(self) -> HttpResponseBase:
        if self.request.method != "POST":
            return self._form()
        try:
            scan, document = self._file(FIELD), self._file(DOCUMENT)
        except UploadRefused as refused:
            return self._form(refusal=refused.sentence, status=refused.status, told=True)
        action = self.request.POST.get("action", "")
        if action == HOLD:
            return HttpResponse(status=204)
        if action != "submit" and self.request.POST.get(VERSION, self.version) != self.version:
            return self._form(refusal=_changed_meanwhile(), status=409, told=True)
        if action == "edit":
            return self._form(told=False)
        if self.grounds.faults or (self.typed is not None and self.typed.has_faults):
            return self._form(status=400, told=True)
        return self._send(scan, document, is_read_back=action == "submit")

    def _read(self) -> TypedProtocol:
        sent: Any = self.request.POST
        if self.request.method != "POST" and self.change.begins_with and self.stands is not None:
            sent = typed_of(self.stands, self.place.area.time_zone)
        return read_typed(
            self.place.rules.form, self.place.contest, sent, self.place.area.time_zone, page_language()
        )

    def _file(self, field: str) -> Scan | None:
        return uploaded_scan(self.request, self.place.area, self.place.contest.code, field)

    def _new(self) -> Protocol | None:
        return None if self.typed is None else self.typed.protocol(*self.place.address[1:])

    def _send(self, scan: Scan | None, document: Scan | None, *, is_read_back: bool) -> HttpResponseBase:
        """Do it; or, before that, try whether it would be taken, and read it back."""
        try:
            if is_read_back:
                return act_on(
                    self.request, self.place, self.change.stage, lambda: self._do_sent(scan, document)
                )
            with undone():
                self._do(scan, document)
            return self._summary(scan, document)
        except ScanOfAnotherProtocol as twin:
            release_scan(self.request, self.place.area, self.place.contest.code)
            return self._form(refusal=refuse_twin(twin, self.place.area, self.request), status=400, told=True)
        except DeedRefused as refused:
            if is_read_back and (came := self.came()) is not None:
                return to_standing(self.place, came)
            return self._form(*refusal_of(refused), told=True)

    def came(self) -> LifeStep | None:
        """The step by which what is sent had come already."""
        area, code, deed = self.place.area, self.place.contest.code, self.change.deed
        return came_before(self.request.user, area, code, deed, self._new(), self.grounds.reason)

    @transaction.atomic
    def _do_sent(self, scan: Scan | None, document: Scan | None) -> Done:
        """Do what the summary showed. Raises NotInThisState where another version stands by now."""
        lock_areas([self.place.area])
        versions = load_history(self.place.area, self.place.contest.code).versions
        if self.request.POST.get(VERSION, self.version) != str(len(versions)):
            raise NotInThisState
        return self._do(scan, document)

    def _do(self, scan: Scan | None, document: Scan | None) -> Done:
        user, area, now = self.request.user, self.place.area, timezone.now()
        new = self._new()
        if new is not None:
            grounds = self.grounds.grounds(document)
            return change_protocol(self.change.deed, user, area, new, grounds, now=now, scan=scan)
        code = self.place.contest.code
        if self.change is ANNUL:
            return annul_protocol(user, area, code, self.grounds.grounds(document), now=now)
        return investigate_protocol(
            self.change.deed,
            user,
            area,
            code,
            reason=self.grounds.reason,
            note=self.grounds.note,
            decision=self.grounds.decision(),
            document=document,
            now=now,
        )

    def _form(self, refusal: str = "", status: int = 200, *, told: bool = False) -> HttpResponse:
        if self.typed is not None and told:
            self.typed.show(self._findings())
        context = {
            # What was typed upon one version is not put back upon the next.
            "draft": draft_shelf(
                self.request.user, *self.place.address, f"{self.change.stage}/{self.version}"
            ),
            "typed": self.typed,
            "grounds": self.grounds,
            "law": law_lines(self.place.definition, self.change.deed, self.place.contest),
            "reasons": self.grounds.reasons(page_language()),
            "faults": self.grounds.faults if told else {},
            "broken": [text for text in self._findings() if text.is_broken] if told else [],
            "refusal": refusal,
            "version": self.version,
            "scan": self._held(FIELD),
            "document": self._held(DOCUMENT),
        }
        return self._render("protocols/desk/change.html", context, status)

    def _summary(self, scan: Scan | None, document: Scan | None) -> HttpResponse:
        hidden = self.grounds.hidden()
        if self.typed is not None:
            hidden += [
                (name, str(value)) for name, value in self.request.POST.items() if name not in _NOT_SENT_ON
            ]
        context = {
            "grounds": self.grounds,
            "reason_words": self.grounds.reason_words(page_language()),
            "cells": self._cells(),
            "explanation": self.typed.explanation if self.typed is not None else "",
            "broken": [text for text in self._findings() if text.is_broken],
            "scan": scan,
            "keeps_paper": scan is None and self._keeps_paper(),
            "document": document,
            "hidden": [*((name, value) for name, value in hidden if value), (VERSION, self.version)],
        }
        return self._render("protocols/desk/change_summary.html", context, 200)

    def _keeps_paper(self) -> bool:
        """Whether these figures, without a scan of their own, are those of the paper that there is."""
        said = {"kind": "correction", "reason": self.grounds.reason, "scans": ()}
        return self.change.deed is Deed.CORRECT and keeps_paper(said)

    def _cells(self) -> list[dict[str, Any]]:
        """The fields that change, or, where nothing is typed, all of them as they stand."""
        assert self.stands is not None, "what is changed stands"
        new = self._new()
        place, language = self.place, page_language()
        keys = keys_of_paper(place.rules, place.contest, self.stands, *([new] if new else []))
        if new is not None:
            changed = set(differing_keys(self.stands, new))
            keys = [key for key in keys if key in changed]
        cells = []
        for key in keys:
            mark, label = field_name(place.rules, place.contest, key, language)
            after = said_value(new, key, language) if new is not None else ""
            cells.append(
                {
                    "mark": mark,
                    "label": label,
                    "old": said_value(self.stands, key, language),
                    "new": after,
                }
            )
        return cells

    def _findings(self) -> list[Any]:
        new = self._new()
        if new is None:
            return []
        findings = self.place.check(new)
        said = (findings, page_language(), new)
        return finding_texts(self.place.definition.rules, self.place.contest, *said)

    def _opened(self) -> tuple[LifeStep, str, str] | None:
        """The investigation that is closed: its step, for what it was opened, and the note of that."""
        opened = [step for step in self.history.steps if step.deed == Deed.OPEN_INVESTIGATION.value]
        notes = {act.pk: act.private.get("note", "") for act in self.history.acts}
        said = ((one, step_words(one, self.place.definition, page_language())) for one in opened[-1:])
        return next(((step, words, notes.get(step.act_id or 0, "")) for step, words in said), None)

    def _held(self, field: str) -> Scan | None:
        return held_scan(self.request, self.place.area, self.place.contest.code, field)

    def _render(self, template: str, context: dict[str, Any], status: int) -> HttpResponse:
        frame = {
            "place": self.place,
            "election": self.place.election,
            "change": self.change,
            "title": _(self.change.title),
            "explained": _(self.change.explained),
            "is_annulled": self.is_annulled,
            "opened": self._opened() if self.change is CLOSE else None,
            "send_words": _(self.change.send),
        }
        return render(self.request, template, frame | context, status=status)


VERSION = "version"
"""The field under which a form and a summary say how many versions there were when they were made."""


def _changed_meanwhile() -> str:
    return _(
        "While this form was open another version of this protocol was published. Nothing was recorded, and "
        "what you typed is kept: the summary holds it against the version that stands now."
    )


_NOT_SENT_ON = {
    VERSION,
    "csrfmiddlewaretoken",
    "action",
    "reason",
    "note",
    "authority",
    "number",
    "decided_on",
}
