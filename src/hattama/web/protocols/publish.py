"""Confirmed figures become an act for the log; the first entry may become a preliminary one before that."""

import secrets
from collections.abc import Mapping
from typing import Any

from hattama.core.entries import (
    VERSION_KINDS,
    check_deeds,
    entry_body,
    file_body,
    is_bare,
    keeps_paper,
    moment_text,
    recorded_text,
    version_body,
)
from hattama.core.protocols import Confirmed, EnteredOnce, Protocol, confirm, deeds_in, publish, state_code
from hattama.core.vocabulary import ConfirmedBy, Deed
from hattama.web.kernel.log.accept_acts import record_act
from hattama.web.kernel.log.recording import readable_words
from hattama.web.kernel.log.tables import Act
from hattama.web.kernel.published.tables import Scan
from hattama.web.kernel.stores.kept_questions import rows_among
from hattama.web.protocols.cases import Case, Done


def publish_preliminary(case: Case) -> Act:
    """Ask the log to take in the first entry, marked as preliminary."""
    assert isinstance(case.state, EnteredOnce)
    return record_version(case, case.state.first.protocol, status="preliminary")


def confirm_by_rule(case: Case) -> Done:
    """Confirm and publish, where the election's rule does and nothing lacks; else record what was done."""
    by_rule = case.rules.confirmed_by is ConfirmedBy.EQUAL_ENTRIES
    if not (by_rule and Deed.CONFIRM in deeds_in(state_code(case.state), case.rules)):
        return case.record()
    case.note(Deed.CONFIRM, confirm(case.state, None, case.rules), by_the_rule=True)
    return publish_confirmed(case)


def publish_confirmed(case: Case) -> Done:
    """Ask the log for what confirmed figures need: a protocol, or a word on the preliminary one.

    Raises ExplanationNeeded or FiguresDoNotFit.
    """
    state = case.state
    assert isinstance(state, Confirmed)
    case.check_explained(state.protocol)
    if (source := case.brought_by()) is not None:
        said = {"source": source.bringer, "organisation": source.organisation or None}
        record_body(case, entry_body("copy_source", case.now, **_place(case), **said))
    preliminary = case.history.versions[-1] if case.history.versions else None
    if preliminary is not None and not is_bare(preliminary.body):
        act = _record_confirmation(case, preliminary)
    else:
        act = record_version(case, state.protocol, status="confirmed")
    case.note(Deed.PUBLISH, publish(state), by_the_rule=True)
    return case.record(act)


def record_version(
    case: Case,
    protocol: Protocol,
    *,
    kind: str = "protocol",
    status: str | None = None,
    decided: dict[str, Any] | None = None,
    private: dict[str, Any] | None = None,
) -> Act:
    """Record an act of `kind` with the figures of `protocol`, following the current version if there is one.

    `decided` are the keys that a correction or a recount has besides; `private` what stays in the archive.
    Raises FiguresDoNotFit.
    """
    versions = case.history.versions
    salt = secrets.token_hex(16)
    done = case.done_by()
    findings = (
        *case.check(protocol),
        *check_deeds(
            case.area.code,
            done,
            (decided or {}).get("decision"),
            recorded_at=recorded_text(case.now),
            signed_at=moment_text(protocol.signed_at),
            civic=case.definition.election.civic,
        ),
    )
    body = version_body(
        protocol,
        findings,
        _new_scans(case, kind, decided),
        words=readable_words(protocol.words),
        recorded_at=case.now,
        method="typed",
        salt=salt,
        kind=kind,
        version=len(versions) + 1,
        extra={"status": status} if decided is None else decided,
        reread=case.reread_codes(),
        done_by=done,
    )
    kept = dict(private or {})
    if protocol.explanation:
        kept |= {"explanation": protocol.explanation, "salt": salt}
    # Found by `case.check` just now. Of words the entry says less than was typed: with those, not by it.
    follows, holds = versions[-1] if versions else None, not protocol.words
    return record_body(case, body, follows=follows, private=kept, findings_hold=holds)


def _record_confirmation(case: Case, preliminary: Act) -> Act:
    """The word that the preliminary figures stand; scans that came with the second entry follow it."""
    body = entry_body("confirmation", case.now, **_place(case), confirms=None, done_by=case.done_by())
    act = record_body(case, body, follows=preliminary)
    for scan in _new_scans(case):
        body = entry_body("scan", case.now, **_place(case), scan=file_body(scan), address=None)
        act = record_body(case, body)
    return act


def _new_scans(case: Case, kind: str = "protocol", decided: Mapping[str, Any] | None = None) -> list[Scan]:
    """Scans that came with entries and that no act of this protocol has shown yet, in order of arrival; of a
    change of another paper those that came with it, though an act showed them with an earlier one."""
    shown: set[str] = set()
    of_paper: set[str] = set()
    for act in case.history.acts:
        said = (*act.body.get("scans", ()), *([act.body["scan"]] if act.kind == "scan" else ()))
        if act.kind in VERSION_KINDS and not keeps_paper(act.body):
            of_paper = set()
        of_paper |= {scan["sha256"] for scan in said}
        shown |= of_paper
    named = dict.fromkeys(step.data.get("scan") for step in (*case.history.steps, *case.waiting))
    if decided is not None:
        sent = {step.data.get("scan") for step in case.waiting}
        is_same_paper = keeps_paper({"kind": kind, "scans": (), **decided})
        shown -= sent - of_paper if is_same_paper else sent
    hashes = [scan for scan in named if scan and scan not in shown]
    found, earlier = case.scans, [scan for scan in hashes if scan not in case.scans]
    if earlier:
        found = found | {scan.pk: scan for scan in rows_among(Scan, "pk", earlier)}
    return [found[scan] for scan in hashes]


def _place(case: Case) -> dict[str, str]:
    return {"area": case.area.code, "contest": case.contest}


def record_body(case: Case, body: dict[str, Any], *, findings_hold: bool = False, **of: Any) -> Act:
    """Record an act of this case, done by its person now. Raises FiguresDoNotFit or ActNotAccepted."""
    of |= {"actor": case.user, "role": case.role, "area": case.area, "contest": case.contest}
    known = case.history.known
    act = record_act(case.area.election, body, case.now, known=known, findings_hold=findings_hold, **of)
    case.history.known.acts.append(act)
    return act
