"""Tables of audits: what the log says of them, the tables they committed to, counts as they were typed."""

from django.conf import settings
from django.db import models

from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.published.tables import PublishedRow


class AuditEntry(PublishedRow):
    """One entry about an audit or a recount, as the log carries it."""

    entry_index = models.PositiveBigIntegerField()
    body = models.JSONField()

    class Meta:
        db_table = "published_audit_entry"
        ordering = ("entry_index",)
        constraints = (models.UniqueConstraint(fields=("election", "entry_index"), name="audit_entry_once"),)


class CommittedTable(models.Model):
    """The reported figures of every batch, byte for byte as they were hashed and committed to."""

    election = models.ForeignKey(ElectionRow, models.PROTECT, related_name="committed_tables")
    sha256 = models.CharField(max_length=64)
    table = models.BinaryField()

    class Meta:
        db_table = "audit_committed_table"
        constraints = (models.UniqueConstraint(fields=("election", "sha256"), name="audit_table_once"),)


class BatchCount(models.Model):
    """What one person typed of one hand count, blind to every other; two that are alike make an entry.

    `ballots` are the numbers of the ballots read, empty for a whole batch; `told` what was found: a number by
    code, or a code by ballot.
    """

    election = models.ForeignKey(ElectionRow, models.PROTECT, related_name="batch_counts")
    number = models.PositiveIntegerField()
    area = models.ForeignKey(AreaRow, models.PROTECT, related_name="batch_counts")
    ballots = models.JSONField()
    told = models.JSONField()
    role = models.CharField(max_length=32)
    held_for = models.CharField(max_length=64)
    counter = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    counted_at = models.DateTimeField()

    class Meta:
        db_table = "audit_batch_count"
        ordering = ("pk",)
        indexes = (models.Index(fields=("election", "number", "area"), name="batch_counted"),)
