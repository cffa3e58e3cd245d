"""What is about to be published of an audit, tried and read back before it is: none of it can be mended."""

from collections.abc import Callable, Iterable, Sequence
from typing import Final, TypeVar

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from hattama.core.vocabulary import Contest, NotYours
from hattama.web.kernel.elections.loading import Definition
from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.kernel.pages.area_names import area_name
from hattama.web.kernel.pages.refusals import NOT_DONE, refusal_of
from hattama.web.kernel.published.browsing import ancestors_of
from hattama.web.scans.desk import UploadRefused

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


def place_names(areas: Iterable[AreaRow]) -> dict[int, str]:
    """By row id each precinct in all that it lies in below the whole, with the code that stands on sheets:
    each district has such a number, and regions have districts of one name."""
    listed = list(areas)
    above = ancestors_of(listed)
    return {
        area.pk: f"{' · '.join(area_name(one) for one in (*above[area.pk][1:], area))} ({area.code})"
        for area in listed
    }


def place_name(area: AreaRow) -> str:
    """The same of one."""
    return place_names([area])[area.pk]


def find_contest(definition: Definition, code: str) -> Contest:
    """The contest that a form names. Raises Http404."""
    found = next((one for one in definition.election.contests if one.code == code), None)
    if found is None:
        raise Http404(code)
    return found


_Done = TypeVar("_Done")


def try_deed(deed: Callable[[], _Done]) -> _Done | tuple[str, int]:
    """What a deed gives, or the sentence and the status of its refusal."""
    try:
        return deed()
    except NotYours:
        raise
    except NOT_DONE as refused:
        return refusal_of(refused)
    except UploadRefused as refused:
        return refused.sentence, refused.status
