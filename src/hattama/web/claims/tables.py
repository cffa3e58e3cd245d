"""Table of claims: what higher commissions and others say the sums are. No row is ever taken away."""

from collections.abc import Sequence
from typing import NamedTuple

from django.db import models

from hattama.core.entries import Claim, Stage
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.published.tables import PublishedRow
from hattama.web.kernel.stores.kept_questions import rows_among


class Paper(NamedTuple):
    """The signed paper of a claim: its file, as the log names it."""

    sha256: str
    size_bytes: int
    media_type: str
    pages: int


class PublishedClaim(PublishedRow):
    """A claim as its log entry carries it. `replaced_by`: the entry of the claim that took its place."""

    area = models.ForeignKey(AreaRow, models.PROTECT, related_name="claims")
    contest = models.CharField(max_length=48)
    source = models.CharField(max_length=48)
    stage = models.CharField(max_length=16)
    figures = models.JSONField()
    stated_at = models.DateTimeField(null=True)
    document_sha256 = models.CharField(max_length=64, blank=True)
    document = models.JSONField(null=True, help_text="the signed paper, as the entry names the file")
    entry_index = models.PositiveBigIntegerField()
    leaf_hash = models.CharField(max_length=64)
    replaced_by = models.PositiveBigIntegerField(null=True)
    published_at = models.DateTimeField()

    class Meta:
        ordering = ("entry_index",)
        constraints = (models.UniqueConstraint(fields=("election", "entry_index"), name="claim_once"),)
        indexes = (models.Index(fields=("election", "contest"), name="claim_contest"),)

    @property
    def paper(self) -> Paper | None:
        """The signed paper that came with it."""
        said = self.document
        return said and Paper(said["sha256"], said["bytes"], said["media_type"], said["pages"])


def standing_claims(election: ElectionRow, contest: str | None = None) -> list[PublishedClaim]:
    """The claims that no later one has replaced, in the order of the log, with their areas."""
    rows = PublishedClaim.objects.filter(election=election, replaced_by=None).select_related("area")
    return list(rows if contest is None else rows.filter(contest=contest))


def load_claim_documents(area_pks: Sequence[int]) -> set[str]:
    """SHA-256 of the signed papers of claims about these areas, of those that were replaced, too."""
    told = rows_among(PublishedClaim, "area", area_pks, "document__sha256", document__isnull=False)
    return {sha256 for (sha256,) in told}


def published_claim_documents(election: ElectionRow) -> set[str]:
    """SHA-256 of the signed papers of all claims in the log of `election`."""
    rows = PublishedClaim.objects.filter(election=election, document__isnull=False)
    return set(rows.values_list("document__sha256", flat=True))


def is_claim_document(sha256: str) -> bool:
    """Whether the log names this file as the signed paper of a claim."""
    return PublishedClaim.objects.filter(document__sha256=sha256).exists()


def claim_history(row: PublishedClaim) -> list[PublishedClaim]:
    """The claims of the same area, contest, source and stage that came before, the oldest first."""
    alike = PublishedClaim.objects.filter(
        area_id=row.area_id, contest=row.contest, source=row.source, stage=row.stage
    )
    return list(alike.filter(entry_index__lt=row.entry_index))


def load_claim(row: PublishedClaim) -> Claim:
    """A stored claim as a value; its area is to be loaded."""
    return Claim(row.area.code, row.contest, row.source, Stage(row.stage), row.figures)
