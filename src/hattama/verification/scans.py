"""Scans, and files of decisions, held against the hashes by which the log knows them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

from hattama.publish.records import ScanRecord
from hattama.verification.histories import Event
from hattama.verification.places import FileProblem, Place
from hattama.verification.standings import Standing, scan_in
from hattama.verification.trouble_kinds import SCAN_DIFFERS, file_trouble
from hattama.verification.troubles import Troubles

_PIECE = 1 << 20


def scan_path(sha256: str) -> str:
    """Where the bundle shows a scan."""
    return f"scans/{sha256[:2]}/{sha256}"


class ScanCheck:
    """Reads each scan that is shown once."""

    def __init__(self, place: Place, troubles: Troubles) -> None:
        self._place = place
        self._troubles = troubles
        self._seen: set[str] = set()

    @property
    def checked(self) -> int:
        """How many scans were looked at."""
        return len(self._seen)

    def take(self, standings: Mapping[str, Standing]) -> None:
        """Check the scans of one precinct."""
        for standing in standings.values():
            for scan in standing.protocol.shown_scans if standing.protocol else ():
                if scan.sha256 not in self._seen:
                    self._seen.add(scan.sha256)
                    self._check(scan)

    def take_documents(self, events: Iterable[Event]) -> None:
        """Check the files of the decisions that these entries name."""
        for event in events:
            decision = event.body.get("decision")
            document = decision["document"] if decision else None
            if document is not None and document["sha256"] not in self._seen:
                self._seen.add(document["sha256"])
                self._check(scan_in(document, event.at))

    def _check(self, scan: ScanRecord) -> None:
        path = scan_path(scan.sha256)
        digest, size = hashlib.sha256(), 0
        try:
            with self._place.open(path) as file:
                while piece := file.read(_PIECE):
                    digest.update(piece)
                    size += len(piece)
        except FileProblem as problem:
            self._troubles.add(file_trouble(problem))
            return
        if digest.hexdigest() != scan.sha256 or size != scan.size_bytes:
            self._troubles.add(SCAN_DIFFERS.at(path, entry=scan.entry_index, found=digest.hexdigest()))
