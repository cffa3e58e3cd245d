"""The OpenRosa server of a telephone: forms, their files, and what was filled in.

The token stands in the address, as field keys do: who has none hears 403, since at 401 a telephone asks for a
password. A submission is answered by 201 or 202; 200 would mean that a hotel's network answered in our place.
"""

import logging
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Final
from urllib.parse import quote

from django.core.exceptions import SuspiciousOperation
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseBase, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.crypto import salted_hmac
from django.utils.http import http_date
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from hattama.core.vocabulary import Message, Words
from hattama.formats.xform_submissions import MOST_BYTES as MOST_XML
from hattama.formats.xform_submissions import InstanceRefused, InstanceTooLarge
from hattama.formats.xforms import form_hash
from hattama.phrases import say
from hattama.web.kernel.accounts.access import access
from hattama.web.kernel.accounts.browser_limits import sandboxed
from hattama.web.kernel.pages.addresses import absolute
from hattama.web.kernel.pages.bounded_requests import storable
from hattama.web.kernel.stores.content_store import StoreUnavailable, get_content
from hattama.web.observation.arrange import hash_token
from hattama.web.observation.policy import asks_too_often, status_of_guess
from hattama.web.observation.reading import observer_of_token, offered_forms
from hattama.web.observation.receive import (
    LONGEST_PLACE,
    RECEIVED,
    STATION,
    NotTaken,
    Receipt,
    SentPart,
    take_form,
)
from hattama.web.observation.tables import FormVersion, Observer

_log = logging.getLogger(__name__)

MOST_BYTES: Final = 20_000_000
"""Of one request; telephones cut what is longer into pieces by it."""

_XML: Final = "text/xml; charset=utf-8"
_FORM_PART: Final = "xml_submission_file"

_NO_DOOR = Message("This address is not good, or not any more. Ask your organisation for a new sheet.")
_TOO_OFTEN = Message("Too many requests from this telephone. Nothing is lost; it is sent again later.")
_NO_FORM = Message("No filled form came with the request.")
_NO_STORE = Message(
    "What was sent could not be kept just now. It stays on the telephone; send it again later."
)
_NOT_HERE = Message("There is no such form or file.")
_NO_PLACE = Message("Polling station {station} was not found: send a new form with the right number.")
_EARLIER_VERSION = Message(
    "Your organisation has changed this form since: see whether the new one asks more."
)
_IN_PART = Message("Received in part. Receipt: {number}. Files still expected: {missing}")

View = Callable[..., HttpResponseBase]


def _answer(status: int, words: Message) -> HttpResponse:
    """An OpenRosaResponse: the sentence that the telephone shows of what is not taken."""
    message = say(words, get_language() or "kk")
    return _xml("response", {"message": message, "nature": "submit_error"}, status)


def _xml(template: str, context: dict[str, object], status: int = 200) -> HttpResponse:
    text = render_to_string(f"observation/field/{template}.xml", context)
    return HttpResponse(text.strip(), status=status, content_type=_XML)


def rosa(view: View) -> View:
    """A view that an observer's telephone asks: whose it is says the token in the address."""

    @access("public")
    @wraps(view)
    def guarded(request: HttpRequest, token: str, **more: object) -> HttpResponseBase:
        observer = observer_of_token(hash_token(token))
        with translation.override(observer.language if observer is not None else get_language()):
            response = _refused(request, observer) or view(request, observer, **more)
            response["Content-Language"] = get_language()
        response["X-OpenRosa-Version"] = "1.0"
        response["X-OpenRosa-Accept-Content-Length"] = str(MOST_BYTES)
        response["Date"] = http_date(timezone.now().timestamp())
        response["Cache-Control"] = "private, no-store"
        return response

    return guarded


def _refused(request: HttpRequest, observer: Observer | None) -> HttpResponse | None:
    """Why no view is asked."""
    if observer is None:
        status = status_of_guess(request)
        return _answer(status, _NO_DOOR if status == 403 else _TOO_OFTEN)
    if asks_too_often(observer.token_sha256):
        return _answer(429, _TOO_OFTEN)
    if request.headers.get("X-OpenRosa-Version", "1.0") != "1.0":
        return _answer(400, Message("This site speaks OpenRosa 1.0."))
    return None


@rosa
@require_safe
def form_list(request: HttpRequest, observer: Observer) -> HttpResponseBase:
    """The forms that the organisation offers; with `formID` that one alone."""
    asked = request.GET
    is_all = asked.get("listAllVersions", "") in ("1", "true")
    forms = offered_forms(observer.organisation, storable(asked.get("formID", "")), all_versions=is_all)
    token = request.path.split("/")[2]
    listed = [
        {
            "form": form,
            "title": Words.of(form.titles).say(observer.language) or form.form_id,
            "hash": form_hash(bytes(form.xform)),
            "address": absolute(request, reverse("data:field_form", args=[token, form.pk])),
            "manifest": absolute(request, reverse("data:field_manifest", args=[token, form.pk]))
            if form.files.all()
            else "",
        }
        for form in forms
    ]
    response = _xml("forms", {"forms": listed})
    # The page in a browser keeps what is the observer's under this name, whatever token a new sheet brings.
    response["X-Hattama-Observer"] = salted_hmac("hattama.observer", str(observer.pk)).hexdigest()
    response["X-Hattama-Pseudonym"] = quote(observer.pseudonym)
    return response


