"""Witnesses of this site's logs: who they are, and how a checkpoint is offered to them (tlog-witness).

`witnesses.toml` in the data folder names them and how many must have spoken:

    quorum = 2

    [[witness]]
    name = "university"
    vkey = "witness.example.org/w1+…"
    url = "https://witness.example.org"

Nobody else is ever contacted: an answer that points elsewhere is refused.
"""

import http.client
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from hattama.core.transparency_log import (
    SIZE_MEDIA_TYPE,
    AddCheckpoint,
    Cosignature,
    KeyRefused,
    LogRefusal,
    NoteSignature,
    Policy,
    PolicyGroup,
    PolicyLog,
    PolicyRefused,
    PolicyWitness,
    Proof,
    SignedCheckpoint,
    VerifierKey,
    evidence_path,
    monitoring_path,
    parse_checkpoint,
    parse_conflict,
    parse_policy,
    parse_signature_lines,
    parse_vkey,
    verified_cosignatures,
)
from hattama.fetching import AddressRefused, Answer, parse_address
from hattama.verification.folders import verify_ed25519

ANSWER_SECONDS = 3.0
"""How long a witness may stay silent."""
WHOLE_ANSWER_SECONDS = 8.0
"""How long its answer may take, were it to come byte by byte."""
MOST_ANSWER_BYTES = 100_000
GROUP = "quorum"


class WitnessesMalformed(Exception):
    """The file of witnesses does not say what it must; the message says where."""


class NotCosigned(Exception):
    """A witness did not cosign; the message says why."""


@dataclass(frozen=True, slots=True)
class WitnessSettings:
    """Witnesses, and how many of them make a checkpoint witnessed."""

    witnesses: tuple[PolicyWitness, ...] = ()
    quorum: int = 0

    def policy(self, log_key: VerifierKey, url: str | None) -> Policy:
        """What this site asks for of a checkpoint of this log."""
        logs = (PolicyLog(log_key, url),)
        if not self.witnesses:
            return Policy(logs)
        group = PolicyGroup(GROUP, self.quorum, tuple(witness.name for witness in self.witnesses))
        return Policy(logs, self.witnesses, (group,), GROUP)


def load_witnesses() -> WitnessSettings:
    """The witnesses of this site; none where there is no file. Raises WitnessesMalformed."""
    path = Path(settings.DATA_DIR) / "witnesses.toml"
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return WitnessSettings()
    return parse_witnesses(data)


