"""Who looked at what is personal, and when; rows of this table only grow, and the database refuses more."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.db import models
from django.db.models import Q, QuerySet

from hattama.web.kernel.elections.tables import ElectionRow


class PersonalRead(models.Model):
    """One look at something personal: `what` was looked at, of which area, and which one (`subject`).

    What was read is not kept again. Election and area stand by name, as in `AccountChange`; a read that is
    not of one area has none.
    """

    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="personal_reads")
    what = models.CharField(max_length=32)
    election_id = models.CharField(max_length=48)
    area_id = models.CharField(max_length=64, blank=True)
    subject = models.CharField(max_length=64, blank=True)
    moment = models.DateTimeField()

    class Meta:
        db_table = "personal_read"
        ordering = ("pk",)
        indexes = (models.Index(fields=("election_id", "area_id"), name="personal_read_where"),)


def reads_within(election: ElectionRow, area_ids: Iterable[str]) -> QuerySet[PersonalRead]:
    """What was looked at in these areas of the election, and in no area of it; newest first."""
    here = Q(area_id="") | Q(area_id__in=list(area_ids))
    return PersonalRead.objects.filter(here, election_id=election.pk).select_related("actor").order_by("-pk")
