"""A night without a network: a telephone is prepared, signed statements come in, keys are ended."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterable
from typing import Any

from allauth.account.authentication import get_authentication_records
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.http.request import RawPostDataException
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from hattama.web.kernel.accounts.access import access, account_of
from hattama.web.offline.accept_statement import Answer, take_envelopes
from hattama.web.offline.desk.kit import offline_kit
from hattama.web.offline.desk.words import offline_words
from hattama.web.offline.device_keys import DeviceKeyRefused, end_device_key, register_device_key
from hattama.web.offline.sealed_statements import (
    MOST_BYTES,
    NotStatements,
    read_envelopes,
)
from hattama.web.offline.statement_words import reason_sentence
from hattama.web.offline.tables import DeviceKey, OfflineStatementRow
from hattama.web.protocols.desk.drafts import account_key

_ARRIVED = {OfflineStatementRow.ACCEPTED: "arrived"}

_UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, binascii.Error, RecursionError)


@access("desk")
@never_cache
@require_safe
def offline(request: HttpRequest) -> HttpResponseBase:
    """The page on which a phone is prepared, keys are ended, and a file from another phone is sent."""
    return _show(request)


@access("desk")
@never_cache
@require_safe
def kit(request: HttpRequest) -> HttpResponseBase:
    """What the phone takes along, for the script of the page."""
    return JsonResponse(offline_kit(request.user))


@access("desk")
@never_cache
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


@access("desk")
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


@access("desk")
@require_POST
def upload(request: HttpRequest) -> HttpResponseBase:
    """Take in a file of statements that another phone has exported."""
    file = request.FILES.get("file")
    data = b"" if file is None or (file.size or 0) > MOST_BYTES else file.read()
    try:
        envelopes = read_envelopes(data)
    except NotStatements:
        return _show(request, not_a_file=True, status=400)
    return _show(request, answers=_answers(envelopes))


@access("public")
@require_safe
def offline_shell(request: HttpRequest) -> HttpResponse:
    """The desk as it is shown without a network: no account, no precinct, nothing personal."""
    send = reverse("desk:offline_statements")
    return render(request, "offline/desk/offline_shell.html", {"words": offline_words(), "send": send})


def _answers(envelopes: Iterable[Any]) -> list[dict[str, str]]:
    return [_told(answer) for answer in take_envelopes(envelopes, now=timezone.now())]


def _told(answer: Answer) -> dict[str, str]:
    area = answer.row.area if answer.row is not None else None
    return {
        "state": _ARRIVED.get(answer.state, answer.state),
        "said": reason_sentence(answer.reason) if answer.reason else "",
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
        "words": offline_words(),
        "answers": answers,
        "not_a_file": not_a_file,
    }
    return render(request, "offline/desk/offline.html", context, status=status)
