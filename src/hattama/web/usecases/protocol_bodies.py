"""What a protocol's log entry says: its figures, findings, scans and times, and no personal data."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

from hattama.core.protocols import Protocol
from hattama.core.tabulation import check_entry_schema, nest_figures
from hattama.core.transparency_log import EntryRefused, canonical_bytes
from hattama.core.vocabulary import Finding
from hattama.web.archive.scans import Scan

SCHEMA = 1


class FiguresDoNotFit(Exception):
    """No log entry can carry these figures: a side of a relation reaches 2^53, or they are too many."""


def protocol_body(
    protocol: Protocol,
    findings: Iterable[Finding],
    scans: Sequence[Scan],
    *,
    received_at: datetime.datetime,
    method: str,
    salt: str,
) -> dict[str, Any]:
    """The body of the entry that publishes the first version of `protocol`.

    The explanation is free text and may name people, so the log carries only its salted hash; the text
    stands beside the figures and could be withdrawn while the log stays whole.

    Raises FiguresDoNotFit: one act that cannot become an entry would hold up all that follow it.
    """
    body = {
        "kind": "protocol",
        "schema": SCHEMA,
        "recorded_at": recorded_text(received_at),
        "area": protocol.area_id,
        "contest": protocol.contest,
        "version": 1,
        "replaces": None,
        "figures": nest_figures(protocol.figures),
        "illegible": sorted(protocol.illegible),
        "findings": [finding_body(finding) for finding in findings],
        "signed_at": moment_text(protocol.signed_at),
        "method": method,
        "explanation_sha256": salted_sha256(protocol.explanation, salt) if protocol.explanation else None,
        "scans": [scan_body(scan) for scan in scans],
    }
    try:
        canonical_bytes(body)
    except EntryRefused as refusal:
        raise FiguresDoNotFit(str(refusal)) from None
    problems = check_entry_schema(body)
    if problems:
        raise FiguresDoNotFit(", ".join(problem.place for problem in problems))
    return body


def finding_body(finding: Finding) -> dict[str, Any]:
    """A finding as an entry carries it; sides are null where the relation could not be evaluated."""
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "verdict": finding.verdict.value,
        "fields": list(finding.fields),
        "left": finding.left,
        "right": finding.right,
        "row": finding.row,
    }


def scan_body(scan: Scan) -> dict[str, Any]:
    """A scan as an entry carries it: its hash and shape, never its bytes."""
    return {
        "sha256": scan.sha256,
        "bytes": scan.size_bytes,
        "media_type": scan.media_type,
        "pages": scan.pages,
    }


def salted_sha256(text: str, salt: str) -> str:
    """SHA-256 in hex of salt, line feed and text: without the salt a guessed text cannot be confirmed."""
    return hashlib.sha256(f"{salt}\n{text}".encode()).hexdigest()


def recorded_text(moment: datetime.datetime) -> str:
    """When an act was recorded, as every entry says it: in UTC, to the second."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment} has no time zone")
    return moment.astimezone(datetime.UTC).isoformat(timespec="seconds")


def moment_text(moment: datetime.datetime | None) -> str | None:
    """An aware moment as ISO 8601 with offset, to the second. Raises ValueError for a naive one."""
    if moment is None:
        return None
    if moment.tzinfo is None:
        raise ValueError(f"{moment} has no time zone")
    return moment.isoformat(timespec="seconds")
