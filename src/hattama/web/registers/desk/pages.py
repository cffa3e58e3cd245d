"""Registers at the desk: which there are, their records with what is overdue first, and one record."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST, require_safe

from hattama.core.records import (
    CourseDeed,
    Field,
    FieldType,
    NamedFile,
    RecordFacts,
    RecordKind,
    Said,
    Sealed,
    Statement,
    Visibility,
    powers_over,
)
from hattama.core.vocabulary import Deed, DeedRefused
from hattama.phrases import say
from hattama.phrases.of_rooms.records import RULES, VISIBILITIES, say_clock, say_summary, say_value
from hattama.publish.record_texts import QUOTATION
from hattama.web.kernel.accounts.browser_limits import sandboxed
from hattama.web.kernel.accounts.record_read import Personal, record_read
from hattama.web.kernel.accounts.roles import areas_for
from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.kernel.pages.area_names import area_name
from hattama.web.kernel.pages.election_pages import page_language
from hattama.web.kernel.pages.paging import page_of
from hattama.web.kernel.pages.refusals import refusal_of
from hattama.web.kernel.published.tables import Scan
from hattama.web.kernel.stores.content_store import get_content
from hattama.web.registers.desk.due_letters import addressee, letters_of
from hattama.web.registers.desk.places import Place, find_place
from hattama.web.registers.erase import erase_text
from hattama.web.registers.reading import (
    PAGE_SIZE,
    RecordView,
    area_namer,
    load_areas,
    registers_in_force,
    rows_of,
    views_of,
)
from hattama.web.registers.tables import ErasedText, OpenedText, PublishedRecord

RECORDED = gettext_noop("It stands in the log now.")
REPEATED = gettext_noop("The log says this already. Nothing was written a second time.")


@require_safe
def registers(request: HttpRequest, election_id: str) -> HttpResponseBase:
    """The registers that may be kept of an election, each with how many records it has."""
    place = find_place(request, election_id)
    rows = PublishedRecord.standing.filter(election=place.row)
    now = timezone.now()
    lines = [
        (one, held.count(), held.filter(due_at__lt=now).count())
        for one in registers_in_force(place.row)
        for held in [rows.filter(register=one.register_id)]
    ]
    context = {"election": place.definition.election, "lines": lines}
    return render(request, "registers/desk/registers.html", context)


@require_safe
def records(request: HttpRequest, election_id: str, register: str) -> HttpResponseBase:
    """The records that somebody looks after, those that are overdue first."""
    place = find_place(request, election_id)
    pack, asked = place.register(register), request.GET
    kind = pack.kind(asked.get("kind", "")) or pack.kinds[0]
    states = {one.code for one in kind.course.states}
    state = asked.get("state", "") if asked.get("state", "") in states else ""
    query = asked.get("q", "").strip()
    rows = rows_of(place.row, pack, kind=kind.code, state=state, search=query)
    if not place.may(Deed.KEEP_REGISTER, place.root):
        rows = rows.filter(area__in=areas_for(request.user, Deed.KEEP_REGISTER, place.row))
    paging = page_of(asked, rows.count(), PAGE_SIZE)
    listed = rows.select_related("area")[paging.start : paging.stop]
    views = views_of(place.row, listed, now=timezone.now())
    areas = _areas(place, views)
    called = area_namer(place.row, (view.record for view in views))
    context = {
        "election": place.definition.election,
        "register": pack,
        "kind": kind,
        "state": state,
        "query": query,
        "paging": paging,
        "lines": [(view, *_line(view, areas, called)) for view in views],
        "may_import": areas_for(request.user, Deed.IMPORT_RECORDS, place.row).exists(),
    }
    return render(request, "registers/desk/records.html", context)


def _areas(place: Place, views: Iterable[RecordView]) -> dict[str, AreaRow]:
    """The areas that anybody names of these records, by code."""
    return load_areas(
        place.row,
        (
            said
            for view in views
            for field in view.record.kind.fields
            if field.type is FieldType.AREA
            for statement in view.record.standing(field.code)
            if isinstance(said := statement.values[field.code], str)
        ),
    )


def _said(field: Field, said: Said, areas: Mapping[str, AreaRow]) -> str:
    """A value as the desk shows it: an area by its name, which few know by its code."""
    if field.type is FieldType.AREA and isinstance(said, str) and said in areas:
        return area_name(areas[said])
    return say_value(field, said, page_language())


def _line(
    view: RecordView, areas: Mapping[str, AreaRow], called: Callable[[str], str]
) -> tuple[str, list[tuple[Any, str]], str]:
    """The summary, the default columns with their words, and the nearest limit."""
    language, kind = page_language(), view.record.kind
    columns = []
    for code in kind.columns:
        field = kind.field(code)
        if field is not None and view.record.value(code) is not None:
            columns.append((field.words, _said(field, view.record.value(code), areas)))
    running = [one for one in view.readings if one.ended_at is None]
    clock = min(running, key=lambda one: (one.due_at is None, one.due_at or one.started_at), default=None)
    return (
        say_summary(view.record, language, called),
        columns,
        "" if clock is None else say_clock(clock, language),
    )


class Value(NamedTuple):
    """One thing stated of a field, as the page shows it. `digest`: by which it can be erased."""

    text: str
    statement: Any
    source: Any
    digest: str
    file: str
    is_first: bool


class FieldLine(NamedTuple):
    """A field with all that is stated of it, the value shown first at the front."""

    field: Field
    values: list[Value]
    hidden: str


class DeedLine(NamedTuple):
    """A deed that can be written down from here: whose power it is, what comes with it, what it starts."""

    deed: CourseDeed
    by: list[Any]
    attach: list[Any]
    starts: list[Any]


@require_safe
def record(request: HttpRequest, election_id: str, register: str, record_id: str) -> HttpResponseBase:
    """One record: what is stated by whom, its course and limits, and what can be written down from here."""
    place = find_place(request, election_id)
    return show_record(place, place.record(register, record_id))


def show_record(place: Place, view: RecordView, refusal: str = "", status: int = 200) -> HttpResponse:
    """The page of a record."""
    language, kind = page_language(), view.record.kind
    area = place.area_of(view)
    record_read(place.user, Personal.RECORD, area=area, subject=view.row.record_id, now=timezone.now())
    foreseen, others = _deeds(view)
    may_erase = place.may(Deed.ERASE_TEXT, area)
    context = {
        "election": place.definition.election,
        "register": view.record.register,
        "kind": kind,
        "view": view,
        "area": area,
        "summary": say_summary(view.record, language, area_namer(place.row, [view.record])),
        "fields": list(_fields(view, _areas(place, [view]))),
        "statements": _standing_statements(view),
        "course": [_step(view, *step) for step in view.record.walk()],
        "clocks": [(one, say_clock(one, language)) for one in view.readings],
        "findings": [(RULES[one.rule], kind.words_of(one.about)) for one in view.findings],
        "foreseen": foreseen,
        "others": others,
        "letters": [(one, addressee(view, one)) for one in letters_of(place.row, view) if one.about],
        "may_erase": may_erase,
        "quotations": _texts(place, view).filter(field=QUOTATION) if may_erase else [],
        "erased": ErasedText.objects.filter(election=place.row, record_id=view.row.record_id),
        "refusal": refusal,
        "told": {"1": RECORDED, "0": REPEATED}.get(place.request.GET.get("sent", ""), ""),
    }
    return render(place.request, "registers/desk/record.html", context, status=status)


def _standing_statements(view: RecordView) -> list[tuple[Any, Statement]]:
    """What was said and not taken back or mended, each with the words of its source."""
    record = view.record
    sources = {one.code: one.words for one in record.register.sources}
    replaced = {one.replaces for one in record.statements}
    standing = [one for one in record.statements if one.values and one.index not in replaced]
    return [(sources[one.source], one) for one in standing]


def _fields(view: RecordView, areas: Mapping[str, AreaRow]) -> Iterator[FieldLine]:
    language, record = page_language(), view.record
    sources = {one.code: one.words for one in record.register.sources}
    digests = {
        (index, code): said["digest"]
        for index, body in view.bodies
        for code, said in body.get("values", {}).items()
        if "digest" in said
    }
    for field in record.kind.fields:
        values = []
        for number, statement in enumerate(record.standing(field.code)):
            said = statement.values[field.code]
            digest = "" if isinstance(said, Sealed) else digests.get((statement.index, field.code), "")
            file = said.sha256 if isinstance(said, NamedFile) else ""
            text = _said(field, said, areas)
            values.append(Value(text, statement, sources[statement.source], digest, file, number == 0))
        is_hidden = field.visibility is not Visibility.PUBLIC
        yield FieldLine(field, values, say(VISIBILITIES[field.visibility], language) if is_hidden else "")


def _step(view: RecordView, done: Any, before: str, after: str) -> dict[str, Any]:
    kind, register = view.record.kind, view.record.register
    attachments = {item.code: item.words for item in kind.course.attachments}
    return {
        "done": done,
        "deed": kind.course.deed(done.deed),
        "by": register.body(done.by),
        "source": next(one.words for one in register.sources if one.code == done.source),
        "after": kind.course.state(after) if after != before else None,
        "attached": [(attachments[code], sha256) for code, sha256 in done.attached.items()],
    }


def _deeds(view: RecordView) -> tuple[list[DeedLine], list[DeedLine]]:
    """Deeds that the course foresees in the record's state, and the others: what happened is taken in."""
    state = view.record.state
    lines = [(_deed_line(view, one), one) for one in view.record.kind.course.deeds]
    is_foreseen = [state is not None and state.code in one.since for _, one in lines]
    foreseen = [line for (line, _), is_so in zip(lines, is_foreseen, strict=True) if is_so]
    return foreseen, [line for (line, _), is_so in zip(lines, is_foreseen, strict=True) if not is_so]


