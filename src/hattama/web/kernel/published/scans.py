"""Table of scans: what the content store holds, by SHA-256."""

from __future__ import annotations

from django.db import models


class Scan(models.Model):
    """The bytes of a scan as received are in the content store under `sha256`; this row describes them."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    media_type = models.CharField(max_length=32)
    size_bytes = models.PositiveIntegerField()
    pages = models.PositiveSmallIntegerField()
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    received_at = models.DateTimeField()

    class Meta:
        db_table = "scan"
