"""All that the log says of audits as one document: made once a state of the log, for page and files."""

import json
from collections.abc import Mapping
from typing import Any

from hattama.core.audits import NOT_FOUND, AuditBook
from hattama.core.entries import Audit, AuditMethod, counted_in, risk_limit_of
from hattama.publish.views import render_json
from hattama.web.audits.reading import compared, load_book, rules_of, waiting
from hattama.web.kernel.elections.loading import load_definition
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.snapshots import load_public_size
from hattama.web.kernel.pages.file_answers import read_made

DOCUMENT = "audits.json"


def load_document(row: ElectionRow) -> dict[str, Any]:
    """The document as it was made for this state of the log. Raises MakersBusy."""
    document: dict[str, Any] = json.loads(read_made(row, DOCUMENT, lambda: [render_document(row)]))
    return document


def render_document(row: ElectionRow) -> bytes:
    """The document: every audit and recount with its steps, counts and risks."""
    book = load_book(row)
    head = {"election": row.election_id, "tree_size": load_public_size(row)}
    return render_json(head | {"audits": [_told(row, book, number) for number in book.audits]})


def _told(row: ElectionRow, book: AuditBook, number: int) -> dict[str, Any]:
    audit = book.audits[number]
    keys = ("contest", "recorded_at", "tree_size", "batches", "ballots", "missing", "batches_sha256")
    told: dict[str, Any] = {
        "number": number,
        "kind": "recount" if audit.is_recount else "audit",
        "entry": audit.index,
        **{key: audit.begun[key] for key in keys},
        "counts": [one for place in range(len(audit.counts)) for one in _counts(book, audit, place)],
        "waiting": len(waiting(book, number)),
    }
    if audit.is_recount:
        decision = audit.begun["decision"]
        return told | {"areas": audit.begun["areas"], "norms": audit.begun["norms"], "decision": decision}
    return told | _drawn(row, book, number)


def _drawn(row: ElectionRow, book: AuditBook, number: int) -> dict[str, Any]:
    audit = book.audits[number]
    measured = book.measure(number)
    plan = book.plan(number)
    rows = [
        {"draw": place, "area": what[0], "ballot": what[1], "shown": _shown(book, audit, what), "risk": risk}
        for place, (what, risk, _) in enumerate(measured.rows, 1)
    ]
    sequence = audit.sequence[len(rows) :]
    rows += [
        {"draw": place, "area": what[0], "ballot": what[1], "shown": _shown(book, audit, what), "risk": None}
        for place, what in enumerate(sequence, len(rows) + 1)
    ]
    return {
        "method": audit.method.value,
        "risk_limit": audit.begun["risk_limit"],
        "bounds_sum": plan.plan.whole,
        "needed": plan.to_draw(audit.method, risk_limit_of(audit.begun)),
        "seed": None if audit.seed is None else _entry(*audit.seed, "seed", "thrown_at", "place", "people"),
        "draws": rows,
        "drawn_by": [_entry(index, body, "after") for index, body in audit.draws],
        "measured": [_entry(index, body, "draws", "risk", "stop") for index, body in audit.measured],
        "stop": audit.stop.value,
        "codes": [*plan.codes(audit.method), *([NOT_FOUND] if audit.method is AuditMethod.BALLOTS else [])],
        "command": command(row, audit),
    }


def _entry(index: int, body: Mapping[str, Any], *keys: str) -> dict[str, Any]:
    return {"entry": index, "recorded_at": body["recorded_at"], **{key: body[key] for key in keys}}


def _shown(book: AuditBook, audit: Audit, what: tuple[str, int]) -> str | None:
    """The choice read on a ballot; of a batch its error in parts of what is possible; None: not counted."""
    count = book.count_of(audit, what)
    if count is None:
        return None
    return str(count) if what[1] else str(book.plan(audit.begun["number"]).taint(what[0], count))


def _counts(book: AuditBook, audit: Audit, place: int) -> list[dict[str, Any]]:
    """Of a batch what was reported and counted, code by code; single ballots stand among the draws."""
    index, body = audit.counts[place]
    if counted_in(body)[0][1]:
        return []
    votes = book.committed(audit.begun["number"]).places[body["area"]]
    figures = [
        {"code": code, "reported": reported, "counted": counted, "difference": counted - reported}
        for code, reported, counted in compared(votes, body["figures"])
    ]
    return [{"area": body["area"], **_entry(index, body), "figures": figures}]


def command(row: ElectionRow, audit: Audit) -> str:
    """The line by which anybody draws the same from the committed table."""
    definition = load_definition(row)
    contest = definition.election.contest(audit.contest)
    rules, seats = rules_of(row, audit.contest)
    words = ["hattama audit batches.csv", f"--rules {definition.pack.pack_id}", f"--contest {contest.kind}"]
    if rules is not None and rules.kind == "party_list" and seats:
        words.append(f"--seats {seats}")
    words += [f"--risk {audit.begun['risk_limit']}", f"--by {audit.method.value}"]
    if audit.seed is not None:
        words += [f"--seed {audit.seed[1]['seed']}", f"--draws {max(1, len(audit.sequence))}"]
    return " ".join(words)
