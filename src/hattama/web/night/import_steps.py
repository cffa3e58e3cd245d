"""Times of steps that did not come from the desk become acts: those that the demonstration plays in."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db import transaction

from hattama.core.protocols import StepPlace
from hattama.core.tabulation import STEPS
from hattama.web.kernel.elections.loading import load_definition
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.log.accept_acts import record_acts
from hattama.web.kernel.log.protocol_bodies import moment_text
from hattama.web.kernel.log.tables import Act
from hattama.web.night.record_step import find_step, steps_body


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
    rows = AreaRow.objects.filter(election=election, area_id__in=wanted).only(
        "pk", "area_id", "kind", "election"
    )
    areas = {row.area_id: row for row in rows}
    definition = load_definition(election)
    acts = []
    for stated in waiting:
        area = areas[stated.area_id]
        for step in stated.times:
            find_step(definition, area, stated.contest, step)
        times = {step: moment_text(at) or "" for step, at in stated.times.items()}
        body = steps_body(area, stated.contest, times, recorded_at=now, method=method, places=stated.places)
        acts.append(Act(election=election, kind=STEPS, area=area, body=body, role="system", recorded_at=now))
    record_acts(acts)
    return len(acts)
