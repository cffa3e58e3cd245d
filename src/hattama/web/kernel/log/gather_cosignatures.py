"""The newest checkpoint is offered to the witnesses; what they sign is published beside our own signature.

Publication never waits for this, and no failure of a witness stops it: it is written down, and shown to the
operator. While the log grows quickly, witnesses speak of a checkpoint that is no longer the newest; so the
newest one that makes up the quorum is kept under a name of its own.
"""

import datetime
import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from django.conf import settings

from hattama.core.transparency_log import (
    Judgement,
    NoteSignature,
    PolicyWitness,
    Proof,
    SignedCheckpoint,
    judge_checkpoint,
    make_consistency_proof,
    parse_vkey,
    tile_hash_reader,
)
from hattama.verification.folders import verify_ed25519
from hattama.web.kernel.elections.loading import load_definition
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.bundle_store import COSIGNED, POLICY, BundleStore, public_store, working_folder
from hattama.web.kernel.log.witnesses import (
    NotCosigned,
    WitnessSettings,
    ask_witness,
    fetch_evidence,
    load_witnesses,
)
from hattama.web.kernel.log.writer_lock import hold_writer_lock
from hattama.web.kernel.stores.durable_files import read_if_any, replace_file

MOST_AT_ONCE = 16
RENEWAL_SECONDS = 20 * 60
WRITER_LOCK_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class WitnessReport:
    """How it went with one witness: the size it holds, when it said so (POSIX seconds), the last trouble, and
    the names of the evidence that it says to keep against this log."""

    name: str
    held_size: int = 0
    cosigned_at: int | None = None
    asked_at: str = ""
    trouble: str = ""
    evidence: tuple[str, ...] = ()


def gather_cosignatures(election_id: str, *, now: datetime.datetime) -> list[WitnessReport]:
    """Offer the newest checkpoint to every witness that has not cosigned it, or not lately; how it went with
    each. So a log to which nothing is added stays witnessed, and whoever reads it sees that it is the newest.

    Raises WitnessesMalformed, or a LogRefusal when the published files are damaged.
    """
    configured = load_witnesses()
    election = ElectionRow.objects.get(pk=election_id)
    store = public_store(election_id)
    signed = store.checkpoint()
    if signed is None:
        return []
    write_policy(election, store, configured)
    before = {report.name: report for report in load_reports(election_id)}
    done = judge(election, configured, signed).witnessed_at
    stale = now.timestamp() - renewal_seconds(election)
    asked = [witness for witness in configured.witnesses if done.get(witness.name, stale) <= stale]
    if not asked:
        return [before.get(witness.name, WitnessReport(witness.name)) for witness in configured.witnesses]
    with ThreadPoolExecutor(min(len(asked), MOST_AT_ONCE)) as pool:
        answers = pool.map(lambda witness: _ask(store, witness, signed, before.get(witness.name), now), asked)
        found = list(answers)
    signatures = [signature for _, signature in found if signature is not None]
    if signatures:
        _publish(election, configured, store, signed, signatures)
    reports = before | {report.name: report for report, _ in found}
    kept = [reports[witness.name] for witness in configured.witnesses if witness.name in reports]
    _save_reports(election_id, kept)
    return kept


def renewal_seconds(election: ElectionRow) -> int:
    """After how long a witness is asked for the same checkpoint again: thrice within the greatest age."""
    minutes = load_definition(election).election.greatest_age_minutes
    return RENEWAL_SECONDS if minutes is None else min(RENEWAL_SECONDS, minutes * 60 // 3)


def judge(election: ElectionRow, configured: WitnessSettings, signed: SignedCheckpoint) -> Judgement:
    """What this site's own policy says of a checkpoint of this log."""
    *_, vkey = (vkey for index, vkey in election.log_keys if index < signed.checkpoint.size)
    return judge_checkpoint(signed, configured.policy(parse_vkey(vkey), None), verify_ed25519)


def write_policy(election: ElectionRow, store: BundleStore, configured: WitnessSettings) -> None:
    """Publish what this site asks for of a checkpoint."""
    url = f"{settings.BASE_URL}/data/{election.pk}/bundle" if settings.BASE_URL else None
    policy = configured.policy(parse_vkey(election.log_keys[-1][1]), url)
    store.put_durably(POLICY, policy.encoded())


def load_reports(election_id: str) -> list[WitnessReport]:
    """How it went with each witness the last time."""
    data = read_if_any(_reports_path(election_id)) or b"[]"
    return [
        WitnessReport(**{**told, "evidence": tuple(told.get("evidence", ()))}) for told in json.loads(data)
    ]


def _ask(
    store: BundleStore,
    witness: PolicyWitness,
    signed: SignedCheckpoint,
    before: WitnessReport | None,
    now: datetime.datetime,
) -> tuple[WitnessReport, NoteSignature | None]:
    size = signed.checkpoint.size
    known = before or WitnessReport(witness.name)

    def proof_from(held: int) -> Proof:
        return make_consistency_proof(held, size, tile_hash_reader(store.size(), store.read_tile_file))

    told = replace(known, asked_at=now.isoformat(timespec="seconds"), trouble="")
    line = None
    try:
        line, cosignature = ask_witness(witness, signed, min(known.held_size, size), proof_from)
        told = replace(told, held_size=size, cosigned_at=cosignature.timestamp)
    except NotCosigned as trouble:
        told = replace(told, trouble=str(trouble))
    # Asked in any case: who refuses to sign may have a reason to show.
    with suppress(NotCosigned):
        told = replace(told, evidence=fetch_evidence(witness, signed.checkpoint.origin))
    return told, line


def _publish(
    election: ElectionRow,
    configured: WitnessSettings,
    store: BundleStore,
    signed: SignedCheckpoint,
    signatures: list[NoteSignature],
) -> None:
    with hold_writer_lock(election.pk, WRITER_LOCK_SECONDS):
        newest = store.checkpoint()
        cosigned = SignedCheckpoint(signed.checkpoint, signed.note.with_signatures(signatures))
        if newest is not None and newest.checkpoint == signed.checkpoint:
            cosigned = SignedCheckpoint(signed.checkpoint, newest.note.with_signatures(signatures))
            store.put_checkpoint(cosigned)
        kept = store.checkpoint(COSIGNED)
        is_newer = kept is None or kept.checkpoint.size <= cosigned.checkpoint.size
        if is_newer and judge(election, configured, cosigned).is_quorum_met:
            store.put_checkpoint(cosigned, COSIGNED)


def _save_reports(election_id: str, reports: list[WitnessReport]) -> None:
    told = [{name: getattr(report, name) for name in WitnessReport.__slots__} for report in reports]
    replace_file(_reports_path(election_id), json.dumps(told, ensure_ascii=False, indent=2).encode())


def _reports_path(election_id: str) -> Path:
    return working_folder(election_id) / "witnesses.json"
