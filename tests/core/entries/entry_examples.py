"""One body of each kind that fits its schema, for tests to change."""

import copy
from typing import Any

from hattama.core.entries.registry import KINDS
from hattama.core.transparency_log import SignatureType, VerifierKey

MOMENT = "2023-03-19T23:30:00+06:00"
HASH = "ab" * 32
ORIGIN = "log.example.org/tiny"
VKEY = VerifierKey(ORIGIN, SignatureType.ED25519, bytes(32)).vkey()
FILE = {"sha256": HASH, "bytes": 20_000, "media_type": "image/jpeg", "pages": 1}
DECISION = {"authority": "court", "number": "12-3", "decided_on": "2023-03-21", "document": FILE}
PLACE = {"area": "P001", "contest": "party"}
FINDING = {
    "code": "KZ-K01",
    "severity": "hard",
    "verdict": "broken",
    "fields": ["participants", "votes[dala]"],
    "left": 600,
    "right": 599,
    "row": "",
}
UNCHECKED = {**FINDING, "verdict": "cannot_be_checked", "left": None, "right": None, "row": "2"}
VERSION = {
    **PLACE,
    "figures": {"voters_listed": 1000, "votes": {"dala": 370, "ozen": 0}, "issued_by_member": {"1": 300}},
    "illegible": ["invalid", "issued_by_member[2]"],
    "findings": [
        FINDING,
        {**FINDING, "verdict": "cannot_be_checked", "left": None, "right": None, "row": "2"},
    ],
    "signed_at": MOMENT,
    "method": "typed",
    "explanation_sha256": HASH,
    "scans": [FILE, {**FILE, "sha256": "cd" * 32}],
}
REPLACED = {"version": 2, "replaces": 7, "reason": "counting_error", "decision": DECISION}
COUNTS = {"expected": 6, "received": 4, "annulled": 1, "with_findings": 2, "without_scan": 3}
DONE_BY = [
    {"deed": "enter", "role": "typist", "area": None},
    {"deed": "decide", "role": "territorial_reviewer", "area": "R1"},
]
WHERE = {
    **{"sha256": HASH, "address": "https://example.org/report", "title": "A report", "page": "12"},
    **{"footnote": "67", "quotation_sha256": HASH, "language": "kk", "text": "translation"},
}
RECORD = {"register": "complaints", "edition": "2023", "record_kind": "complaint", "record": "k3v9p2x7"}
COMMITTED = {"tree_size": 9, "batches": 2, "ballots": 1200, "missing": 0, "batches_sha256": HASH}
FIELDS: dict[str, dict[str, Any]] = {
    "open": {
        "election": "tiny",
        "origin": ORIGIN,
        "definition_sha256": HASH,
        "areas_sha256": HASH,
        "rule_pack_sha256": HASH,
    },
    "key": {"role": "log", "vkey": VKEY, "replaces": None},
    "roster": {
        "part": 1,
        "parts": 2,
        "precincts": [
            {"area": "P001", "contests": ["party", "single"], "registered": 1000},
            {"area": "P002", "contests": [], "registered": None},
        ],
    },
    "protocol": {**VERSION, "version": 1, "replaces": None},
    "correction": {**VERSION, **REPLACED},
    "recount": {**VERSION, **REPLACED},
    "scan": {**PLACE, "scan": FILE, "address": None},
    "annulment": {**PLACE, "annuls": 7, "within": PLACE["area"], "reason": "court", "decision": DECISION},
    "confirmation": {**PLACE, "confirms": 7, "done_by": DONE_BY},
    "investigation": {
        **PLACE,
        "state": "opened",
        "reason": "complaint",
        "note_sha256": HASH,
        "decision": DECISION,
        "done_by": DONE_BY,
    },
    "redaction": {**PLACE, "what": "scan", "sha256": HASH, "reason": "court", "decision": DECISION},
    "turnout": {
        "area": "R1",
        "contest": None,
        "notion": "ballots_issued",
        "at": MOMENT,
        "voters": 500,
        "registered": 1000,
        "share": "50.00",
        "source": "central_commission",
    },
    "steps": {
        **PLACE,
        "times": {"completed": MOMENT, "signed": MOMENT},
        "places": {"completed": "premises"},
        "corrects": {"signed": MOMENT},
        "method": "typed",
    },
    "custody": {
        **PLACE,
        "number": 3,
        "replaces": 2,
        "paper": "KZ-2023/000123-A",
        "event": "attached",
        "at": MOMENT,
        "holder": "observer",
        "holder_sha256": HASH,
        "attachment": "observers_act",
        "document": FILE,
        "shown_to": "everybody",
        "pages": None,
        "seal": None,
        "method": "typed",
    },
    "rights": {
        "changes": [
            {
                **{"change": "confirmed", "who": HASH, "role": "central_head", "area": "KZ"},
                **{"by": ["operator", "0" * 64], "at": MOMENT},
            },
            {
                **{"change": "closed", "who": HASH, "role": None, "area": None},
                **{"by": ["operator"], "at": MOMENT},
            },
        ],
        "counts": [{"change": "given", "role": "typist", "area": "R1", "by": ["operator"], "count": 9}],
    },
    "observer_key": {
        "change": "enrolled",
        "vkey": "observer.example.org/1+b5b96e2a+AfpINBR/bmkMNpPv9hM2BGQDzYrioU8xs8QHNYVpI5Vl",
        "within": "R1",
        "organisation": "Made for a test",
        "name_sha256": HASH,
    },
    "observer_copy": {"precinct": "P001", "contest": "party", "note": "not signed"},
    "record_statement": {
        **RECORD,
        "source": "commission",
        "organisation": "Made for a test",
        "document": WHERE,
        "as_of": "2023-03-19",
        "said_on": "2023-03-20",
        "values": {
            **{"subject": {"value": "breach"}, "fine": {"least": 1, "most": None}},
            **{"outcome": {"none": True}, "complainant": {"digest": HASH}},
        },
        "replaces": 7,
    },
    "record_deed": {
        **RECORD,
        **{"deed": "decide", "at": MOMENT, "by": "supreme_court", "source": "court"},
        "document": None,
        "attached": {"decision": HASH},
    },
    "seal": {
        **{"about": "sample", "name": "night", "organisation": "Made for a test", "digest": HASH},
        "opens_at": MOMENT,
    },
    "copy_source": {**PLACE, "source": "observer", "organisation": "Made for a test"},
    "unsealing": {"seal": 7, "salt": HASH, "sha256": HASH, "bytes": 4},
    "claim": {
        **PLACE,
        "level": "nation",
        "source": "central_commission",
        "stage": "final",
        "figures": {"participants": 600, "votes": {"dala": 370}},
        "stated_at": MOMENT,
        "document_sha256": None,
        "document": FILE,
        "replaces": None,
    },
    "withdrawal": {
        "contest": PLACE["contest"],
        "choice": "dala",
        "reason": "list_struck",
        "since": "2023-03-21",
        "norms": ["kz-elections/50(4)"],
        "decision": DECISION,
        "note_sha256": HASH,
        "done_by": [{"deed": "withdraw", "role": "central_head", "area": "KZ"}],
    },
    "lot": {
        "contest": PLACE["contest"],
        "choice": None,
        "order": ["dala", "amanat"],
        "drawn_at": MOMENT,
        "replaces": None,
        "decision": DECISION,
        "done_by": [{"deed": "record_lot", "role": "central_head", "area": "KZ"}],
    },
    "amendment": {
        "why": "The decree of 2 March has the street so.",
        "changes": [
            {
                **{"area": "P001", "contest": None, "choice": None, "field": "address", "language": "kk"},
                **{"before": "Абай көшесі, 7", "after": "Абай көшесі, 9"},
            }
        ],
        **{"precinct": None, "decision": None, "note_sha256": None, "done_by": []},
    },
    "snapshot": {
        **{"file": "22-10.csv", "sha256": HASH, "bytes": 4096, "mapping_sha256": HASH, "taken_at": MOMENT},
        **{"new": 3, "unchanged": 5, "changed": 1, "removed": 1, "returned": 0, "kept": 0, "left_out": 2},
    },
    "audit_plan": {
        **{"number": 1, "contest": "party", "method": "batches", "risk_limit": "1/20"},
        **COMMITTED,
        "done_by": DONE_BY,
    },
    "audit_seed": {
        **{"number": 1, "seed": "27182818284590452353", "thrown_at": MOMENT},
        **{"place": "Hall", "people": "Observers of three parties", "done_by": DONE_BY},
    },
    "audit_draw": {"number": 1, "after": 0, "drawn": [["P001", 0], ["P001", 0]], "done_by": DONE_BY},
    "audit_count": {
        **{"number": 1, "area": "P001", "figures": {"dala": 370, "invalid": 12}, "ballots": []},
        "done_by": DONE_BY,
    },
    "audit_risk": {"number": 1, "draws": 12, "risk": 48_201, "stop": "confirmed", "done_by": DONE_BY},
    "recount_order": {
        **{"number": 2, "contest": "party", "areas": ["P001", "P002"], "norms": ["kz-elections/43(9)"]},
        **{"decision": DECISION, **COMMITTED, "done_by": DONE_BY},
    },
    "total": {
        **PLACE,
        "level": "nation",
        "tree_size": 12,
        "rule_pack_sha256": HASH,
        **COUNTS,
        "figures": {"voters_listed": [5000, 3], "votes": {"dala": ["9007199254740992", 1]}},
    },
    "close": {
        "election": "tiny",
        "tree_size": 12,
        "expected": {"party": 6},
        "received": {"party": 4},
        "annulled": {"party": 1},
    },
}


WORDS = {"voters_listed": "бір мың", "votes": {"dala": "үш жүз жетпіс", "ozen": None}}
REREAD = ["LOOK-REGISTER", "LOOK-TURNOUT"]
CHANGED = {"words": WORDS, "reread": REREAD, "note_sha256": HASH, "done_by": DONE_BY}
LIFE_FIELDS: dict[str, dict[str, Any]] = {
    "protocol": {"status": "confirmed", "words": WORDS, "reread": ["LOOK-TURNOUT"], "done_by": DONE_BY},
    "correction": CHANGED,
    "recount": CHANGED,
    "annulment": {"note_sha256": None, "done_by": DONE_BY},
    "total": {"preliminary": 2},
}
"""What kinds of a later schema say beside their figures."""


def example(kind: str, /, **changes: Any) -> dict[str, Any]:
    """A body of this kind, sound but for `changes`."""
    head = {"kind": kind, "schema": KINDS[kind].schema, "recorded_at": MOMENT}
    return copy.deepcopy({**head, **FIELDS[kind], **LIFE_FIELDS.get(kind, {}), **changes})
