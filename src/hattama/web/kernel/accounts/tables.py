"""Tables of accounts: sessions, who acts where, who changed rights, who looked at what is personal, codes on
paper.
"""

from typing import Any

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.module_loading import import_string

from hattama.web.kernel.elections.tables import AreaRow, ElectionRow


class Session(AbstractBaseSession):
    """A session of Django, and whose it is; None until somebody has logged in."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")

    @classmethod
    def get_session_store_class(cls) -> Any:
        """The engine that keeps sessions here."""
        return import_string(f"{settings.SESSION_ENGINE}.SessionStore")


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
        ordering = ("pk",)


class PaperCode(models.Model):
    """A one-time code printed for an account. Only its hash is kept, not the code."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="paper_codes")
    sha256 = models.CharField(max_length=64, unique=True)
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField()
    printed_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class CacheRow(models.Model):
    """The table of Django's cache in the database, column for column as Django asks for it.

    It counts failed logins for all processes of the server together.
    """

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)


class Membership(models.Model):
    """A role that a user holds for an area and everything below it; `search_text`: of login and name."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    area = models.ForeignKey(AreaRow, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=32)
    search_text = models.TextField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("user", "area", "role"), name="membership_once"),)


class ProposedRole(models.Model):
    """A role that decides, proposed by one person; it is in force once another confirms it.

    `proposed_by` is None where the operator did at the command line.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="proposed_roles")
    area = models.ForeignKey(AreaRow, models.CASCADE, related_name="proposed_roles")
    role = models.CharField(max_length=32)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("user", "area", "role"), name="proposed_once"),)


class Pseudonym(models.Model):
    """How the log of an election names a person: `sha256` of a salt, which stays here, and login and name."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="pseudonyms")
    election_id = models.CharField(max_length=48)
    salt = models.CharField(max_length=32)
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("user", "election_id"), name="pseudonym_once"),)


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
        ordering = ("pk",)
        indexes = (models.Index(fields=("election_id", "area_id"), name="personal_read_where"),)


def reads_within(election: ElectionRow, areas: QuerySet[AreaRow]) -> QuerySet[PersonalRead]:
    """What was looked at in these areas of the election, and in no area of it; newest first."""
    here = Q(area_id="") | Q(Exists(areas.filter(code=OuterRef("area_id"))))
    return PersonalRead.objects.filter(here, election_id=election.pk).select_related("actor").order_by("-pk")