def parse_witnesses(data: bytes) -> WitnessSettings:
    """The witnesses that a file names. Raises WitnessesMalformed."""
    try:
        document = tomllib.loads(data.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as trouble:
        raise WitnessesMalformed(str(trouble)) from None
    unknown = document.keys() - {"quorum", "witness"}
    listed = document.get("witness", [])
    if unknown or not isinstance(listed, list) or not listed:
        raise WitnessesMalformed("expected quorum and at least one [[witness]]")
    found = WitnessSettings(tuple(_witness(told) for told in listed), _quorum(document.get("quorum"), listed))
    group = PolicyGroup(GROUP, found.quorum, tuple(witness.name for witness in found.witnesses))
    try:
        parse_policy(Policy((), found.witnesses, (group,), GROUP).encoded())
    except PolicyRefused as refusal:
        raise WitnessesMalformed(f"{refusal.code}: {refusal}") from None
    return found


def _quorum(value: object, listed: list[Any]) -> int:
    if type(value) is not int or not 1 <= value <= len(listed):
        raise WitnessesMalformed(f"quorum: expected a whole number from 1 to {len(listed)}")
    return value


def _witness(told: Mapping[str, Any]) -> PolicyWitness:
    if not isinstance(told, dict) or told.keys() != {"name", "vkey", "url"}:
        raise WitnessesMalformed("a [[witness]] has name, vkey and url, and nothing else")
    if not all(isinstance(value, str) for value in told.values()):
        raise WitnessesMalformed("name, vkey and url of a [[witness]] are texts")
    try:
        address = parse_address(told["url"])
    except AddressRefused:
        raise WitnessesMalformed(f"{told['name']}: url is no http:// or https:// address") from None
    try:
        key = parse_vkey(told["vkey"])
    except KeyRefused as refusal:
        raise WitnessesMalformed(f"{told['name']}: vkey: {refusal.code}") from None
    return PolicyWitness(told["name"], key, address.url)


def ask_witness(
    witness: PolicyWitness, signed: SignedCheckpoint, held: int, proof_from: Callable[[int], Proof]
) -> tuple[NoteSignature, Cosignature]:
    """Offer a checkpoint to a witness that is believed to hold size `held`; its verified cosignature.

    Where it holds another size it is offered the checkpoint once more from there. Raises NotCosigned.
    """
    size = signed.checkpoint.size
    answer = _post(witness, AddCheckpoint(held, proof_from(held), signed))
    if answer.status == 409:
        try:
            held = parse_conflict(answer.body)
        except LogRefusal:
            raise NotCosigned("409 without a size") from None
        if held > size:
            raise NotCosigned(f"it holds size {held}, and {size} was offered")
        answer = _post(witness, AddCheckpoint(held, proof_from(held), signed))
    if answer.status != 200:
        word = answer.body[:80].decode("utf-8", "replace").strip()
        raise NotCosigned(f"status {answer.status}: {word}")
    return _cosignature(witness, signed, answer.body)


def _cosignature(
    witness: PolicyWitness, signed: SignedCheckpoint, answer: bytes
) -> tuple[NoteSignature, Cosignature]:
    try:
        lines = [line for line in parse_signature_lines(answer) if line.claims(witness.key)]
        found = verified_cosignatures(signed.note.with_signatures(lines), [witness.key], verify_ed25519)
    except LogRefusal as refusal:
        raise NotCosigned(f"its answer is no cosignature: {refusal.code}") from None
    if not found:
        raise NotCosigned("its answer is not signed with its key")
    return lines[-1], found[-1]


def fetch_held(witness: PolicyWitness, origin: str) -> SignedCheckpoint | None:
    """The newest checkpoint of a log that a witness serves, cosigned by it; None where it has none.

    Raises NotCosigned where it does not answer, or answers with something else.
    """
    answer = _ask(witness, monitoring_path(origin), {"Accept": "text/plain"})
    if answer.status == 404:
        return None
    if answer.status != 200:
        raise NotCosigned(f"status {answer.status}")
    try:
        held = parse_checkpoint(answer.body)
        found = verified_cosignatures(held.note, [witness.key], verify_ed25519)
    except LogRefusal as refusal:
        raise NotCosigned(f"its answer is no checkpoint: {refusal.code}") from None
    if not found or held.checkpoint.origin != origin:
        raise NotCosigned("its answer is not a checkpoint of this log with its cosignature")
    return held


MOST_EVIDENCE = 100
_EVIDENCE = re.compile(r"[a-z-]{1,40}-[0-9a-f]{16}")


def fetch_evidence(witness: PolicyWitness, origin: str) -> tuple[str, ...]:
    """The names of what a witness says to keep against a log; none where it is no witness of ours.

    Raises NotCosigned where it does not answer.
    """
    answer = _ask(witness, evidence_path(origin), {"Accept": "text/plain"})
    names = answer.body.decode("latin-1").split("\n") if answer.status == 200 else []
    return tuple(name for name in names if _EVIDENCE.fullmatch(name))[:MOST_EVIDENCE]


def _post(witness: PolicyWitness, offered: AddCheckpoint) -> Answer:
    headers = {"Content-Type": "text/plain; charset=utf-8", "Accept": f"text/plain, {SIZE_MEDIA_TYPE}"}
    return _ask(witness, "add-checkpoint", headers, offered.encoded())


def _ask(witness: PolicyWitness, path: str, headers: Mapping[str, str], body: bytes | None = None) -> Answer:
    """What a witness answers. Raises NotCosigned."""
    assert witness.url is not None  # each that `load_witnesses` reads has one
    try:
        return parse_address(witness.url).ask(
            path,
            headers,
            body=body,
            most_bytes=MOST_ANSWER_BYTES,
            silent_seconds=ANSWER_SECONDS,
            whole_seconds=WHOLE_ANSWER_SECONDS,
        )
    except (OSError, http.client.HTTPException, ValueError) as trouble:
        # What goes wrong on the way: no address, no answer in time, no HTTP.
        raise NotCosigned(f"{type(trouble).__name__}: {trouble}") from None
