"""Letters at the desk: who is late and was not yet written to; each as a paper, and as a deed in the log."""

import datetime
import logging
import smtplib
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from importlib import resources
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMessage
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hattama.core.records import DueLetter, Letter, Reading, Record, RecordDeed, RecordFacts, missed_now
from hattama.core.vocabulary import Deed
from hattama.phrases import say
from hattama.phrases.of_rooms.records import say_clock, say_filled, say_summary
from hattama.publish.typesetting import TypesetterMissing, typeset_pdf
from hattama.scanning import told_by_header
from hattama.web.kernel.accounts.browser_limits import sandboxed
from hattama.web.kernel.accounts.roles import areas_for
from hattama.web.kernel.languages.formats import format_day
from hattama.web.kernel.pages.addresses import absolute
from hattama.web.kernel.pages.election_pages import page_language
from hattama.web.kernel.pages.refusals import NOT_DONE, refusal_of
from hattama.web.kernel.published.tables import describe_kept
from hattama.web.kernel.stores.content_store import put_content
from hattama.web.registers.desk.due_letters import addressee, letters_of
from hattama.web.registers.desk.pages import show_record
from hattama.web.registers.desk.places import Place, find_place
from hattama.web.registers.keep import keep_deeds, secret_of
from hattama.web.registers.reading import RecordView, area_namer, views_of
from hattama.web.registers.record import Recorded
from hattama.web.registers.tables import PublishedRecord

MOST_LATE = 500
"""So many of the records that are late longest are looked through at once."""

_log = logging.getLogger(__name__)


class LetterLine(NamedTuple):
    """A letter in the list: about which record, how many it names, and whether it was sent."""

    register: Any
    record_id: str
    about: str
    letter: DueLetter
    to: str


@require_safe
def letters(request: HttpRequest, election_id: str) -> HttpResponseBase:
    """The letters to those who are late, those not yet sent first."""
    place = find_place(request, election_id)
    rows = PublishedRecord.objects.filter(election=place.row, due_at__lt=timezone.now()).order_by("due_at")
    if not place.may(Deed.KEEP_REGISTER, place.root):
        rows = rows.filter(area__in=areas_for(request.user, Deed.KEEP_REGISTER, place.row))
    late = list(rows.select_related("area")[:MOST_LATE])
    lines = sorted(_late_lines(place, late), key=lambda line: (line.letter.sent_at is not None, line.to))
    context = {
        "election": place.definition.election,
        "waiting": [line for line in lines if line.letter.sent_at is None],
        "sent": [line for line in lines if line.letter.sent_at is not None],
    }
    return render(request, "registers/desk/letters.html", context)


def _late_lines(place: Place, late: list[PublishedRecord]) -> Iterator[LetterLine]:
    """The letters about these records, or about those that they lead to; each once."""
    views = views_of(place.row, late, now=timezone.now())
    heads = {head for view in views for head in _heads(view) if head}
    rows = PublishedRecord.objects.filter(election=place.row, record_id__in=sorted(heads))
    named = views_of(place.row, rows.select_related("area"), now=timezone.now())
    called = area_namer(place.row, (view.record for view in named))
    for view in named:
        for one in letters_of(place.row, view):
            if one.letter.deed and one.about:
                record = view.record
                about = say_summary(record, page_language(), called)
                yield LetterLine(record.register, record.record_id, about, one, addressee(view, one))


def _heads(view: RecordView) -> Iterator[str]:
    """The records about which letters would name this one: itself, or those that it leads to."""
    for kind in view.record.register.kinds:
        for letter in kind.letters:
            if letter.deed and letter.items == view.record.kind.code:
                yield str(view.facts.operand(letter.link) or "")
            elif letter.deed and not letter.items and kind is view.record.kind:
                yield view.record.record_id


def letter(
    request: HttpRequest, election_id: str, register: str, record_id: str, letter: str
) -> HttpResponseBase:
    """A letter as a paper (GET); written down as sent, and by mail where an address is given (POST)."""
    place = find_place(request, election_id)
    view = place.record(register, record_id)
    asked = request.POST if request.method == "POST" else request.GET
    if letter not in {one.code for one in view.record.kind.letters}:
        raise Http404(letter)
    offered = [one for one in letters_of(place.row, view) if one.letter.code == letter and one.about]
    due = next((one for one in offered if one.to == asked.get("to", "")), None)
    if due is None:
        # Nobody is late any more, or not they: the record says how it stands.
        return _to_record(place, view)
    language = asked.get("language", "")
    language = language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    try:
        paper = letter_pdf(place, view, due, language)
    except TypesetterMissing as missing:
        return show_record(place, view, missing.say(page_language()), 503)
    if request.method != "POST" or not due.letter.deed:
        return sandboxed(HttpResponse(paper, content_type="application/pdf"))
    if due.sent_at is not None:
        return show_record(place, view, _("This letter was sent already."), 409)
    return _send(place, view, due, paper)


