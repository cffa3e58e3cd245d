"""The steps of counting night: which there are, in which order and how soon, and whether the times agree.

What the steps are, what limits them and by which article is the rule pack's to say. A step without a limit
says so: that no norm sets one is itself worth knowing. Times are aware of their zone; the commission's own
clock and the country's differ, and both can be had from them.
"""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType

from hattama.core.norms import (
    NOTHING_CITED,
    Answer,
    Calendar,
    Citations,
    Deadline,
    Outlook,
    due,
    event_moment,
    overdue_by,
)
from hattama.core.protocols.form_rules import FormRule
from hattama.core.vocabulary import NO_WORDS, Finding, Message, Severity, Verdict, Words

STEP_ORDER = FormRule(
    "STEP-ORDER",
    Severity.HARD,
    Message("A step was taken before the one that must come first."),
    passing="the boxes were opened at 20:50 and the protocol was completed at 23:10",
    failing="the boxes were opened at 20:50 and the protocol was completed at 20:30",
)
STEP_EARLY = FormRule(
    "STEP-EARLY",
    Severity.HARD,
    Message("The protocol was signed before the count ended."),
    passing="the count ended at 22:40 and the protocol was signed at 23:20",
    failing="the protocol was signed at 21:15 and the count ended at 22:40",
)
STEP_LATE = FormRule(
    "STEP-LATE",
    Severity.HARD,
    Message("The time that the law allows was exceeded."),
    passing="the count began at 20:00 and ended at 23:40, where 12 hours are allowed",
    failing="the count began at 20:00 and ended at 08:25, where 12 hours are allowed",
)
STEP_PLACE = FormRule(
    "STEP-PLACE",
    Severity.HARD,
    Message("A step that belongs in the polling premises was taken elsewhere."),
    passing="the protocol was completed in the polling premises",
    failing="the protocol was completed at the territorial election commission",
)
STEP_FUTURE = FormRule(
    "STEP-FUTURE",
    Severity.HARD,
    Message("The stated time lies after the moment at which it was reported."),
    passing="at 23:05 it was reported that the boxes were opened at 20:50",
    failing="at 23:05 it was reported that the protocol was posted at 23:55",
)
STEP_RULES = MappingProxyType(
    {rule.code: rule for rule in (STEP_ORDER, STEP_EARLY, STEP_LATE, STEP_PLACE, STEP_FUTURE)}
)


CLOCKS_APART = datetime.timedelta(minutes=5)
"""How far a commission's clock may be ahead of ours before a time counts as lying in the future."""

STEP_PARTS = ("closed", "count_ended", "signed", "received")
"""The parts that steps can play. Pages and findings speak of parts, never of one country's codes."""

_MINUTE = datetime.timedelta(minutes=1)
_NO_TIME = datetime.timedelta()


class StepScope(StrEnum):
    """Whose step it is: the precinct's once, each contest's, or that of a commission above the precincts."""

    PRECINCT = "precinct"
    CONTEST = "contest"
    COMMISSION = "commission"


class StepPlace(StrEnum):
    """Where a step was taken."""

    PREMISES = "premises"
    TERRITORIAL = "territorial_commission"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class StepLimit:
    """How soon a step must be taken, with the norm that says so.

    `since` is the step from which the deadline runs; empty where it runs from the day of voting.
    """

    deadline: Deadline
    cited: Citations
    since: str = ""
    inferred: bool = False

    @property
    def is_sure(self) -> bool:
        """Whether the law was read to say so; only then is what comes later a breach."""
        return not self.inferred and not self.cited.is_inferred


@dataclass(frozen=True, slots=True)
class StepDefinition:
    """One step. `after`: the steps that come before it. `limit` None: no norm sets a time for it.

    `cited` norms ask for the step itself; there are none where nothing does. `part`: one of STEP_PARTS, or
    empty. `event`: what deadlines call this step. `at_premises`: it belongs in the polling premises.
    `central`: of commissions above the precincts, the one at the root alone takes it.
    """

    code: str
    words: Words
    scope: StepScope
    after: tuple[str, ...] = ()
    cited: Citations = NOTHING_CITED
    limit: StepLimit | None = None
    part: str = ""
    event: str = ""
    central: bool = False
    at_premises: bool = False
    inferred: bool = False
    note: Words = NO_WORDS


@dataclass(frozen=True, slots=True)
class RecordedStep:
    """When a step was taken, when that was reported, and where it was taken (None: not said)."""

    at: datetime.datetime
    reported_at: datetime.datetime
    place: StepPlace | None = None


def find_part(steps: Iterable[StepDefinition], part: str) -> StepDefinition | None:
    """The step that plays `part`, or None where the pack names none."""
    return next((step for step in steps if step.part == part), None)


