"""A night without a network: a telephone is prepared and takes empty forms and precincts along, but no
figure; signed statements come in, keys are ended.
"""

import base64
import binascii
import json
from collections.abc import Iterable
from typing import Any

from allauth.account.authentication import get_authentication_records
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.http.request import RawPostDataException
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from hattama.core.protocols import EntryStep
from hattama.core.vocabulary import Contest, Deed
from hattama.phrases import say
from hattama.web.kernel.accounts.access import access, account_of
from hattama.web.kernel.accounts.roles import areas_for
from hattama.web.kernel.elections.loading import Definition, load_definition
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.languages.script_words import script_words
from hattama.web.kernel.pages.election_pages import page_language
from hattama.web.kernel.published.browsing import reached_by
from hattama.web.offline.accept_statement import Answer, take_envelopes
from hattama.web.offline.device_keys import DeviceKeyRefused, end_device_key, register_device_key
from hattama.web.offline.sealed_statements import MOST_BYTES, NotStatements, read_envelopes, seal_for_site
from hattama.web.offline.tables import DeviceKey, OfflineStatementRow
from hattama.web.protocols.desk.drafts import account_key
from hattama.web.protocols.desk.protocol_form import read_typed
from hattama.web.protocols.reading import life_states, next_deeds

_ANSWERS = "offline_answers"
"""What became of a file that was just sent: said once, by the page that follows."""


_UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, binascii.Error, RecursionError)


@require_safe
def offline(request: HttpRequest) -> HttpResponseBase:
    """The page on which a phone is prepared, keys are ended, and a file from another phone is sent."""
    return _show(request, answers=request.session.pop(_ANSWERS, None))


@require_safe
def kit(request: HttpRequest) -> HttpResponseBase:
    """What the phone takes along, for the script of the page."""
    return JsonResponse(offline_kit(request.user))


@require_POST
def keys(request: HttpRequest) -> HttpResponseBase:
    """Register the public key of this phone for my account."""
    try:
        sent = json.loads(request.body)
        public_key = base64.b64decode(sent["public_key"], validate=True)
        algorithm, label = str(sent["algorithm"]), str(sent.get("label", ""))
    except (*_UNREADABLE, RawPostDataException):
        # The last one: a form was sent, and whoever looked for its token has read it.
        return JsonResponse({"refused": "unreadable"}, status=400)
    try:
        key = register_device_key(
            request.user,
            public_key,
            algorithm,
            label=label,
            methods=_methods(request),
            now=timezone.now(),
        )
    except DeviceKeyRefused as refused:
        return JsonResponse({"refused": type(refused).__name__}, status=400)
    return JsonResponse({"key": key.key_id})


@require_POST
def end_key(request: HttpRequest, key_id: str) -> HttpResponseBase:
    """End a key of mine; `lost` where the phone is in other hands."""
    key = DeviceKey.objects.select_related("user").filter(key_id=key_id, user=account_of(request)).first()
    if key is None:
        raise Http404(key_id)
    end_device_key(request.user, key, lost=bool(request.POST.get("lost")), now=timezone.now())
    return redirect("desk:offline")


@csrf_exempt
@access("public")
@never_cache
@require_POST
def statements(request: HttpRequest) -> HttpResponseBase:
    """Take in signed statements, from whatever page they come: the signature stands for the account.

    No session is asked for and none is used, so there is nothing that another site could make a browser do
    here in somebody's name.
    """
    try:
        envelopes = read_envelopes(request.body)
    except NotStatements:
        return JsonResponse({"answers": None}, status=400)
    return JsonResponse({"answers": _answers(envelopes)})


@require_POST
def upload(request: HttpRequest) -> HttpResponseBase:
    """Take in a file of statements that another phone has exported."""
    file = request.FILES.get("file")
    data = b"" if file is None or (file.size or 0) > MOST_BYTES else file.read()
    try:
        envelopes = read_envelopes(data)
    except NotStatements:
        return _show(request, not_a_file=True, status=400)
    request.session[_ANSWERS] = _answers(envelopes)
    return redirect("desk:offline")


@access("public")
@require_safe
def offline_shell(request: HttpRequest) -> HttpResponse:
    """The desk as it is shown without a network: no account, no precinct, nothing personal."""
    send = reverse("desk:offline_statements")
    return render(
        request,
        "offline/desk/offline_shell.html",
        {"words": script_words("hattama.web.offline"), "send": send},
    )


def _answers(envelopes: Iterable[Any]) -> list[dict[str, str]]:
    return [_told(answer) for answer in take_envelopes(envelopes, now=timezone.now())]


