"""Which areas new entries of a log speak of: their pages and those of the areas above are made anew."""

from __future__ import annotations

from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.log.tables import LogEntry
from hattama.web.kernel.published.tables import PublishedScan
from hattama.web.scans.tables import PaperFinding, ScanPage

LOCAL = frozenset(
    {
        *("protocol", "correction", "recount", "scan", "annulment", "confirmation", "investigation"),
        *("redaction", "steps", "custody"),
    }
)
"""Kinds of entries that change nothing but the pages of their area, of those above it, and lists.

Any other kind (a new key, stated turnout, a claim, the end of the election) makes every page of the election
anew, and so does a kind that is not known here.
"""


def touched_areas(election: ElectionRow, since: int) -> frozenset[str] | None:
    """Identifiers of the areas that entries from the index `since` speak of, with all above; None: of all."""
    entries = LogEntry.objects.filter(election=election, index__gte=since)
    told = set(entries.order_by().values_list("kind", "act__area").distinct())
    if any(kind not in LOCAL or area is None for kind, area in told):
        return None
    return _with_all_above(election, set(entries.order_by().values_list("act__area__pk", flat=True)))


def last_reading(election: ElectionRow) -> list[int]:
    """How far pages of scans have been read: row ids of the last page and of the last odd thing found.

    Reading goes on beside the log, and what it finds stands on the pages of precincts.
    """
    pages = ScanPage.objects.filter(scan__published__protocol__election=election)
    found = PaperFinding.objects.filter(election=election)
    return [rows.order_by("-pk").values_list("pk", flat=True).first() or 0 for rows in (pages, found)]


def areas_read_since(election: ElectionRow, last: list[int]) -> frozenset[str]:
    """Identifiers of the areas whose scans have been read since `last_reading` said so, with all above."""
    page, finding = last
    read = PublishedScan.objects.filter(scan__page_rows__pk__gt=page, protocol__election=election)
    keys = set(read.values_list("protocol__area__pk", flat=True))
    found = PaperFinding.objects.filter(election=election, pk__gt=finding)
    return _with_all_above(election, keys | set(found.values_list("area__pk", flat=True)))


def _with_all_above(election: ElectionRow, keys: set[int]) -> frozenset[str]:
    if not keys:
        return frozenset()
    rows = AreaRow.objects.filter(election=election)
    units = dict(rows.filter(kind="unit").values_list("pk", "code"))
    touched: set[str] = set()
    for row in rows.only("code", "ancestry", "beside").iterator(chunk_size=5000):
        if row.pk in keys:
            touched.add(row.code)
            touched.update(units[key] for key in row.reach_ids() if key in units)
    return frozenset(touched)
