"""What the entries of a log say of the files beside it: foundation, keys, explanations, scans.

Entries are taken as they come; whether they keep the rules of a log is for `hattama verify` to say.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from hattama.core.entries import CLAIM, TELLING_KINDS, UNSEALING, VERSION_KINDS
from hattama.core.transparency_log import KeyRefused, VerifierKey, parse_vkey
from hattama.core.vocabulary import is_sha256

_FOUNDATION = {
    "election.toml": "definition_sha256",
    "areas.csv": "areas_sha256",
    "rulepack.toml": "rule_pack_sha256",
}

Standing = tuple[str, str, str]
"""A scan beside a protocol: area, contest, SHA-256."""


class Contents:
    """What the first `size` entries of a log say."""

    def __init__(self) -> None:
        self.size = 0
        self.foundation: dict[str, str] = {}
        self.keys: list[tuple[int, VerifierKey]] = []
        self._explanations: dict[tuple[str, str], str] = {}
        self._scans: dict[Standing, int] = {}
        self._papers: dict[str, int] = {}
        self._withdrawn: set[str] = set()
        self.opened: dict[str, int] = {}
        """The sealed files that were opened: their sizes by SHA-256 in hex."""

    def take(self, entries: Iterable[tuple[int, bytes]]) -> None:
        """The next entries, with their indexes."""
        for index, entry in entries:
            self.size = index + 1
            try:
                body = json.loads(entry)
            except (ValueError, RecursionError):
                continue
            if isinstance(body, dict):
                self._take(index, body)

    def scans(self) -> dict[str, int]:
        """The scans beside protocols that are not withdrawn, and the papers of decisions and claims:
        their sizes by SHA-256 in hex."""
        return {**self._papers, **{sha256: size for (_, _, sha256), size in self._scans.items()}}

    def withdrawn(self) -> set[str]:
        """The scans that were withdrawn and stand nowhere any more: SHA-256 in hex."""
        return self._withdrawn - self.scans().keys() - self.opened.keys()

    def _take(self, index: int, body: Mapping[str, Any]) -> None:
        kind = body.get("kind")
        named = body if kind == CLAIM else body.get("decision")
        self._keep(self._papers, named.get("document") if isinstance(named, dict) else None)
        if kind == "open" and index == 0:
            self.foundation = {name: str(body.get(key)) for name, key in _FOUNDATION.items()}
        elif kind == "key":
            self._take_key(index, body)
        elif kind == UNSEALING.name:
            self._keep(self.opened, body)
        elif kind in TELLING_KINDS and isinstance(body.get("area"), str):
            self._take_scans(str(kind), body)
            self._take_explanation(str(kind), body)

    def explanations(self) -> set[str]:
        """The explanations of current versions that are not withdrawn: SHA-256 in hex."""
        return set(self._explanations.values())

    def _take_explanation(self, kind: str, body: Mapping[str, Any]) -> None:
        place = (str(body["area"]), str(body.get("contest")))
        if kind in VERSION_KINDS or (kind == "redaction" and body.get("what") == "explanation"):
            self._explanations.pop(place, None)
        if kind in VERSION_KINDS and is_sha256(body.get("explanation_sha256")):
            self._explanations[place] = body["explanation_sha256"]

    def _take_key(self, index: int, body: Mapping[str, Any]) -> None:
        try:
            self.keys.append((index, parse_vkey(str(body.get("vkey")))))
        except KeyRefused:
            return

    def _take_scans(self, kind: str, body: Mapping[str, Any]) -> None:
        place = (str(body["area"]), str(body.get("contest")))
        if kind == "redaction":
            if body.get("what") == "scan" and is_sha256(body.get("sha256")):
                self._scans.pop((*place, body["sha256"]), None)
                self._withdrawn.add(body["sha256"])
            return
        files = body.get("scans") if kind in VERSION_KINDS else [body.get("scan")]
        found: dict[str, int] = {}
        for file in files if isinstance(files, list) else ():
            self._keep(found, file)
        self._scans |= {(*place, sha256): size for sha256, size in found.items()}

    @staticmethod
    def _keep(files: dict[str, int], file: object) -> None:
        if isinstance(file, dict) and is_sha256(file.get("sha256")) and type(file.get("bytes")) is int:
            files[file["sha256"]] = file["bytes"]
