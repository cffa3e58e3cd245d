"""Which areas new entries of a log speak of: their pages and those of the areas above are made anew."""

from __future__ import annotations

from hattama.web.archive.acts import LogEntry
from hattama.web.archive.elections import AreaRow, ElectionRow

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
    spoken_of = AreaRow.objects.filter(pk__in=entries.order_by().values("act__area"))
    units = dict(AreaRow.objects.filter(election=election, kind="unit").values_list("pk", "area_id"))
    touched: set[str] = set()
    for row in spoken_of:
        touched.add(row.area_id)
        touched.update(units[key] for key in row.reach_ids() if key in units)
    return frozenset(touched)