def _deed_line(view: RecordView, deed: CourseDeed) -> DeedLine:
    kind, register = view.record.kind, view.record.register
    return DeedLine(
        deed,
        [body for code in who_may(view.facts, kind, deed) if (body := register.body(code)) is not None],
        [item for item in kind.course.attachments if item.code in deed.attach],
        [clock for clock in kind.clocks if clock.code in deed.starts],
    )


def who_may(facts: RecordFacts, kind: RecordKind, deed: CourseDeed) -> list[str]:
    """The bodies that have the power to do a deed in a record today, each once; none named: anybody."""
    moment = facts.moment
    powers = powers_over(kind.course, deed.code, facts, moment.calendar.day_of(moment.at))
    return (
        list(deed.by) if powers is None else list(dict.fromkeys(one for power in powers for one in power.by))
    )


@require_safe
def record_file(
    request: HttpRequest, election_id: str, register: str, record_id: str, sha256: str
) -> HttpResponseBase:
    """A file that came with a record, for whoever keeps it."""
    place = find_place(request, election_id)
    view = place.record(register, record_id)
    if sha256 not in _files(view):
        raise Http404(sha256)
    scan = get_object_or_404(Scan, pk=sha256)
    record_read(place.user, Personal.RECORD, area=place.area_of(view), subject=record_id, now=timezone.now())
    return sandboxed(HttpResponse(get_content(sha256), content_type=scan.media_type))


