"""`scan`: a scan that was attached after its protocol was published."""

from __future__ import annotations

import datetime
from typing import Any, Final, NamedTuple

from hattama.core.entries.parts import PLACE, Body, BrokenLifeCycle, File, Kind, always, file_body, head
from hattama.core.entries.schema_types import is_file
from hattama.core.entries.standing import Contribution
from hattama.core.vocabulary import Message


class ScanAlreadyThere(BrokenLifeCycle):
    """A scan arrived that stands beside this protocol, or stood there until it was withdrawn."""


class ScanEntry(NamedTuple):
    """A scan that was attached after its protocol was published."""

    index: int  # type: ignore[assignment]
    area_id: str
    contest: str
    scan: str


def scan_body(area_id: str, contest: str, scan: File, recorded_at: datetime.datetime) -> dict[str, Any]:
    """The body of the entry that attaches a scan to a protocol."""
    place = {"area": area_id, "contest": contest}
    return {**head(ATTACHED.name, ATTACHED.schema, recorded_at), **place, "scan": file_body(scan)}


def _read_scan(index: int, body: Body) -> ScanEntry:
    return ScanEntry(index, body["area"], body["contest"], body["scan"]["sha256"])


def fold_scan(previous: Contribution, entry: ScanEntry) -> Contribution:
    """What stands with one scan more. Raises ScanAlreadyThere."""
    return previous._replace(scans=more_scans(previous, entry.index, (entry.scan,)), has_scan=True)


def more_scans(previous: Contribution, index: int, added: tuple[str, ...]) -> tuple[str, ...]:
    """All scans that ever stood beside the protocol, with these. Raises ScanAlreadyThere."""
    for scan in added:
        if scan in previous.scans:
            raise ScanAlreadyThere(f"entry {index}: {scan}")
    return previous.scans + added


ATTACHED: Final = Kind(
    "scan", always(Message("Scan of the paper added")), (*PLACE, ("scan", "FILE", is_file)), read=_read_scan
)
