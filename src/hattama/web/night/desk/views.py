"""Pages of the desk about counting night: tap each step as it is taken; say where the papers are."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, replace
from secrets import token_hex

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from hattama.core.entries import CustodyChain, CustodyEntry, StepTime
from hattama.core.protocols import Attachment, CustodyEvent, Holder, Seal, StepDefinition, StepPlace
from hattama.core.vocabulary import Text, parse_whole_number
from hattama.formats.scans import ScanOfUnknownKind
from hattama.formats.table_times import NoSuchTime
from hattama.phrases.of_rooms.night import ATTACHMENTS, EVENTS, HOLDERS, PLACES, SEALS
from hattama.web.kernel.accounts.record_read import Personal, record_read
from hattama.web.kernel.languages.formats import format_clock, format_day
from hattama.web.kernel.log.accept_acts import SubmissionRefused
from hattama.web.kernel.log.publish_act import publish_act
from hattama.web.kernel.pages.election_clock import typed_moment
from hattama.web.kernel.pages.election_pages import page_language
from hattama.web.kernel.pages.refusals import FILE_NOT_TAKEN, refusal_of
from hattama.web.kernel.published.tables import Scan
from hattama.web.night.desk.places import NightPlace, find_night_place
from hattama.web.night.reading import check_signature
from hattama.web.night.record_custody import CustodyWord, record_custody, take_document
from hattama.web.night.record_step import StepNotTakenHere, record_step
from hattama.web.night.tables import load_accepted_chain, load_accepted_timeline, names_given
from hattama.web.night.words import signature_sentences
from hattama.web.scans.desk import HOLD, content_of


@dataclass(frozen=True, slots=True)
class StepBox:
    """A step as the desk offers it: what stands (`at`, by the clock there), and whether it may be said.

    `typed` and `stood` are what a form's fields for the time and the place hold at first; `stands` names the
    time to be corrected. `is_refused`: what was typed for this very step was not taken.
    """

    step: StepDefinition
    contest: str
    may_record: bool
    at: str = ""
    place: Text | None = None
    stands: str = ""
    typed: str = ""
    stood: str = ""
    corrections: int = 0
    is_refused: bool = False

    @property
    def anchor(self) -> str:
        """The name of its place on the page."""
        return f"step-{self.contest}-{self.step.code}"


def steps(request: HttpRequest, election_id: str, area_id: str) -> HttpResponseBase:
    """The steps of the night, each to be tapped when it is taken, typed afterwards, or corrected."""
    place = find_night_place(request.user, election_id, area_id)
    if request.method != "POST":
        return _show_steps(request, place)
    contest, step = _contest(request, place), request.POST.get("step", "")
    now = timezone.now()
    try:
        at = typed_moment(request.POST.get("at", ""), place.area.time_zone, until=now) or now
        stood = _place(request.POST.get("place", ""))
        act = record_step(
            request.user,
            place.area,
            contest,
            step,
            at,
            now=now,
            corrects=request.POST.get("corrects", ""),
            place=stood,
        )
    except StepNotTakenHere:
        raise Http404(step) from None
    except NoSuchTime:
        return _show_steps(request, place, refusal=_no_time(), status=400)
    except SubmissionRefused as refused:
        return _show_steps(request, place, *refusal_of(refused))
    publish_act(act, now=timezone.now())
    return redirect(f"{reverse('desk:night_steps', args=place.address)}#step-{contest}-{step}")


def papers(request: HttpRequest, election_id: str, area_id: str) -> HttpResponseBase:
    """Where the papers of a precinct are, and a form to say what happened to one."""
    place = find_night_place(request.user, election_id, area_id)
    if not place.area.is_precinct:
        raise Http404(area_id)
    if request.method != "POST":
        return _show_papers(request, place)
    now = timezone.now()
    try:
        # Before anything can be refused: a browser forgets the file that was chosen.
        document = _document(request, place, now)
        if request.POST.get("action") == HOLD:
            return HttpResponse(status=204)
        word = _word(request, place, document, now)
        act = record_custody(request.user, place.area, word, now=now)
    except NoSuchTime:
        return _show_papers(request, place, refusal=_no_time(), status=400)
    except ScanOfUnknownKind:
        sentence = _("The file cannot be taken: a JPEG, PNG, TIFF or PDF is needed, or a signature .p7s.")
        return _show_papers(request, place, sentence, 400)
    except (SubmissionRefused, *FILE_NOT_TAKEN) as refused:
        return _show_papers(request, place, *refusal_of(refused))
    if document is not None:
        request.session.pop(_held_key(place), None)
    publish_act(act, now=timezone.now())
    return redirect("desk:night_papers", *place.address)


def _show_steps(
    request: HttpRequest, place: NightPlace, refusal: str = "", status: int = 200
) -> HttpResponse:
    timeline = load_accepted_timeline(place.area, place.definition.pack.steps)
    sections = [
        (
            names,
            [
                _as_typed(_box(place, step, code, timeline.get((code, step.code), ())), request.POST)
                for step in place.steps_of(code)
            ],
        )
        for code, names in [("", None), *place.names().items()]
    ]
    return render(
        request,
        "night/desk/night_steps.html",
        {
            "place": place,
            "election": place.election,
            "sections": [(names, boxes) for names, boxes in sections if boxes],
            "places": PLACES.items(),
            "now": _said(timezone.now(), place),
            "refusal": refusal,
        },
        status=status,
    )


def _box(place: NightPlace, step: StepDefinition, contest: str, stated: tuple[StepTime, ...]) -> StepBox:
    may = place.may_record(step)
    if not stated:
        return StepBox(step, contest, may)
    last = stated[-1]
    local = last.moment.astimezone(place.zone)
    return StepBox(
        step,
        contest,
        may,
        at=_said(last.moment, place),
        place=PLACES[last.place] if last.place else None,
        stands=last.at,
        typed=local.strftime("%Y-%m-%dT%H:%M"),
        corrections=len(stated) - 1,
    )


def _as_typed(box: StepBox, sent: QueryDict) -> StepBox:
    """The box of a step that was refused, with what was typed into it."""
    typed = sent.get("at", "")
    if not typed or (sent.get("contest"), sent.get("step")) != (box.contest, box.step.code):
        return box
    return replace(box, typed=typed, stood=sent.get("place", ""), is_refused=True)


def _show_papers(
    request: HttpRequest, place: NightPlace, refusal: str = "", status: int = 200
) -> HttpResponse:
    chain = load_accepted_chain(place.area)
    names = names_given(place.area) if place.may_record_custody() else {}
    if any(name for name, _salt in names.values()):
        record_read(request.user, Personal.CUSTODY_NAMES, area=place.area, now=timezone.now())
    contests = place.names()
    records = [_record(place, entry, chain, names) for entry in chain.entries]
    return render(
        request,
        "night/desk/night_papers.html",
        {
            "place": place,
            "election": place.election,
            "records": records,
            "may_record": place.may_record_custody(),
            "events": EVENTS.items(),
            "holders": HOLDERS.items(),
            "attachments": ATTACHMENTS.items(),
            "seals": SEALS.items(),
            "paper": next((entry.body["paper"] for entry in reversed(chain.standing())), ""),
            "contests": contests.items(),
            "typed": request.POST or request.GET,
            "held": _held(request, place),
            "form": _form(request) or token_hex(8),
            "now": _said(timezone.now(), place),
            "refusal": refusal,
        },
        status=status,
    )


def _record(
    place: NightPlace, entry: CustodyEntry, chain: CustodyChain, names: Mapping[int, tuple[str, str]]
) -> dict[str, object]:
    """A record of custody as the desk lists it; `names`: names and salts by number."""
    contests = place.names()
    return {
        "number": entry.number,
        "paper": entry.body["paper"],
        "event": EVENTS[entry.body["event"]],
        "at": _said(datetime.datetime.fromisoformat(entry.body["at"]), place),
        "contest": contests.get(entry.body["contest"] or ""),
        "holder": HOLDERS[entry.body["holder"]] if entry.body["holder"] else None,
        "name": names.get(entry.number, ("", ""))[0],
        "salt": names.get(entry.number, ("", ""))[1],
        "attachment": ATTACHMENTS[entry.body["attachment"]] if entry.body["attachment"] else None,
        "shown": entry.is_shown,
        "pages": entry.body["pages"],
        "seal": SEALS[entry.body["seal"]] if entry.body["seal"] else None,
        "replaced_by": chain.replaced.get(entry.number),
        "signatures": signature_sentences(check_signature(entry.body, place.area)),
    }


def _word(
    request: HttpRequest, place: NightPlace, document: Scan | None, now: datetime.datetime
) -> CustodyWord:
    """What the form says. Raises NoSuchTime, or Http404 for what no form of ours sends."""
    sent = request.POST
    contest = _contest(request, place)
    replaces = parse_whole_number(sent.get("replaces", ""))
    if replaces is None and sent.get("replaces"):
        raise Http404
    try:
        event = CustodyEvent(sent.get("event", ""))
        holder = Holder(sent["holder"]) if sent.get("holder") else None
        attachment = Attachment(sent["attachment"]) if sent.get("attachment") else None
        seal = Seal(sent["seal"]) if sent.get("seal") else None
    except ValueError:
        raise Http404 from None
    return CustodyWord(
        sent.get("paper", "").strip().upper(),
        event,
        typed_moment(sent.get("at", ""), place.area.time_zone, until=now) or now,
        contest,
        holder,
        sent.get("name", "").replace("\0", ""),
        attachment,
        document,
        replaces,
        parse_whole_number(sent.get("seen", "")),
        shown=bool(sent.get("shown")),
        pages=_pages(sent.get("pages", "")),
        seal=seal,
    )


def _pages(typed: str) -> int | None:
    """How many pages were typed; 0, which no paper has, where it is no number."""
    return (parse_whole_number(typed) or 0) if typed.strip() else None


def _contest(request: HttpRequest, place: NightPlace) -> str:
    """The contest that was sent, empty where it is of all; Http404 where it is not held there."""
    contest = request.POST.get("contest", "")
    if contest and contest not in place.names():
        raise Http404(contest)
    return contest


def _document(request: HttpRequest, place: NightPlace, now: datetime.datetime) -> Scan | None:
    file = request.FILES.get("document")
    if not place.may_record_custody():
        return None
    if not isinstance(file, UploadedFile):
        return _held(request, place)
    request.session.pop(_held_key(place), None)
    document = take_document(content_of(file), now=now)
    request.session[_held_key(place)] = [_form(request), document.pk]
    return document


def _held(request: HttpRequest, place: NightPlace) -> Scan | None:
    """The file that this very form sent ahead, or in an earlier try: what another left over is not its."""
    form, sha256 = request.session.get(_held_key(place), ("", ""))
    return Scan.objects.filter(pk=sha256).first() if form and form == _form(request) else None


def _form(request: HttpRequest) -> str:
    """How the form that was sent is called, by which it is told from others of the same page."""
    return request.POST.get("held", "")[:32]


def _held_key(place: NightPlace) -> str:
    return f"custody:{place.area.pk}"


def _place(typed: str) -> StepPlace | None:
    if not typed:
        return None
    try:
        return StepPlace(typed)
    except ValueError:
        raise Http404(typed) from None


def _no_time() -> str:
    return _("The time could not be read: give the day and the clock, such as 2023-03-19 22:40.")


def _said(moment: datetime.datetime, place: NightPlace) -> str:
    language = page_language()
    local = moment.astimezone(place.zone)
    return f"{format_clock(local, language, place.zone)}, {format_day(local.date(), language)}"
