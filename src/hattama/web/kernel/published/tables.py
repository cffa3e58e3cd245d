"""Tables of what the public sees. Every row follows from log entries and can be rebuilt from them, but for
scans: what the content store holds, by SHA-256.
"""

import datetime
from typing import Any

from django.db import models

from hattama.web.kernel.elections.tables import AreaRow, ElectionRow


class Scan(models.Model):
    """The bytes of a scan as received are in the content store under `sha256`; this row describes them."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    media_type = models.CharField(max_length=32)
    size_bytes = models.PositiveIntegerField()
    pages = models.PositiveSmallIntegerField()
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    received_at = models.DateTimeField()


def describe_kept(sha256: str, *, received_at: datetime.datetime, pages: int = 1, **told: Any) -> Scan:
    """The row of bytes that are kept, written where there is none; `told`: type, size, width and height."""
    described = {"received_at": received_at, "pages": pages, **told}
    return Scan.objects.get_or_create(sha256=sha256, defaults=described)[0]


class PublishedRow(models.Model):
    """What follows from the log of an election, and is made anew from it by a rebuild."""

    election = models.ForeignKey(ElectionRow, models.PROTECT)

    class Meta:
        abstract = True


class PublicMark(PublishedRow):
    """The public tables of an election follow from the first `size` entries of its log."""

    election = models.OneToOneField(ElectionRow, models.PROTECT)
    size = models.PositiveBigIntegerField()


_BROKEN = models.Q(has_broken=True)


class AwaitedProtocol(PublishedRow):
    """A protocol that the roster expects and the log does not hold."""

    area = models.ForeignKey(AreaRow, models.PROTECT, related_name="awaited")
    contest = models.CharField(max_length=48)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("contest", "area"), name="awaited_once"),)


class PublishedProtocol(PublishedRow):
    """The current version of a protocol. `figures` by key; `findings` as the log entry carries them."""

    area = models.ForeignKey(AreaRow, models.PROTECT, related_name="protocols")
    contest = models.CharField(max_length=48)
    kind = models.CharField(max_length=16, default="protocol")
    first_index = models.PositiveBigIntegerField(help_text="of the entry with which it first came")
    entry_index = models.PositiveBigIntegerField()
    leaf_hash = models.CharField(max_length=64)
    version = models.PositiveSmallIntegerField()
    paper_index = models.PositiveBigIntegerField(
        help_text="of the entry with which the paper of this version came"
    )
    annulled_by = models.PositiveBigIntegerField(null=True)
    preliminary = models.BooleanField(default=False)
    confirmed_by = models.PositiveBigIntegerField(null=True, help_text="index of the entry that confirms it")
    investigation = models.PositiveBigIntegerField(null=True, help_text="index of the entry that opened it")
    figures = models.JSONField()
    illegible = models.JSONField(default=list)
    findings = models.JSONField(default=list)
    has_broken = models.BooleanField(default=False)
    has_scan = models.BooleanField(default=False)
    explanation = models.TextField(blank=True)
    explanation_facts = models.JSONField(null=True, help_text="sha256, salt, withdrawn_by")
    method = models.CharField(max_length=16)
    reread = models.JSONField(default=list)
    done_by = models.JSONField(default=list, help_text="deed, role and area of those who made this version")
    source = models.CharField(max_length=255, blank=True)
    beside = models.JSONField(
        default=dict,
        help_text="links, notes, times that the source gives beside it, by the mapping's names",
    )
    signed_at = models.DateTimeField(null=True)
    signed_text = models.CharField(max_length=25, blank=True, help_text="signed_at as the entry has it")
    received_at = models.DateTimeField()
    published_at = models.DateTimeField()

    @property
    def is_bare(self) -> bool:
        """Whether the source shows that the paper is there, and nobody has given its figures."""
        return self.preliminary and self.method == "imported"

    @property
    def shown_scans(self) -> list["PublishedScan"]:
        """The scans of the paper of this version, those withdrawn left out."""
        return [one for one in self.scans.all() if one.withdrawn_by is None and not self.is_earlier(one)]

    def is_earlier(self, scan: "PublishedScan") -> bool:
        """Whether a scan beside it shows a paper whose figures these took the place of."""
        return bool(scan.entry_index < self.paper_index)

    @property
    def stated_times(self) -> list[datetime.datetime]:
        """When it was typed as devices without a network state it; none where the server was there."""
        return [datetime.datetime.fromisoformat(done["at"]) for done in self.done_by if "at" in done]

    class Meta:
        constraints = (models.UniqueConstraint(fields=("area", "contest"), name="protocol_once"),)
        indexes = (
            models.Index(fields=("election", "area", "contest"), name="protocol_broken", condition=_BROKEN),
            models.Index(
                fields=("election", "contest", "-entry_index"), name="protocol_broken_last", condition=_BROKEN
            ),
            models.Index(
                fields=("contest", "area"), name="protocol_scanless", condition=models.Q(has_scan=False)
            ),
            models.Index(
                fields=("contest", "area"), name="protocol_preliminary", condition=models.Q(preliminary=True)
            ),
            models.Index(fields=("election", "-entry_index"), name="protocol_latest"),
            models.Index(fields=("has_scan", "election", "-entry_index"), name="protocol_scanned"),
            # What had not come at a moment that has passed is listed from this index alone.
            models.Index(fields=("contest", "area", "first_index"), name="protocol_first"),
            models.Index(
                fields=("election", "contest", "-entry_index"),
                name="protocol_corrected",
                condition=models.Q(version__gt=1),
            ),
            # What few protocols are is found without passing over all others.
            models.Index(
                fields=("election", "-entry_index"),
                name="protocol_annulled",
                condition=models.Q(annulled_by__isnull=False),
            ),
            models.Index(
                fields=("election", "-entry_index"),
                name="protocol_investigated",
                condition=models.Q(investigation__isnull=False),
            ),
            models.Index(
                fields=("election", "-entry_index"),
                name="protocol_unconfirmed",
                condition=models.Q(preliminary=True),
            ),
        )


class PublishedScan(models.Model):
    """A scan of a published protocol, as one entry names it; several may stand beside one protocol, none is
    ever replaced. A file that showed an earlier paper and is named again stands there twice."""

    protocol = models.ForeignKey(PublishedProtocol, models.PROTECT, related_name="scans")
    scan = models.ForeignKey(Scan, models.PROTECT, related_name="published")
    entry_index = models.PositiveBigIntegerField()
    withdrawn_by = models.PositiveBigIntegerField(null=True)
    address = models.CharField(max_length=2000, blank=True, help_text="where its source shows it")

    class Meta:
        ordering = ("entry_index", "id")
        constraints = (
            models.UniqueConstraint(fields=("protocol", "scan", "entry_index"), name="scan_once_an_entry"),
        )


class PublishedFinding(PublishedRow):
    """One finding of one published protocol, for lists by code."""

    protocol = models.ForeignKey(PublishedProtocol, models.PROTECT, related_name="finding_rows")
    area = models.ForeignKey(AreaRow, models.PROTECT, db_index=False, related_name="+")
    entry_index = models.PositiveBigIntegerField(help_text="that of the version in which it was found")
    code = models.CharField(max_length=24)
    severity = models.CharField(max_length=8)
    verdict = models.CharField(max_length=24)
    row = models.CharField(max_length=48, blank=True)
    fields = models.JSONField(default=list)
    left = models.BigIntegerField(null=True)
    right = models.BigIntegerField(null=True)
    is_first = models.BooleanField(default=True, help_text="of its code and verdict in its protocol")

    class Meta:
        indexes = (
            models.Index(fields=("election", "entry_index", "id"), name="finding_of_entry"),
            models.Index(
                fields=("election", "code", "verdict", "area"),
                name="finding_code",
                condition=models.Q(is_first=True),
            ),
        )


class SummedRow(PublishedRow):
    """Sums of one contest over protocols. `figures` and `derived`: key to [sum, contributors]."""

    contest = models.CharField(max_length=48)
    expected = models.PositiveIntegerField()
    received = models.PositiveIntegerField(default=0)
    with_findings = models.PositiveIntegerField(default=0)
    without_scan = models.PositiveIntegerField(default=0)
    annulled = models.PositiveIntegerField(default=0)
    preliminary = models.PositiveIntegerField(default=0)
    figures = models.JSONField(default=dict)
    derived = models.JSONField(default=dict)

    class Meta:
        abstract = True


class PublishedTotal(SummedRow):
    """One contest in one area above the precincts."""

    area = models.ForeignKey(AreaRow, models.PROTECT, related_name="totals")
    tree_size = models.PositiveBigIntegerField(default=0)
    findings = models.JSONField(
        default=dict,
        help_text="by code how many protocols break the rule and how many leave it unanswered; by the empty "
        "code how many do not add up, and how many of these are explained",
    )

    class Meta:
        constraints = (models.UniqueConstraint(fields=("area", "contest"), name="total_once"),)


STRETCH = 4096
"""After each so many entries of the log the totals that changed are kept as they are then."""

MANY = 500
"""Areas with so many others below them have kept totals; of smaller ones entries are read one by one."""


class PastTotal(SummedRow):
    """The total of one contest in one area of MANY as the first `tree_size` entries of the log made it."""

    area = models.ForeignKey(AreaRow, models.PROTECT, related_name="past_totals")
    tree_size = models.PositiveBigIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("area", "contest", "tree_size"), name="past_total_once"),
        )


class ArrivalCount(SummedRow):
    """How many protocols of a contest were published in one minute, and its sums everywhere at the minute's
    end, for the pictures of the night."""

    minute = models.DateTimeField()
    protocols = models.PositiveIntegerField()
    below = models.JSONField(default=dict, help_text="of them by row id of the area right below the topmost")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("election", "contest", "minute"), name="minute_once"),)
