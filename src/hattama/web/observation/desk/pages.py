"""What observers sent, at the desk of their organisation: filled forms, their files and tables, messages."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from django.db.models import OuterRef, Subquery
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from hattama.core.observation import ObservationForm
from hattama.core.vocabulary import Deed, DeedRefused, Words, parse_whole_number
from hattama.web.kernel.accounts.browser_limits import sandboxed
from hattama.web.kernel.accounts.roles import election_for
from hattama.web.kernel.elections.loading import load_definition
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.pages.addresses import absolute
from hattama.web.kernel.pages.election_pages import page_language
from hattama.web.kernel.pages.paging import page_of
from hattama.web.kernel.pages.refusals import refusal_of
from hattama.web.kernel.stores.content_store import get_content
from hattama.web.observation.arrange import renew_secret
from hattama.web.observation.desk.places import Place, at_desk
from hattama.web.observation.messages import tagged_forms
from hattama.web.observation.policy import OrganisationDeed, organisations_of
from hattama.web.observation.reading import form_value, missing_visits, newest_versions, standing_forms
from hattama.web.observation.receive import STATION
from hattama.web.observation.review import REVIEW_STATES, place_known_forms, review_form
from hattama.web.observation.review import place_form as place_one
from hattama.web.observation.tables import FormVersion, PlannedVisit, ReceivedMessage, SentForm, SentReview

ROWS: Final = 50
STATE_WORDS: Final = {
    "accepted": pgettext_lazy("filled form", "Accepted"),
    "questioned": pgettext_lazy("filled form", "Questioned"),
    "rejected": pgettext_lazy("filled form", "Rejected"),
}
_PICTURES: Final = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG": "image/png"}


@require_safe
def organisations(request: HttpRequest, election_id: str) -> HttpResponseBase:
    """The organisations to which I belong in this election, each with what is planned and what came."""
    row = election_for(request.user, Deed.OBSERVE, election_id)
    lines = [
        {
            "organisation": one,
            "names": Words.of(one.names),
            "planned": PlannedVisit.objects.filter(observer__organisation=one).count(),
            "missing": missing_visits(one).count(),
            "sent": standing_forms(one).count(),
        }
        for one in organisations_of(request.user, row)
    ]
    context = {"election": load_definition(row).election, "lines": lines}
    return render(request, "observation/desk/organisations.html", context)


def news_block(request: HttpRequest, election: ElectionRow) -> str:
    """Where the desk of my organisation is, as a part of the first page; empty for all others."""
    mine = [(one, Words.of(one.names)) for one in organisations_of(request.user, election)]
    if not mine:
        return ""
    context = {"election": load_definition(election).election, "mine": mine}
    return render_to_string("observation/desk/news.html", context, request)


@at_desk("GET", see=OrganisationDeed.READ)
def sent_forms(place: Place) -> HttpResponseBase:
    """What was sent and stands, the newest first."""
    phases, request = place.phases(), place.request
    phase = request.GET.get("phase", "")
    rows = standing_forms(place.organisation)
    if phase in phases:
        rows = rows.filter(phase=phase)
    strays = rows.filter(place=None)
    stray_count = strays.count()
    if request.GET.get("place") == "none":
        rows = strays
    paging = page_of(request.GET, rows.count(), ROWS)
    last = SentReview.objects.filter(sent=OuterRef("pk")).order_by("-pk").values("state")[:1]
    listed = rows.annotate(state=Subquery(last)).select_related("observer", "place__area", "form")
    listed = listed.order_by("-pk").defer("xml", "form__xform")
    newest = newest_versions(place.organisation)
    context = {
        "phases": phases.items(),
        "phase": phase,
        "paging": paging,
        "strays": stray_count,
        "placed": parse_whole_number(request.GET.get("placed", "")),
        "forms": [(form, form.form_id, form.version) for form in place.organisation.forms.order_by("-pk")],
        "lines": [_line(row, newest) for row in listed[paging.start : paging.stop]],
    }
    return place.show("sent_forms", context)


def _line(row: SentForm, newest: Iterable[FormVersion]) -> dict[str, Any]:
    return {
        "sent": row,
        "names": Words.of(row.form.titles),
        "state": STATE_WORDS.get(row.state),  # type: ignore[attr-defined]
        "flagged": _flagged(row),
        "is_earlier": _is_earlier(row, newest),
    }


def _flagged(row: SentForm) -> int:
    """How many questions were answered by an option that says something was wrong."""
    questions = form_value(row.form).questions
    return sum(not one.flagged.isdisjoint(row.answers.get(one.name, "").split()) for one in questions)


def _is_earlier(row: SentForm, newest: Iterable[FormVersion]) -> bool:
    """Whether a newer version was there when it came: a draft keeps the version that it was begun with."""
    return any(
        one.form_id == row.form.form_id and one.pk != row.form.pk and one.brought_at < row.received_at
        for one in newest
    )


@at_desk("POST")
def place_forms(place: Place) -> HttpResponseBase:
    """A coordinator has all forms placed that name a place which is known by now."""
    count = place_known_forms(place.user, place.organisation, now=timezone.now())
    address = reverse("desk:sent_forms", args=[place.row.pk, place.organisation.code])
    return redirect(f"{address}?placed={count}")


@at_desk("POST")
def place_form(place: Place, pk: int) -> HttpResponseBase:
    """A coordinator says where one form of no known place was filled in."""
    row = _sent(place, pk)
    try:
        place_one(place.user, row, place.request.POST.get("station", ""), now=timezone.now())
    except DeedRefused as refused:
        return _show_sent(place, row, refusal_of(refused).sentence)
    return redirect("desk:sent_form", place.row.pk, place.organisation.code, pk)


@at_desk("GET", "POST", see=OrganisationDeed.READ, act=OrganisationDeed.REVIEW)
def sent_form(place: Place, pk: int) -> HttpResponseBase:
    """One filled form: answers, files, what it replaces or is replaced by; a reviewer says what of it."""
    row, request = _sent(place, pk), place.request
    if request.method == "POST":
        state, note = request.POST.get("state", ""), request.POST.get("note", "")
        if state not in REVIEW_STATES:
            raise Http404(state)
        review_form(place.user, row, state, note, now=timezone.now())
        return redirect(request.path)
    return _show_sent(place, row)


def _show_sent(place: Place, row: SentForm, refusal: str = "") -> HttpResponse:
    same = SentForm.objects.filter(observer=row.observer)
    context = {
        "sent": row,
        "title": Words.of(row.form.titles),
        "answers": list(_answers(form_value(row.form), row.answers)),
        "files": row.files.all(),
        "short_messages": row.messages.all(),
        "missing": sorted(row.file_names.keys() - {file.name for file in row.files.all()}),
        "replaces": same.filter(instance_id=row.deprecated_id).first() if row.deprecated_id else None,
        "replaced_by": same.filter(deprecated_id=row.instance_id).exclude(pk=row.pk).first(),
        "reviews": [(one, STATE_WORDS[one.state]) for one in row.reviews.select_related("actor")],
        "states": STATE_WORDS.items(),
        "station": place.request.POST.get("station", row.answers.get(STATION, "")),
        "is_earlier": _is_earlier(row, newest_versions(place.organisation)),
        "refusal": refusal,
    }
    return place.show("sent_form", context, 400 if refusal else 200)


def _sent(place: Place, number: int) -> SentForm:
    rows = SentForm.objects.select_related(
        "observer__organisation", "organisation__election", "place__area", "form"
    )
    return get_object_or_404(rows, organisation=place.organisation, pk=number)


def _answers(form: ObservationForm, answers: dict[str, str]) -> Iterator[dict[str, Any]]:
    """The answers in the order of the form, in words where they were chosen; then what repeats."""
    language = page_language()
    names = [one.name for one in form.questions]
    for name in [*filter(answers.__contains__, names), *(one for one in answers if one not in names)]:
        question = form.by_name.get(name.partition("[")[0])
        if question is None:
            yield {"label": name, "value": answers[name], "flagged": False}
            continue
        options = {one.code: one.labels.say(language) or one.code for one in question.options}
        chosen = answers[name].split() if options else []
        value = ", ".join(options.get(code, code) for code in chosen) or answers[name]
        label = question.labels.say(language) or name
        yield {"label": label, "value": value, "flagged": bool(question.flagged & set(chosen))}


@at_desk("GET", see=OrganisationDeed.READ)
def sent_file(place: Place, pk: int, sha256: str) -> HttpResponseBase:
    """A file that came with a filled form; what is no picture is given to be kept, not shown."""
    get_object_or_404(_sent(place, pk).files.filter(sha256=sha256)[:1])
    content = get_content(sha256)
    kind = next((kind for sign, kind in _PICTURES.items() if content.startswith(sign)), "")
    response = sandboxed(HttpResponse(content, content_type=kind or "application/octet-stream"))
    if not kind:
        response["Content-Disposition"] = f'attachment; filename="{sha256[:16]}"'
    return response


@at_desk("GET", "POST")
def messages(place: Place) -> HttpResponseBase:
    """What was written and understood, the newest first; a coordinator makes the address of the gateway."""
    address, request = "", place.request
    if request.method == "POST":
        token = renew_secret(place.user, place.organisation, "gateway_sha256")
        address = absolute(request, reverse("data:gateway_message", args=[token]))
        place.organisation.refresh_from_db()
    rows = ReceivedMessage.objects.filter(observer__organisation=place.organisation)
    paging = page_of(request.GET, rows.count(), ROWS)
    listed = rows.select_related("observer", "sent").order_by("-pk")
    context = {
        "address": address,
        "paging": paging,
        "lines": listed[paging.start : paging.stop],
        "forms": [form for _row, form in tagged_forms(place.organisation).values()],
    }
    return place.show("messages", context)
