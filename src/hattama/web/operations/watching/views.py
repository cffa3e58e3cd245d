"""Answers to programs that watch the site: is it alive, is it ready, what are its figures."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from hattama.web.kernel.accounts.access import access
from hattama.web.operations.watching.health import is_ready, readiness
from hattama.web.operations.watching.metrics import METRICS_TYPE, render_metrics


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
