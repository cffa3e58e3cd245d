"""Tables of counting night as the public sees it: times of steps, and what is wrong with times and papers.

Every row follows from log entries and can be made again from them.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Sequence

from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet

from hattama.core.entries import STEPS, Step, StepTime, Timeline, fold_steps
from hattama.core.protocols import StepDefinition
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow, below
from hattama.web.kernel.log.tables import Act
from hattama.web.kernel.stores.kept_readings import kept

CHUNK = 500
_MINUTE = datetime.timedelta(minutes=1)


class PublishedStep(models.Model):
    """One statement of when a step was taken. `contest` is empty for steps of the whole precinct.

    `at_text` and `recorded_text` are the moments as the entry has them; `stands` False once corrected.
    """

    election = models.ForeignKey(ElectionRow, models.PROTECT)
    area = models.ForeignKey(AreaRow, models.PROTECT, related_name="steps")
    contest = models.CharField(max_length=48, blank=True)
    step = models.CharField(max_length=48)
    at = models.DateTimeField()
    at_text = models.CharField(max_length=25)
    place = models.CharField(max_length=24, blank=True)
    recorded_text = models.CharField(max_length=25)
    method = models.CharField(max_length=16)
    entry_index = models.PositiveBigIntegerField()
    stands = models.BooleanField(default=True)

    class Meta:
        db_table = "published_step"
        ordering = ("entry_index", "step")
        constraints = (
            models.UniqueConstraint(fields=("area", "entry_index", "step"), name="step_once_an_entry"),
        )
        indexes = (models.Index(fields=("election", "stands", "step", "contest"), name="step_spread"),)

    def value(self) -> StepTime:
        """The statement as a value."""
        return StepTime(self.entry_index, self.at_text, self.place or None, self.recorded_text, self.method)


class NightFinding(models.Model):
    """One finding about the times (`kind` is `steps`) or the papers (`custody`) of one area."""

    election = models.ForeignKey(ElectionRow, models.PROTECT)
    area = models.ForeignKey(AreaRow, models.PROTECT, related_name="night_findings")
    kind = models.CharField(max_length=16)
    contest = models.CharField(max_length=48, blank=True)
    code = models.CharField(max_length=24)
    severity = models.CharField(max_length=8)
    fields = models.JSONField(default=list)
    left = models.BigIntegerField(null=True)
    right = models.BigIntegerField(null=True)

    class Meta:
        db_table = "published_night_finding"
        ordering = ("id",)
        indexes = (models.Index(fields=("election", "code"), name="night_finding_code"),)


@kept
def load_timelines(area_pks: Collection[int]) -> dict[int, dict[Step, tuple[StepTime, ...]]]:
    """The published statements of these areas by row id; areas without any are absent."""
    timelines: dict[int, dict[Step, tuple[StepTime, ...]]] = {}
    for row in _in_chunks(area_pks):
        timeline = timelines.setdefault(row.area_id, {})
        step = (row.contest, row.step)
        timeline[step] = (*timeline.get(step, ()), row.value())
    return timelines


def _in_chunks(area_pks: Collection[int]) -> Iterable[PublishedStep]:
    ordered = sorted(area_pks)
    for start in range(0, len(ordered), CHUNK):
        yield from PublishedStep.objects.filter(area__in=ordered[start : start + CHUNK])


def load_accepted_timeline(area: AreaRow, steps: Sequence[StepDefinition]) -> Timeline:
    """All statements that were accepted of an area, the log may not hold the last of them yet.

    Those that it does not hold have the index -1.
    """
    timeline: Timeline = {}
    acts = Act.objects.filter(area=area, kind=STEPS).order_by("pk")
    for body, index in acts.values_list("body", "logentry__index"):
        place = -1 if index is None else index
        timeline = fold_steps(timeline, place, body, steps, is_precinct=area.is_precinct)
    return timeline


@kept
def findings_of(area: AreaRow, kind: str) -> list[NightFinding]:
    """What is wrong with the times or the papers of an area."""
    return list(NightFinding.objects.filter(area=area, kind=kind))


def _within(area: AreaRow, prefix: str = "area__") -> Q:
    return Q() if area.depth == 0 else below(area, prefix)


def count_precincts_with_steps(election: ElectionRow, area: AreaRow) -> int:
    """How many precincts of an area gave the time of any step."""
    stated = PublishedStep.objects.filter(area=OuterRef("pk"))
    precincts = AreaRow.objects.filter(_within(area, ""), Exists(stated), election=election)
    return precincts.exclude(kind="unit").count()


def findings_within(election: ElectionRow, area: AreaRow) -> QuerySet[NightFinding]:
    """What is wrong with times and papers in an area, those of one precinct together."""
    rows = NightFinding.objects.filter(_within(area), election=election)
    return rows.select_related("area").order_by("area__sort_key", "area__code", "id")


def is_said_of_night(election: ElectionRow, code: str) -> bool:
    """Whether this code is said of the times or the papers of any area."""
    return NightFinding.objects.filter(election=election, code=code).exists()


def moments_since(election: ElectionRow, since: str, contest: str, area: AreaRow) -> dict[str, list[int]]:
    """Minutes from the step `since` of each precinct to its other steps, by step.

    Steps of the whole precinct and those of `contest`; a precinct that does not say when `since` was is left
    out. Whole minutes, rounded down.
    """
    rows = PublishedStep.objects.filter(
        _within(area), election=election, stands=True, contest__in=("", contest)
    )
    # The text is read as fast as the database gives it; a hundred thousand moments are not.
    read = datetime.datetime.fromisoformat
    stated = rows.order_by().values_list("area", "step", "at_text")
    told = [(pk, step, read(at)) for pk, step, at in stated.iterator(chunk_size=10_000)]
    began = {pk: at for pk, step, at in told if step == since}
    minutes: dict[str, list[int]] = {}
    for pk, step, at in told:
        if pk in began and step != since:
            minutes.setdefault(step, []).append((at - began[pk]) // _MINUTE)
    return minutes
