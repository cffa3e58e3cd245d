"""Which files of the store rows speak of: everything that has to be there."""

from collections.abc import Iterator

from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.tables import Act
from hattama.web.kernel.published.tables import Scan
from hattama.web.observation.tables import FormFile, FormVersion, PublishedSet, SentFile
from hattama.web.record_checks.tables import RecordDraw
from hattama.web.reports.tables import DifferenceReport, ReportStep
from hattama.web.scans.tables import ScanPage


def named_content() -> Iterator[tuple[str, str]]:
    """Hash and table, in the order of tables. Scans that came with their hash alone are left out."""
    received = Scan.objects.exclude(reading__reason="ContentMissing")
    sources = (
        ("election", ElectionRow.objects.values_list("areas_sha256", flat=True)),
        ("scan", received.values_list("pk", flat=True)),
        ("page", ScanPage.objects.exclude(shown="").values_list("shown", flat=True)),
        ("report", DifferenceReport.objects.exclude(photo_sha256="").values_list("photo_sha256", flat=True)),
        ("answer", ReportStep.objects.exclude(released_sha256="").values_list("released_sha256", flat=True)),
        ("sealed", Act.objects.filter(kind="unsealing").values_list("body__sha256", flat=True)),
        ("form", FormVersion.objects.values_list("source_sha256", flat=True)),
        ("form file", FormFile.objects.values_list("sha256", flat=True)),
        ("sent file", SentFile.objects.values_list("sha256", flat=True)),
        ("sent forms", PublishedSet.objects.values_list("sha256", flat=True)),
        ("draw", RecordDraw.objects.values_list("list_sha256", flat=True)),
    )
    for table, hashes in sources:
        for sha256 in hashes.order_by("pk").iterator():
            yield sha256, table
