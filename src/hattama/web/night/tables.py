"""Tables of counting night as the public sees it: times of steps, the custody of papers, and what is wrong
with either.

Every row follows from log entries and can be made again from them, but for the names beside them, which never
leave the archive.
"""

import datetime
import json
from collections.abc import Collection, Iterator, Sequence

from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet

from hattama.core.entries import (
    CUSTODY,
    STEPS,
    CustodyChain,
    Step,
    StepTime,
    Timeline,
    fold_custody,
    fold_steps,
)
from hattama.core.protocols import StepDefinition
from hattama.web.kernel.elections.loading import load_definition
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow, below
from hattama.web.kernel.log.tables import Act, LogEntry
from hattama.web.kernel.published.missing import held_in
from hattama.web.kernel.published.tables import PublishedRow, Scan
from hattama.web.kernel.stores.kept_questions import kept_question, rows_among
from hattama.web.kernel.stores.kept_readings import kept, kept_by_key, rows_by_area

_MINUTE = datetime.timedelta(minutes=1)


class PublishedStep(PublishedRow):
    """One statement of when a step was taken. `contest` is empty for steps of the whole precinct.

    `at_text` and `recorded_text` are the moments as the entry has them; `stands` False once corrected.
    """

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
        ordering = ("entry_index", "step")
        constraints = (
            models.UniqueConstraint(fields=("area", "entry_index", "step"), name="step_once_an_entry"),
        )
        indexes = (models.Index(fields=("election", "stands", "step", "contest"), name="step_spread"),)

    def value(self) -> StepTime:
        """The statement as a value."""
        return StepTime(self.entry_index, self.at_text, self.place or None, self.recorded_text, self.method)


class NightFinding(PublishedRow):
    """One finding about the times (`kind` is `steps`) or the papers (`custody`) of one area."""

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


class PublishedArrival(PublishedRow):
    """A paper that a higher commission received, as the record says that stands: `entry_index` in the log.

    `bearer`, and whether a name was given: of who set out with it, where that was recorded.
    """

    area = models.ForeignKey(AreaRow, models.PROTECT, related_name="arrivals")
    contest = models.CharField(max_length=48, blank=True)
    paper = models.CharField(max_length=40)
    at = models.DateTimeField()
    holder = models.CharField(max_length=24, blank=True)
    carried_at = models.DateTimeField(null=True)
    bearer = models.CharField(max_length=24, blank=True)
    is_named = models.BooleanField()
    pages = models.PositiveIntegerField(null=True)
    seal = models.CharField(max_length=8, blank=True)
    entry_index = models.PositiveBigIntegerField()

    class Meta:
        ordering = ("at", "id")


class PublishedDocument(PublishedRow):
    """A file that was attached to a paper and shown to everybody; `stands` False once its record was replaced
    by one that does not show it."""

    area = models.ForeignKey(AreaRow, models.PROTECT, related_name="attached_documents")
    sha256 = models.CharField(max_length=64, db_index=True)
    stands = models.BooleanField()

    class Meta:
        db_table = "published_attached_document"


def load_attached_documents(area_pks: Sequence[int]) -> set[str]:
    """SHA-256 of what was attached to papers of these precincts and everybody may see."""
    return {sha256 for (sha256,) in rows_among(PublishedDocument, "area", area_pks, "sha256", stands=True)}


def withdrawn_documents(area_pks: Sequence[int]) -> set[str]:
    """SHA-256 of what was attached there, was shown, and is shown no more."""
    return {sha256 for (sha256,) in rows_among(PublishedDocument, "area", area_pks, "sha256", stands=False)}


def published_attached_documents(election: ElectionRow) -> set[str]:
    """SHA-256 of all that was attached to papers of an election and everybody may see."""
    shown = PublishedDocument.objects.filter(election=election, stands=True)
    return set(shown.values_list("sha256", flat=True))


def is_attached_document(sha256: str) -> bool:
    """Whether this file was attached to a paper and everybody may see it."""
    return PublishedDocument.objects.filter(sha256=sha256, stands=True).exists()


@kept
def count_arrivals(election: ElectionRow, area: AreaRow) -> tuple[int, int]:
    """How many papers from an area were received, and from how many precincts of it."""
    rows = PublishedArrival.objects.filter(_within(area), election=election)
    return rows.count(), rows.values("area").distinct().count()


@kept
def arrivals_within(election: ElectionRow, area: AreaRow, start: int, stop: int) -> list[PublishedArrival]:
    """Some of the papers from an area that were received, those first that came first."""
    rows = PublishedArrival.objects.filter(_within(area), election=election).select_related("area")
    return list(rows[start:stop]) if stop > start else []


def load_timelines(area_pks: Collection[int]) -> dict[int, dict[Step, tuple[StepTime, ...]]]:
    """The published statements of these areas by row id; areas without any are absent."""
    return kept_by_key(set(area_pks), _timelines)


