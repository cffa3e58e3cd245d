"""Where a page hears of changes at once: the address of the stream, and leave to connect to it."""

from __future__ import annotations

from typing import TypeVar
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse

Answer = TypeVar("Answer", bound=HttpResponse)


def stream_address(request: HttpRequest, election_id: str) -> str:
    """The address of the election's stream as this reader's browser reaches it; empty where there is none.

    `settings.STREAM` is `/` (behind the same proxy as the site), `:8001` (the site's host, another port), a
    whole address, or empty.
    """
    place = settings.STREAM
    if not place:
        return ""
    path = f"/data/{election_id}/live/stream"
    if place.startswith(":"):
        host = urlsplit(f"//{request.get_host()}").hostname or ""
        return f"{request.scheme}://{f'[{host}]' if ':' in host else host}{place}{path}"
    return f"{place.rstrip('/')}{path}"


def admit_stream(request: HttpRequest, response: Answer) -> Answer:
    """The response with leave to connect to the stream, where that is another origin than the site's."""
    parts = urlsplit(stream_address(request, "-"))
    if parts.netloc:
        # Read by django-csp's middleware, as its own decorator sets it.
        response._csp_update = {"connect-src": [f"{parts.scheme}://{parts.netloc}"]}  # type: ignore[attr-defined]
    return response
