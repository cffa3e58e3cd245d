"""What is answered when a page cannot be made: for an outage a page that needs neither database nor disk."""

from __future__ import annotations

import logging
import sys

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.defaults import server_error

from hattama.web.archive.outages import outage_of

RETRY_SECONDS = 30

_log = logging.getLogger(__name__)


def answer_trouble(request: HttpRequest) -> HttpResponse:
    """503 with when to come again where the trouble is an outage, else the page of last resort.

    Django calls this (`handler500`) while it handles what the page, or anything around it, has raised.
    """
    trouble = sys.exc_info()[1]
    outage = outage_of(trouble)
    if outage is None:
        return server_error(request)
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
