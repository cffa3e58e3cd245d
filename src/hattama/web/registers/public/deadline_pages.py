"""Time limits that run, as a calendar page and as a calendar to subscribe to; and records as a feed."""

import datetime
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from hattama.core.records import Reading, Record, Register
from hattama.phrases import say
from hattama.phrases.of_rooms.records import say_summary
from hattama.publish.calendar_feeds import CalendarEvent, render_icalendar
from hattama.web.kernel.elections.loading import load_definition
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.snapshots import load_public_size
from hattama.web.kernel.pages.addresses import absolute
from hattama.web.kernel.pages.election_pages import (
    ElectionPage,
    asking,
    page_language,
    program_digest,
    shown_election,
)
from hattama.web.kernel.pages.feeds import ATOM, PlainFeed
from hattama.web.kernel.pages.file_answers import answer_made
from hattama.web.kernel.pages.paging import page_of
from hattama.web.registers.public.frame import asked_register, register_page
from hattama.web.registers.reading import (
    PAGE_SIZE,
    RecordView,
    area_namer,
    state_of_registers,
    this_hour,
    views_of,
)
from hattama.web.registers.tables import PublishedRecord

MOST_EVENTS = 300
"""Limits of a calendar: those that come next, and those missed last."""

MOST_ENTRIES = 60
_BACK = datetime.timedelta(days=30)
_ICALENDAR = "text/calendar; charset=utf-8"


@dataclass(frozen=True, slots=True)
class DueLine:
    """A limit that runs: of which record, since when, how late it is."""

    record: Record
    reading: Reading
    due_at: datetime.datetime
    summary: str


def running(election: ElectionRow, views: Sequence[RecordView]) -> Iterator[DueLine]:
    """The limits that run and have a moment, of each record in turn."""
    called = area_namer(election, (view.record for view in views))
    for view in views:
        for reading in view.readings:
            if reading.is_open and reading.due_at is not None:
                summary = say_summary(view.record, page_language(), called)
                yield DueLine(view.record, reading, reading.due_at, summary)


def _due(row: ElectionRow) -> QuerySet[PublishedRecord]:
    return PublishedRecord.objects.filter(election=row, due_at__isnull=False).order_by(
        "due_at", "opened_index"
    )


@register_page
@asking("past", "page")
def deadlines(page: ElectionPage) -> HttpResponse:
    """What is due, day by day; `?past=1`: what was due and is not done."""
    now = this_hour()
    is_past = page.request.GET.get("past", "") == "1"
    every = _due(page.row)
    missed, coming = every.filter(due_at__lt=now), every.filter(due_until__gte=now)
    chosen = missed.order_by("-due_at", "opened_index") if is_past else coming
    counts = missed.count(), coming.count()
    paging = page_of(page.request.GET, counts[0 if is_past else 1], PAGE_SIZE)
    views = views_of(page.row, chosen[paging.start : paging.stop], now=now)
    lines = [line for line in running(page.row, views) if (line.due_at < now) is is_past]
    lines.sort(key=lambda line: line.due_at, reverse=is_past)
    context = {
        "days": [(day, list(of_day)) for day, of_day in groupby(lines, lambda one: _last_day(one.due_at))],
        "is_past": is_past,
        "missed": counts[0],
        "coming": counts[1],
        "paging": paging,
        "now": now,
    }
    return page.render("registers/public_deadlines.html", "registers", context)


def _last_day(due_at: datetime.datetime) -> datetime.date:
    """The day with which a limit ends: what ends at midnight ends with the day before."""
    return (due_at - datetime.timedelta(microseconds=1)).date()


def deadlines_ics(request: HttpRequest, election_id: str, language: str) -> HttpResponseBase:
    """The same as a calendar to subscribe to (RFC 5545), in the language of the address."""
    row = shown_election(election_id)
    if language not in dict(settings.LANGUAGES):
        raise Http404(language)
    with override(language):
        of = _state(request, row)
        return answer_made(
            request, row, f"deadlines-{language}.ics", lambda: [_calendar(request, row)], _ICALENDAR, of=of
        )


