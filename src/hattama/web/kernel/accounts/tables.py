"""Tables of accounts: who changed whose rights, the one-time codes on paper, and counts of failed logins."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class AccountChange(models.Model):
    """One change of an account or of a role, never changed itself; the database refuses it.

    `actor` is None where the operator acted at the command line. Election and area stand by name: a draft may
    be loaded anew, and what was done in it stays told.
    """

    election_id = models.CharField(max_length=48, blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="account_changes_made"
    )
    whom = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="account_changes")
    change = models.CharField(max_length=32)
    role = models.CharField(max_length=32, blank=True)
    area_id = models.CharField(max_length=64, blank=True)
    moment = models.DateTimeField()

    class Meta:
        db_table = "account_change"
        ordering = ("pk",)


class PaperCode(models.Model):
    """A one-time code printed for an account. Only its hash is kept, not the code."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="paper_codes")
    sha256 = models.CharField(max_length=64, unique=True)
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField()
    printed_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "paper_code"


class CacheRow(models.Model):
    """The table of Django's cache in the database, column for column as Django asks for it.

    It counts failed logins for all processes of the server together.
    """

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "cache_row"
