"""Tables of copies that strangers send: whether they are taken in, what came, and what became of it.

All of it only grows; the database refuses more. The pictures alone stand apart: one that nobody took is
deleted as soon as it is refused, and none outlives the queue.
"""

from django.conf import settings
from django.db import models

from hattama.web.kernel.elections.tables import AreaRow, ElectionRow


class CopyReception(models.Model):
    """An organiser opened or closed a count for copies of strangers; the last row rules, none is closed."""

    election = models.ForeignKey(ElectionRow, models.PROTECT, related_name="+")
    is_open = models.BooleanField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    moment = models.DateTimeField()

    class Meta:
        ordering = ("pk",)


class SentCopy(models.Model):
    """One picture of a protocol's copy as a stranger sent it; nothing says who that was.

    `code_sha256` is the hash of the receipt code, which is kept nowhere. `figures` by key, as far as the
    sender typed them: shown to no volunteer who may still have to read the picture. `photo_sha256` is that
    of the JPEG that was drawn anew, `size_bytes` its length.
    """

    election = models.ForeignKey(ElectionRow, models.PROTECT, related_name="+")
    area = models.ForeignKey(AreaRow, models.PROTECT, related_name="+")
    contest = models.CharField(max_length=48)
    code_sha256 = models.CharField(max_length=64, unique=True)
    figures = models.JSONField(default=dict)
    photo_sha256 = models.CharField(max_length=64, db_index=True)
    size_bytes = models.PositiveIntegerField()
    sent_at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)


class SentPicture(models.Model):
    """The picture of a copy while it waits; the row is deleted when somebody takes or refuses the copy."""

    copy = models.OneToOneField(SentCopy, models.PROTECT, primary_key=True, related_name="picture")
    data = models.BinaryField()

    class Meta:
        db_table = "sent_copy_picture"


class CopyStep(models.Model):
    """What a volunteer did with a copy: `deed` is a code of reading.CopyDeed, `reason` one of
    reading.REFUSALS, `report` the number of the report that the copy became."""

    copy = models.ForeignKey(SentCopy, models.PROTECT, related_name="steps")
    deed = models.CharField(max_length=16)
    reason = models.CharField(max_length=16, blank=True)
    note = models.TextField(blank=True)
    report = models.BigIntegerField(null=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    role = models.CharField(max_length=32)
    moment = models.DateTimeField()

    class Meta:
        ordering = ("pk",)
