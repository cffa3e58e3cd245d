"""What every change of a published protocol has: a reason from a fixed list, a note, a decision with its
file."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace

from hattama.core.entries import decision_body, salted_sha256
from hattama.core.protocols import (
    CHANGE_REASONS,
    OTHER,
    ChangeReason,
    Decision,
    LifeDeed,
    Protocol,
    RulePack,
    State,
)
from hattama.core.vocabulary import is_code
from hattama.web.kernel.log.submission_refusals import DecisionNeeded, ReasonTextNeeded, UnknownReason
from hattama.web.kernel.published.scans import Scan
from hattama.web.protocols.life_steps import decision_data, protocol_data
from hattama.web.protocols.protocol_cases import Case, Done
from hattama.web.protocols.publish_protocol import record_version
from hattama.web.scans.take_scan import claim_scan

MAX_NOTE = 4000
MAX_NUMBER = 64


@dataclass(frozen=True, slots=True)
class Grounds:
    """Why and on whose decision something published is changed.

    `reason` is a code of the list; `note` its text, needed with OTHER. `document` is the file of the
    decision, taken in with `take_scan`. Number, day and file of a decision may be lacking: the change is
    recorded, and that is a finding.
    """

    reason: str
    decision: Decision
    note: str = ""
    document: Scan | None = None

    def decided(self) -> Decision:
        """The decision with the hash of its file."""
        return replace(self.decision, document=self.document.sha256 if self.document else None)


def change_reasons(pack: RulePack) -> tuple[ChangeReason, ...]:
    """The reasons that a published protocol of this election may be changed for: ours, and the rule
    pack's."""
    *ours, other = CHANGE_REASONS
    return (*ours, *pack.change_reasons, other)


def refuse_unknown_reason(reason: str, note: str, listed: Iterable[ChangeReason]) -> None:
    """Raise UnknownReason, or ReasonTextNeeded where the text lacks or is too long."""
    if reason not in {known.code for known in listed}:
        raise UnknownReason(reason)
    if (reason == OTHER and not note.strip()) or len(note) > MAX_NOTE:
        raise ReasonTextNeeded


def refuse_weak_grounds(case: Case, grounds: Grounds) -> None:
    """Raise UnknownReason, ReasonTextNeeded, or DecisionNeeded where it is not said who decided."""
    refuse_unknown_reason(grounds.reason, grounds.note, change_reasons(case.definition.pack))
    refuse_unfit_decision(grounds.decision)


def refuse_unfit_decision(decision: Decision) -> None:
    """Raise DecisionNeeded for one that no entry can carry: authority no code, number too long."""
    if not is_code(decision.authority) or len(decision.number) > MAX_NUMBER:
        raise DecisionNeeded


@dataclass(frozen=True, slots=True)
class SaltedNote:
    """A free text as the log carries it, and as the archive keeps it."""

    text: str
    salt: str

    @property
    def sha256(self) -> str | None:
        """What the log says of it: null where there is no text."""
        return salted_sha256(self.text, self.salt) if self.text else None

    @property
    def private(self) -> dict[str, str]:
        """What stays in the archive."""
        return {"note": self.text, "note_salt": self.salt} if self.text else {}


def salted_note(note: str) -> SaltedNote:
    """The note with a salt of its own."""
    return SaltedNote(note.strip(), secrets.token_hex(16))


def publish_change(
    case: Case, deed: LifeDeed, state: State, protocol: Protocol, grounds: Grounds, scan: Scan | None
) -> Done:
    """Record a correction or a recount: its step, and the act with the new version.

    Raises ExplanationNeeded, ExplanationTooLong, ScanOfAnotherProtocol or FiguresDoNotFit.
    """
    case.check_explained(protocol)
    if scan is not None:
        claim_scan(scan, case.area, case.contest)
    note = salted_note(grounds.note)
    case.note(
        deed,
        state,
        reason=grounds.reason,
        protocol=protocol_data(protocol),
        decision=decision_data(grounds.decided()),
        scan=scan.sha256 if scan else None,
    )
    kind = "correction" if deed is LifeDeed.CORRECT else "recount"
    decided = {
        "reason": grounds.reason,
        "note_sha256": note.sha256,
        "decision": decision_body(grounds.decided(), grounds.document),
    }
    return case.record(record_version(case, protocol, kind=kind, decided=decided, private=note.private))
