"""Changes of polling stations that one person proposed, until another signs or declines them."""

from django.conf import settings
from django.db import models

from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.kernel.published.tables import Scan


class ProposedChange(models.Model):
    """What is to change of a polling station, by whose decision; one at a time. The row goes with its end.

    `words`: [field, language, text] of what it is to be called; `decision` as entries have it, but its file.
    """

    area = models.OneToOneField(AreaRow, models.CASCADE, related_name="proposed_change")
    change = models.CharField(max_length=32)
    into = models.CharField(max_length=64, blank=True)
    contest = models.CharField(max_length=48, blank=True)
    words = models.JSONField(default=list)
    decision = models.JSONField()
    document = models.ForeignKey(Scan, models.PROTECT, null=True, related_name="+")
    note = models.TextField(blank=True)
    done_by = models.JSONField()
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