def _send(place: Place, view: RecordView, due: DueLetter, paper: bytes) -> HttpResponseBase:
    try:
        done = _write_down(place, view, due, paper)
    except NOT_DONE as refused:
        return show_record(place, view, *refusal_of(refused))
    email = place.request.POST.get("email", "").strip()
    if email and done.written and not _mail(place, due.letter, paper, email):
        unsent = _("It stands in the log, but no mail left: print it and send it.")
        return show_record(place, view, unsent, 502)
    return _to_record(place, view, f"?sent={1 if done.written else 0}")


def _to_record(place: Place, view: RecordView, asked: str = "") -> HttpResponseBase:
    where = [place.row.pk, view.record.register.register_id, view.record.record_id]
    return redirect(f"{reverse('desk:record', args=where)}{asked}")


def _write_down(place: Place, view: RecordView, due: DueLetter, paper: bytes) -> Recorded:
    """The letter is kept, and is a deed in the course of everything that it is about.

    Its moment is the beginning of the day, or that of the lateness: whoever sends it a second time that day
    says what the log says already.
    """
    now = timezone.now()
    facts = told_by_header(paper)
    put_content(paper, facts.sha256)
    describe_kept(**asdict(facts), received_at=now)
    today = now.astimezone(ZoneInfo(place.zone)).replace(hour=0, minute=0, second=0, microsecond=0)
    late_since = [one.due_at for one in due.missed if one.due_at is not None]
    at = max([today, *late_since]).astimezone(datetime.UTC)
    deeds = [
        RecordDeed(
            register=one.record.register.register_id,
            edition=one.record.register.edition,
            kind=one.record.kind.code,
            record_id=one.record.record_id,
            deed=due.letter.deed,
            at=at,
            by="",
            source=one.record.register.precedence[-1],
            attached={LETTER: facts.sha256},
        )
        for one in due.about
    ]
    token = secret_of(f"{at:%Y%m%d}", f"{view.record.record_id}:{due.letter.code}:{due.to}")[:32]
    return keep_deeds(place.user, place.row, deeds, token, now=now)


LETTER = "letter"
"""What a letter is among the attachments of a kind that has some."""


def _mail(place: Place, letter: Letter, paper: bytes, email: str) -> bool:
    """Whether the letter is on its way. The operator's log learns that it is not, and no address."""
    if not settings.MAIL_READY:
        return False
    title = say(letter.words, page_language())
    message = EmailMessage(
        title, f"{title}\n{say(place.definition.election.names, page_language())}\n", to=[email]
    )
    message.attach("letter.pdf", paper, "application/pdf")
    try:
        message.send()
    except (smtplib.SMTPException, OSError, ValueError) as trouble:
        _log.warning("a letter about a record waits: %s", type(trouble).__name__)
        return False
    return True


def letter_pdf(place: Place, view: RecordView, due: DueLetter, language: str) -> bytes:
    """The letter on A4, in one language. Raises TypesetterMissing."""
    record, letter = view.record, due.letter
    now = timezone.now()
    with translation.override(language):
        told = {
            "language": language,
            "title": say(letter.words, language),
            "to": addressee(view, due, language),
            "election": say(place.definition.election.names, language),
            "date": format_day(now.astimezone(ZoneInfo(place.zone)).date(), language),
            "paragraphs": say_filled(letter.text, record, language, area_namer(place.row, [record])).split(
                "\n\n"
            ),
            "items": list(_items(place, due.about, language)) if letter.items else [],
            "limits": [] if letter.items else [_limit(one, language) for one in due.missed],
            "sign": _("Signature"),
            "about": _about(place, record.record_id),
        }
    source = resources.files("hattama.web.registers.desk").joinpath("letter.typ").read_bytes()
    return typeset_pdf(source, told, accessible=True)


def _items(place: Place, about: Sequence[RecordFacts], language: str) -> Iterator[list[str]]:
    """The records in a letter about several: what each is about, and how it stands with its limits."""
    named = [_named(facts) for facts in about]
    called = area_namer(place.row, named)
    for facts, record in zip(about, named, strict=True):
        missed = "; ".join(_limit(one, language) for one in missed_now(facts))
        yield [say_summary(record, language, called), missed]


def _named(facts: RecordFacts) -> Record:
    linked = (
        facts.registry.records.get(str(facts.operand((field.code,))))
        for field in facts.record.kind.fields
        if field.links_to
    )
    return next((one for one in linked if one is not None), facts.record)


def _limit(reading: Reading, language: str) -> str:
    norm = "" if reading.norm is None else f" ({reading.norm.norm_id})"
    return f"{say(reading.clock.words, language)}: {say_clock(reading, language)}{norm}"


def _about(place: Place, record_id: str) -> str:
    address = absolute(place.request, reverse("public:record", args=[place.row.pk, record_id]))
    return _("What is known of it: %(address)s") % {"address": address}
