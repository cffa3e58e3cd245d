"""Tables of registers. Entries and records follow from the log; the texts that it has as hashes stand beside.

A text can be erased, and then the log says as much as before: that something was stated, sealed by a hash.
"""

from collections.abc import Iterable

from django.conf import settings
from django.db import models

from hattama.core.entries import salted_sha256
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.published.tables import PublishedRow

CHUNK = 500


class RegisterEntry(PublishedRow):
    """A log entry about a register. `record_id` is empty where it is about the register as a whole."""

    register = models.CharField(max_length=48)
    record_id = models.CharField(max_length=48, blank=True)
    entry_index = models.PositiveBigIntegerField()
    leaf_hash = models.CharField(max_length=64)
    body = models.JSONField()

    class Meta:
        db_table = "published_register_entry"
        ordering = ("entry_index",)
        constraints = (
            models.UniqueConstraint(fields=("election", "entry_index"), name="register_entry_once"),
        )
        indexes = (models.Index(fields=("election", "register", "record_id"), name="register_entry_of"),)


class _Standing(models.Manager["PublishedRecord"]):
    def get_queryset(self) -> models.QuerySet["PublishedRecord"]:
        return super().get_queryset().filter(is_withdrawn=False)


class PublishedRecord(PublishedRow):
    """A record as its entries leave it, for lists: `values` are those shown first, by field, if public.

    `due_at`, `due_until`: the nearest and the farthest of the limits that run, as far as the record itself
    tells. `is_settled`: it may stay in its state. `is_withdrawn`: all that was stated of it was taken back:
    it keeps its page, and stands in no list, which asks `standing`.
    """

    register = models.CharField(max_length=48)
    edition = models.CharField(max_length=48)
    kind = models.CharField(max_length=48)
    record_id = models.CharField(max_length=48)
    area = models.ForeignKey(AreaRow, models.PROTECT, null=True, related_name="records")
    state = models.CharField(max_length=48, blank=True)
    is_settled = models.BooleanField()
    is_withdrawn = models.BooleanField()
    opened_index = models.PositiveBigIntegerField()
    opened_at = models.DateTimeField()
    last_index = models.PositiveBigIntegerField()
    due_at = models.DateTimeField(null=True)
    due_until = models.DateTimeField(null=True)
    values = models.JSONField()
    search_text = models.TextField()

    objects = models.Manager["PublishedRecord"]()
    standing = _Standing()

    class Meta:
        ordering = ("opened_index",)
        constraints = (models.UniqueConstraint(fields=("election", "record_id"), name="record_once"),)
        indexes = (models.Index(fields=("election", "register", "due_at"), name="record_due"),)


class OpenedText(models.Model):
    """A text that the log holds as the hash of its salt and itself; it goes when it is erased."""

    election = models.ForeignKey(ElectionRow, models.PROTECT)
    register = models.CharField(max_length=48)
    record_id = models.CharField(max_length=48, blank=True)
    field = models.CharField(max_length=48, help_text="the field's code, or `quotation`")
    digest = models.CharField(max_length=64)
    salt = models.CharField(max_length=32)
    text = models.TextField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("election", "digest"), name="opened_text_once"),)
        indexes = (models.Index(fields=("election", "register", "record_id"), name="opened_text_of"),)


class ErasedText(models.Model):
    """That a text was erased: when, by whom and why. It is never changed or deleted.

    Of one that was erased elsewhere, before its bundle was taken in here, the bundle says no more than when.
    """

    election = models.ForeignKey(ElectionRow, models.PROTECT)
    register = models.CharField(max_length=48)
    record_id = models.CharField(max_length=48, blank=True)
    field = models.CharField(max_length=48)
    digest = models.CharField(max_length=64)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True)
    ground = models.CharField(max_length=500)
    erased_at = models.DateTimeField()

    class Meta:
        ordering = ("id",)


def load_opened(election: ElectionRow, register: str, record_ids: Iterable[str] | None) -> dict[str, str]:
    """The texts of these records (None: of all) by the hash that the log has of them.

    A text that is not what was hashed is left out: nobody shows what the log does not hold.
    """
    rows = OpenedText.objects.filter(election=election, register=register)
    return {
        digest: text
        for some in _in_chunks(record_ids)
        for digest, salt, text in (rows if some is None else rows.filter(record_id__in=some)).values_list(
            "digest", "salt", "text"
        )
        if salted_sha256(text, salt) == digest
    }


def load_entries(
    election: ElectionRow, register: str, record_ids: Iterable[str] | None
) -> list[RegisterEntry]:
    """The entries of these records (None: of all, and of the register as a whole) in the order of the log."""
    rows = RegisterEntry.objects.filter(election=election, register=register)
    found = [
        row
        for some in _in_chunks(record_ids)
        for row in (rows if some is None else rows.filter(record_id__in=some))
    ]
    return sorted(found, key=lambda row: row.entry_index)


def _in_chunks(record_ids: Iterable[str] | None) -> Iterable[list[str] | None]:
    if record_ids is None:
        return (None,)
    ordered = sorted(record_ids)
    return [ordered[start : start + CHUNK] for start in range(0, len(ordered), CHUNK)]


def count_erased(election_id: str = "") -> str:
    """How many texts were erased, of one election or on this site: what is made changes by that though no log
    does."""
    of = ErasedText.objects.filter(election=election_id) if election_id else ErasedText.objects
    return str(of.count())
