"""The forms of registers at the desk: a statement, which may open a record, and a deed."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hattama.core.records import (
    CourseDeed,
    Document,
    FieldType,
    NamedFile,
    RecordDeed,
    RecordKind,
    Register,
    Said,
    Sealed,
    Statement,
)
from hattama.core.vocabulary import Deed
from hattama.web.kernel.accounts.roles import areas_for
from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.kernel.pages.refusals import NOT_DONE, refusal_of
from hattama.web.kernel.published.tables import Scan
from hattama.web.registers.desk.fields import moment_of_text, read_fields, typed_again
from hattama.web.registers.desk.pages import show_record, who_may
from hattama.web.registers.desk.places import Place, find_place
from hattama.web.registers.desk.sources import Source, read_source, source_typed
from hattama.web.registers.keep import is_token, keep_deed, keep_statement, record_id_of
from hattama.web.registers.reading import RecordView
from hattama.web.registers.record import Recorded
from hattama.web.scans.desk import HOLD, UploadRefused, release_scan, uploaded_scan

DOCUMENT = "document"
MOST_AREAS = 60
"""So many areas are offered to choose from; whoever looks after more writes the identifier."""


class Uploads:
    """The files that a form sent, now, ahead of it or in an earlier try, with what they were `called`, and
    what was refused of them."""

    def __init__(self, request: HttpRequest, area: AreaRow, key: str, names: list[str]) -> None:
        self._request, self._area, self._key, self._names = request, area, key, names
        self.files: dict[str, Scan] = {}
        self.refusal, self.status = "", 200
        self._called = f"names:{area.pk}:{key}"
        self.called: dict[str, str] = request.session.get(self._called, {})
        sent = {
            name: str(file.name) for name, file in request.FILES.items() if isinstance(file, UploadedFile)
        }
        if sent:
            self.called = request.session[self._called] = self.called | sent
        for name in names:
            try:
                scan = uploaded_scan(request, area, key, name)
            except UploadRefused as refused:
                self.refusal, self.status = refused.sentence, refused.status
            else:
                if scan is not None:
                    self.files[name] = scan

    def release(self) -> None:
        """What was sent stands in the log now."""
        self._request.session.pop(self._called, None)
        for name in self._names:
            release_scan(self._request, self._area, self._key, name)


class _Form:
    """What both forms share: the place, the source, a token by which the same sent twice is one."""

    def __init__(self, place: Place, register: Register, kind: RecordKind, view: RecordView | None) -> None:
        self.place, self.request, self.register, self.kind = place, place.request, register, kind
        self.view = view
        sent = self.request.POST.get("token", "")
        self.token = sent if is_token(sent) else secrets.token_hex(16)
        self.area = place.root if view is None else place.area_of(view)

    def uploads(self, names: list[str]) -> Uploads:
        """The files of this form."""
        where = self.kind.code if self.view is None else self.view.row.record_id
        return Uploads(self.request, self.area, f"{self.register.register_id}/{where}", names)

    def is_ahead(self, uploads: Uploads) -> bool:
        """Whether files alone were sent, ahead of the form, and are held for it."""
        return self.request.POST.get("action") == HOLD and not uploads.refusal

    def send(self, write: Callable[[], Recorded], show: Callable[..., HttpResponse]) -> HttpResponseBase:
        """Write it, and lead to the record; or say why not."""
        try:
            done = write()
        except NOT_DONE as refused:
            return show(*refusal_of(refused))
        address = reverse("desk:record", args=[self.place.row.pk, self.register.register_id, self.record_id])
        return redirect(f"{address}?sent={1 if done.written else 0}")

    @property
    def record_id(self) -> str:
        """The record that it is about; a new one is named by the form that opens it."""
        return record_id_of(self.token) if self.view is None else self.view.row.record_id

    def context(self, source: Source, more: Mapping[str, Any]) -> dict[str, Any]:
        """What the templates of both ask for."""
        return {
            "election": self.place.definition.election,
            "register": self.register,
            "kind": self.kind,
            "view": self.view,
            "token": self.token,
            "source": source,
            "zone": self.place.zone,
            **more,
        }


class _StatementForm(_Form):
    def answer(self) -> HttpResponseBase:
        if self.request.method != "POST":
            return self._begin()
        files = [field.code for field in self.kind.fields if field.type is FieldType.FILE]
        uploads = self.uploads([DOCUMENT, *(f"f-{code}" for code in files)])
        of_fields = {code: uploads.files[f"f-{code}"] for code in files if f"f-{code}" in uploads.files}
        if self.is_ahead(uploads):
            return HttpResponse(status=204)
        post = self.request.POST.dict() | {f"{name}-filename": told for name, told in uploads.called.items()}
        typed = read_fields(self.kind, post, self.place.row, self.place.zone, of_fields)
        source = read_source(self.register, post, uploads.files.get(DOCUMENT))
        show = self._shower(typed.controls, source)
        if uploads.refusal:
            return show(refusal=uploads.refusal, status=uploads.status)
        if typed.faults or source.faults:
            return show(refusal=_("Some of it cannot be taken in: see what is marked."), status=400)
        values = {**self._kept, **typed.values}
        if not values:
            return show(refusal=_("Nothing is stated. Fill in one field at least."), status=400)
        return self._send(values, source, show, uploads)

    @property
    def _mended(self) -> Statement | None:
        """The statement in whose place this one is put, if it mends a slip."""
        asked = self.request.POST if self.request.method == "POST" else self.request.GET
        statements = [] if self.view is None else self.view.record.statements
        return next((one for one in statements if str(one.index) == asked.get("replaces", "")), None)

    @property
    def _like(self) -> Statement | None:
        """The last statement of the record after which a new one of the same source is opened."""
        asked = self.request.GET.get("like", "")
        if self.view is not None or not asked:
            return None
        statements = self.place.record(self.register.register_id, asked).record.statements
        return next((one for one in reversed(statements) if one.values), None)

    @property
    def _kept(self) -> dict[str, Said]:
        """What no form can show again, and mending leaves as it is: files, and texts that were erased."""
        before = self._mended
        told = {} if before is None else before.values
        return {code: said for code, said in told.items() if isinstance(said, Sealed | NamedFile)}

    def _send(self, values: Any, source: Source, show: Any, uploads: Uploads) -> HttpResponseBase:
        replaces = self.request.POST.get("replaces", "")
        document, before = source.document, self._mended
        if before is not None and before.document is not None and before.document.sha256 and not source.file:
            document = replace(document or Document(), sha256=before.document.sha256)
        statement = Statement(
            register=self.register.register_id,
            edition=self.register.edition,
            kind=self.kind.code,
            record_id=self.record_id,
            source=source.typed["source"],
            values=values,
            organisation=source.typed["organisation"],
            document=document,
            as_of=source.day("as_of"),
            said_on=source.day("said_on"),
            replaces=int(replaces) if replaces.isdecimal() and len(replaces) < 16 else None,
        )

        def write() -> Recorded:
            user, row = self.place.user, self.place.row
            done = keep_statement(user, row, statement, self.token, now=timezone.now())
            uploads.release()
            return done

        return self.send(write, show)

    def _begin(self) -> HttpResponse:
        """An empty form; or, where a slip is to be mended, with what was stated; or with the source of the
        record that was written down before it."""
        before, like = self._mended, self._like
        typed = {} if before is None else typed_again(self.kind, before.values, self.place.zone)
        if (told := before or like) is not None:
            said_by = (told.source, told.organisation, told.document, told.as_of, told.said_on)
            typed |= source_typed(*said_by)
        if before is None:
            # Where in the document the other record stands is not where this one does.
            typed |= dict.fromkeys(("page", "footnote", "quotation"), "")
        controls = read_fields(self.kind, typed, self.place.row, self.place.zone, {}).controls
        source = Source(read_source(self.register, typed, None).typed, {})
        return self._shower(controls, source)(replaces="" if before is None else str(before.index))

    def _shower(self, controls: Any, source: Source) -> Callable[..., HttpResponse]:
        areas = areas_for(self.place.user, Deed.KEEP_REGISTER, self.place.row).order_by("depth", "sort_key")
        offered = list(areas[: MOST_AREAS + 1])

        def show(refusal: str = "", status: int = 200, *, replaces: str | None = None) -> HttpResponse:
            sent = self.request.POST.get("replaces", "")
            more = {
                "controls": controls,
                "refusal": refusal,
                "areas": offered if len(offered) <= MOST_AREAS else [],
                "kept": [field.words for field in self.kind.fields if field.code in self._kept],
                "replaces": sent if replaces is None else replaces,
            }
            template = "registers/desk/statement.html"
            return render(self.request, template, self.context(source, more), status=status)

        return show


class _DeedForm(_Form):
    def __init__(self, place: Place, view: RecordView, deed: CourseDeed) -> None:
        super().__init__(place, view.record.register, view.record.kind, view)
        self.deed = deed
        self.seen = view

    def answer(self) -> HttpResponseBase:
        post = self.request.POST.dict()
        items = [item.code for item in self.kind.course.attachments]
        uploads = self.uploads([DOCUMENT, *(f"{self.deed.code}-{code}" for code in items)])
        if self.request.method != "POST":
            return self._show(Source(read_source(self.register, post, None).typed, {}), {}, uploads)
        if self.is_ahead(uploads):
            return HttpResponse(status=204)
        source = read_source(self.register, post, uploads.files.get(DOCUMENT))
        faults = dict(source.faults)
        by = post.get("by", "")
        if by and self.register.body(by) is None:
            faults["by"] = _("Choose from the list.")
        try:
            at = moment_of_text(post.get("at", ""), ZoneInfo(self.place.zone))
        except ValueError as refused:
            told = _("Found: “%(found)s”. Expected, for example: %(expected)s")
            faults["at"] = told % {"found": post.get("at", "")[:40], "expected": str(refused)}
        if uploads.refusal or faults:
            refusal = uploads.refusal or _("Some of it cannot be taken in: see what is marked.")
            return self._show(source, faults, uploads, refusal=refusal, status=max(400, uploads.status))
        attached = {
            code: uploads.files[f"{self.deed.code}-{code}"].sha256
            for code in items
            if f"{self.deed.code}-{code}" in uploads.files
        }
        deed = RecordDeed(
            register=self.register.register_id,
            edition=self.register.edition,
            kind=self.kind.code,
            record_id=self.record_id,
            deed=self.deed.code,
            at=at,
            by=by,
            source=source.typed["source"],
            document=source.document,
            attached=attached,
        )
        return self._send(deed, source, uploads)

    def _send(self, deed: RecordDeed, source: Source, uploads: Uploads) -> HttpResponseBase:
        def write() -> Recorded:
            done = keep_deed(self.place.user, self.place.row, deed, self.token, now=timezone.now())
            uploads.release()
            return done

        return self.send(write, partial(self._show, source, {}, uploads))

    def _show(
        self,
        source: Source,
        faults: Mapping[str, str],
        uploads: Uploads,
        refusal: str = "",
        status: int = 200,
    ) -> HttpResponse:
        powers = who_may(self.seen.facts, self.kind, self.deed)
        more = {
            "deed": self.deed,
            "at": self.request.POST.get("at", ""),
            "by": self.request.POST.get("by", ""),
            "bodies": [(one, one.code in powers) for one in self.register.bodies],
            "attachments": [
                (item, name, item.code in self.deed.attach, uploads.files.get(name))
                for item in self.kind.course.attachments
                for name in [f"{self.deed.code}-{item.code}"]
            ],
            "starts": [one for one in self.kind.clocks if one.code in self.deed.starts],
            "faults": faults,
            "refusal": refusal,
        }
        template = "registers/desk/deed.html"
        return render(self.request, template, self.context(source, more), status=status)


def new_record(request: HttpRequest, election_id: str, register: str, kind: str) -> HttpResponseBase:
    """The form by whose statement a record is opened."""
    place = find_place(request, election_id)
    pack = place.register(register)
    known = pack.kind(kind)
    if known is None:
        raise Http404(kind)
    return _StatementForm(place, pack, known, None).answer()


def statement(request: HttpRequest, election_id: str, register: str, record_id: str) -> HttpResponseBase:
    """The form of another statement about a record."""
    place = find_place(request, election_id)
    view = place.record(register, record_id)
    return _StatementForm(place, view.record.register, view.record.kind, view).answer()


def deed(
    request: HttpRequest, election_id: str, register: str, record_id: str, deed: str
) -> HttpResponseBase:
    """The form of a deed."""
    place = find_place(request, election_id)
    view = place.record(register, record_id)
    known = view.record.kind.course.deed(deed)
    if known is None:
        raise Http404(deed)
    return _DeedForm(place, view, known).answer()


@require_POST
def take_back(request: HttpRequest, election_id: str, register: str, record_id: str) -> HttpResponseBase:
    """Take back what one entry says of a record, where a slip cannot be mended: it never was so."""
    place = find_place(request, election_id)
    view = place.record(register, record_id)
    asked = request.POST.get("index", "")
    index, body = next((told for told in view.bodies if str(told[0]) == asked), (0, None))
    if body is None:
        raise Http404(asked)
    statement = Statement(
        register=body["register"],
        edition=body["edition"],
        kind=body["record_kind"],
        record_id=record_id,
        source=body["source"],
        values={},
        organisation=body.get("organisation") or "",
        replaces=index,
    )
    try:
        done = keep_statement(request.user, place.row, statement, record_id, now=timezone.now())
    except NOT_DONE as refused:
        return show_record(place, view, *refusal_of(refused))
    address = reverse("desk:record", args=[election_id, register, record_id])
    return redirect(f"{address}?sent={1 if done.written else 0}")
