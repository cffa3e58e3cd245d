"""What requests meet first: answers to watchers, then the clock that times all others."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from hattama.web.operations.watching import views
from hattama.web.operations.watching.request_times import count_request

Handler = Callable[[HttpRequest], HttpResponseBase]

_HEALTH = {"/health/live": views.live, "/health/ready": views.ready}
_METRICS = "/metrics"


class AnswerHealth:
    """Answers at the addresses of health before host, session, language or TLS are looked at.

    Whoever balances load asks by the machine's own address, which is no host of the site, and a process that
    is only alive may have no database to read a session from. Figures are told as early to whoever shows a
    token; who shows none must name a host of the site, or a page of another site could have a browser on this
    machine read them.
    """

    def __init__(self, get_response: Handler) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer to a watcher, or what everybody else answers."""
        view = _HEALTH.get(request.path_info)
        if request.path_info == _METRICS and "Authorization" in request.headers:
            view = views.metrics
        return view(request) if view is not None else self._get_response(request)


class TimeRequests:
    """Counts each request with the time until its answer begins, by the name of its address."""

    def __init__(self, get_response: Handler) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """What everybody else answers, timed."""
        began = time.perf_counter()
        response = self._get_response(request)
        match = request.resolver_match
        # Never the path: it would be a series for every polling station, and may name a person's token.
        route = match.view_name if match is not None else ""
        count_request(route, request.method or "", response.status_code, time.perf_counter() - began)
        return response
