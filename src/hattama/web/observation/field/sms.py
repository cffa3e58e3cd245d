"""What the gateway of an organisation tells of a short message, in whatever names its maker gave them.

It is told by POST alone: an address with a telephone's number in it would stand in the journals of proxies.
The answer is the text that goes back to the observer.
"""

import json
import logging
from collections.abc import Mapping
from typing import Final

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, HttpResponseBase, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from hattama.web.kernel.accounts.access import access
from hattama.web.kernel.stores.content_store import StoreUnavailable
from hattama.web.observation.messages import gateway_organisation, sender_mark, take_message
from hattama.web.observation.policy import asks_too_often, status_of_guess

_log = logging.getLogger(__name__)

MOST_BYTES: Final = 20_000
_SENDER: Final = ("from", "sender", "msisdn", "from_number", "phone", "originator")
_TEXT: Final = ("text", "body", "message", "content", "msg")
_NUMBER: Final = ("id", "message_id", "messageid", "messagesid", "smsid")


# No browser's session stands behind it: the secret in the address is the right.
@csrf_exempt
@sensitive_post_parameters()
@access("public")
@never_cache
@require_POST
def message(request: HttpRequest, token: str) -> HttpResponseBase:
    """A short message, taken in; the body is what to answer the observer."""
    organisation = gateway_organisation(token)
    if organisation is None:
        return HttpResponse(status=status_of_guess(request))
    told = _told(request)
    sender, text, number = (_first(told, names) for names in (_SENDER, _TEXT, _NUMBER))
    if not any(each.isdecimal() for each in sender):
        return HttpResponse(status=400)
    mark = sender_mark(organisation, sender)
    if asks_too_often(mark):
        return HttpResponse(status=429)
    try:
        reply = take_message(organisation, mark, text, number[:200], now=timezone.now())
    except StoreUnavailable as trouble:
        _log.error("a short message of an observer was not taken in: %s", trouble)
        return HttpResponse(status=503)
    return HttpResponse(reply, content_type="text/plain; charset=utf-8")


def _told(request: HttpRequest) -> Mapping[str, str]:
    """What a form or JSON says, by names in small letters; nothing where it cannot be read. Of what is
    neither a text nor a number, nothing is said."""
    try:
        if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
            return {}
        said = json.loads(request.body) if request.content_type == "application/json" else request.POST.dict()
    except (ValueError, RecursionError, MultiPartParserError, SuspiciousOperation, UnreadablePostError):
        return {}
    pairs = said.items() if isinstance(said, dict) else ()
    return {str(name).lower(): str(value) for name, value in pairs if isinstance(value, str | int)}


def _first(told: Mapping[str, str], names: tuple[str, ...]) -> str:
    return next((told[name] for name in names if told.get(name)), "")
