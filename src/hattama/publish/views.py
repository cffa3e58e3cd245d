"""JSON documents of an election, an area and a protocol: what a page shows, for programs."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from hattama.core.entries import CONFIRMED, PRELIMINARY, nest_figures
from hattama.core.tabulation import Total
from hattama.core.transparency_log import safe_integer
from hattama.core.vocabulary import Area, Choice, Contest, Drawing, Election, Withdrawal
from hattama.publish.records import ExplanationRecord, ProtocolRecord, ScanRecord


def render_json(document: Any) -> bytes:
    """A document as UTF-8 JSON with sorted keys, two spaces of indent and a closing line feed."""
    return (json.dumps(document, ensure_ascii=False, sort_keys=True, indent=2) + "\n").encode()


def election_document(election: Election, totals: Mapping[str, Total], *, tree_size: int) -> dict[str, Any]:
    """The election with its contests and national totals by contest code."""
    return {
        "election_id": election.election_id,
        "names": dict(election.names),
        "polling_on": election.polling_on.isoformat(),
        "rule_pack": election.rule_pack,
        "demonstration": election.demonstration,
        "notices": [dict(notice) for notice in election.notices],
        "tree_size": tree_size,
        "contests": [contest_document(contest) for contest in election.contests],
        "totals": {contest: total_document(total) for contest, total in totals.items()},
    }


def area_document(
    area: Area,
    children: Iterable[Area],
    totals: Mapping[str, Total],
    child_totals: Mapping[tuple[str, str], Total],
) -> dict[str, Any]:
    """An area above the precincts: its totals by contest, and its children with theirs."""
    return {
        **area_facts(area),
        "totals": {contest: total_document(total) for contest, total in totals.items()},
        "children": [
            {
                **area_facts(child),
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
    """The current version of a protocol as docs/format/log.md describes PROTOCOL."""
    return {
        "log_index": record.entry_index,
        "leaf_sha256": record.leaf_hash,
        "kind": record.kind,
        "version": record.version,
        "annulled_by": record.annulled_by,
        "figures": nest_figures(record.figures),
        "illegible": list(record.illegible),
        "findings": [dict(finding) for finding in record.findings],
        "explanation": _explanation(record.explanation),
        "method": record.method,
        "status": PRELIMINARY if record.preliminary else CONFIRMED,
        "confirmed_by": record.confirmed_by,
        "investigation": record.investigation,
        "signed_at": record.signed_at,
        "recorded_at": record.recorded_at,
        "scans": [_scan(scan) | {"earlier": record.is_earlier(scan)} for scan in record.scans],
    }


def _explanation(word: ExplanationRecord | None) -> dict[str, Any] | None:
    if word is None:
        return None
    withdrawn = word.withdrawn_by is not None
    return {
        "sha256": word.sha256,
        "salt": None if withdrawn else word.salt,
        "text": None if withdrawn else word.text,
        "withdrawn_by": word.withdrawn_by,
    }


def _scan(scan: ScanRecord) -> dict[str, Any]:
    return {
        "sha256": scan.sha256,
        "bytes": scan.size_bytes,
        "media_type": scan.media_type,
        "pages": scan.pages,
        "log_index": scan.entry_index,
        "withdrawn_by": scan.withdrawn_by,
    }


def precinct_document(area: Area, records: Iterable[ProtocolRecord]) -> dict[str, Any]:
    """A precinct with its published protocols."""
    protocols = [{"contest": record.contest, **protocol_document(record)} for record in records]
    return {**area_facts(area), "protocols": protocols}


def total_document(total: Total) -> dict[str, Any]:
    """A total with what it lacks; each figure with its sum and how many protocols gave it.

    A sum of 2^53 or more is a text of digits, as in the log.
    """
    return {
        **total.protocols(),
        "missing": total.missing,
        "with_findings": total.with_findings,
        "without_scan": total.without_scan,
        "preliminary": total.preliminary,
        "figures": {
            key: {"total": safe_integer(tally.total), "contributors": tally.contributors}
            for key, tally in sorted(total.figures.items())
        },
    }


def area_facts(area: Area) -> dict[str, Any]:
    """An area as the election's files define it."""
    return {
        "area_id": area.area_id,
        "parent_id": area.parent_id,
        "level": area.level,
        "kind": area.kind.value,
        "number": area.number,
        "names": dict(area.names.texts),
        "address": dict(area.address.texts),
        "commission": dict(area.commission.texts),
        "time_zone": area.time_zone,
        "voters_registered": area.voters_registered,
    }


def contest_document(contest: Contest) -> dict[str, Any]:
    """A contest as the definition has it."""
    return {
        "code": contest.code,
        "kind": contest.kind,
        "names": dict(contest.names),
        "seats": contest.seats,
        "choices": [choice_document(choice) for choice in contest.choices],
    }


def choice_document(choice: Choice) -> dict[str, Any]:
    """A choice as the definition and the log have it: whether it is withdrawn, or was and stands again, and
    what a lot drew."""
    return {
        "code": choice.code,
        "names": dict(choice.names),
        "registered_order": choice.registered_order,
        "areas": list(choice.areas),
        "persons": [choice_document(person) for person in choice.persons],
        "withdrawn": None if choice.withdrawn is None else _withdrawal(choice.withdrawn),
        "reinstated": None if choice.reinstated is None else _withdrawal(choice.reinstated),
        "lot": choice.lot,
        "drawn": None if choice.drawn is None else _drawing(choice.drawn),
    }


def _withdrawal(withdrawn: Withdrawal) -> dict[str, Any]:
    return {
        "on": withdrawn.on.isoformat(),
        "after_vote": withdrawn.after_vote,
        "reason": withdrawn.reason or None,
        "authority": withdrawn.authority or None,
        "decision": withdrawn.decision or None,
        "decided_on": withdrawn.decided_on.isoformat() if withdrawn.decided_on else None,
        "norms": list(withdrawn.norms),
        "log_index": withdrawn.entry,
        "late": list(withdrawn.late),
        "document": withdrawn.document,
    }


def _drawing(drawn: Drawing) -> dict[str, Any]:
    return {
        "at": drawn.at.isoformat(),
        "authority": drawn.authority,
        "decision": drawn.decision or None,
        "decided_on": drawn.decided_on.isoformat() if drawn.decided_on else None,
        "document": drawn.document,
        "log_index": drawn.entry,
        "replaces": drawn.replaces,
    }
