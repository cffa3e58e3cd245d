"""Table of who acts where: a user's role in one election for one area and all below it."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from hattama.web.kernel.elections.tables import AreaRow


class Membership(models.Model):
    """A role that a user holds for an area and everything below it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    area = models.ForeignKey(AreaRow, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=32)

    class Meta:
        db_table = "membership"
        constraints = (models.UniqueConstraint(fields=("user", "area", "role"), name="membership_once"),)
