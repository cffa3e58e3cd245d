"""What is answered when a page cannot be made: for an outage a page that needs neither database nor disk."""

from __future__ import annotations

import logging
import sys

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.defaults import bad_request, server_error

from hattama.web.archive.outages import Outage, outage_of

RETRY_SECONDS = 30

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


def _answer_outage(request: HttpRequest, outage: Outage, trouble: BaseException | None) -> HttpResponse:
    _log.error("%s %s: %s: %s", request.method, request.path, outage.value, _first_line(trouble))
    response = render(
        request,
        "503.html",
        {"outage": outage.name, "was_sent": request.method == "POST"},
        status=503,
    )
    response["Retry-After"] = str(RETRY_SECONDS)
    response["Cache-Control"] = "no-store"
    # One line says it; with Django's own there would be a traceback for every reader of the whole outage.
    response._has_been_logged = True
    return response


def _first_line(trouble: BaseException | None) -> str:
    return str(trouble).strip().partition("\n")[0]
