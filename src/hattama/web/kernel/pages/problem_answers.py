"""What programs are told where people read a banner: figures that differ from the log are not given out as
data, and every answer says so in a header; and when to come again for a file that cannot be made now.

Answers have the shape of RFC 9457 (`application/problem+json`).
"""

import json
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import get_language_from_request, gettext, gettext_noop, override

from hattama.web.kernel.log.served import differing_elections
from hattama.web.kernel.pages.file_answers import LOG_SIZE
from hattama.web.kernel.pages.outage_views import logged_once
from hattama.web.kernel.stores.made_files import MakersBusy

DIFFERS = "Hattama-Differs"
"""The header that names the elections whose figures, as shown here, differ from their logs."""

FIGURES_DIFFER = gettext_noop(
    "Figures of this election, as this site holds them, differ from its log. They are not given out until"
    " they are made anew. The log and its bundle stay where they are: recompute the figures from them."
)
_BUSY = gettext_noop("This file is not ready: many files are being made just now. Ask again shortly.")
_RETRY_SECONDS = 60

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def of_the_log(view: View) -> View:
    """Mark a view of files as giving out bytes of the log, or bytes whose hash the log names."""
    view.of_the_log = True  # type: ignore[attr-defined]
    return view


def answer_preflight() -> HttpResponse:
    """The answer to the question before a question of another site (CORS): whatever only reads may be asked.

    Browsers put it before whatever they do not take for simple, such as If-None-Match. The names stand beside
    the asterisk for those that know none.
    """
    response = HttpResponse(status=204)
    response["Allow"] = response["Access-Control-Allow-Methods"] = READING
    response["Access-Control-Allow-Headers"] = (
        "*, Accept-Language, If-Modified-Since, If-None-Match, If-Range, Range"
    )
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Max-Age"] = "86400"
    return response


READING = "GET, HEAD, OPTIONS"
_EXPOSED = f"ETag, Content-Range, Content-Disposition, Retry-After, {LOG_SIZE}, {DIFFERS}"
_OPEN = ("/data/", "/scans/")
"""Below these nothing asks who reads."""


class AnswerWithProblems:
    """Middleware: while figures of an election differ from its log, its data are refused; see above. Data,
    and what is said where there are none, are open to every origin.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer, with the headers that go with it."""
        is_open = request.path_info.startswith(_OPEN)
        if is_open and request.method == "OPTIONS":
            return answer_preflight()
        response = self.get_response(request)
        if is_open:
            response["Access-Control-Allow-Origin"] = "*"
            response["Access-Control-Expose-Headers"] = _EXPOSED
        differing = differing_elections()
        if differing:
            response[DIFFERS] = ", ".join(differing)
        return response

    def process_view(
        self, request: HttpRequest, view: Any, _arguments: Sequence[Any], named: dict[str, Any]
    ) -> HttpResponse | None:
        """The refusal of a file that is made of tables which differ; pages bear a banner."""
        match = request.resolver_match
        if match is None or match.namespace != "data" or getattr(view, "of_the_log", False):
            return None
        if named.get("election_id") not in differing_elections():
            return None
        return _problem(request, "figures_differ", FIGURES_DIFFER, _RETRY_SECONDS)

    def process_exception(self, request: HttpRequest, trouble: Exception) -> HttpResponse | None:
        """When to come again for a file; None for any other trouble."""
        if not isinstance(trouble, MakersBusy):
            return None
        return _problem(request, "file_not_ready", _BUSY, trouble.seconds)


def _problem(request: HttpRequest, code: str, sentence: str, seconds: int) -> HttpResponse:
    language = get_language_from_request(request)
    with override(language):
        told = {"type": "about:blank", "status": 503, "code": code, "detail": gettext(sentence)}
    response = HttpResponse(
        json.dumps(told, ensure_ascii=False), content_type="application/problem+json", status=503
    )
    response["Content-Language"] = language
    return logged_once(response, seconds)
