"""What is about to be published of an audit, read back before it is: nothing of it can be mended."""

from collections.abc import Sequence
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from hattama.core.vocabulary import Contest
from hattama.web.kernel.elections.loading import Definition

_NOT_SENT_ON: Final = ("csrfmiddlewaretoken", "action", "step")


def read_back(
    request: HttpRequest,
    definition: Definition,
    contest: Contest,
    title: str,
    facts: Sequence[tuple[str, str]],
    lead: str = "",
    step: str = "",
) -> HttpResponse:
    """The page that says it whole, and sends on what was sent with the `step` that it was sent for."""
    sent = [(name, value) for name, value in request.POST.items() if name not in _NOT_SENT_ON]
    context = {
        "election": definition.election,
        "names": contest.names,
        "title": title,
        "lead": lead,
        "facts": facts,
        "hidden": [*sent, ("step", step)] if step else sent,
        "send_words": title,
    }
    return render(request, "audits/desk/read_back.html", context)
