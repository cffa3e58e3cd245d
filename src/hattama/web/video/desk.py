"""Recordings at the desk: sent in pieces by tus 1.0.0, hidden in part, published by a second person."""

import base64
import binascii
from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from hattama.core.observation import VIDEO
from hattama.core.vocabulary import Deed, DeedRefused, Message, parse_whole_number
from hattama.phrases import say
from hattama.web.kernel.accounts.access import access
from hattama.web.kernel.accounts.browser_limits import sandboxed
from hattama.web.kernel.accounts.record_read import Personal, record_read
from hattama.web.kernel.accounts.roles import is_allowed, role_for
from hattama.web.kernel.elections.loading import load_definition
from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.kernel.log.advance_log import NOT_APPENDED
from hattama.web.kernel.pages.bounded_requests import storable
from hattama.web.kernel.pages.election_pages import page_language
from hattama.web.kernel.pages.file_answers import answer_stored
from hattama.web.kernel.pages.refusals import NOT_DONE, refusal_of
from hattama.web.kernel.stores.content_store import StoreUnavailable
from hattama.web.registers.keep import record_id_of
from hattama.web.registers.reading import register_in_force
from hattama.web.video.publish_recording import Hidden, hide, publish_recording
from hattama.web.video.reading import camera_view, video_of
from hattama.web.video.receive import CHECKSUMS, NotTaken, append, begin, end, finish, offset_of
from hattama.web.video.tables import SentRecording

TUS: Final = "1.0.0"
EXTENSIONS: Final = "creation,expiration,checksum,termination"
_PIECE_TYPE: Final = "application/offset+octet-stream"
_LONGEST_TOLD: Final = 4000


def _place(request: HttpRequest, election_id: str, area_id: str) -> AreaRow:
    """The precinct, for whoever may keep its registers. Raises Http404, NotYours."""
    rows = AreaRow.objects.select_related("election").filter(election__opened_at__isnull=False)
    area = rows.filter(election=election_id, code=area_id).exclude(kind="unit").first()
    if area is None:
        raise Http404(area_id)
    role_for(request.user, Deed.KEEP_REGISTER, area)
    if register_in_force(area.election, VIDEO) is None:
        raise Http404(VIDEO)
    return area


@require_http_methods(["GET", "POST"])
def recordings(request: HttpRequest, election_id: str, area_id: str) -> HttpResponseBase:
    """What was sent of a precinct, with what can be done with it: another part hidden, published."""
    area = _place(request, election_id, area_id)
    if request.method == "GET":
        return _page(request, area)
    row = get_object_or_404(_rows(area).exclude(original=None), pk=_number(request, "recording") or 0)
    try:
        if request.POST.get("action") == "publish":
            publish_recording(request.user, row, now=timezone.now())
        else:
            part = Hidden(*(_number(request, name) for name in Hidden._fields))
            if not part.is_sound:
                return _page(request, area, _("A part lies in the picture, and ends after it begins."), 400)
            hide(request.user, row, part)
    except NOT_DONE as refused:
        return _page(request, area, *refusal_of(refused))
    return redirect("desk:recordings", election_id, area_id)


def _number(request: HttpRequest, name: str) -> int:
    number = parse_whole_number(request.POST.get(name, ""))
    return -1 if number is None else number


def _rows(area: AreaRow) -> Any:
    rows = SentRecording.objects.filter(area=area).select_related("area__election", "original", "shown")
    return rows.select_related("sent_by", "published_by")


def _page(request: HttpRequest, area: AreaRow, refusal: str = "", status: int = 200) -> HttpResponse:
    video = video_of(load_definition(area.election), area)
    context = {
        "election": load_definition(area.election).election,
        "area": area,
        "cameras": [] if video is None else [(one.record_id, camera_view(one)) for one in video.cameras],
        "rows": [(row, record_id_of(row.token)) for row in _rows(area)],
        "may_publish": is_allowed(request.user, Deed.PUBLISH_RECORDING, area),
        "parts": [(name, words) for name, words in zip(Hidden._fields, PARTS, strict=True)],
        "most": settings.MAX_RECORDING_BYTES,
        "refusal": refusal,
    }
    return render(request, "video/desk.html", context, status=status)


PARTS: Final = (
    gettext_lazy("from the left, %"),
    gettext_lazy("from the top, %"),
    gettext_lazy("width, %"),
    gettext_lazy("height, %"),
    gettext_lazy("from the second"),
    gettext_lazy("to the second"),
)


@require_safe
def original(request: HttpRequest, election_id: str, area_id: str, pk: int) -> HttpResponseBase:
    """The original, for whoever keeps the precinct's registers; that they looked is recorded."""
    area = _place(request, election_id, area_id)
    row = get_object_or_404(_rows(area).exclude(original=None), pk=pk)
    subject, now = record_id_of(row.token), timezone.now()
    record_read(request.user, Personal.RECORD, area=area, subject=subject, now=now)
    return sandboxed(answer_stored(request, row.original_id, row.size_bytes, row.original.media_type))


