"""What is answered when a page cannot be made: for an outage a page that needs neither database nor disk, for
a file that is lost its hash.
"""

import logging
import sys
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language, get_language_from_request, gettext_noop, override
from django.utils.translation import gettext as _
from django.views.defaults import bad_request, server_error

from hattama.web.kernel.pages.addresses import page_of_form
from hattama.web.kernel.stores.content_store import ContentAltered, ContentLost
from hattama.web.kernel.stores.outages import Outage, outage_of

RETRY_SECONDS = 30

_SENTENCES = {
    Outage.DATABASE: gettext_noop(
        "The site cannot reach its database. It has been written down for those who run the site."
    ),
    Outage.DISK: gettext_noop(
        "The site’s disk takes nothing in. It has been written down for those who run the site."
    ),
    Outage.STORE: gettext_noop(
        "The place where files are kept does not answer just now. It has been written down for those who run "
        "the site."
    ),
}

_log = logging.getLogger(__name__)


def answer_trouble(request: HttpRequest) -> HttpResponse:
    """503 with when to come again where the trouble is an outage, else the page of last resort.

    Django calls this (`handler500`) while it handles what the page, or anything around it, has raised.
    """
    trouble = sys.exc_info()[1]
    outage = outage_of(trouble)
    return server_error(request) if outage is None else _answer_outage(request, outage, trouble)


def answer_bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400; but 503 where only the session could not be kept, since the database went away at the very end.

    Django takes that for a session that somebody has ended, and its page says that nothing was changed: what
    was sent may have been recorded before (`handler400`).
    """
    trouble: BaseException | None = exception
    while trouble is not None:
        outage = outage_of(trouble)
        if outage is not None:
            return _answer_outage(request, outage, trouble)
        trouble = trouble.__cause__ or trouble.__context__
    return bad_request(request, exception)


class AnswerLostFiles:
    """Middleware: 410 with the hash where the store answers and has not the bytes that a page is made of.

    Not 503, since nobody gets it by waiting; not 404, since the address is right and the log names the file.
    Nobody keeps the answer: the operator may bring the file back from a backup.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer of the page itself."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, trouble: Exception) -> HttpResponse | None:
        """The page about the lost file; None for any other trouble."""
        if not isinstance(trouble, ContentLost):
            return None
        kind = type(trouble).__name__
        _log.error("%s %s: %s: %s", request.method, request.path, kind, trouble)
        context = {"sha256": str(trouble), "is_damaged": isinstance(trouble, ContentAltered)}
        with override(_language_of_reader(request)):
            return logged_once(render(request, "410.html", context, status=410))


def logged_once(response: HttpResponse, retry_seconds: int = 0) -> HttpResponse:
    """The same, kept by nobody; where it is worth asking again, with the header that says after how long.

    One line tells of it; with Django's own there would be a traceback for every reader of a whole outage.
    """
    response["Cache-Control"] = "no-store"
    if retry_seconds:
        response["Retry-After"] = str(retry_seconds)
    response._has_been_logged = True  # type: ignore[attr-defined]  # of Django, not of its types
    return response


def store_outage_sentence(trouble: Exception) -> str:
    """What is out of order where a file could not be kept, in the language of the page."""
    return _(_SENTENCES[outage_of(trouble) or Outage.STORE])


def _language_of_reader(request: HttpRequest) -> str:
    """That of the address; of files, whose addresses have none, the one that the browser asks for."""
    match = request.resolver_match
    is_file = match is not None and match.namespace == "data"
    return get_language_from_request(request) if is_file else get_language() or "kk"


def _answer_outage(request: HttpRequest, outage: Outage, trouble: BaseException | None) -> HttpResponse:
    first_line = str(trouble).strip().partition("\n")[0]
    _log.error("%s %s: %s: %s", request.method, request.path, outage.value, first_line)
    context = {
        "outage": _(_SENTENCES[outage]),
        "was_sent": request.method == "POST",
        "again": page_of_form(request),
    }
    return logged_once(render(request, "503.html", context, status=503), RETRY_SECONDS)
