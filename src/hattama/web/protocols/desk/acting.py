"""How a page of the desk lets a person act: the use case, the log, and the refusal as a sentence."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from hattama.core.protocols import LifeDeed, LifeRefusal
from hattama.web.kernel.accounts.policy import DutiesNotSeparate
from hattama.web.kernel.log.advance_log import publish_act
from hattama.web.kernel.log.submission_refusals import SubmissionRefused
from hattama.web.protocols.cases import Done
from hattama.web.protocols.desk.places import Place
from hattama.web.protocols.desk.refusals import Refusal, refusal_of
from hattama.web.protocols.reading import next_deeds
from hattama.web.scans.desk import DOCUMENT, FIELD, release_scan


class Refused(Exception):
    """The use case refused; `refusal` says why."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.sentence)
        self.refusal = refusal


def act_on(request: HttpRequest, place: Place, stage: str, do: Callable[[], Done]) -> HttpResponseBase:
    """Let `do` act, publish what it asks the log for, and go to where the protocol stands.

    Raises Refused, and ScanOfAnotherProtocol as it is.
    """
    try:
        done = do()
    except (SubmissionRefused, LifeRefusal, DutiesNotSeparate) as refused:
        raise Refused(refusal_of(refused)) from None
    for field in (FIELD, DOCUMENT):
        release_scan(request, place.area, place.contest.code, field)
    if done.act is not None:
        publish_act(done.act, now=timezone.now())
    return redirect(f"{reverse('desk:done', args=place.address)}?sent={stage}")


def is_open(request: HttpRequest, place: Place, deed: LifeDeed) -> bool:
    """Whether this person may do `deed` here now; where not, the page of where it stands says why."""
    return deed in next_deeds(request.user, place.area, place.contest.code)


def to_standing(place: Place) -> HttpResponseBase:
    """The page that says where the protocol stands."""
    return redirect("desk:done", *place.address)
