"""Tables of the check of the published record: draws by a public seed, and what strangers read again.

Rows of readings and of judgements only grow; the database refuses more. What they show is computed each time.
"""

from django.conf import settings
from django.db import models

from hattama.web.kernel.elections.tables import AreaRow, ElectionRow


class RecordDraw(models.Model):
    """A list of published papers fixed at `tree_size` entries, and since `seed` is known, a draw from it.

    `list_sha256` names the list in the content store: one `area/contest` a line, sorted, in UTF-8.
    """

    election = models.ForeignKey(ElectionRow, models.PROTECT, related_name="record_draws")
    tree_size = models.PositiveBigIntegerField()
    listed = models.PositiveIntegerField()
    list_sha256 = models.CharField(max_length=64)
    fixed_at = models.DateTimeField()
    fixed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    seed = models.CharField(max_length=200, blank=True)
    size = models.PositiveIntegerField(default=0)
    drawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("pk",)


class DrawnPaper(models.Model):
    """One paper of a draw: the protocol that log entry `entry_index` holds, at its place in the order."""

    draw = models.ForeignKey(RecordDraw, models.PROTECT, related_name="papers")
    position = models.PositiveIntegerField()
    area = models.ForeignKey(AreaRow, models.PROTECT, related_name="drawn_papers")
    contest = models.CharField(max_length=48)
    entry_index = models.PositiveBigIntegerField()

    class Meta:
        ordering = ("draw", "position")
        constraints = (models.UniqueConstraint(fields=("draw", "position"), name="paper_drawn_once"),)


class StrangerReading(models.Model):
    """What one reader read from a drawn paper: `answers` by figure key, as core.audits has them."""

    paper = models.ForeignKey(DrawnPaper, models.PROTECT, related_name="readings")
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    answers = models.JSONField()
    read_at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("paper", "reader"), name="paper_read_once"),)


class FigureJudgement(models.Model):
    """What a reviewer found of a figure that somebody read otherwise than it is published; the last holds.

    `entry_index` names the published version; `origin`: who asked (strangers or the machine); `read` is what
    they read, as text ('136', 'unreadable', 'not_on_paper').
    """

    election = models.ForeignKey(ElectionRow, models.PROTECT, related_name="figure_judgements")
    area = models.ForeignKey(AreaRow, models.PROTECT, related_name="figure_judgements")
    contest = models.CharField(max_length=48)
    entry_index = models.PositiveBigIntegerField()
    key = models.CharField(max_length=96)
    origin = models.CharField(max_length=16)
    published = models.BigIntegerField(null=True)
    read = models.CharField(max_length=20)
    verdict = models.CharField(max_length=20)
    reason = models.TextField()
    judge = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    role = models.CharField(max_length=32)
    judged_at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)
        indexes = (models.Index(fields=("election", "entry_index"), name="judgement_of_version"),)
