"""Time limits of a record: by when its clocks wanted a thing done, and whether it was.

A clock starts with each deed that starts it and stops with the next that stops it; between them deeds may let
it stand still. A clock with `since` starts at the moment, or on the day, in that field, once. One with `ends`
stops also at the moment, or with the end of the day, in its field: who states a day need not enter the deed.
Where no norm sets a limit, the field `due` may hold the day that somebody named for themselves.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from hattama.core.norms import (
    VOTING_EVENTS,
    Answer,
    Deadline,
    Norm,
    Outlook,
    Suspension,
    due,
    event_moment,
    overdue_by,
)
from hattama.core.records.conditions import Facts, is_true
from hattama.core.records.kinds import Clock, CourseDeed
from hattama.core.records.records import Moment, Record


class Standing(StrEnum):
    """How it stands with one run of a clock. UNTOLD: what the law said on that day is not known here.

    OVER: what was given for so long ran out.
    """

    MET = "met"
    LATE = "late"
    RUNNING = "running"
    OVERDUE = "overdue"
    OVER = "over"
    AT_ONCE = "at_once"
    STANDS_STILL = "stands_still"
    NO_LIMIT = "no_limit"
    UNTOLD = "untold"


@dataclass(frozen=True, slots=True)
class Reading:
    """One run of a clock. `ended_at` None: nothing has stopped it yet. `late_by`: if it was missed.

    AT_ONCE names no moment: the law says "immediately", and how long it took is told by start and end alone.
    """

    clock: Clock
    norm: Norm | None
    edition: str
    started_at: datetime.datetime
    ended_at: datetime.datetime | None
    answer: Answer | None
    standing: Standing
    late_by: datetime.timedelta | None = None
    by: str = ""
    """The body whose deed started it, where one did."""

    @property
    def due_at(self) -> datetime.datetime | None:
        """By when, where there is such a moment."""
        return None if self.answer is None else self.answer.at

    @property
    def is_missed(self) -> bool:
        """Whether the limit was missed, or is being missed."""
        return self.standing in (Standing.LATE, Standing.OVERDUE)

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done, by a moment that can be named."""
        return self.ended_at is None and self.due_at is not None and not self.clock.is_term


class RunFacts(Facts, Protocol):
    """Facts that can be asked as of a deed."""

    def during(self, by: str, on: datetime.date) -> Facts:
        """The same for what began with a deed of the body `by` on the day `on`."""


def read_clocks(record: Record, facts: RunFacts, moment: Moment) -> list[Reading]:
    """Every run of every clock that concerns the record, in the order of the pack."""
    return [reading for clock in record.kind.clocks for reading in read_clock(record, clock, facts, moment)]


def read_clock(record: Record, clock: Clock, facts: RunFacts, moment: Moment) -> Iterator[Reading]:
    """The runs of one clock; without those for which its condition does not hold, or cannot be told."""
    deeds = {done.deed for done in record.deeds}
    runs_by_itself = clock.since or clock.event in VOTING_EVENTS
    if not runs_by_itself and not any(
        clock.code in deed.starts for deed in record.kind.course.deeds if deed.code in deeds
    ):
        return
    for run in _runs(record, clock, facts, moment):
        during = facts.during(run.by, moment.calendar.day_of(run.started_at))
        if clock.when is None or is_true(clock.when, during):
            yield _read(clock, run, facts, moment)


@dataclass(slots=True)
class _Run:
    by: str
    started_at: datetime.datetime
    ended_at: datetime.datetime | None
    pauses: list[Suspension]


