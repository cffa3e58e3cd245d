"""Desk pages of an election tell times by its own clock; what is of no election, by that of the site."""

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from hattama.web.kernel.elections.loading import load_definition, without_bytes

Answer = Callable[[HttpRequest], HttpResponseBase]


_DESKS = ("desk", "rights")


class ClockOfElection:
    """A desk page with an election in its address is made by the clock of that election."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer; the clock is the site's again behind it."""
        try:
            return self.get_response(request)
        finally:
            timezone.deactivate()

    def process_view(
        self, request: HttpRequest, view: Answer, args: tuple[object, ...], asked: dict[str, Any]
    ) -> None:
        """Set the clock before the view is called."""
        match = request.resolver_match
        if match is None or match.namespace not in _DESKS or "election_id" not in asked:
            return
        for row in without_bytes(asked["election_id"]):
            timezone.activate(ZoneInfo(load_definition(row).election.time_zone))
