"""Table of what happened to protocols, step by step; the database lets no row be changed or deleted."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from django.conf import settings
from django.db import models

from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.log.tables import Act
from hattama.web.kernel.stores.kept_questions import kept_question, rows_among
from hattama.web.kernel.stores.kept_rows import insert_rows


class LifeStep(models.Model):
    """One deed in a protocol's life: who did it in which role, when, why, what it said, what came of it.

    `data` holds what the deed said, so that the steps in their order make the state again; `state` is the
    code of what the protocol was after it. `act` is what the log was asked to take in because of it.
    """

    area = models.ForeignKey(AreaRow, models.PROTECT, related_name="life_steps")
    contest = models.CharField(max_length=48)
    deed = models.CharField(max_length=32)
    state = models.CharField(max_length=32)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True)
    role = models.CharField(max_length=32)
    recorded_at = models.DateTimeField()
    reason = models.CharField(max_length=48, blank=True)
    data = models.JSONField(default=dict)
    # Steps are asked for by their protocol, never by an act, and no act is deleted.
    act = models.ForeignKey(Act, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        indexes = (models.Index(fields=("area", "contest", "id"), name="life_of_protocol"),)

    @property
    def stated_at(self) -> datetime.datetime | None:
        """When a device without a network says that it was done; None where the server was there."""
        return self._offline("acted_at")

    @property
    def statement_received_at(self) -> datetime.datetime | None:
        """When the statement of such a device was received: before `recorded_at` where it had to wait."""
        return self._offline("received_at")

    def _offline(self, name: str) -> datetime.datetime | None:
        said = self.data.get("offline", {}).get(name)
        return None if said is None else datetime.datetime.fromisoformat(said)


class CurrentState(models.Model):
    """What a protocol is after its last step: a row of each that has any, which the database itself writes
    with the step, so that nobody counts through all steps. It points to what the step points to, which stays.

    `rereads`: how often the two who differ have read the paper again; `rounds_ended`: whether the last step
    was a reviewer's who ended that early. `stands_out`: it is not plainly published.
    """

    area = models.ForeignKey(
        AreaRow, models.PROTECT, db_index=False, db_constraint=False, related_name="current_states"
    )
    contest = models.CharField(max_length=48)
    state = models.CharField(max_length=32)
    step = models.ForeignKey(LifeStep, models.PROTECT, db_index=False, db_constraint=False)
    rereads = models.PositiveSmallIntegerField()
    rounds_ended = models.BooleanField()
    stands_out = models.BooleanField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("area", "contest"), name="current_once"),)
        indexes = (
            models.Index(
                fields=("contest", "state", "area"),
                name="current_open",
                condition=models.Q(stands_out=True),
            ),
        )


_KEEP: Final = """
INSERT INTO current_state (area_id, contest, state, step_id, rereads, rounds_ended, stands_out)
VALUES (NEW.area_id, NEW.contest, NEW.state, NEW.id, CASE NEW.deed WHEN 'retype' THEN 1 ELSE 0 END,
NEW.deed = 'end_rounds', NEW.state <> 'published')
ON CONFLICT (area_id, contest) DO UPDATE SET state = EXCLUDED.state, step_id = EXCLUDED.step_id,
rereads = current_state.rereads + EXCLUDED.rereads,
rounds_ended = EXCLUDED.rounds_ended OR (NEW.deed = 'attach_scan' AND current_state.rounds_ended),
stands_out = EXCLUDED.stands_out;
"""

_TRIGGERS: Final = {
    "sqlite": (f"CREATE TRIGGER life_step_is_current AFTER INSERT ON life_step BEGIN {_KEEP} END",),
    "postgresql": (
        "CREATE FUNCTION hattama_current_state() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN {_KEEP} RETURN NULL; END $$",
        "CREATE TRIGGER life_step_is_current AFTER INSERT ON life_step "
        "FOR EACH ROW EXECUTE FUNCTION hattama_current_state()",
    ),
}


def keep_current_states(apps: Any, editor: Any) -> None:
    """Have the database write each current state with its step; a function of a migration."""
    for statement in _TRIGGERS[editor.connection.vendor]:
        editor.execute(statement)


class TakenCase(models.Model):
    """Which reviewer works on a protocol now, since when; the last says. No `person`: nobody does."""

    area = models.ForeignKey(AreaRow, models.CASCADE, related_name="taken_cases")
    contest = models.CharField(max_length=48)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True)
    since = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("area", "contest"), name="taken_once"),)


class Remark(models.Model):
    """What a precinct's people or its reviewers wrote to each other about a protocol. The database lets no
    row be changed or deleted. `awaits`: the other side is to answer, unless a later remark stands there."""

    area = models.ForeignKey(AreaRow, models.PROTECT, related_name="remarks")
    contest = models.CharField(max_length=48)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="remarks")
    role = models.CharField(max_length=32)
    text = models.TextField()
    awaits = models.BooleanField()
    written_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=("area", "contest", "id"), name="remarks_of_protocol"),)


class TypingTime(models.Model):
    """What the page of the form counted of one entry, for training: nothing of the public has it.

    `seconds` from the first key to the last; `corrections` are presses that take something away. The rows are
    forgotten after a month (`hattama privacy purge`); with the account they go, too.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="typing_times")
    area = models.ForeignKey(AreaRow, models.CASCADE, related_name="typing_times")
    seconds = models.PositiveIntegerField()
    keys = models.PositiveIntegerField()
    corrections = models.PositiveIntegerField()
    typed_at = models.DateTimeField()


def load_steps(area: AreaRow, contest: str) -> list[LifeStep]:
    """The steps of one protocol's life in their order."""
    steps = steps_of(area.pk, contest)
    for step in steps:
        step.area = area
    return steps


@kept_question
def steps_of(area: int, contest: str) -> models.QuerySet[LifeStep]:
    return LifeStep.objects.filter(area=area, contest=contest).order_by("pk")


def record_steps(steps: Sequence[LifeStep]) -> None:
    """Write steps in their order."""
    insert_rows(steps)


def load_decision_documents(area_pks: Sequence[int]) -> set[str]:
    """SHA-256 of the files of decisions about protocols of these precincts."""
    return _documents_in(rows_among(Act, "area", area_pks, "body", kind__in=DECIDED))


def published_decision_documents(election: ElectionRow) -> set[str]:
    """SHA-256 of the files of all decisions that the log of `election` holds."""
    decided = Act.objects.filter(election=election, logentry__isnull=False, kind__in=DECIDED)
    return _documents_in(decided.values_list("body"))


def _documents_in(bodies: Iterable[tuple[Mapping[str, Any]]]) -> set[str]:
    decisions = (body["decision"] for (body,) in bodies)
    documents = (decision["document"] for decision in decisions if decision is not None)
    return {document["sha256"] for document in documents if document is not None}


DECIDED = (
    *("correction", "recount", "annulment", "investigation"),
    *("withdrawal", "lot", "amendment", "recount_order"),
)
"""Kinds of entries that name somebody's decision."""
