"""What a protocol's log entry says: its figures, findings, scans and times, and no personal data."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from hattama.core.protocols import LifeDeed, Protocol
from hattama.core.tabulation import finding_body, nest_figures, nest_words
from hattama.core.vocabulary import Finding
from hattama.formats.number_words import NUMBER_LANGUAGES, read_number_words
from hattama.web.kernel.log.tables import Act
from hattama.web.kernel.published.scans import Scan

SCHEMA = 1
"""The version of the schema of most kinds."""

CHANGING_SCHEMA = 2
"""That of entries that say in which role they were made: protocols, and what changes them."""

TOTAL_SCHEMA = 2
"""That of totals, which say how much of them is preliminary."""


def protocol_body(
    protocol: Protocol,
    findings: Iterable[Finding],
    scans: Sequence[Scan],
    *,
    received_at: datetime.datetime,
    method: str,
    salt: str,
    kind: str = "protocol",
    version: int = 1,
    extra: Mapping[str, Any] = MappingProxyType({"status": "confirmed"}),
    reread: Sequence[str] = (),
    done_by: Sequence[Mapping[str, str | None]] = (),
) -> dict[str, Any]:
    """The body of the entry that publishes a version of `protocol`; `extra` is what its kind has besides.

    Where it replaces another, `replaces` is null until the log's writer knows the index.
    The explanation is free text and may name people, so the log carries only its salted hash; the text
    stands beside the figures and could be withdrawn while the log stays whole.
    """
    return {
        "kind": kind,
        "schema": CHANGING_SCHEMA,
        "recorded_at": recorded_text(received_at),
        "area": protocol.area_id,
        "contest": protocol.contest,
        "version": version,
        "replaces": None,
        "figures": nest_figures(protocol.figures),
        "words": nest_words(readable_words(protocol.words)),
        "illegible": sorted(protocol.illegible),
        "findings": [finding_body(finding) for finding in findings],
        "signed_at": moment_text(protocol.signed_at),
        "method": method,
        "explanation_sha256": salted_sha256(protocol.explanation, salt) if protocol.explanation else None,
        "scans": [scan_body(scan) for scan in scans],
        "reread": list(reread),
        "done_by": [dict(done) for done in done_by],
        **extra,
    }


def readable_words(words: Mapping[str, str]) -> dict[str, str | None]:
    """Figures in words with single spaces; None where they say no number in any language that we read.

    What says no number could be anything, a person's name too, and stays out of the log.
    """
    plain = {key: " ".join(text.split()) for key, text in words.items()}
    return {
        key: text if read_number_words(text, NUMBER_LANGUAGES) is not None else None
        for key, text in plain.items()
    }


def confirmation_body(
    preliminary: Act, done_by: Sequence[Mapping[str, str | None]], now: datetime.datetime
) -> dict[str, Any]:
    """The body of the entry that confirms a preliminary protocol."""
    return {
        "kind": "confirmation",
        "schema": SCHEMA,
        "recorded_at": recorded_text(now),
        "area": preliminary.body["area"],
        "contest": preliminary.body["contest"],
        "confirms": None,
        "done_by": [dict(done) for done in done_by],
    }


def scan_entry_body(area_id: str, contest: str, scan: Scan, now: datetime.datetime) -> dict[str, Any]:
    """The body of the entry that attaches a scan to a protocol."""
    return {
        "kind": "scan",
        "schema": SCHEMA,
        "area": area_id,
        "contest": contest,
        "recorded_at": recorded_text(now),
        "scan": scan_body(scan),
    }


def done_by(
    deed: LifeDeed, role: str, area_id: str | None, stated: str | None = None
) -> dict[str, str | None]:
    """In which role a deed was done, held for which area; the person's name never leaves the archive.

    The precinct itself is None, so that what is ordinary reads the same in every entry. `stated` is when a
    device without a network says that it was done.
    """
    done = {"deed": deed.value, "role": role, "area": area_id}
    return done if stated is None else {**done, "at": stated}


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
