"""What a snapshot is made of: published protocols and totals, each with the entry that it follows from."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from hattama.core.protocols import MISSING, split_key
from hattama.core.tabulation import Total
from hattama.core.vocabulary import Contest


class ScanRecord(NamedTuple):
    """A scan beside a protocol: its SHA-256 in hex, media type, size in bytes and number of pages.

    `entry_index` is the log entry that brought it, `withdrawn_by` the one that took it away, or None.
    """

    sha256: str
    media_type: str
    size_bytes: int
    pages: int
    entry_index: int
    withdrawn_by: int | None = None


@dataclass(frozen=True, slots=True)
class ExplanationRecord:
    """A commission's word with the salt under which its hash stands in the log; both empty once withdrawn."""

    sha256: str
    salt: str
    text: str
    withdrawn_by: int | None = None


@dataclass(frozen=True, slots=True)
class ProtocolRecord:
    """The current version of one published protocol.

    `figures` by key as in hattama.core.protocols; `findings` as its log entry carries them; moments as
    written there. `scans` are those of all versions, in the order of the log. `confirmed_by` is the entry
    that confirmed figures which came as preliminary, `investigation` the one that opened a search not
    closed yet. `paper_index` is the entry with which the paper came that these figures are read from: this
    version's own, or that of an earlier version whose paper it keeps.
    """

    area_id: str
    contest: str
    kind: str
    entry_index: int
    leaf_hash: str
    version: int
    figures: Mapping[str, int]
    illegible: tuple[str, ...]
    findings: tuple[Mapping[str, Any], ...]
    method: str
    signed_at: str | None
    recorded_at: str
    annulled_by: int | None = None
    explanation: ExplanationRecord | None = None
    scans: tuple[ScanRecord, ...] = ()
    preliminary: bool = False
    confirmed_by: int | None = None
    investigation: int | None = None
    paper_index: int = 0

    def off_ballot(self, contest: Contest) -> frozenset[str]:
        """The choices of some areas that this ballot does not have, as the entry tells: their votes are
        neither given nor illegible, nor named as missing."""
        limited = {choice.code for choice in contest.choices if choice.areas}
        if not limited:
            return frozenset()
        missing = (key for found in self.findings if found["code"] == MISSING.code for key in found["fields"])
        off = limited - {split_key(key)[1] for key in (*self.figures, *self.illegible, *missing)}
        persons = (one.code for choice in contest.choices if choice.code in off for one in choice.persons)
        return frozenset((*off, *persons))

    def ballot(self, contest: Contest) -> Contest:
        """The contest with the choices that this ballot has."""
        off = self.off_ballot(contest)
        return (
            replace(contest, choices=tuple(c for c in contest.choices if c.code not in off))
            if off
            else contest
        )

    @property
    def shown_scans(self) -> tuple[ScanRecord, ...]:
        """The scans of the paper of these figures, those withdrawn left out."""
        return tuple(one for one in self.scans if one.withdrawn_by is None and not self.is_earlier(one))

    def is_earlier(self, scan: ScanRecord) -> bool:
        """Whether a scan beside it shows a paper whose figures these took the place of."""
        return scan.entry_index < self.paper_index


@dataclass(frozen=True, slots=True)
class EntryReference:
    """One entry about a precinct and contest: its place in the log, its kind, its leaf hash in hex."""

    index: int
    kind: str
    leaf_hash: str


@dataclass(frozen=True, slots=True)
class TotalRecord:
    """One contest in one area above the precincts. `tree_size`: how many log entries it was computed from."""

    area_id: str
    contest: str
    tree_size: int
    total: Total
