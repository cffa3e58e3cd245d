"""Two entries that differ: each person reads the paper again, or a reviewer ends that; then a reviewer
decides. And confirming."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from hattama.core.protocols import SIGNED_AT, EntriesDiffer, Protocol
from hattama.core.vocabulary import Deed, DeedRefused, parse_whole_number
from hattama.web.kernel.languages.paper_lines import keys_of_paper, paper_lines
from hattama.web.kernel.log.accept_acts import ExplanationNeeded
from hattama.web.kernel.pages.election_pages import page_language
from hattama.web.kernel.pages.findings_text import FindingText, finding_texts
from hattama.web.kernel.pages.refusals import refusal_of
from hattama.web.protocols.desk.drafts import draft_shelf
from hattama.web.protocols.desk.places import Place, act_on, find_place, is_open, to_standing
from hattama.web.protocols.desk.protocol_form import TypedProtocol, read_fields, read_text
from hattama.web.protocols.desk.ruling_form import TypedRulings, read_rulings
from hattama.web.protocols.desk.views import overtaken, papers_of, show_standing
from hattama.web.protocols.enter import confirm_protocol, decide_differences, retype_fields
from hattama.web.protocols.enter import end_rounds as end_rereading
from hattama.web.protocols.reading import (
    TwoReadings,
    came_before,
    differing_fields,
    load_life,
    reading_to_confirm,
    readings_to_decide,
    retyped_in,
)
from hattama.web.protocols.take_on import give_back, take_on


def differences(request: HttpRequest, election_id: str, area_id: str, contest: str) -> HttpResponseBase:
    """Which fields differ, and boxes for these alone; nobody's figures are on the page."""
    place = find_place(request.user, election_id, area_id, contest, Deed.RETYPE)
    # A form of the first round that is sent once more is no reading of the second.
    number = parse_whole_number(request.POST.get("round", "")) or 0
    came = retyped_in(request.user, place.area, contest, number)
    if came is not None or not is_open(request, place, Deed.RETYPE):
        return overtaken(request, place, Deed.RETYPE, came)
    keys = differing_fields(request.user, place.area, contest)
    typed = read_fields(
        place.rules.form,
        place.contest,
        [key for key in keys if key != SIGNED_AT],
        request.POST,
        place.area.time_zone,
        page_language(),
    )
    if request.method != "POST" or typed.has_faults:
        return _show_differences(request, place, typed, keys, status=400 if typed.has_faults else 200)
    reread = typed.protocol(place.area.code, contest)
    if SIGNED_AT not in keys:
        reread = replace(reread, signed_at=None)
    do = partial(retype_fields, request.user, place.area, reread, now=timezone.now())
    try:
        return act_on(request, place, f"again-{_round(place)}", do)
    except DeedRefused as refused:
        broken = _broken(place, refused) if isinstance(refused, ExplanationNeeded) else []
        return _show_differences(request, place, typed, keys, broken, *refusal_of(refused))


def _broken(place: Place, refused: ExplanationNeeded) -> list[FindingText]:
    """What disagrees, without the figures: those of other fields are not on this page."""
    texts = finding_texts(place.definition.rules, place.contest, refused.findings, page_language())
    return [replace(text, detail="") for text in texts if text.is_broken]


def _round(place: Place) -> int:
    state = load_life(place.area, place.contest.code)
    return state.round if isinstance(state, EntriesDiffer) else 0