View = Callable[..., HttpResponse]


def tus(*methods: str) -> Callable[[View], Callable[..., HttpResponseBase]]:
    """Speak tus 1.0.0 by these methods: its version in every answer, refusals as a status with a sentence."""

    def mark(view: View) -> Callable[..., HttpResponseBase]:
        return access("desk")(require_http_methods([*methods])(_speaking(view)))

    return mark


def _speaking(view: View) -> Callable[..., HttpResponse]:
    @wraps(view)
    def answer(request: HttpRequest, election_id: str, area_id: str, **asked: int) -> HttpResponse:
        try:
            area = _place(request, election_id, area_id)
            spoken = request.headers.get("Tus-Resumable", "")
            if request.method != "OPTIONS" and spoken != TUS:
                response = HttpResponse(status=412 if spoken else 400)
            else:
                response = view(request, area, **asked)
        except NotTaken as refused:
            response = _plain(say(refused.sentence, page_language()), refused.status)
        except DeedRefused as refused:
            response = _plain(*refusal_of(refused))
        except (StoreUnavailable, *NOT_APPENDED):
            response = _plain(_("It could not be kept just now. Send an empty piece in a minute."), 503)
        response["Tus-Resumable"] = response["Tus-Version"] = TUS
        return response

    return answer


def _plain(text: str, status: int) -> HttpResponse:
    return HttpResponse(f"{text}\n", status=status, content_type="text/plain; charset=utf-8")


@tus("OPTIONS", "POST")
def uploads(request: HttpRequest, area: AreaRow) -> HttpResponse:
    """What is spoken here (OPTIONS); a recording is announced (POST), its bytes follow at its own address."""
    if request.method == "OPTIONS":
        told = {"Tus-Extension": EXTENSIONS, "Tus-Max-Size": str(settings.MAX_RECORDING_BYTES)}
        return HttpResponse(status=204, headers=told | {"Tus-Checksum-Algorithm": ",".join(CHECKSUMS)})
    size = _header(request, "Upload-Length")
    row = begin(request.user, area, size, _metadata(request), timezone.now())
    where = reverse("desk:upload", args=[area.election_id, area.code, row.pk])
    return HttpResponse(status=201, headers={"Location": where, "Upload-Expires": _expires(row)})


@tus("HEAD", "PATCH", "DELETE")
def upload(request: HttpRequest, area: AreaRow, pk: int) -> HttpResponse:
    """How much of it is here (HEAD), more of it (PATCH), or not any more (DELETE): for who announced it."""
    row = get_object_or_404(_rows(area), pk=pk, sent_by=request.user)
    if request.method == "DELETE":
        end(row)
        return HttpResponse(status=204)
    told = {"Upload-Length": str(row.size_bytes), "Upload-Expires": _expires(row)}
    if request.method == "HEAD":
        here = offset_of(row) if row.original_id is None else row.size_bytes
        return HttpResponse(headers=told | {"Upload-Offset": str(here)})
    if request.content_type != _PIECE_TYPE:
        raise NotTaken(415, Message("A piece is sent as application/offset+octet-stream."))
    length = _header(request, "Content-Length")
    here = append(row, _header(request, "Upload-Offset"), length, request.read, _checksum(request))
    if here == row.size_bytes:
        finish(request.user, row, now=timezone.now())
    return HttpResponse(status=204, headers=told | {"Upload-Offset": str(here)})


_WRONG_HEADER = Message("The header {name} is missing or cannot be read.")


def _header(request: HttpRequest, name: str) -> int:
    number = parse_whole_number(request.headers.get(name, ""))
    if number is None:
        raise NotTaken(400, _WRONG_HEADER.given(name=name))
    return number


def _expires(row: SentRecording) -> str:
    return http_date(row.expires_at.timestamp())


def _checksum(request: HttpRequest) -> tuple[str, bytes] | None:
    told = request.headers.get("Upload-Checksum")
    if told is None:
        return None
    name, _space, digest = told.partition(" ")
    if name not in CHECKSUMS:
        raise NotTaken(400, _WRONG_HEADER.given(name="Upload-Checksum"))
    return name, _decoded(digest, "Upload-Checksum")


def _decoded(text: str, name: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise NotTaken(400, _WRONG_HEADER.given(name=name)) from None


def _metadata(request: HttpRequest) -> dict[str, str]:
    told = request.headers.get("Upload-Metadata", "")
    if len(told) > _LONGEST_TOLD:
        raise NotTaken(400, _WRONG_HEADER.given(name="Upload-Metadata"))
    pairs = (pair.strip().partition(" ") for pair in told.split(",") if pair.strip())
    return {
        name: storable(_decoded(value, "Upload-Metadata").decode(errors="replace"))
        for name, _space, value in pairs
    }