def check_steps(
    steps: Iterable[StepDefinition],
    recorded: Mapping[str, RecordedStep],
    *,
    polling_on: datetime.date,
    calendar: Calendar,
) -> tuple[Finding, ...]:
    """Everything in which the recorded times disagree with each other or with the law, in the pack's order.

    `recorded` by step; what was not recorded is not judged. `calendar` is the country's: in its zone
    days end for commissions above the precincts, for a precinct by the clock of its own time.
    Sides of a finding are whole minutes, the sooner limit to the right: for order, minutes from the step that
    comes first to this one, against 0; for a limit, minutes taken against minutes allowed; for the future,
    minutes after the report against 0. A place has no sides. `fields` are codes of steps, this one first.
    """
    definitions = {step.code: step for step in steps}
    findings: list[Finding] = []
    for step in definitions.values():
        given = recorded.get(step.code)
        if given is None:
            continue
        findings += _check_order(step, given, definitions, recorded)
        findings += _check_limit(step, given, recorded, polling_on, calendar)
        if step.at_premises and given.place not in (None, StepPlace.PREMISES):
            findings.append(_finding(STEP_PLACE, (step.code,)))
        if given.at - given.reported_at > CLOCKS_APART:
            findings.append(_finding(STEP_FUTURE, (step.code,), _minutes_up(given.at - given.reported_at), 0))
    return tuple(findings)


def step_due(
    limit: StepLimit | None, since: datetime.datetime | None, polling_on: datetime.date, calendar: Calendar
) -> Answer:
    """By when a step must be taken, where the step that it runs from was taken at `since` (None: not yet)."""
    if limit is None:
        return due(None, since, calendar)
    if not limit.since:
        since = event_moment(limit.deadline.start, polling_on, calendar.zone)
    return due(limit.deadline, since, calendar)


def earlier_steps(
    step: StepDefinition, definitions: Mapping[str, StepDefinition], recorded: Mapping[str, RecordedStep]
) -> tuple[str, ...]:
    """The nearest recorded steps that come before `step`; one that was not recorded is seen through."""
    found: dict[str, None] = {}
    seen = {step.code}
    waiting = list(step.after)
    while waiting:
        code = waiting.pop(0)
        if code in seen:
            continue
        seen.add(code)
        if code in recorded:
            found[code] = None
        elif code in definitions:
            waiting += definitions[code].after
    return tuple(found)


def _check_order(
    step: StepDefinition,
    given: RecordedStep,
    definitions: Mapping[str, StepDefinition],
    recorded: Mapping[str, RecordedStep],
) -> Iterator[Finding]:
    told = set()
    counted = find_part(definitions.values(), "count_ended")
    if step.part == "signed" and counted is not None and counted.code in recorded:
        told.add(counted.code)
        if given.at < recorded[counted.code].at:
            yield _out_of_order(STEP_EARLY, step.code, counted.code, recorded)
    for before in earlier_steps(step, definitions, recorded):
        if before not in told and given.at < recorded[before].at:
            yield _out_of_order(STEP_ORDER, step.code, before, recorded)


def _out_of_order(rule: FormRule, code: str, before: str, recorded: Mapping[str, RecordedStep]) -> Finding:
    # Rounded away from zero, so that half a minute too early is no agreement.
    minutes = (recorded[code].at - recorded[before].at) // _MINUTE
    return _finding(rule, (code, before), minutes, 0)


def _check_limit(
    step: StepDefinition,
    given: RecordedStep,
    recorded: Mapping[str, RecordedStep],
    polling_on: datetime.date,
    calendar: Calendar,
) -> Iterator[Finding]:
    if step.limit is None:
        return
    since = recorded.get(step.limit.since)
    # A precinct abroad closes its election day by its own clock; commissions above it share the country's.
    own = given.at.tzinfo or calendar.zone
    here = calendar if step.scope is StepScope.COMMISSION else replace(calendar, zone=own)
    answer = step_due(step.limit, since.at if since else None, polling_on, here)
    late = overdue_by(answer, given.at)
    if answer.at is None or late is None:
        return
    # Days after voting run from the midnight that ends it; an hour of that day itself has no run at all.
    starts = since.at if since is not None else min(here.end_of(polling_on), answer.at)
    allowed = _minutes_up(overdue_by(Answer(Outlook.DUE, starts), answer.at) or _NO_TIME)
    fields = (step.code, *([step.limit.since] if since is not None else []))
    finding = _finding(STEP_LATE, fields, allowed + _minutes_up(late), allowed)
    yield finding if step.limit.is_sure else replace(finding, severity=Severity.SOFT)


def _minutes_up(span: datetime.timedelta) -> int:
    return -(-span // _MINUTE)


def _finding(
    rule: FormRule, fields: tuple[str, ...], left: int | None = None, right: int | None = None
) -> Finding:
    return Finding(rule.code, rule.severity, Verdict.BROKEN, fields, left, right)
