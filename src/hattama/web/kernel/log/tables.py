"""Tables of what was done and of the log: acts as they were accepted, entries in the order of the log."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet

from hattama.publish.json_lines import read_proven
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow

NAMED_ENTRY = {
    "protocol": "replaces",
    "correction": "replaces",
    "recount": "replaces",
    "annulment": "annuls",
    "confirmation": "confirms",
}
"""Under which key the entry of an act names the entry of the act that it follows, by kind."""


class Act(models.Model):
    """One accepted act, never changed. `body` is the log entry it asks for; `private` never leaves here.

    The index of an entry is known only when it is written. An act that replaces, annuls or confirms another
    `follows` it, and its body holds null in the place of the index (NAMED_ENTRY) that the log's writer
    fills in.
    """

    election = models.ForeignKey(ElectionRow, models.PROTECT, related_name="acts")
    kind = models.CharField(max_length=32)
    area = models.ForeignKey(AreaRow, models.PROTECT, null=True)
    contest = models.CharField(max_length=48, blank=True)
    body = models.JSONField()
    private = models.JSONField(default=dict)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True)
    role = models.CharField(max_length=32)
    recorded_at = models.DateTimeField()
    # Nobody asks for what follows an act, and no act is deleted.
    follows = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", db_index=False)


def act_of(election: ElectionRow, body: dict[str, Any], recorded_at: datetime.datetime, **of: Any) -> Act:
    """The act that asks for the entry `body`, not written yet; of the system where `of` names no role."""
    said = {"kind": body["kind"], "body": body, "recorded_at": recorded_at}
    return Act(election=election, **said, **{"role": "system"} | of)


class PendingAct(models.Model):
    """An accepted act that the log does not hold yet; the one writer takes it away in its transaction."""

    act = models.OneToOneField(Act, models.CASCADE, primary_key=True, related_name="pending")


def acts_waiting(*which: Q, most: int | None = None, **values: object) -> QuerySet[Act]:
    """Accepted acts that the log does not hold yet, `most` of them in their order.

    Asked from what waits: a database without statistics walks through all that was ever accepted instead.
    """
    fitting = Exists(Act.objects.filter(*which, pk=OuterRef("pk"), **values))
    waiting = PendingAct.objects.filter(fitting).order_by("pk").values("pk")[:most]
    return Act.objects.filter(pk__in=waiting).order_by("pk")


class WaitingAct(NamedTuple):
    """An act as the log's writer takes it in: what it needs of its row."""

    pk: int
    kind: str
    area_id: int | None
    private: Mapping[str, Any]
    recorded_at: datetime.datetime
    follows_id: int | None
    body: dict[str, Any]


Taken = Act | WaitingAct
"""What becomes an entry: an act as it is in the hand of who records it, or as it waits."""


class WrittenEntry(NamedTuple):
    """What the public tables are told of an entry: where it stands, of its act the row id of the area, what
    never leaves here, and when it was recorded; and what it says."""

    index: int  # type: ignore[assignment]
    kind: str
    leaf_hash: str
    published_at: datetime.datetime
    area_id: int | None
    private: Mapping[str, Any]
    recorded_at: datetime.datetime
    body: Mapping[str, Any]

    @classmethod
    def of(cls, row: Sequence[Any]) -> Self:
        """The entry of a row of these COLUMNS of the log."""
        return cls._make((*row[:-1], read_proven(bytes(row[-1]))))

    @property
    def area_pk(self) -> int:
        """Row id of the area, of an entry that is about one."""
        assert self.area_id is not None
        return self.area_id


COLUMNS = (
    *("index", "kind", "leaf_hash", "published_at"),
    *("act__area_id", "act__private", "act__recorded_at", "body"),
)


class LogEntry(models.Model):
    """One entry of an election's log. `body` is canonical JSON, byte for byte as hashed."""

    election = models.ForeignKey(ElectionRow, models.PROTECT, related_name="entries")
    index = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=32)
    body = models.BinaryField()
    leaf_hash = models.CharField(max_length=64)
    act = models.OneToOneField(Act, models.PROTECT)
    published_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("election", "index"), name="log_index_once"),)
        # What is rare among protocols, a seal or a table of turnout, is found without reading the log.
        indexes = (models.Index(fields=("election", "kind", "index"), name="log_kind"),)
