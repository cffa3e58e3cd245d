"""What a snapshot is made of: published protocols and totals, each with the log entry that it follows from."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hattama.core.tabulation import Total


@dataclass(frozen=True, slots=True)
class ScanRecord:
    """A scan beside a protocol: its SHA-256 in hex, media type, size in bytes and number of pages."""

    sha256: str
    media_type: str
    size_bytes: int
    pages: int


@dataclass(frozen=True, slots=True)
class ProtocolRecord:
    """The current version of one published protocol.

    `figures` by key as in hattama.core.protocols; `findings` as its log entry carries them; moments are aware.
    """

    area_id: str
    contest: str
    entry_index: int
    leaf_hash: str
    version: int
    figures: Mapping[str, int]
    illegible: tuple[str, ...]
    findings: tuple[Mapping[str, Any], ...]
    explanation: str
    method: str
    signed_at: datetime.datetime | None
    received_at: datetime.datetime
    published_at: datetime.datetime
    scans: tuple[ScanRecord, ...] = ()


@dataclass(frozen=True, slots=True)
class TotalRecord:
    """One contest in one area above the precincts. `tree_size`: how many log entries it was computed from."""

    area_id: str
    contest: str
    tree_size: int
    total: Total
