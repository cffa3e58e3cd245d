"""Scans, files of decisions, explanations and sealed files, held against the hashes by which the log knows
them.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence

from hattama.core.entries import CLAIM, SEAL_KINDS, Seal, SealStanding, fold_seal, sealed_digest
from hattama.publish.file_facts import FileDigest
from hattama.publish.records import ScanRecord
from hattama.publish.state import explanation_path
from hattama.verification.histories import Event
from hattama.verification.places import DOCUMENT_BYTES, SMALL_FILE_BYTES, FileProblem, Place
from hattama.verification.standings import Explanations, Standing, scan_in
from hattama.verification.trouble_kinds import (
    DOCUMENT_DIFFERS,
    SCAN_DIFFERS,
    SCAN_TWICE,
    SEAL_DIFFERS,
    file_trouble,
    noting,
    noting_broken,
)
from hattama.verification.troubles import Trouble, Troubles


def scan_path(sha256: str) -> str:
    """Where the bundle shows a scan."""
    return f"scans/{sha256[:2]}/{sha256}"


def add_scans(first: dict[str, int], others: Mapping[str, int], troubles: Troubles) -> None:
    """Add the scans of other precincts; those that are there already stand under two, which is noted."""
    for sha256, at in others.items():
        if first.setdefault(sha256, at) != at:
            troubles.add(SCAN_TWICE.at(scan_path(sha256), entry=at, found=first[sha256]))


class ScanCheck:
    """Knows the scans of precincts, and reads each that is shown once, if it is to `read` them."""

    def __init__(self, place: Place, troubles: Troubles, *, read: bool) -> None:
        self._place = place
        self._troubles = troubles
        self._read = read
        self.shown: set[str] = set()
        """SHA-256 in hex of the scans and documents that the bundle must show."""
        self.first: dict[str, int] = {}
        """Every scan that any precinct ever had, with the entry that brought it to the first of them."""

    def take(self, scans: Iterable[ScanRecord]) -> None:
        """Take the scans of one precinct."""
        here: dict[str, int] = {}
        for scan in scans:
            here[scan.sha256] = scan.entry_index
            if scan.withdrawn_by is None:
                self._show(scan)
        add_scans(self.first, here, self._troubles)

    def take_documents(self, events: Iterable[Event]) -> None:
        """Take the files of the decisions, and the signed papers of the claims, that these entries name."""
        for event in events:
            named = event.body if event.body["kind"] == CLAIM else event.body.get("decision")
            document = named["document"] if named else None
            if document is not None:
                self._show(scan_in(document, event.at))

    def take_files(self, files: Mapping[str, int]) -> None:
        """Take the files that public fields of records name, each with the entry that does."""
        for sha256, at in files.items():
            self._show_file(sha256, at, None)

    def _show(self, scan: ScanRecord) -> None:
        self._show_file(scan.sha256, scan.entry_index, scan.size_bytes)

    def _show_file(self, sha256: str, at: int, size: int | None) -> None:
        if sha256 not in self.shown:
            self.shown.add(sha256)
            if self._read:
                self._check(sha256, at, size)

    def _check(self, sha256: str, at: int, stated: int | None) -> None:
        path = scan_path(sha256)
        with noting(self._troubles), self._place.open(path) as file:
            found, size = FileDigest().take_rest(file)
            if found != sha256 or stated not in (None, size):
                self._troubles.add(SCAN_DIFFERS.at(path, entry=at, found=found))


_SALT = re.compile(r"[0-9a-f]{32}")


class ExplanationCheck:
    """Reads explanations; what is wrong with one is noted only if the bundle must show it."""

    def __init__(self, place: Place, troubles: Troubles) -> None:
        self._place = place
        self._troubles = troubles
        self._amiss: dict[str, Trouble] = {}
        self.shown: set[str] = set()
        """The paths of those that the bundle must show."""

    def texts_of(self, events: Sequence[Event]) -> Explanations:
        """Salts and texts by hash of those that these entries name, where they are what they should be."""
        named = (event.body.get("explanation_sha256") for event in events)
        read = {sha256: self._read(sha256) for sha256 in named if sha256}
        return {sha256: words for sha256, words in read.items() if words is not None}

    def take(self, standings: Mapping[str, Standing]) -> None:
        """Take what stands of one precinct now: of superseded and withdrawn explanations nothing is shown."""
        for standing in standings.values():
            word = standing.protocol.explanation if standing.protocol is not None else None
            if word is not None and word.withdrawn_by is None:
                path = explanation_path(word.sha256)
                self.shown.add(path)
                if path in self._amiss:
                    self._troubles.add(self._amiss[path])

    def _read(self, sha256: str) -> tuple[str, str] | None:
        path = explanation_path(sha256)
        try:
            data = self._place.read(path, SMALL_FILE_BYTES)
        except FileProblem as problem:
            self._amiss[path] = file_trouble(problem)
            return None
        found = hashlib.sha256(data).hexdigest()
        salt, line_feed, text = data.decode("utf-8", "replace").partition("\n")
        if found != sha256 or not line_feed or not _SALT.fullmatch(salt):
            self._amiss[path] = DOCUMENT_DIFFERS.at(path, found=found, expected=sha256)
            return None
        return salt, text


def check_seal_entries(events: Sequence[Event], troubles: Troubles) -> SealStanding:
    """What the seals among `events` come to; what contradicts those before it is noted and left out."""
    standing = SealStanding()
    for at, body in events:
        if body["kind"] in SEAL_KINDS:
            with noting_broken(troubles, at):
                fold_seal(standing, at, body)
    return standing


def check_opened_files(standing: SealStanding, place: Place, troubles: Troubles) -> set[str]:
    """The paths of the files that were opened, each held against its hash and against its seal."""
    return {_check(seal, place, troubles) for seal in standing.seals.values() if seal.opening is not None}


def _check(seal: Seal, place: Place, troubles: Troubles) -> str:
    opening = seal.opening
    assert opening is not None, "only what was opened is read"
    path = scan_path(opening.sha256)
    with noting(troubles):
        data = place.read(path, DOCUMENT_BYTES)
        found = hashlib.sha256(data).hexdigest()
        if found != opening.sha256 or len(data) != opening.size_bytes:
            troubles.add(SCAN_DIFFERS.at(path, entry=opening.index, found=found))
        sealed = sealed_digest(data, opening.salt)
        if sealed != seal.digest:
            troubles.add(SEAL_DIFFERS.at(path, entry=opening.index, found=sealed, expected=seal.digest))
    return path