def _files(view: RecordView) -> set[str]:
    record = view.record
    named = {sha256 for done in record.deeds for sha256 in done.attached.values()}
    documents = [*(one.document for one in record.statements), *(one.document for one in record.deeds)]
    named |= {one.sha256 for one in documents if one is not None and one.sha256}
    codes = [field.code for field in record.kind.fields if field.type is FieldType.FILE]
    said = (one.values[code] for code in codes for one in record.standing(code))
    return named | {one.sha256 for one in said if isinstance(one, NamedFile)}


def _texts(place: Place, view: RecordView) -> QuerySet[OpenedText]:
    """The texts that stand beside a record."""
    of_register = OpenedText.objects.filter(election=place.row, register=view.row.register)
    return of_register.filter(record_id=view.row.record_id).order_by("pk")


@require_POST
def erase(request: HttpRequest, election_id: str, register: str, record_id: str) -> HttpResponseBase:
    """Erase one text of a record, for good."""
    place = find_place(request, election_id, Deed.ERASE_TEXT)
    view = place.record(register, record_id, Deed.ERASE_TEXT)
    digest, ground = request.POST.get("digest", ""), request.POST.get("ground", "").replace("\0", "")
    if not _texts(place, view).filter(digest=digest).exists():
        raise Http404(digest)
    try:
        erase_text(request.user, place.row, digest, ground, now=timezone.now())
    except DeedRefused as refused:
        return show_record(place, view, *refusal_of(refused))
    return redirect(reverse("desk:record", args=[election_id, register, record_id]))
