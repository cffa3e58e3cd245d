"""When the protocols below an area became public, by the area right below it that they lie in."""

from __future__ import annotations

import datetime

from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.kernel.log.tables import LogEntry

CHUNK = 5000


def load_arrivals_below(area: AreaRow, contest: str) -> dict[int, list[datetime.datetime]]:
    """For each unit right below `area`, by row id, the moments in which its protocols of `contest` came.

    A protocol comes once: corrections of it do not count again. Of the first division of the country; one
    query for any number of protocols.
    """
    entries = LogEntry.objects.filter(
        election=area.election_id,
        kind="protocol",
        act__contest=contest,
        act__area__ancestry__startswith=area.branch,
    )
    rows = entries.order_by("index").values_list("published_at", "act__area__ancestry")
    found: dict[int, list[datetime.datetime]] = {}
    for moment, ancestry in rows.iterator(chunk_size=CHUNK):
        child = ancestry[len(area.branch) :].split("/", 1)[0]
        if child:
            found.setdefault(int(child), []).append(moment)
    return found


def load_last_publication(election_id: str) -> datetime.datetime | None:
    """When the newest entry of the log was published; None while the log is empty."""
    entries = LogEntry.objects.filter(election=election_id).order_by("-index")
    moment: datetime.datetime | None = entries.values_list("published_at", flat=True).first()
    return moment