def _state(request: HttpRequest, row: ElectionRow) -> str:
    """What a feed or a calendar follows from."""
    address = absolute(request, request.path)
    return f"{program_digest()} {load_public_size(row)} {state_of_registers(row)} {address}"


def _host(row: ElectionRow) -> str:
    return row.origin.partition("/")[0]


def _calendar(request: HttpRequest, row: ElectionRow) -> bytes:
    now = this_hour()
    since = now - _BACK
    rows = _due(row).filter(due_until__gte=since)[:MOST_EVENTS]
    name = say(load_definition(row).election.names, page_language())
    title = _("Time limits: %(election)s") % {"election": name}
    lines = running(row, views_of(row, rows, now=now))
    return render_icalendar(title, [_event(request, row, one) for one in lines if one.due_at >= since], now)


def _event(request: HttpRequest, row: ElectionRow, line: DueLine) -> CalendarEvent:
    reading, record = line.reading, line.record
    norm = "" if reading.norm is None else reading.norm.norm_id
    run = f"{record.record_id}/{reading.clock.code}/{reading.started_at:%Y%m%d%H%M%S}"
    return CalendarEvent(
        f"{row.pk}/{run}@{_host(row)}",
        line.due_at,
        f"{say(reading.clock.words, page_language())}: {line.summary}",
        norm,
        absolute(request, reverse("public:record", args=[row.pk, record.record_id])),
    )


def registers_feed(request: HttpRequest, election_id: str) -> HttpResponseBase:
    """Records of all registers, those of which something was said last at the front."""
    row = shown_election(election_id)
    rows = PublishedRecord.standing.filter(election=row)
    return _feed(request, row, _("Registers"), reverse("public:registers", args=[election_id]), rows)


def register_feed(request: HttpRequest, election_id: str, register: str) -> HttpResponseBase:
    """The same of one register."""
    row = shown_election(election_id)
    known = asked_register(row, register)
    rows = PublishedRecord.standing.filter(election=row, register=register)
    home = reverse("public:register_numbers", args=[election_id, register])
    return _feed(request, row, say(known.names, page_language()), home, rows)


def _feed(
    request: HttpRequest, row: ElectionRow, title: str, home: str, rows: QuerySet[PublishedRecord]
) -> HttpResponseBase:
    of = _state(request, row)
    most = {"most": MOST_ENTRIES}
    about = _("Records of which something was said last, %(most)s at most; the site has all.") % most

    def make() -> Iterable[bytes]:
        # By what was said last: a complaint of March that is decided in May is news in May.
        newest = list(rows.order_by("-last_index")[:MOST_ENTRIES])
        named = f"{title} · {say(load_definition(row).election.names, page_language())}"
        feed = PlainFeed(request, row, named, home, about)
        views = views_of(row, newest, now=this_hour())
        called = area_namer(row, (view.record for view in views))
        for view in views:
            feed.add_item(**_item(request, row, view, called))
        return [feed.encoded()]

    return answer_made(request, row, "registers.atom", make, ATOM, of=of)


def _item(
    request: HttpRequest, row: ElectionRow, view: RecordView, called: Callable[[str], str]
) -> dict[str, Any]:
    language = page_language()
    known: Register = view.record.register
    _, last = view.bodies[-1]
    return {
        "title": say_summary(view.record, language, called),
        "link": absolute(request, reverse("public:record", args=[row.pk, view.row.record_id])),
        "description": f"{say(known.names, language)}: {say(view.record.kind.words, language)}",
        "unique_id": f"tag:{_host(row)},{row.polling_on:%Y-%m-%d}:{row.pk}/{view.row.record_id}",
        "pubdate": view.row.opened_at,
        # The title says where it stands, which every entry about it may change.
        "updateddate": datetime.datetime.fromisoformat(last["recorded_at"]),
    }
