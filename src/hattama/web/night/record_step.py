"""A commission says when it took steps of counting night: typed, or tapped at the moment itself."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from hattama.core.entries import STEPS, Timeline, entry_body, moment_text, steps_at
from hattama.core.protocols import StepDefinition, StepPlace, StepScope
from hattama.core.vocabulary import Deed, Message
from hattama.web.kernel.accounts.roles import role_now
from hattama.web.kernel.elections.loading import Definition, load_definition, load_path
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.log.accept_acts import (
    ContestNotHeldHere,
    ElectionNotOpen,
    SubmissionRefused,
    record_act,
    record_acts,
)
from hattama.web.kernel.log.recording import hold_area
from hattama.web.kernel.log.tables import Act, act_of
from hattama.web.night.tables import load_accepted_timeline


class StepNotTakenHere(SubmissionRefused):
    """The rules know no such step, or it is not taken at such a place."""

    sentence = Message("This step is not taken here.")


class StepHasAnotherTime(SubmissionRefused):
    """The step has a time that the act does not name as the one it corrects: stated by another, or twice."""

    sentence = Message("This step has a time by now. Look at it below and correct it if it is wrong.")
    is_mendable = False


class NothingToCorrect(SubmissionRefused):
    """The time given is the one that stands."""

    sentence = Message("This is the time that stands already.")


class TimeOutOfReach(SubmissionRefused):
    """The typed time lies more than half a year from election day: a slip that no table should hold."""

    sentence = Message("The day is too far from election day. Check the year and the month.")


FARTHEST = datetime.timedelta(days=183)


@transaction.atomic
def record_step(
    user: Any,
    area: AreaRow,
    contest: str,
    step: str,
    at: datetime.datetime,
    *,
    now: datetime.datetime,
    corrects: str = "",
    place: StepPlace | None = None,
) -> Act:
    """Record when `step` was taken, as an act that awaits the log. `contest` is empty for a precinct's step.

    `at` is aware; it is kept by the clock of the area. `corrects` is the time that stands, as the log has it,
    when there is one. What the time contradicts is a finding and never a reason to refuse.

    Raises NotYours or a SubmissionRefused that names the reason; then nothing is recorded.
    """
    definition = load_definition(area.election)
    defined = find_step(definition, area, contest, step)
    role = role_now(user, deed_for(defined), area)
    known = hold_area(area)
    _refuse_strange(area, contest, definition)
    # What is tapped is no slip, and a demonstration's election day lies years back.
    if at != now:
        refuse_far_from(definition, at)
    given = moment_text(at.astimezone(ZoneInfo(area.time_zone)).replace(microsecond=0)) or ""
    _refuse_blind_change(load_accepted_timeline(area, definition.pack.steps), contest, step, given, corrects)
    said = {
        "times": {step: given},
        "places": {} if place is None else {step: place},
        "corrects": {step: corrects} if corrects else {},
    }
    body = entry_body(STEPS, now, area=area.code, contest=contest or None, **said, method="typed")
    # The contest stands in the body alone: an act with one is about that precinct's protocol.
    return record_act(area.election, body, now, area=area, actor=user, role=role.value, known=known)


def find_step(definition: Definition, area: AreaRow, contest: str, step: str) -> StepDefinition:
    """The step that is taken at this place. Raises StepNotTakenHere."""
    for defined in steps_at(definition.pack.steps, contest, area):
        if defined.code == step:
            return defined
    raise StepNotTakenHere


def deed_for(step: StepDefinition) -> Deed:
    """What a person must be allowed to do to say when `step` was taken.

    That the papers came in, and what a commission above the precincts does, is for its own people to say.
    """
    is_above = step.scope is StepScope.COMMISSION or step.part == "received"
    return Deed.RECORD_CUSTODY if is_above else Deed.RECORD_STEP


def refuse_far_from(definition: Definition, at: datetime.datetime) -> None:
    """Raise TimeOutOfReach for a moment more than half a year from election day."""
    if abs(at.date() - definition.election.polling_on) > FARTHEST:
        raise TimeOutOfReach


def _refuse_strange(area: AreaRow, contest: str, definition: Definition) -> None:
    if area.election.opened_at is None:
        raise ElectionNotOpen
    path = [row.code for row in load_path(area)]
    if contest and contest not in {held.code for held in definition.contests_at(path)}:
        raise ContestNotHeldHere


def _refuse_blind_change(timeline: Timeline, contest: str, step: str, given: str, corrects: str) -> None:
    stated = timeline.get((contest, step), ())
    standing = stated[-1].at if stated else ""
    if standing != corrects:
        raise StepHasAnotherTime
    if standing == given:
        raise NothingToCorrect


def import_known_steps(
    election: ElectionRow,
    stated: Iterable[tuple[str, str, Mapping[str, datetime.datetime]]],
    *,
    now: datetime.datetime,
    method: str,
) -> None:
    """Record those of the times that came with protocols (area, contest, times by name) whose names are steps
    of the rules. A step that has a time keeps it: an import corrects nothing."""
    scopes = {step.code: step.scope for step in load_definition(election).pack.steps}
    wanted = [told for told in stated if scopes.keys() & told[2].keys()]
    known = (
        {
            (area, body["contest"] or "", step)
            for area, body in Act.objects.filter(
                election=election, kind=STEPS, area__code__in={told[0] for told in wanted}
            ).values_list("area__code", "body")
            for step in body["times"]
        }
        if wanted
        else set()
    )
    incoming = []
    for area_id, contest, times in wanted:
        for scope, where in ((StepScope.PRECINCT, ""), (StepScope.CONTEST, contest)):
            taken = {
                step: at
                for step, at in times.items()
                if scopes.get(step) is scope and (area_id, where, step) not in known
            }
            known.update((area_id, where, step) for step in taken)
            incoming.append(IncomingSteps(area_id, where, taken))
    import_steps(election, incoming, now=now, method=method)


@dataclass(frozen=True, slots=True)
class IncomingSteps:
    """Times of one precinct's steps, of the whole precinct (`contest` empty) or of one contest; none of them
    was stated before."""

    area_id: str
    contest: str
    times: Mapping[str, datetime.datetime]
    places: Mapping[str, StepPlace] = field(default_factory=dict)


@transaction.atomic
def import_steps(
    election: ElectionRow, incoming: Iterable[IncomingSteps], *, now: datetime.datetime, method: str
) -> int:
    """Record the times as acts that await the log; how many acts there were. Raises StepNotTakenHere."""
    waiting = [stated for stated in incoming if stated.times]
    wanted = {stated.area_id for stated in waiting}
    rows = AreaRow.objects.filter(election=election, code__in=wanted).only(
        "pk", "code", "kind", "ancestry", "election"
    )
    areas = {row.code: row for row in rows}
    definition = load_definition(election)
    acts = []
    for stated in waiting:
        area = areas[stated.area_id]
        for step in stated.times:
            find_step(definition, area, stated.contest, step)
        said = {"times": stated.times, "places": stated.places, "corrects": {}, "method": method}
        body = entry_body(STEPS, now, area=area.code, contest=stated.contest or None, **said)
        acts.append(act_of(election, body, now, area=area))
    record_acts(acts)
    return len(acts)