def _form(observer: Observer, number: int) -> FormVersion | None:
    return FormVersion.objects.filter(organisation=observer.organisation, pk=number).first()


@rosa
@require_safe
def form_xml(_request: HttpRequest, observer: Observer, number: int) -> HttpResponseBase:
    """A form, byte for byte as its hash says."""
    form = _form(observer, number)
    if form is None:
        return _answer(404, _NOT_HERE)
    return HttpResponse(bytes(form.xform), content_type=_XML)


@rosa
@require_safe
def manifest(request: HttpRequest, observer: Observer, number: int) -> HttpResponseBase:
    """The files that a form needs beside it."""
    form = _form(observer, number)
    if form is None:
        return _answer(404, _NOT_HERE)
    here = request.path.removesuffix("manifest")
    files = [(file, absolute(request, f"{here}files/{file.sha256}")) for file in form.files.order_by("name")]
    return _xml("manifest", {"files": files})


@rosa
@require_safe
def form_file(_request: HttpRequest, observer: Observer, number: int, sha256: str) -> HttpResponseBase:
    """One of these files."""
    form = _form(observer, number)
    if form is None or not form.files.filter(sha256=sha256).exists():
        return _answer(404, _NOT_HERE)
    return sandboxed(HttpResponse(get_content(sha256), content_type="application/octet-stream"))


# No browser's session stands behind it: the token in the address is the right.
@csrf_exempt
@rosa
@require_http_methods(["HEAD", "POST"])
def submission(request: HttpRequest, observer: Observer) -> HttpResponseBase:
    """What was filled in: asked by HEAD how much is taken at once, sent by POST, whole or in pieces."""
    if request.method == "HEAD":
        return HttpResponse(status=204)
    if "CONTENT_LENGTH" not in request.META:
        return _answer(411, Message("The request does not say how long it is."))
    if int(request.META["CONTENT_LENGTH"] or 0) > MOST_BYTES:
        return _answer(413, Message("More came at once than is taken. Smaller pictures can be sent."))
    try:
        xml = _sent_xml(request)
        files = list(_sent_files(request))
    except (MultiPartParserError, SuspiciousOperation, UnreadablePostError):
        return _answer(400, Message("The request broke off or cannot be read. Send it again."))
    return _answer(400, _NO_FORM) if xml is None else _take(observer, xml, files)


def _sent_xml(request: HttpRequest) -> bytes | None:
    part = request.FILES.get(_FORM_PART)
    if isinstance(part, UploadedFile):
        content: bytes = part.read(MOST_XML + 1)
        return content
    text = request.POST.get(_FORM_PART)
    return None if text is None else text.encode(errors="replace")


def _sent_files(request: HttpRequest) -> Iterator[SentPart]:
    for name, parts in request.FILES.lists():
        for part in parts if name != _FORM_PART else ():
            yield SentPart(str(part.name), part.read())


def _take(observer: Observer, xml: bytes, files: list[SentPart]) -> HttpResponse:
    try:
        receipt = take_form(observer, xml, files, now=timezone.now())
    except InstanceRefused as refused:
        return _answer(413 if isinstance(refused, InstanceTooLarge) else 400, refused.words)
    except NotTaken as refused:
        return _answer(refused.status, refused.sentence)
    except StoreUnavailable as trouble:
        _log.error("what an observer sent was not taken in: %s", trouble)
        return _answer(503, _NO_STORE)
    return _confirmed(receipt)


def _confirmed(receipt: Receipt) -> HttpResponse:
    language = get_language() or "kk"
    words = [say(RECEIVED, language, number=receipt.number)]
    if receipt.missing:
        missing = ", ".join(receipt.missing)
        words = [say(_IN_PART, language, number=receipt.number, missing=missing)]
    station = receipt.sent.answers.get(STATION, "")
    if station and receipt.sent.area is None:
        words.append(say(_NO_PLACE, language, station=station[:LONGEST_PLACE]))
    form = receipt.sent.form
    same = FormVersion.objects.filter(organisation=form.organisation_id, form_id=form.form_id)
    if same.filter(pk__gt=form.pk, withdrawn_at=None).exists():
        words.append(say(_EARLIER_VERSION, language))
    message: dict[str, object] = {"message": " ".join(words), "nature": "submit_success"}
    return _xml("response", message, 202 if receipt.missing else 201)
