"""The answer of the site to an address, asked within this process: the view itself, no server, no session."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.handlers.wsgi import WSGIRequest
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve, set_script_prefix
from django.utils.translation import override

from hattama.web.operations.static_site.links import HOST, language_of, language_prefix
from hattama.web.operations.static_site.places import Options

_POLICY_OF_HEADERS = ("frame-ancestors", "report-uri", "report-to", "sandbox")
"""Directives that a browser takes from a header alone."""


@dataclass(frozen=True, slots=True)
class Answer:
    """`status` 200 with `body`; 301 or 302 with the address it leads to in `body`; 404 without any."""

    status: int
    body: bytes = b""
    is_page: bool = False


@dataclass(frozen=True, slots=True)
class CopyFrame:
    """What templates know of the copy they are written for (`request.static_site`).

    `about`: the address of the page about the copy; `policy`: what headers would say; `live`: the live site.
    """

    about: str
    policy: str
    live: str


class CopyRequest(WSGIRequest):
    """A request of nobody in particular under a name that no site has."""

    def __init__(self, address: str, options: Options) -> None:
        path, _, query = address.partition("?")
        super().__init__(
            {
                "REQUEST_METHOD": "GET",
                "SCRIPT_NAME": "",
                "PATH_INFO": path.encode().decode("latin-1"),
                "QUERY_STRING": query,
                "SERVER_NAME": HOST,
                "SERVER_PORT": "80",
                "wsgi.url_scheme": "http",
                "wsgi.input": io.BytesIO(),
            }
        )
        self.user = AnonymousUser()
        self.static_site = CopyFrame(f"{language_prefix(path)}copy/", content_policy(), options.live)

    def get_host(self) -> str:
        """A name that stands for the place of the copy, whatever hosts the live site answers to."""
        return HOST


def answer_to(address: str, options: Options) -> Answer:
    """What the site answers. Raises ContentLost; an unexpected exception of the view goes through."""
    request = CopyRequest(address, options)
    # As for a request of the site: whoever asks where it is mounted finds an answer and need not guess.
    set_script_prefix("/")
    with override(language_of(request.path_info)):
        try:
            match = resolve(request.path_info)
            request.resolver_match = match
            response = match.func(request, *match.args, **match.kwargs)
        except (Http404, Resolver404):
            return Answer(404)
        return _answer(response)


def render_words(template: str, path: str, options: Options, context: Mapping[str, Any]) -> str:
    """A page of the copy's own, which the live site has not, in the language of `path`."""
    with override(language_of(path)):
        return render_to_string(template, dict(context), CopyRequest(path, options))


def page_that_leads_to(href: str) -> str:
    """A page that sends the reader on: a folder of files has no redirects."""
    head = f'<meta charset="utf-8"><meta http-equiv="refresh" content="0; url={href}"><title>Hattama</title>'
    return f'<!doctype html><html><head>{head}</head><body><a href="{href}">{href}</a></body></html>\n'


def content_policy() -> str:
    """The policy of the live site's headers, as far as a page can carry it itself."""
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    said = (
        f"{name} {' '.join(sources)}"
        for name, sources in directives.items()
        if name not in _POLICY_OF_HEADERS
    )
    return "; ".join(said)


def _answer(response: HttpResponseBase) -> Answer:
    if response.status_code in (301, 302):
        return Answer(response.status_code, response["Location"].encode())
    if response.status_code == 404:
        return Answer(404)
    if response.status_code != 200:
        raise AssertionError(f"a public address answered {response.status_code}")
    assert isinstance(response, HttpResponse | StreamingHttpResponse)
    body = b"".join(response)
    # Not closed: that tells Django that a request has ended, and it lets go of the database.
    return Answer(200, body, response["Content-Type"].startswith("text/html"))