def _runs(record: Record, clock: Clock, facts: Facts, moment: Moment) -> list[_Run]:
    runs: list[_Run] = []
    since = _begins(clock, facts, moment)
    if since is not None:
        runs.append(_Run("", since, None, []))
    for done in record.in_order():
        deed = record.kind.course.deed(done.deed)
        running = runs[-1] if runs and runs[-1].ended_at is None else None
        if deed is None or done.at > moment.at:
            continue
        if running is not None:
            _move(running, clock.code, done.at, deed)
        if clock.code in deed.starts and (running is None or running.ended_at is not None):
            runs.append(_Run(done.by, done.at, None, []))
    ended = _end_in(clock.ends, facts, moment)
    if runs and ended is not None and ended <= moment.at:
        runs[-1].ended_at = min(ended, runs[-1].ended_at or ended)
    return runs


def _end_in(field: str, facts: Facts, moment: Moment) -> datetime.datetime | None:
    """The moment in a field; of a day, its end."""
    day = facts.operand((field,)) if field else None
    if not isinstance(day, datetime.date):
        return None
    return facts.moment_of((field,)) or moment.calendar.end_of(day)


def _begins(clock: Clock, facts: Facts, moment: Moment) -> datetime.datetime | None:
    """The moment in the field from which a clock runs; of a day, its beginning; else of the voting."""
    if not clock.since:
        return event_moment(clock.event, moment.polling_on, moment.calendar.zone)
    day = facts.operand((clock.since,))
    begins = moment.calendar.at(day, datetime.time.min) if isinstance(day, datetime.date) else None
    return facts.moment_of((clock.since,)) or begins


def _move(run: _Run, code: str, at: datetime.datetime, deed: CourseDeed) -> None:
    is_still = bool(run.pauses) and run.pauses[-1].until is None
    if code in deed.resumes and is_still:
        run.pauses[-1] = Suspension(run.pauses[-1].since, at)
    if code in deed.suspends and not is_still:
        run.pauses.append(Suspension(at, None))
    if code in deed.stops:
        run.ended_at = at


def _read(clock: Clock, run: _Run, facts: Facts, moment: Moment) -> Reading:
    started_at, ended_at = run.started_at, run.ended_at
    if not clock.norms:
        named = _end_in(clock.due, facts, moment)
        if named is None:
            return Reading(clock, None, "", started_at, ended_at, None, Standing.NO_LIMIT, by=run.by)
        answer = Answer(Outlook.DUE, named)
        late_by = overdue_by(answer, ended_at or moment.at)
        standing = _standing(answer, ended_at, late_by)
        return Reading(clock, None, "", started_at, ended_at, answer, standing, late_by, run.by)
    found = _deadline(clock, moment.calendar.day_of(started_at))
    if found is None:
        return Reading(clock, None, "", started_at, ended_at, None, Standing.UNTOLD, by=run.by)
    norm, edition, deadline = found
    # What ended while it stood still was done while no time ran.
    ended = [Suspension(one.since, ended_at) if one.until is None and ended_at else one for one in run.pauses]
    answer = due(deadline, started_at, moment.calendar, ended)
    late_by = overdue_by(answer, ended_at or moment.at)
    return Reading(
        clock,
        norm,
        edition,
        started_at,
        ended_at,
        answer,
        Standing.OVER if clock.is_term and late_by is not None else _standing(answer, ended_at, late_by),
        late_by,
        run.by,
    )


def _deadline(clock: Clock, day: datetime.date) -> tuple[Norm, str, Deadline] | None:
    """What the first of the norms that was in force on `day` says of the event."""
    for norm in clock.norms:
        text = norm.on(day)
        if text is not None:
            deadline = norm.deadline_from(text.edition, {clock.event: None})
            return None if deadline is None else (norm, text.edition, deadline)
    return None


def _standing(
    answer: Answer, ended_at: datetime.datetime | None, late_by: datetime.timedelta | None
) -> Standing:
    if answer.outlook is Outlook.STANDS_STILL:
        return Standing.STANDS_STILL
    if answer.outlook is Outlook.AT_ONCE:
        return Standing.AT_ONCE
    if late_by is not None:
        return Standing.LATE if ended_at else Standing.OVERDUE
    return Standing.MET if ended_at else Standing.RUNNING
