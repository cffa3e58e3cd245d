"""What a request may be made of: parts of addresses that are no longer than what they name, forms that came
whole, and text that any database takes. Whole numbers in forms and questions are read by
`parse_whole_number` of the core.
"""

import re
from collections.abc import Callable
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.urls import register_converter

from hattama.core.vocabulary import MOST_DIGITS, parse_whole_number
from hattama.formats.visible_texts import composed

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


class NumberInAddress:
    """`<number:…>`: a whole number that fits a column of any database; a longer one is no address."""

    regex = rf"[0-9]{{1,{MOST_DIGITS}}}"

    def to_python(self, text: str) -> int:
        """The number."""
        number = parse_whole_number(text)
        if number is None:
            raise ValueError(text)
        return number

    def to_url(self, number: int) -> str:
        """Its digits."""
        return str(number)


class Sha256InAddress:
    """`<sha256:…>`: a hash in hex, which may become part of a file's name."""

    regex = "[0-9a-f]{64}"

    def to_python(self, text: str) -> str:
        """The hash."""
        return text

    def to_url(self, sha256: str) -> str:
        """The hash."""
        return sha256


def register_address_parts() -> None:
    """Make these kinds of parts known, before any address is written."""
    register_converter(NumberInAddress, "number")
    register_converter(Sha256InAddress, "sha256")


def storable(text: str) -> str:
    """`text` as any database takes it: PostgreSQL refuses a NUL, and half of a character has no bytes.

    Letters whose marks came apart (NFD, as some keyboards and systems write й) are put together, as in files.
    """
    return composed(_UNSTORABLE.sub(REPLACEMENT, text))


_MARKS_APART = re.compile("%c[cd]", re.IGNORECASE)
"""How marks that combine with letters of Europe begin in an address (U+0300 to U+036F in UTF-8)."""


def store_what_can_be_stored(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[..., HttpResponseBase]:
    """Middleware: what no database takes is read as broken UTF-8 is, in questions, forms and cookies, and
    letters are put together. A form whose sender went away in the middle is refused."""

    def bounded(request: HttpRequest) -> HttpResponseBase:
        # Seldom is there anything to do, and a question need not be taken apart to see that.
        if "%00" in (asked := request.META.get("QUERY_STRING", "")) or _MARKS_APART.search(asked):
            request.GET = _storable_form(request.GET)  # type: ignore[assignment]
        if "\\" in request.META.get("HTTP_COOKIE", ""):
            request.COOKIES = {name: storable(value) for name, value in request.COOKIES.items()}
        return get_response(request)

    def process_view(request: Any, view: Any, *_arguments: object) -> None:
        if request.method != "POST":
            return
        _refuse_if_cut_short(request)
        # What is exempt reads its bytes itself.
        if getattr(view, "csrf_exempt", False):
            return
        # All at once: what is put together or left out lies within a line.
        said = "\n".join(value for _, values in request.POST.lists() for value in values)
        if storable(said) != said:
            request.POST = _storable_form(request.POST)

    bounded.process_view = process_view  # type: ignore[attr-defined]
    return bounded


def _refuse_if_cut_short(request: HttpRequest) -> None:
    """Raise BadRequest where less came than was announced: a server may hand on what there is, and of 200 the
    2 is a figure, too. A form with files says its end itself (`form_parts`)."""
    announced = parse_whole_number(request.META.get("CONTENT_LENGTH", "")) or 0
    if request.content_type == "application/x-www-form-urlencoded" and len(request.body) < announced:
        raise BadRequest(f"{len(request.body)} of {announced} bytes")


def _storable_form(form: QueryDict) -> QueryDict:
    bounded = form.copy()
    for name, values in form.lists():
        bounded.setlist(name, [storable(value) for value in values])
    return bounded
