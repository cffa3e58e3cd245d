"""What a log entry says to tabulation: a protocol with its figures, or a scan that came later.

An entry's body is a JSON object. Its figures are nested, because keys of canonical entries are plain
words: `{"voters_listed": 900, "votes": {"amanat": 400}}` stands for `voters_listed` and `votes[amanat]`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hattama.core.protocols import figure_key, split_key

Nested = dict[str, int | dict[str, int]]


@dataclass(frozen=True, slots=True)
class ProtocolEntry:
    """A protocol as the log carries it. `index` is the entry's place in the log, from 0.

    `replaces` is the index of the entry that this version takes the place of, or None for the first.
    `broken` are the codes of hard relations that do not hold. `scans` are SHA-256 hex digests.
    """

    index: int
    area_id: str
    contest: str
    figures: Mapping[str, int]
    replaces: int | None = None
    broken: tuple[str, ...] = ()
    scans: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ScanEntry:
    """A scan that was attached after its protocol was published."""

    index: int
    area_id: str
    contest: str
    scan: str


Entry = ProtocolEntry | ScanEntry


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
                flat[figure_key(code, row)] = figure
    return flat


def entry_from_body(index: int, body: Mapping[str, Any]) -> Entry | None:
    """The tabulated meaning of a log entry's body, or None for kinds that change no sum.

    Raises KeyError or TypeError when a body of a known kind lacks what its schema demands.
    """
    if body["kind"] == "protocol":
        return ProtocolEntry(
            index=index,
            area_id=body["area"],
            contest=body["contest"],
            figures=flatten_figures(body["figures"]),
            replaces=body["replaces"],
            broken=tuple(
                sorted(
                    {
                        f["code"]
                        for f in body["findings"]
                        if f["severity"] == "hard" and f["verdict"] == "broken"
                    }
                )
            ),
            scans=tuple(scan["sha256"] for scan in body["scans"]),
        )
    if body["kind"] == "scan":
        return ScanEntry(index, body["area"], body["contest"], body["scan"]["sha256"])
    return None
