"""Tables of what people report: a paper that says otherwise than the site, and what a commission answers;
what observers signed of their copies.

Reports and steps only grow; the database refuses more. Only the way to reach the person stands apart, so that
it can be forgotten. Keys and copies of observers follow from the log.
"""

from django.conf import settings
from django.db import models

from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.published.tables import PublishedRow


class DifferenceReport(models.Model):
    """One report about the protocol that log entry `entry_index` holds.

    `rows`: a list of {key, shown, paper}, figures or None. The message and the photograph are for reviewers;
    `photo_sha256` names a JPEG of the content store, without what a telephone writes beside a picture.
    """

    election = models.ForeignKey(ElectionRow, models.PROTECT, related_name="difference_reports")
    area = models.ForeignKey(AreaRow, models.PROTECT, related_name="difference_reports")
    contest = models.CharField(max_length=48)
    entry_index = models.PositiveBigIntegerField()
    rows = models.JSONField(default=list)
    message = models.TextField(blank=True)
    photo_sha256 = models.CharField(max_length=64, blank=True)
    reported_at = models.DateTimeField()

    class Meta:
        ordering = ("-pk",)
        indexes = (models.Index(fields=("area", "reported_at"), name="report_of_area"),)


class ReportStep(models.Model):
    """What a reviewer did about a report: the state since, the public answer, a photograph shown to all."""

    report = models.ForeignKey(DifferenceReport, models.PROTECT, related_name="steps")
    state = models.CharField(max_length=16)
    answer = models.TextField(blank=True)
    released_sha256 = models.CharField(max_length=64, blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT)
    role = models.CharField(max_length=32)
    moment = models.DateTimeField()

    class Meta:
        ordering = ("pk",)


class ReportContact(models.Model):
    """How to reach who reported, if they gave it. The row is deleted when it is to be forgotten."""

    report = models.OneToOneField(DifferenceReport, models.PROTECT, primary_key=True, related_name="contact")
    contact = models.CharField(max_length=200)


class PublishedObserverKey(PublishedRow):
    """A key of an observer's device, as the log enrolled it. `claim`: how its signatures name it, NAME+ID;
    `revoked_by`: the entry that ended it."""

    claim = models.TextField()
    vkey = models.TextField()
    within = models.CharField(max_length=64)
    organisation = models.CharField(max_length=200)
    entry_index = models.PositiveBigIntegerField()
    revoked_by = models.PositiveBigIntegerField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("election", "claim"), name="observer_key_once"),)


class PublishedCopy(PublishedRow):
    """What an observer signed of a copy of a protocol. `acted_text` by the device's clock; `digest` as in
    `copy_digest`."""

    area = models.ForeignKey(AreaRow, models.PROTECT, related_name="observer_copies")
    contest = models.CharField(max_length=48)
    vkey = models.TextField()
    organisation = models.CharField(max_length=200)
    figures = models.JSONField()
    photo_sha256 = models.CharField(max_length=64, blank=True)
    acted_text = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)
    entry_index = models.PositiveBigIntegerField()
    published_at = models.DateTimeField()

    class Meta:
        db_table = "published_observer_copy"
        ordering = ("entry_index",)
        constraints = (models.UniqueConstraint(fields=("election", "entry_index"), name="copy_once"),)
        indexes = (models.Index(fields=("area", "contest"), name="copy_of_protocol"),)
