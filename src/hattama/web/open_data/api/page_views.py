"""What is said about the interface: its description for programs, its page for people, no such address."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from hattama.web.kernel.accounts.access import access
from hattama.web.kernel.published.browsing import opened_elections
from hattama.web.open_data.api.answering import answered
from hattama.web.open_data.api.refusals import JSON, UnknownAddress
from hattama.web.open_data.api.service import LICENCE, PREFIX, allowed, description, description_bytes


@answered
def openapi_json(request: HttpRequest) -> HttpResponseBase:
    """The OpenAPI document."""
    return HttpResponse(description_bytes(), content_type=JSON)


@answered
def unknown_address(request: HttpRequest) -> HttpResponseBase:
    """Whatever else is asked for below the interface's prefix."""
    raise UnknownAddress


@access("public")
@require_safe
def documentation(request: HttpRequest) -> HttpResponseBase:
    """The operations with their parameters, in the reader's language."""
    opened = opened_elections()
    context = {
        "operations": [_told(address, said["get"]) for address, said in description()["paths"].items()],
        "licence": LICENCE,
        "example": f"{PREFIX}elections/{opened[0].election_id}" if opened else None,
        "section": "api",
    }
    return render(request, "api/documentation.html", context)


def _told(address: str, operation: dict[str, Any]) -> dict[str, Any]:
    parameters = [one for one in operation["parameters"] if one.get("in") == "query"]
    summary: str = operation["summary"]
    return {
        "method": "GET",
        "address": address,
        "identifier": operation["operationId"],
        "words": gettext(summary),
        "parameters": [
            (one["name"], gettext(words), allowed(one["schema"]))
            for one in parameters
            if (words := one["description"])
        ],
    }
