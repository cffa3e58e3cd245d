"""Table of what the reader of digits read from boxes of scans: it follows from the bytes and only asks."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models

from hattama.core.protocols import ScanReading
from hattama.web.scans.tables import ScanPage


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
