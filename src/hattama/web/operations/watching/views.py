"""What requests meet first: answers to programs that watch the site (is it alive, is it ready, what are its
figures), then the clock that times all others.
"""

import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from hattama.web.kernel.accounts.access import access
from hattama.web.operations.watching.health import is_ready, readiness
from hattama.web.operations.watching.metrics import METRICS_TYPE, render_metrics
from hattama.web.operations.watching.request_times import count_request


@access("public")
@require_safe
def live(request: HttpRequest) -> HttpResponseBase:
    """This process answers; nothing else is asked."""
    return _unkept(HttpResponse("alive\n", content_type="text/plain; charset=utf-8"))


@access("public")
@require_safe
def ready(request: HttpRequest) -> HttpResponseBase:
    """Whether requests may be sent here: 200 or 503, with a code for each check."""
    codes = readiness()
    found = is_ready(codes)
    told = {"status": "ready" if found else "not_ready", "checks": dict(codes)}
    return _unkept(JsonResponse(told, status=200 if found else 503))


@access("watcher")
@require_safe
def metrics(request: HttpRequest) -> HttpResponseBase:
    """The figures of the site in the text format of Prometheus."""
    return _unkept(HttpResponse(render_metrics(now=timezone.now()), content_type=METRICS_TYPE))


def _unkept(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "no-store"
    # The answers about health are given before the middleware that would say so (see middleware.py).
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


Handler = Callable[[HttpRequest], HttpResponseBase]

_HEALTH = {"/health/live": live, "/health/ready": ready}
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
            view = metrics
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
