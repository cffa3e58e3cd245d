"""The table of recordings that were sent: on their way, kept under their hash, hidden in part, published."""

from django.conf import settings
from django.db import models

from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.kernel.published.tables import Scan


class SentRecording(models.Model):
    """A recording. `token` makes the name of its record; `original` is None while bytes of it are missing.

    `hidden`: rectangles in hundredths of the picture with seconds from and to; `shown`: the file in which
    they are hidden, None until it is made. The original is nobody's to see but those who keep the register.
    """

    area = models.ForeignKey(AreaRow, models.PROTECT, related_name="recordings")
    token = models.CharField(max_length=32)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    camera = models.CharField(max_length=48)
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    size_bytes = models.PositiveBigIntegerField()
    expires_at = models.DateTimeField()
    original = models.ForeignKey(Scan, models.PROTECT, null=True, related_name="+")
    hidden = models.JSONField(default=list)
    shown = models.ForeignKey(Scan, models.PROTECT, null=True, related_name="+")
    trouble = models.CharField(max_length=200, blank=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("id",)