def _show_differences(
    request: HttpRequest,
    place: Place,
    typed: TypedProtocol,
    keys: tuple[str, ...],
    broken: Sequence[FindingText] = (),
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    number = _round(place)
    context = {
        "broken": broken,
        "round": number,
        "draft": draft_shelf(request.user, *place.address, f"again-{number}"),
        "typed": typed,
        "count": len(keys),
        "asks_moment": SIGNED_AT in keys,
        "papers": papers_of(place),
        "refusal": refusal,
    }
    return _render(request, "protocols/desk/differences.html", place, context, status)


def end_rounds(request: HttpRequest, election_id: str, area_id: str, contest: str) -> HttpResponseBase:
    """Nobody reads the paper again, for a reason that is typed where the protocol stands. No figure."""
    place = find_place(request.user, election_id, area_id, contest, Deed.END_ROUNDS)
    if request.method != "POST" or not is_open(request, place, Deed.END_ROUNDS):
        came = came_before(request.user, place.area, contest, Deed.END_ROUNDS)
        return overtaken(request, place, Deed.END_ROUNDS, came)
    reason = read_text(request.POST, "reason")
    do = partial(end_rereading, request.user, place.area, contest, reason, now=timezone.now())
    try:
        return act_on(request, place, "rounds", do)
    except DeedRefused as refused:
        return show_standing(request, place, refusal=refusal_of(refused), reason=reason)


def take(request: HttpRequest, election_id: str, area_id: str, contest: str) -> HttpResponseBase:
    """A reviewer takes a protocol to work on, takes it over from another, or gives it back."""
    place = find_place(request.user, election_id, area_id, contest, Deed.DECIDE)
    now = timezone.now()
    if request.method == "POST" and request.POST.get("action") == "give_back":
        give_back(request.user, place.area, contest, now=now)
        return to_standing(place, said="gave")
    elif request.method == "POST":
        try:
            taken_from = request.POST.get("taken_from", "")
            take_on(request.user, place.area, contest, taken_from=taken_from, now=now)
        except DeedRefused as refused:
            return show_standing(request, place, refusal=refusal_of(refused))
        return to_standing(place, said="took")
    return to_standing(place)


def decide(request: HttpRequest, election_id: str, area_id: str, contest: str) -> HttpResponseBase:
    """Both readings of each differing field beside the scan: chosen, or read a third time, with a reason."""
    place = find_place(request.user, election_id, area_id, contest, Deed.DECIDE)
    readings = readings_to_decide(request.user, place.area, contest)
    if readings is None:
        came = came_before(request.user, place.area, contest, Deed.DECIDE)
        return overtaken(request, place, Deed.DECIDE, came)
    typed = read_rulings(place, readings, request.POST, page_language())
    if request.method != "POST" or request.POST.get("action") == "edit":
        return _show_rulings(request, place, readings, typed)
    if typed.has_faults:
        return _show_rulings(request, place, readings, typed, told=True, status=400)
    if request.POST.get("action") != "submit":
        return _show_rulings(request, place, readings, typed, is_review=True)
    ruled, why, now = typed.rulings(), typed.explanation, timezone.now()
    do = partial(decide_differences, request.user, place.area, contest, ruled, now=now, explanation=why)
    try:
        return act_on(request, place, "decide", do)
    except DeedRefused as refused:
        refusal = refusal_of(refused)
        return _show_rulings(
            request, place, readings, typed, told=True, refusal=refusal.sentence, status=refusal.status
        )


def _show_rulings(
    request: HttpRequest,
    place: Place,
    readings: TwoReadings,
    typed: TypedRulings,
    *,
    is_review: bool = False,
    told: bool = False,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    decided = typed.decided(readings.first)
    findings = place.check(decided) if is_review or told else ()
    said = (findings, page_language(), decided)
    texts = finding_texts(place.definition.rules, place.contest, *said)
    context: dict[str, Any] = {
        "draft": draft_shelf(request.user, *place.address, "decide"),
        "typed": typed,
        "told": told,
        "refusal": refusal,
        "broken": [text for text in texts if text.is_broken],
        "scans": papers_of(place),
        "hidden": typed.hidden() if is_review else [],
    }
    template = "protocols/desk/decide_summary.html" if is_review else "protocols/desk/decide.html"
    return _render(request, template, place, context, status)


def confirm(request: HttpRequest, election_id: str, area_id: str, contest: str) -> HttpResponseBase:
    """What was entered, whole, beside the scan, for a person who entered none of it."""
    place = find_place(request.user, election_id, area_id, contest, Deed.CONFIRM)
    reading = reading_to_confirm(request.user, place.area, contest)
    if reading is None:
        came = came_before(request.user, place.area, contest, Deed.CONFIRM)
        return overtaken(request, place, Deed.CONFIRM, came)
    if request.method != "POST":
        return _show_reading(request, place, reading)
    do = partial(confirm_protocol, request.user, place.area, contest, now=timezone.now())
    try:
        return act_on(request, place, "confirm", do)
    except DeedRefused as refused:
        return _show_reading(request, place, reading, *refusal_of(refused))


def _show_reading(
    request: HttpRequest, place: Place, reading: Protocol, refusal: str = "", status: int = 200
) -> HttpResponse:
    keys = keys_of_paper(place.rules, place.contest, reading)
    texts = finding_texts(place.definition.rules, place.contest, place.check(reading), page_language())
    context = {
        "lines": paper_lines(place.rules, place.contest, reading, keys, page_language()),
        "explanation": reading.explanation,
        "broken": [text for text in texts if text.is_broken],
        "scans": papers_of(place),
        "refusal": refusal,
    }
    return _render(request, "protocols/desk/confirm.html", place, context, status)


def _render(
    request: HttpRequest, template: str, place: Place, context: dict[str, Any], status: int
) -> HttpResponse:
    frame = {"place": place, "election": place.election}
    return render(request, template, frame | context, status=status)
