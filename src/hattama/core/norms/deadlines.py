"""The one engine of deadlines: by when the law wants a thing done, and by how much that was missed.

Days are counted from the day after the event, and the last one lasts until its midnight, or until the hour
that the norm names. "N days before" ends with the Nth day before the event's own. A suspended term stands
still: hours go on after it, and a day that a suspension touches does not count. Hours are hours that pass,
whatever clocks do between.
"""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from hattama.core.norms.calendars import Calendar

_DAY = datetime.timedelta(days=1)
_UTC = datetime.UTC


class Unit(StrEnum):
    """In what a norm counts. CLOCK: at an hour of the event's own day."""

    MINUTES = "minutes"
    HOURS = "hours"
    CALENDAR_DAYS = "calendar_days"
    WORKING_DAYS = "working_days"
    WEEKS = "weeks"
    MONTHS = "months"
    YEARS = "years"
    SAME_DAY = "same_day"
    IMMEDIATELY = "immediately"
    CLOCK = "clock"


@dataclass(frozen=True, slots=True)
class Deadline:
    """How long after an event, or `before` it. `clock`: the hour on the last day, where the norm names one.

    `start` is the event by name: `voting_day`, `protocol_signed`, … `is_earliest`: not by that moment but
    not before it.
    """

    start: str
    unit: Unit
    amount: int = 0
    before: bool = False
    clock: datetime.time | None = None
    is_earliest: bool = False


VOTING_EVENTS = MappingProxyType({"voting_day": 0, "day_before_voting": -1})
"""Events that follow from the day of voting: how many days after it they lie."""


@dataclass(frozen=True, slots=True)
class Suspension:
    """A term stood still from one moment to another; `until` None: it still does."""

    since: datetime.datetime
    until: datetime.datetime | None


class Outlook(StrEnum):
    """What can be said of a deadline.

    DUE: a moment. AT_ONCE: the law says "immediately" and names no hour. NO_LIMIT: the law names no limit.
    WAITS: what it runs from has not happened. STANDS_STILL: it is suspended.
    """

    DUE = "due"
    AT_ONCE = "at_once"
    NO_LIMIT = "no_limit"
    WAITS = "waits"
    STANDS_STILL = "stands_still"


@dataclass(frozen=True, slots=True)
class Answer:
    """`at` is given with DUE alone. `is_sure` False: holidays of a year that it touches may still change."""

    outlook: Outlook
    at: datetime.datetime | None = None
    is_sure: bool = True


def event_moment(start: str, polling_on: datetime.date, zone: datetime.tzinfo) -> datetime.datetime | None:
    """When an event that follows from the day of voting happened; None for any other event."""
    if start not in VOTING_EVENTS:
        return None
    day = polling_on + VOTING_EVENTS[start] * _DAY
    return datetime.datetime.combine(day, datetime.time.min, tzinfo=zone)


def due(
    deadline: Deadline | None,
    since: datetime.datetime | None,
    calendar: Calendar,
    suspensions: Sequence[Suspension] = (),
) -> Answer:
    """By when, where the event happened at `since` (aware; None: not yet)."""
    if deadline is None:
        return Answer(Outlook.NO_LIMIT)
    if since is None:
        return Answer(Outlook.WAITS)
    if deadline.unit is Unit.IMMEDIATELY and not deadline.before:
        return Answer(Outlook.AT_ONCE)
    if any(pause.until is None for pause in suspensions):
        return Answer(Outlook.STANDS_STILL)
    pauses = _merged(suspensions)
    if deadline.unit in _SPANS:
        span = _SPANS[deadline.unit] * deadline.amount
        at = since.astimezone(_UTC) - span if deadline.before else _moved_on(since, span, pauses)
        return Answer(Outlook.DUE, at.astimezone(calendar.zone))
    if deadline.unit is Unit.IMMEDIATELY:
        return Answer(Outlook.DUE, since)
    first = calendar.day_of(since)
    last = _last_day(deadline, first, calendar, pauses)
    at = calendar.end_of(last) if deadline.clock is None else calendar.at(last, deadline.clock)
    counts_work = deadline.unit is Unit.WORKING_DAYS
    return Answer(Outlook.DUE, at, not counts_work or calendar.is_sure(min(first, last), max(first, last)))


