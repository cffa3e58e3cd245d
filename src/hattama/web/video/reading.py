"""What cameras recorded at each precinct, held against the steps of its night; and of a whole election."""

import datetime
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from hattama.core.entries import Step
from hattama.core.observation import CAMERA, RECORDING, VIDEO, Footage, Stretch, cover, stretches_in
from hattama.core.protocols import StepDefinition
from hattama.core.records import Record
from hattama.core.vocabulary import NO_WORDS, Words
from hattama.formats.criteria import criteria_of
from hattama.publish.tables import csv_pieces
from hattama.publish.views import render_json
from hattama.web.kernel.elections.loading import Definition, load_definition
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.pages.file_answers import read_made
from hattama.web.kernel.stores.kept_questions import kept_question
from hattama.web.kernel.stores.kept_readings import kept_by_key
from hattama.web.night.tables import load_timelines
from hattama.web.registers.reading import load_registry
from hattama.web.registers.tables import PublishedRecord

COVERAGE = "video/coverage.json"
"""Under which name what all precincts come to lies among the files that are made once."""

CHUNK = 500
_HEAD = ("precinct", "cameras", "recordings", "steps", "seen", "least_angles", "gaps", "minutes_missing")


@dataclass(frozen=True, slots=True)
class PrecinctVideo:
    """One precinct: the records of its cameras, when its steps were taken, and what was seen of them."""

    records: tuple[Record, ...]
    steps: dict[Step, datetime.datetime]
    stretches: tuple[Stretch, ...]
    coverage: Footage

    def of_kind(self, kind: str) -> list[Record]:
        """The cameras, or the recordings."""
        return [one for one in self.records if one.kind.code == kind]

    @property
    def cameras(self) -> list[Record]:
        """Those that are registered."""
        return self.of_kind(CAMERA)

    @property
    def seen(self) -> int:
        """How many steps some camera saw."""
        return len(self.coverage.seen) - self.coverage.unseen

    def facts(self, code: str) -> dict[str, Any]:
        """What files state of the precinct `code`."""
        seen = self.coverage.seen
        return {
            "precinct": code,
            "cameras": len(self.cameras),
            "recordings": len(self.of_kind(RECORDING)),
            "steps": len(seen),
            "seen": self.seen,
            "least_angles": self.coverage.least_angles,
            "gaps": [
                {"begun_at": gap.begun_at.isoformat(), "ended_at": gap.ended_at.isoformat()}
                for gap in self.coverage.gaps
            ],
            "minutes_missing": self.coverage.minutes_missing,
            "by_step": [
                {
                    "contest": contest or None,
                    "step": step,
                    "at": self.steps[contest, step].isoformat(),
                    "cameras": sorted(cameras),
                }
                for (contest, step), cameras in seen.items()
            ],
        }


def seen_steps(definition: Definition) -> list[StepDefinition]:
    """The steps that a camera in the premises can see, as the criterion about video names them."""
    codes = {code for one in criteria_of(definition.pack) if one.code == VIDEO for code in one.steps}
    return [step for step in definition.pack.steps if step.code in codes]


def camera_view(camera: Record) -> Words:
    """What a camera shows."""
    field = camera.kind.field("view")
    item = field.item(str(camera.value("view"))) if field is not None else None
    return NO_WORDS if item is None else item.words


def video_of(definition: Definition, area: AreaRow) -> PrecinctVideo | None:
    """What the register says of a precinct; None where it says nothing of it."""
    records = kept_by_key({area.pk}, _records_of).get(area.pk)
    return None if records is None else _covered(definition, area.pk, records)


def _covered(definition: Definition, area_pk: int, records: Iterable[Record]) -> PrecinctVideo:
    known = tuple(records)
    codes = [step.code for step in seen_steps(definition)]
    timeline = load_timelines([area_pk]).get(area_pk, {})
    steps = {key: told[-1].moment for key, told in timeline.items() if key[1] in codes}
    ordered = dict(sorted(steps.items(), key=lambda one: (one[1], codes.index(one[0][1]), one[0][0])))
    stretches = stretches_in(known)
    return PrecinctVideo(known, ordered, stretches, cover(ordered, stretches))


def _records_of(keys: set[int]) -> dict[int, list[Record]]:
    """The records about what could be seen, by row id of their precinct, in the order of their opening."""
    found: dict[int, list[Record]] = {}
    told: dict[ElectionRow, dict[str, int]] = {}
    for row in _records_in(list(keys)):
        told.setdefault(row.election, {})[row.record_id] = row.area_id or 0
    for election, places in told.items():
        registry, _ = load_registry(election, VIDEO, list(places), with_links=False)
        for record_id, pk in places.items():
            found.setdefault(pk, []).append(registry.records[record_id])
    return found


@kept_question
def _records_in(areas: list[int]) -> QuerySet[PublishedRecord]:
    rows = PublishedRecord.standing.filter(area__in=areas, register=VIDEO).exclude(kind="copy_request")
    return rows.select_related("election")


def load_coverage(election: ElectionRow) -> list[dict[str, Any]]:
    """Every precinct of which the register says anything, for this state of the log. Raises MakersBusy."""
    told: list[dict[str, Any]] = json.loads(read_made(election, COVERAGE, lambda: [coverage_json(election)]))
    return told


def coverage_json(election: ElectionRow) -> bytes:
    """The same as a document."""
    return render_json(list(_all(election)))


def coverage_csv(election: ElectionRow) -> Iterator[bytes]:
    """The same as a table: one row a precinct."""
    rows = ([len(one[key]) if key == "gaps" else one[key] for key in _HEAD] for one in _all(election))
    return csv_pieces(_HEAD, rows)


def load_filmed(election: ElectionRow) -> QuerySet[AreaRow]:
    """The precincts of which the register says anything, in their order."""
    named = PublishedRecord.standing.filter(election=election, register=VIDEO).exclude(kind="copy_request")
    areas = AreaRow.objects.filter(pk__in=named.order_by().values("area")).exclude(kind="unit")
    return areas.order_by("sort_key", "code")


def _all(election: ElectionRow) -> Iterator[dict[str, Any]]:
    definition = load_definition(election)
    codes = dict(load_filmed(election).values_list("pk", "code"))
    pks = list(codes)
    for start in range(0, len(pks), CHUNK):
        records = _records_of(set(pks[start : start + CHUNK]))
        for pk in pks[start : start + CHUNK]:
            yield _covered(definition, pk, records[pk]).facts(codes[pk])
