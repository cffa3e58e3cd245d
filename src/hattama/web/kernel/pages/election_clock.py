"""Desk pages of an election tell times by its own clock; what is of no election, by that of the site."""

import datetime
from collections.abc import Callable
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from hattama.formats.table_times import NO_SUCH_TIME, NoSuchTime, on_the_clock
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
        if match is not None and match.namespace in _DESKS and "election_id" in asked:
            timezone.activate(_Clock(asked["election_id"]))


class _Clock(datetime.tzinfo):
    """The zone of an election, asked for by whoever tells a time: what is sent and leads on tells none."""

    def __init__(self, election_id: str) -> None:
        self._election_id = election_id

    @cached_property
    def _zone(self) -> datetime.tzinfo:
        for row in without_bytes(self._election_id):
            return ZoneInfo(load_definition(row).election.time_zone)
        return timezone.get_default_timezone()

    def __eq__(self, other: object) -> bool:
        # Formatted times are kept by zone, beyond this request.
        return isinstance(other, _Clock) and self._zone == other._zone

    def __hash__(self) -> int:
        return hash(self._zone)

    def __str__(self) -> str:
        return str(self._zone)

    def utcoffset(self, moment: datetime.datetime | None) -> datetime.timedelta | None:
        """That of the zone."""
        return self._zone.utcoffset(moment)

    def dst(self, moment: datetime.datetime | None) -> datetime.timedelta | None:
        """That of the zone."""
        return self._zone.dst(moment)

    def tzname(self, moment: datetime.datetime | None) -> str | None:
        """That of the zone."""
        return self._zone.tzname(moment)

    def fromutc(self, moment: datetime.datetime) -> datetime.datetime:
        """As the zone has it."""
        return moment.replace(tzinfo=datetime.UTC).astimezone(self._zone)


def typed_moment(text: str, zone: str, *, until: datetime.datetime | None = None) -> datetime.datetime | None:
    """The day and the clock of a `zone` as somebody typed them; None where nothing was.

    Of an hour that clocks show twice the one that `on_the_clock` means. Raises NoSuchTime for what clocks
    there never show, for a day alone, which would be read as its midnight, and for one with an offset.
    """
    text = text.strip()
    if not text:
        return None
    try:
        written = datetime.datetime.fromisoformat(text)
    except ValueError:
        raise NoSuchTime(NO_SUCH_TIME, text) from None
    if ":" not in text or written.tzinfo is not None:
        raise NoSuchTime(NO_SUCH_TIME, text)
    return on_the_clock(written, zone, text, until=until)