def _timelines(area_pks: set[int]) -> dict[int, dict[Step, tuple[StepTime, ...]]]:
    timelines: dict[int, dict[Step, tuple[StepTime, ...]]] = {}
    for pk, rows in rows_by_area(PublishedStep)(area_pks).items():
        timeline = timelines[pk] = {}
        for row in rows:
            step = (row.contest, row.step)
            timeline[step] = (*timeline.get(step, ()), row.value())
    return timelines


def load_accepted_timeline(area: AreaRow, steps: Sequence[StepDefinition]) -> Timeline:
    """All statements that were accepted of an area, the log may not hold the last of them yet.

    Those that it does not hold have the index -1.
    """
    timeline: Timeline = {}
    acts = Act.objects.filter(area=area, kind=STEPS).order_by("pk")
    for body, index in acts.values_list("body", "logentry__index"):
        place = -1 if index is None else index
        timeline = fold_steps(timeline, place, body, steps, area)
    return timeline


def findings_of(area: AreaRow, kind: str) -> list[NightFinding]:
    """What is wrong with the times or the papers of an area."""
    return [
        row for row in kept_by_key({area.pk}, rows_by_area(NightFinding)).get(area.pk, ()) if row.kind == kind
    ]


def _within(area: AreaRow, prefix: str = "area__") -> Q:
    return Q() if area.depth == 0 else below(area, prefix)


@kept
def count_precincts_with_steps(election: ElectionRow, area: AreaRow, contest: str) -> int:
    """How many of the precincts of an area in which a contest is held gave the time of any step."""
    stated = PublishedStep.objects.filter(area=OuterRef("pk"))
    held = held_in(election, load_definition(election).election.contest(contest))
    precincts = AreaRow.objects.filter(_within(area, ""), held, Exists(stated), election=election)
    return precincts.exclude(kind="unit").count()


@kept
def count_findings_within(election: ElectionRow, area: AreaRow) -> int:
    """How much is wrong with times and papers in an area."""
    return NightFinding.objects.filter(_within(area), election=election).count()


@kept
def findings_within(election: ElectionRow, area: AreaRow, start: int, stop: int) -> list[NightFinding]:
    """Some of what is wrong with times and papers in an area, those of one precinct together."""
    rows = NightFinding.objects.filter(_within(area), election=election).select_related("area")
    return list(rows.order_by("area__sort_key", "area__code", "id")[start:stop]) if stop > start else []


def is_said_of_night(election: ElectionRow, code: str) -> bool:
    """Whether this code is said of the times or the papers of any area."""
    return NightFinding.objects.filter(election=election, code=code).exists()


@kept
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


class CustodyName(models.Model):
    """To whom a record of custody speaks: the name, and the salt under which the log holds its hash.

    Written once with the record and never changed or deleted: the database itself refuses.
    """

    act = models.OneToOneField(Act, models.PROTECT, primary_key=True, related_name="custody_name")
    area = models.ForeignKey(AreaRow, models.PROTECT, related_name="custody_names")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=200, blank=True)
    salt = models.CharField(max_length=32, blank=True)
    document = models.ForeignKey(Scan, models.PROTECT, null=True, related_name="attached_to")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("area", "number"), name="custody_number_once"),)


def load_chains(area_pks: Collection[int]) -> dict[int, CustodyChain]:
    """What the log holds of the papers of these precincts, by row id; precincts without any are absent."""
    return kept_by_key(set(area_pks), _chains)


def _chains(area_pks: Collection[int]) -> dict[int, CustodyChain]:
    chains: dict[int, CustodyChain] = {}
    for pk, index, body in _custody_of(list(area_pks)):
        chains[pk] = fold_custody(chains.get(pk, CustodyChain()), index, json.loads(bytes(body)))
    return chains


@kept_question
def _custody_of(areas: list[int]) -> QuerySet[LogEntry, tuple[int, int, bytes | memoryview]]:
    rows = LogEntry.objects.filter(kind=CUSTODY, act__area__in=areas).order_by("index")
    return rows.values_list("act__area_id", "index", "body")


def load_accepted_chain(area: AreaRow) -> CustodyChain:
    """All records that were accepted of a precinct; those that the log does not hold have the index -1."""
    chain = CustodyChain()
    acts = Act.objects.filter(area=area, kind=CUSTODY).order_by("pk")
    for body, index in acts.values_list("body", "logentry__index"):
        chain = fold_custody(chain, -1 if index is None else index, body)
    return chain


def names_given(area: AreaRow) -> dict[int, tuple[str, str]]:
    """The names given with the records of a precinct, and their salts, by the record's number: for the desk
    alone, which may tell a person their salt."""
    rows = CustodyName.objects.filter(area=area).exclude(name="")
    return {number: (name, salt) for number, name, salt in rows.values_list("number", "name", "salt")}


def areas_with_custody(election: ElectionRow) -> Iterator[AreaRow]:
    """The precincts whose papers the log speaks of."""
    told = LogEntry.objects.filter(election=election, kind=CUSTODY).order_by().values("act__area").distinct()
    yield from AreaRow.objects.filter(pk__in=told).only("pk", "code", "election")
