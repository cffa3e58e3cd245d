"""Which files of the store rows speak of: everything that has to be there."""

from __future__ import annotations

from collections.abc import Iterator

from hattama.web.archive.difference_reports import DifferenceReport, ReportStep
from hattama.web.archive.elections import ElectionRow
from hattama.web.archive.record_checks import RecordDraw
from hattama.web.archive.scan_pages import ScanPage
from hattama.web.archive.scans import Scan


def named_content() -> Iterator[tuple[str, str]]:
    """Hash and table, in the order of tables. Scans that came with their hash alone are left out."""
    received = Scan.objects.exclude(reading__reason="ContentMissing")
    sources = (
        ("election", ElectionRow.objects.values_list("areas_sha256", flat=True)),
        ("scan", received.values_list("pk", flat=True)),
        ("page", ScanPage.objects.exclude(shown="").values_list("shown", flat=True)),
        ("report", DifferenceReport.objects.exclude(photo_sha256="").values_list("photo_sha256", flat=True)),
        ("answer", ReportStep.objects.exclude(released_sha256="").values_list("released_sha256", flat=True)),
        ("draw", RecordDraw.objects.values_list("list_sha256", flat=True)),
    )
    for table, hashes in sources:
        for sha256 in hashes.order_by("pk").iterator():
            yield sha256, table
