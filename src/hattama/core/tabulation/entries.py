"""What a log entry says to tabulation: a protocol, a scan that came later, an annulment, a redaction.

An entry's body is a JSON object (its schemas: entry_schemas). Its figures are nested, because keys of
canonical entries are plain words: `{"voters_listed": 900, "votes": {"amanat": 400}}` stands for
`voters_listed` and `votes[amanat]`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from hattama.core.protocols import split_key
from hattama.core.transparency_log import safe_integer
from hattama.core.vocabulary import Finding, Tally

Nested = dict[str, int | dict[str, int]]

VERSION_KINDS = ("protocol", "correction", "recount")
"""Kinds of entries that carry figures: the first version of a protocol, and what may take its place."""

PRELIMINARY = "preliminary"
CONFIRMED = "confirmed"
"""What a protocol's entry says of its figures: not confirmed by anybody yet, or confirmed."""

SCAN = "scan"
EXPLANATION = "explanation"


class ProtocolEntry(NamedTuple):
    """A protocol as the log carries it. `index` is the entry's place in the log, from 0.

    `replaces` is the index of the entry that this version takes the place of, or None for the first.
    `broken` are the codes of hard relations that do not hold. `scans` are SHA-256 hex digests, and so is
    `explanation`, the salted hash of the commission's word, or None. `preliminary` says that nobody has
    confirmed the figures yet; `settles`, that this is what the entries of a preliminary version came to, and
    neither correction nor recount. A tuple, since a log holds many.
    """

    index: int  # type: ignore[assignment]
    area_id: str
    contest: str
    figures: Mapping[str, int]
    replaces: int | None = None
    broken: tuple[str, ...] = ()
    scans: tuple[str, ...] = ()
    version: int = 1
    explanation: str | None = None
    preliminary: bool = False
    settles: bool = False


class ScanEntry(NamedTuple):
    """A scan that was attached after its protocol was published."""

    index: int  # type: ignore[assignment]
    area_id: str
    contest: str
    scan: str


class AnnulmentEntry(NamedTuple):
    """The version at index `annuls` ceases to count and stays visible."""

    index: int  # type: ignore[assignment]
    area_id: str
    contest: str
    annuls: int


class RedactionEntry(NamedTuple):
    """A scan (`what` is SCAN) or the explanation of the current version (EXPLANATION) is withdrawn."""

    index: int  # type: ignore[assignment]
    area_id: str
    contest: str
    what: str
    sha256: str


class ConfirmationEntry(NamedTuple):
    """The preliminary figures at index `confirms` stand."""

    index: int  # type: ignore[assignment]
    area_id: str
    contest: str
    confirms: int


class InvestigationEntry(NamedTuple):
    """A commission begins (`opens`) or ends to look into a protocol, which counts as before."""

    index: int  # type: ignore[assignment]
    area_id: str
    contest: str
    opens: bool


Entry = ProtocolEntry | ScanEntry | AnnulmentEntry | RedactionEntry | ConfirmationEntry | InvestigationEntry


def nest_figures(figures: Mapping[str, int]) -> Nested:
    """Figures by key as an entry's body carries them: rows of a group under the group's figure code."""
    nested: Nested = {}
    for key, value in figures.items():
        code, row = split_key(key)
        if not row:
            nested[code] = value
            continue
        rows = nested.setdefault(code, {})
        if not isinstance(rows, dict):
            raise ValueError(f"{code} stands both alone and with rows")
        rows[row] = value
    return nested


def flatten_figures(nested: Mapping[str, int | Mapping[str, int]]) -> dict[str, int]:
    """The opposite of `nest_figures`: figures by key."""
    flat: dict[str, int] = {}
    for code, value in nested.items():
        if isinstance(value, int):
            flat[code] = value
        else:
            for row, figure in value.items():
                flat[f"{code}[{row}]"] = figure
    return flat


def nest_sums(tallies: Mapping[str, Tally]) -> dict[str, Any]:
    """Sums as an entry carries them: nested like figures, each a list of the sum and how many gave it.

    A sum that canonical JSON cannot hold as a number (2^53 and more) is a string of decimal digits.
    """
    nested: dict[str, Any] = {}
    for key, tally in tallies.items():
        code, row = split_key(key) if "[" in key else (key, "")
        pair = [safe_integer(tally.total), tally.contributors]
        if row:
            nested.setdefault(code, {})[row] = pair
        else:
            nested[code] = pair
    return nested


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


def entry_from_body(index: int, body: Mapping[str, Any]) -> Entry | None:
    """The tabulated meaning of a log entry's body, or None for kinds that change no sum.

    Raises KeyError or TypeError when a body of a known kind lacks what its schema demands.
    """
    read = _READERS.get(body["kind"])
    return None if read is None else read(index, body)


def _read_protocol(index: int, body: Mapping[str, Any]) -> ProtocolEntry:
    findings = body["findings"]
    scans = body["scans"]
    return ProtocolEntry(
        index,
        body["area"],
        body["contest"],
        flatten_figures(body["figures"]),
        body["replaces"],
        _broken_codes(findings) if findings else (),
        tuple([scan["sha256"] for scan in scans]) if scans else (),
        body["version"],
        body["explanation_sha256"],
        # Entries of the first schema have no status: they are confirmed.
        body.get("status") == PRELIMINARY,
        body["kind"] == "protocol" and body["replaces"] is not None,
    )


def _broken_codes(findings: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    hard = {f["code"] for f in findings if f["severity"] == "hard" and f["verdict"] == "broken"}
    return tuple(sorted(hard))


def _read_scan(index: int, body: Mapping[str, Any]) -> ScanEntry:
    return ScanEntry(index, body["area"], body["contest"], body["scan"]["sha256"])


def _read_annulment(index: int, body: Mapping[str, Any]) -> AnnulmentEntry:
    return AnnulmentEntry(index, body["area"], body["contest"], body["annuls"])


def _read_confirmation(index: int, body: Mapping[str, Any]) -> ConfirmationEntry:
    return ConfirmationEntry(index, body["area"], body["contest"], body["confirms"])


def _read_investigation(index: int, body: Mapping[str, Any]) -> InvestigationEntry:
    return InvestigationEntry(index, body["area"], body["contest"], body["state"] == "opened")


def _read_redaction(index: int, body: Mapping[str, Any]) -> RedactionEntry:
    return RedactionEntry(index, body["area"], body["contest"], body["what"], body["sha256"])


_READERS: dict[str, Callable[[int, Mapping[str, Any]], Entry]] = {
    **dict.fromkeys(VERSION_KINDS, _read_protocol),
    "scan": _read_scan,
    "annulment": _read_annulment,
    "redaction": _read_redaction,
    "confirmation": _read_confirmation,
    "investigation": _read_investigation,
}
TELLING_KINDS: frozenset[str] = frozenset(_READERS)
"""Kinds of entries that touch a precinct and all areas above it."""
