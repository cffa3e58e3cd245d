"""Tables of what was read from scans: their pages, whose papers these are, and what is odd about a paper.

Every row follows from the bytes of the scan and can be made again from them; none of it is in the log.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import models

from hattama.core.protocols import ScanReading
from hattama.core.vocabulary import Message
from hattama.scanning import REFUSALS
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.published.missing import in_any
from hattama.web.kernel.published.tables import PublishedScan, Scan
from hattama.web.kernel.stores.kept_questions import kept_question


class ScanClaim(models.Model):
    """The protocol that a scan was sent for, whether the log holds that yet or not: one alone."""

    scan = models.OneToOneField(Scan, models.PROTECT, primary_key=True, related_name="claim")
    area = models.ForeignKey(AreaRow, models.PROTECT, related_name="+")
    contest = models.CharField(max_length=48)


class ScanFetch(models.Model):
    """What became of the address at which a source shows the scan of a protocol, when it was last asked.

    `outcome` is a code of fetch_scans.OUTCOMES, `detail` what it was there: the file's SHA-256, a status.
    """

    area = models.ForeignKey(AreaRow, models.PROTECT, related_name="+")
    contest = models.CharField(max_length=48)
    address = models.CharField(max_length=2000)
    outcome = models.CharField(max_length=16)
    detail = models.CharField(max_length=200, blank=True)
    tried_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("area", "contest"), name="scan_fetch_once"),)


class ScanReadingRow(models.Model):
    """How far the reading of a scan is. `reason` names why it was refused, as hattama.scanning does."""

    WAITING, READ, REFUSED = "waiting", "read", "refused"

    scan = models.OneToOneField(Scan, models.PROTECT, primary_key=True, related_name="reading")
    state = models.CharField(max_length=16)
    reason = models.CharField(max_length=40, blank=True)
    asked_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "scan_reading"


class ScanPage(models.Model):
    """One page of a scan, `number` from 1, as hattama.scanning.PageReading tells it.

    `shown`: SHA-256 of the picture for everyone, in the content store; empty where nothing can be seen. Of an
    aligned page it is the form's page made straight, PIXELS_PER_MM to the millimetre. `form_page` and
    `paper_page` count from 0: the page by its marks, and by its code. `paper_` fields are empty where
    no code was read.
    """

    scan = models.ForeignKey(Scan, models.PROTECT, related_name="page_rows")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=16)
    reason = models.CharField(max_length=40, blank=True)
    shown = models.CharField(max_length=64, blank=True)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    form_page = models.PositiveSmallIntegerField(null=True)
    marks = models.PositiveSmallIntegerField(default=0)
    farthest_mm = models.FloatField(null=True)
    paper_election = models.CharField(max_length=48, blank=True)
    paper_contest = models.CharField(max_length=48, blank=True)
    paper_area = models.CharField(max_length=64, blank=True)
    paper_layout = models.CharField(max_length=8, blank=True)
    paper_copy = models.PositiveSmallIntegerField(null=True)
    paper_page = models.PositiveSmallIntegerField(null=True)
    signature = models.BinaryField(null=True)

    class Meta:
        ordering = ("scan_id", "number")
        constraints = (models.UniqueConstraint(fields=("scan", "number"), name="scan_page_once"),)
        indexes = (models.Index(fields=("paper_layout", "id"), name="scan_page_layout"),)


class PaperFinding(models.Model):
    """Something odd about the paper that a scan shows beside the protocol of `contest` in `area`.

    `OTHER_PAPER`: its code names the paper of another precinct, contest or election (`other_` says which).
    `SAME_PAPER`: `other_scan`, beside the protocol of `other_area` and `other_contest`, shows the same
    handwriting; `differing_bits` of 512 say how nearly. `UNREADABLE`: the file shows no paper (`refusal`).
    `SENT_TWICE`: the very file was sent for `other_contest` in `other_area`, too, and refused there.
    """

    OTHER_PAPER, SAME_PAPER, UNREADABLE = "other_paper", "same_paper", "unreadable"
    SENT_TWICE = "sent_twice"

    election = models.ForeignKey(ElectionRow, models.PROTECT)
    area = models.ForeignKey(AreaRow, models.PROTECT, related_name="paper_findings")
    contest = models.CharField(max_length=48)
    scan = models.ForeignKey(Scan, models.PROTECT, related_name="findings")
    page = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=16)
    other_election = models.CharField(max_length=48, blank=True)
    other_area = models.CharField(max_length=64)
    other_contest = models.CharField(max_length=48)
    other_scan = models.ForeignKey(Scan, models.PROTECT, null=True, related_name="+")
    differing_bits = models.PositiveSmallIntegerField(null=True)
    found_at = models.DateTimeField()

    class Meta:
        ordering = ("election_id", "area_id", "contest", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("area", "contest", "scan", "page", "kind", "other_area", "other_contest"),
                name="paper_finding_once",
            ),
        )

    @property
    def alone(self) -> list[PaperFinding]:
        """This finding as a list, for pages that show lists of them."""
        return [self]

    @property
    def refusal(self) -> Message:
        """Why nothing can be read from the file, and what to do about it."""
        return REFUSALS[self.scan.reading.reason].words

    @property
    def is_public(self) -> bool:
        """Whether everything that it speaks of has been published; what was refused never is."""
        if self.kind == self.SENT_TWICE:
            return False
        spoken_of = {scan for scan in (self.scan_id, self.other_scan_id) if scan}
        shown = Scan.objects.filter(pk__in=spoken_of, published__withdrawn_by=None, published__isnull=False)
        return set(shown.values_list("pk", flat=True)) == spoken_of

    @property
    def is_elsewhere(self) -> bool:
        """Whether the code on the other of two scans of one paper names this very protocol: that one stands
        at the wrong place."""
        here = {"paper_area": self.area.code, "paper_contest": self.contest}
        pages = ScanPage.objects.filter(scan=self.other_scan_id, paper_election=self.election_id, **here)
        return pages.exists()

    @property
    def other_place(self) -> AreaRow | None:
        """The precinct that it speaks of beside its own, where this site knows it."""
        return AreaRow.objects.filter(election=self.other_election, code=self.other_area).first()


def odd_papers_in(areas: Sequence[AreaRow]) -> list[PaperFinding]:
    """What is odd about papers in these areas, the newest first; of what was withdrawn nothing, nor of a file
    that shows no paper and after which another came, nor of one sent for a place that has its own."""
    found = in_any(PaperFinding.objects.select_related("area", "area__parent"), areas)
    after = models.OuterRef("scan__received_at")
    of_place = ScanClaim.objects.filter(area=models.OuterRef("area"), contest=models.OuterRef("contest"))
    came_later = models.Exists(of_place.filter(scan__received_at__gt=after))
    found = found.exclude(came_later, kind=PaperFinding.UNREADABLE)
    there = {"area__election": "other_election", "area__code": "other_area", "contest": "other_contest"}
    has_own = ScanClaim.objects.filter(**{name: models.OuterRef(other) for name, other in there.items()})
    found = found.exclude(models.Exists(has_own), kind=PaperFinding.SENT_TWICE)
    found = found.exclude(scan__published__withdrawn_by__isnull=False)
    found = found.exclude(other_scan__published__withdrawn_by__isnull=False)
    return list(found.order_by("-pk")[:MOST_SHOWN])


def published_odd_papers(election: ElectionRow) -> list[PaperFinding]:
    """What is odd about published papers, and speaks of published ones alone; in the order of the areas."""
    shown = models.Q(scan__published__isnull=False, scan__published__withdrawn_by=None)
    alone = models.Q(other_scan=None)
    both = models.Q(other_scan__published__isnull=False, other_scan__published__withdrawn_by=None)
    found = PaperFinding.objects.filter(shown, alone | both, election=election).select_related("area")
    found = found.exclude(kind=PaperFinding.SENT_TWICE)
    return list(found.order_by("area__sort_key", "pk").distinct()[:MOST_SHOWN])


MOST_SHOWN = 50
"""Odd papers that a list shows at most: more of them is a matter for its own investigation."""


class FigureReadingRow(models.Model):
    """One figure on one page of a scan. `value` is None for boxes that are all blank.

    `confidence` in thousandths is that of the least sure digit. What could not be read has no row.
    """

    page = models.ForeignKey(ScanPage, models.CASCADE, related_name="figure_readings")
    key = models.CharField(max_length=96)
    value = models.BigIntegerField(null=True)
    confidence = models.PositiveSmallIntegerField()

    class Meta:
        db_table = "figure_reading"
        constraints = (models.UniqueConstraint(fields=("page", "key"), name="figure_read_once"),)


def load_scan_readings(scans: Iterable[str]) -> dict[str, dict[str, ScanReading]]:
    """What was read from these scans (SHA-256), by scan and figure key; of two pages the surer reading."""
    rows = FigureReadingRow.objects.filter(page__scan__in=list(scans)).order_by("confidence")
    readings: dict[str, dict[str, ScanReading]] = {}
    for sha256, key, value, confidence in rows.values_list("page__scan", "key", "value", "confidence"):
        readings.setdefault(sha256, {})[key] = ScanReading(value, confidence)
    return readings


def places_with(sha256: str) -> list[tuple[int, str]]:
    """The protocols that this scan stands beside, or will when the log has their acts: the area's row id,
    contest."""
    return _places_with(sha256)


@kept_question
def _places_with(sha256: str) -> models.QuerySet[ScanClaim, tuple[int, str]]:
    claimed = ScanClaim.objects.filter(scan=sha256).values_list("area", "contest")
    shown = PublishedScan.objects.filter(scan=sha256).values_list("protocol__area", "protocol__contest")
    return claimed.union(shown.order_by())


def protocols_with(sha256: str) -> list[tuple[AreaRow, str]]:
    """As `places_with`, with the areas."""
    found = places_with(sha256)
    areas = AreaRow.objects.in_bulk({area for area, _ in found})
    return [(areas[area], contest) for area, contest in found]