def _told(answer: Answer) -> dict[str, str]:
    area = answer.row.area if answer.row is not None else None
    return {
        "state": {OfflineStatementRow.ACCEPTED: "arrived"}.get(answer.state, answer.state),
        "said": answer.said(get_language() or "kk"),
        "label": f"№ {area.number} · {answer.row.contest}" if answer.row is not None and area else "",
    }


def _methods(request: HttpRequest) -> str:
    records = get_authentication_records(request)
    return "+".join(dict.fromkeys(str(record.get("method", "")) for record in records))


def _show(
    request: HttpRequest,
    *,
    answers: list[dict[str, str]] | None = None,
    not_a_file: bool = False,
    status: int = 200,
) -> HttpResponse:
    mine = DeviceKey.objects.filter(user=account_of(request)).order_by("-pk")
    context = {
        "keys": mine,
        "live_keys": [key.key_id for key in mine if key.ended_at is None],
        "queue_key": account_key(request.user),
        "words": script_words("hattama.web.offline"),
        "answers": answers,
        "not_a_file": not_a_file,
    }
    return render(request, "offline/desk/offline.html", context, status=status)


MOST_PLACES = 60
"""Protocols on one telephone: whoever has more precincts than that does not enter them at night by thumb."""


def offline_kit(user: Any) -> dict[str, Any]:
    """The kit of `user`, in the language of the request: what may be entered now, and with which forms.

    `places` are named as drafts are; `forms` are pieces of a page by election and contest, empty. Whether a
    protocol waits for the first or the second entry is in it; what anybody typed is not.
    """
    places: list[dict[str, str]] = []
    forms: dict[str, str] = {}
    for row in ElectionRow.objects.filter(
        opened_at__isnull=False, closed_at__isnull=True, areas__memberships__user=user
    ).distinct():
        definition = load_definition(row)
        for area, contest, step in _open_places(user, row, definition):
            if len(places) == MOST_PLACES:
                break
            # One form a ballot: its name tells which choices of some areas are on it.
            name = "/".join((row.pk, contest.code, *(one.code for one in contest.choices if one.areas)))
            if name not in forms:
                forms[name] = _form(definition, contest, area)
            places.append({**_place(row, area, contest, step), "form": name})
    return {"seal": seal_for_site(), "places": places, "forms": forms}


def _open_places(
    user: Any, election: ElectionRow, definition: Definition
) -> list[tuple[AreaRow, Contest, EntryStep]]:
    mine = areas_for(user, Deed.ENTER, election).exclude(kind="unit")
    rows = list(mine.select_related("election").order_by("sort_key")[:MOST_PLACES])
    reached = reached_by(rows)
    found = []
    states = life_states(rows, [contest.code for contest in definition.election.contests])
    for contest in definition.election.contests:
        for area in rows:
            held = definition.contests_at(reached[area.pk])
            ballot = next((one for one in held if one.code == contest.code), None)
            if ballot is None:
                continue
            step = _step(user, area, contest.code, states[area.pk, contest.code])
            if step is not None:
                found.append((area, ballot, step))
    return sorted(found, key=lambda place: rows.index(place[0]))


def _step(user: Any, area: AreaRow, contest: str, state: str) -> EntryStep | None:
    if state == "expected":
        return EntryStep.FIRST
    if state == "entered_once" and Deed.ENTER in next_deeds(user, area, contest):
        return EntryStep.SECOND
    return None


def _place(election: ElectionRow, area: AreaRow, contest: Contest, step: EntryStep) -> dict[str, str]:
    language = page_language()
    return {
        "place": f"{election.pk}/{area.code}/{contest.code}",
        "election": election.pk,
        "area": area.code,
        "contest": contest.code,
        "step": step.value,
        "label": f"№ {area.number} · {say(contest.names, language)}",
        "commission": area.commission and _say(area.commission, language),
        "address": reverse("desk:enter", args=(election.pk, area.code, contest.code)),
        "definition_sha256": election.definition_sha256,
        "rule_pack_sha256": election.rule_pack_sha256,
    }


def _say(names: dict[str, str], language: str) -> str:
    return names.get(language) or next(iter(names.values()), "")


def _form(definition: Definition, contest: Contest, area: AreaRow) -> str:
    form = definition.rules[contest.code].form
    typed = read_typed(form, contest, {}, area.time_zone, page_language())
    context = {"typed": typed, "election": definition.election}
    return render_to_string("offline/desk/offline_form.html", context)


def entry_page_words() -> tuple[str, dict[str, str]]:
    """The same for the page of the form, with the name of the element that the scripts look for."""
    return "offline-words", script_words("hattama.web.offline")
