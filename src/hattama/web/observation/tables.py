"""Tables of observation: organisations with their people, forms, observers and plan; what observers sent.

An observer is a pseudonym here; whose it is only the organisation knows. What was sent only grows; the
database refuses more. That an edit replaces a submission, and which files still lack, follows from the rows.
"""

from django.conf import settings
from django.db import models

from hattama.web.kernel.elections.tables import AreaRow, ElectionRow


class Organisation(models.Model):
    """An organisation that observes an election. `code` names it in addresses; `gateway_sha256`: the hash of
    the secret in the address that its gateway of short messages asks, empty where it has none;
    `reader_sha256`: the same of the address at which its own programs read what was sent."""

    election = models.ForeignKey(ElectionRow, models.PROTECT, related_name="organisations")
    code = models.CharField(max_length=48)
    names = models.JSONField()
    gateway_sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    reader_sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    made_at = models.DateTimeField()

    class Meta:
        db_table = "observer_organisation"
        ordering = ("code",)
        constraints = (models.UniqueConstraint(fields=("election", "code"), name="organisation_once"),)


class OrganisationMember(models.Model):
    """What an account is in an organisation, one row a role (`policy.OrganisationRole`)."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="organisations")
    role = models.CharField(max_length=16)

    class Meta:
        db_table = "observer_organisation_member"
        constraints = (
            models.UniqueConstraint(fields=("organisation", "user", "role"), name="member_role_once"),
        )


class Agreement(models.Model):
    """That `giver` lets the people of `taker` read what its observers sent, until either ends it.

    It begins as an invitation, of which the hash is kept; whoever was given it takes it for their
    organisation.
    """

    giver = models.ForeignKey(Organisation, models.PROTECT, related_name="given")
    invitation_sha256 = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    taker = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="taken")
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    taken_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "observer_agreement"
        ordering = ("pk",)


class FormVersion(models.Model):
    """A version of an organisation's form: the XLSForm as it was brought (in the content store), the XForm of
    telephones. A withdrawn version is offered no more; what was filled in with it is still taken."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="forms")
    form_id = models.CharField(max_length=64)
    version = models.CharField(max_length=64)
    phase = models.CharField(max_length=64)
    titles = models.JSONField()
    source_name = models.CharField(max_length=120)
    source_sha256 = models.CharField(max_length=64)
    xform = models.BinaryField()
    brought_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    brought_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "observation_form"
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("organisation", "form_id", "version"), name="form_version_once"),
        )


class FormFile(models.Model):
    """A file that a form needs beside it (a list, a picture), in the content store."""

    form = models.ForeignKey(FormVersion, models.PROTECT, related_name="files")
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    md5 = models.CharField(max_length=40)

    class Meta:
        db_table = "observation_form_file"
        constraints = (models.UniqueConstraint(fields=("form", "name"), name="form_file_once"),)


class Observer(models.Model):
    """An observer by pseudonym. `token_sha256`: the hash of the secret in the telephone's address; empty
    where none is good: none was printed yet, or it was revoked. `sender_mark`: the keyed hash of the number
    whose short messages are this observer's."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="observers")
    pseudonym = models.CharField(max_length=32)
    language = models.CharField(max_length=2, default="kk")
    token_sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    token_made_at = models.DateTimeField(null=True)
    sender_mark = models.CharField(max_length=64, blank=True, db_index=True)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("pseudonym",)
        constraints = (models.UniqueConstraint(fields=("organisation", "pseudonym"), name="observer_once"),)


class PlannedVisit(models.Model):
    """Who is to report of which place in which phase: by this it is known from the start what is missing."""

    observer = models.ForeignKey(Observer, models.PROTECT, related_name="visits")
    area = models.ForeignKey(AreaRow, models.PROTECT, related_name="+")
    phase = models.CharField(max_length=64)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("observer", "area", "phase"), name="visit_once"),)


class SentForm(models.Model):
    """A filled form as it came, byte for byte; never changed. An edit is another that names what it replaces.

    `began_at`, `ended_at` by the telephone's clock.
    """

    form = models.ForeignKey(FormVersion, models.PROTECT, related_name="sent")
    observer = models.ForeignKey(Observer, models.PROTECT, related_name="sent")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    instance_id = models.CharField(max_length=249)
    deprecated_id = models.CharField(max_length=249, blank=True)
    phase = models.CharField(max_length=64)
    xml = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    answers = models.JSONField()
    file_names = models.JSONField(help_text="the files that it says come with it: question by name")
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("organisation", "instance_id"), name="sent_form_once"),
        )
        indexes = (
            models.Index(fields=("organisation", "phase"), name="sent_form_of_phase"),
            models.Index(fields=("observer", "phase"), name="sent_form_of_visit"),
        )

    @property
    def area(self) -> AreaRow | None:
        """Where it was filled in; None where it names no known place, none is planned and nobody has said."""
        place: FormPlace | None = getattr(self, "place", None)
        return None if place is None else place.area


class FormPlace(models.Model):
    """Where a form was filled in, said once: as it came, by what it names or by the plan; or `actor` did."""

    sent = models.OneToOneField(SentForm, models.PROTECT, primary_key=True, related_name="place")
    area = models.ForeignKey(AreaRow, models.PROTECT, related_name="+")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    moment = models.DateTimeField()

    class Meta:
        db_table = "sent_form_place"


class SentFile(models.Model):
    """A file that came with a filled form, in the content store; other bytes under a name are another row."""

    sent = models.ForeignKey(SentForm, models.PROTECT, related_name="files")
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size_bytes = models.PositiveIntegerField()
    received_at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("sent", "name", "sha256"), name="sent_file_once"),)


class ReceivedMessage(models.Model):
    """A short message of an observer as it came, what was understood of it, and what was answered.

    `sent`: the filled form that it made or confirmed; `gateway_id`: what the gateway calls it, if anything.
    """

    observer = models.ForeignKey(Observer, models.PROTECT, related_name="messages")
    gateway_id = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    answers = models.JSONField()
    unclear = models.JSONField()
    reply = models.TextField()
    sent = models.ForeignKey(SentForm, models.PROTECT, null=True, related_name="messages")
    received_at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)
        indexes = (models.Index(fields=("observer", "gateway_id"), name="message_of_gateway"),)


class SentReview(models.Model):
    """What a reviewer says of a filled form; the last says what stands."""

    sent = models.ForeignKey(SentForm, models.PROTECT, related_name="reviews")
    state = models.CharField(max_length=16)
    note = models.CharField(max_length=500, blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    moment = models.DateTimeField()

    class Meta:
        ordering = ("pk",)


class ChosenAnswer(models.Model):
    """Which answer stands where several observers of a place gave several; the last one chosen says."""

    form = models.ForeignKey(FormVersion, models.PROTECT, related_name="chosen")
    station = models.CharField(max_length=64)
    question = models.CharField(max_length=200)
    answer = models.TextField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    moment = models.DateTimeField()

    class Meta:
        ordering = ("pk",)


class PublishedSet(models.Model):
    """A table of filled forms that the entry at `seal_index` of the log sealed, with what opens it.

    It is to open at `opens_at`; `opening_index`: the entry that opened it, None while it is closed.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="published")
    form = models.ForeignKey(FormVersion, models.PROTECT, related_name="published")
    sha256 = models.CharField(max_length=64)
    size_bytes = models.PositiveIntegerField()
    salt = models.CharField(max_length=64)
    seal_index = models.PositiveBigIntegerField()
    opens_at = models.DateTimeField()
    opening_index = models.PositiveBigIntegerField(null=True)

    class Meta:
        db_table = "published_sent_forms"
        ordering = ("pk",)
