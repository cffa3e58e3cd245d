"""Pages, sheets and scripts travel compressed to whoever takes it: on a cheap phone bytes are time."""

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware, re_accepts_gzip
from django.utils.cache import patch_vary_headers

from hattama.web.kernel.pages.remembered_pages import RememberedAnswer

PRESSED = ("text/html", "text/css", "text/javascript", "application/javascript", "image/svg+xml")
"""Kinds of answers that are compressed, beside those that are kept. Files of the log and of the open data
keep their very bytes, so that their length is known and a part of them can be asked for."""


class PressAnswers(GZipMiddleware):
    """Django's compression, for pages and what they are made of, and for readers without a session.

    The desk is left alone: the length of a compressed page that holds both a secret and something a stranger
    chose gives the secret away bit by bit.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """The answer, compressed where it is kept or of a kind above and the request says that it may be."""
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            return response
        if isinstance(response, RememberedAnswer):
            return _already_pressed(request, response)
        is_pressed = response.get("Content-Type", "").partition(";")[0] in PRESSED
        return super().process_response(request, response) if is_pressed else response


def _already_pressed(request: HttpRequest, response: RememberedAnswer) -> HttpResponseBase:
    """What is kept, a page or an answer of the interface for programs, was compressed when it was made."""
    patch_vary_headers(response, ("Accept-Encoding",))
    if re_accepts_gzip.search(request.META.get("HTTP_ACCEPT_ENCODING", "")):
        response.content = response.page.pressed
        response["Content-Encoding"] = "gzip"
        response["Content-Length"] = str(len(response.page.pressed))
    return response
