"""JSON documents of an election, an area and a protocol: what a page shows, for programs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from hattama.core.tabulation import Total, nest_figures
from hattama.core.vocabulary import Area, Contest, Election
from hattama.publish.records import ProtocolRecord
from hattama.publish.tables import moment


def render_json(document: Any) -> bytes:
    """A document as UTF-8 JSON with sorted keys, two spaces of indent and a closing line feed."""
    return (json.dumps(document, ensure_ascii=False, sort_keys=True, indent=2) + "\n").encode()


def election_document(election: Election, totals: Mapping[str, Total], *, log_size: int) -> dict[str, Any]:
    """The election with its contests and national totals by contest code."""
    return {
        "election_id": election.election_id,
        "names": dict(election.names),
        "polling_on": election.polling_on.isoformat(),
        "rule_pack": election.rule_pack,
        "demonstration": election.demonstration,
        "notices": [dict(notice) for notice in election.notices],
        "log_size": log_size,
        "contests": [_contest(contest) for contest in election.contests],
        "totals": {contest: total_document(total) for contest, total in totals.items()},
    }


def area_document(
    area: Area, children: Iterable[Area], totals: Mapping[str, Total], child_totals: Mapping[tuple[str, str], Total]
) -> dict[str, Any]:
    """An area above the precincts: its totals by contest, and its children with theirs."""
    return {
        **_area(area),
        "totals": {contest: total_document(total) for contest, total in totals.items()},
        "children": [
            {
                **_area(child),
                "totals": {
                    contest: total_document(total)
                    for (area_id, contest), total in child_totals.items()
                    if area_id == child.area_id
                },
            }
            for child in children
        ],
    }


def protocol_document(record: ProtocolRecord) -> dict[str, Any]:
    """One published protocol; a figure that is not given is absent, one that cannot be read is in `illegible`."""
    return {
        "area_id": record.area_id,
        "contest": record.contest,
        "version": record.version,
        "log_index": record.entry_index,
        "leaf_sha256": record.leaf_hash,
        "figures": nest_figures(record.figures),
        "illegible": list(record.illegible),
        "findings": [dict(finding) for finding in record.findings],
        "explanation": record.explanation,
        "method": record.method,
        "signed_at": moment(record.signed_at) or None,
        "received_at": moment(record.received_at),
        "published_at": moment(record.published_at),
        "scans": [
            {"sha256": s.sha256, "media_type": s.media_type, "bytes": s.size_bytes, "pages": s.pages}
            for s in record.scans
        ],
    }


def precinct_document(area: Area, records: Iterable[ProtocolRecord]) -> dict[str, Any]:
    """A precinct with its published protocols."""
    return {**_area(area), "protocols": [protocol_document(record) for record in records]}


def total_document(total: Total) -> dict[str, Any]:
    """A total with what it lacks; each figure with its sum and how many protocols gave it."""
    return {
        "expected": total.expected,
        "received": total.received,
        "missing": total.missing,
        "with_findings": total.with_findings,
        "without_scan": total.without_scan,
        "figures": {
            key: {"total": tally.total, "contributors": tally.contributors}
            for key, tally in sorted(total.figures.items())
        },
    }


def _area(area: Area) -> dict[str, Any]:
    return {
        "area_id": area.area_id,
        "parent_id": area.parent_id,
        "level": area.level,
        "kind": area.kind.value,
        "number": area.number,
        "names": dict(area.names),
        "address": dict(area.address),
        "commission": dict(area.commission),
        "time_zone": area.time_zone,
        "voters_registered": area.voters_registered,
    }


def _contest(contest: Contest) -> dict[str, Any]:
    return {
        "code": contest.code,
        "kind": contest.kind,
        "names": dict(contest.names),
        "seats": contest.seats,
        "choices": [
            {"code": c.code, "names": dict(c.names), "registered_order": c.registered_order} for c in contest.choices
        ],
    }