def overdue_by(answer: Answer, at: datetime.datetime) -> datetime.timedelta | None:
    """How long after the deadline `at` lies; None where it is in time, or where no moment is named."""
    if answer.at is None or at <= answer.at:
        return None
    return _passed(answer.at, at)


def day_ended(at: datetime.datetime) -> datetime.date | None:
    """The day that ends at `at`, a midnight: people say that day, and not the next; None at another hour."""
    return at.date() - _DAY if at.time() == datetime.time.min else None


_SPANS = {Unit.MINUTES: datetime.timedelta(minutes=1), Unit.HOURS: datetime.timedelta(hours=1)}
_DAYS = {Unit.CALENDAR_DAYS: 1, Unit.WEEKS: 7}

Pauses = Sequence[tuple[datetime.datetime, datetime.datetime]]


def _merged(suspensions: Sequence[Suspension]) -> Pauses:
    merged: list[tuple[datetime.datetime, datetime.datetime]] = []
    known = [(pause.since, pause.until) for pause in suspensions if pause.until is not None]
    for since, until in sorted(known):
        if merged and since <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(until, merged[-1][1]))
        else:
            merged.append((since, until))
    return merged


def _passed(first: datetime.datetime, last: datetime.datetime) -> datetime.timedelta:
    # In one zone Python subtracts what clocks show; a clock may have been put back between.
    return last.astimezone(_UTC) - first.astimezone(_UTC)


def _moved_on(since: datetime.datetime, span: datetime.timedelta, pauses: Pauses) -> datetime.datetime:
    at = since.astimezone(_UTC) + span
    for start, end in pauses:
        if start < at and end > since:
            at += _passed(max(start, since), end)
    return at


def _last_day(deadline: Deadline, first: datetime.date, calendar: Calendar, pauses: Pauses) -> datetime.date:
    step = -1 if deadline.before else 1
    is_paused = _paused_days(calendar, pauses)
    if deadline.unit in (Unit.CLOCK, Unit.SAME_DAY):
        return first
    if deadline.unit is Unit.WORKING_DAYS:
        return _counted(
            first, deadline.amount, step, lambda day: calendar.is_working(day) and not is_paused(day)
        )
    # Weeks, months and years first come to a day, and then as many days longer as they stood still.
    days = abs((_plain_end(deadline, first, step) - first).days)
    return _counted(first, days, step, lambda day: not is_paused(day))


def _paused_days(calendar: Calendar, pauses: Pauses) -> Callable[[datetime.date], bool]:
    def is_paused(day: datetime.date) -> bool:
        start, end = calendar.at(day, datetime.time.min), calendar.end_of(day)
        return any(since < end and until > start for since, until in pauses)

    return is_paused


def _counted(
    first: datetime.date, amount: int, step: int, counts: Callable[[datetime.date], bool]
) -> datetime.date:
    day = first
    while amount:
        day += step * _DAY
        amount -= counts(day)
    return day


def _plain_end(deadline: Deadline, first: datetime.date, step: int) -> datetime.date:
    if deadline.unit in _DAYS:
        return first + step * deadline.amount * _DAYS[deadline.unit] * _DAY
    months = deadline.amount * (12 if deadline.unit is Unit.YEARS else 1)
    year, month = divmod(first.year * 12 + first.month - 1 + step * months, 12)
    # A term that would end on a day which the month lacks ends on its last.
    next_year, next_month = divmod(year * 12 + month + 1, 12)
    length = (datetime.date(next_year, next_month + 1, 1) - datetime.date(year, month + 1, 1)).days
    return datetime.date(year, month + 1, min(first.day, length))
