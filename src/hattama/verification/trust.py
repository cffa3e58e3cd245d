"""Whose word the log is: its checkpoint, the keys that sign it, witnesses, older checkpoints, receipts."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import pairwise

from hattama.core.entries import is_moment
from hattama.core.transparency_log import (
    Judgement,
    Policy,
    PolicyLog,
    SignedCheckpoint,
    VerifierKey,
    Verify,
    judge_checkpoint,
    parse_checkpoint,
    parse_policy,
    parse_receipt,
    parse_vkeys,
    require_log_signature,
    verify_receipt,
)
from hattama.verification.frames import LogKey
from hattama.verification.places import SMALL_FILE_BYTES, FileAbsent, Place
from hattama.verification.trees import Roots, recorded_at
from hattama.verification.trouble_kinds import (
    CHECKPOINT_OLD,
    CHECKPOINT_REFUSED,
    COSIGNED_REFUSED,
    HISTORY_REWRITTEN,
    KEPT_IS_NEWER,
    KEPT_REFUSED,
    KEY_CHANGE_REFUSED,
    KEY_NOT_CONFIRMED,
    KEY_UNKNOWN,
    KEYS_DIFFER,
    KEYS_REFUSED,
    NOT_WITNESSED,
    POLICY_REFUSED,
    QUORUM_NOT_MET,
    RECEIPT_HOLDS,
    RECEIPT_REFUSED,
    TIME_AFTER_WITNESSES,
    WITNESSED_PARTLY,
    noting,
)
from hattama.verification.troubles import Troubles

CHECKPOINT_FILE = "checkpoint"
COSIGNED_FILE = "checkpoint-cosigned"
KEYS_FILE = "log.vkey"
POLICY_FILE = "policy.txt"


@dataclass(frozen=True, slots=True)
class Trust:
    """What the reader brings: a policy, a checkpoint and a receipt they kept, certificates of authorities for
    time stamps (PEM); each may be absent."""

    policy: Policy | None = None
    since: bytes | None = None
    receipt: bytes | None = None
    authorities: bytes | None = None


@dataclass(frozen=True, slots=True)
class Head:
    """The checkpoint of a bundle, and the keys that the bundle names, the newest last."""

    signed: SignedCheckpoint
    keys: tuple[VerifierKey, ...]


def read_head(place: Place, verify: Verify, troubles: Troubles) -> Head | None:
    """The head of a bundle; None, noted, where there is nothing to hold the rest against."""
    with noting(troubles, CHECKPOINT_REFUSED, CHECKPOINT_FILE):
        signed = parse_checkpoint(place.read(CHECKPOINT_FILE, SMALL_FILE_BYTES))
        keys: tuple[VerifierKey, ...] = ()
        with noting(troubles, KEYS_REFUSED, KEYS_FILE):
            keys = parse_vkeys(place.read(KEYS_FILE, SMALL_FILE_BYTES))
        if keys:
            with noting(troubles, CHECKPOINT_REFUSED, CHECKPOINT_FILE):
                require_log_signature(signed, keys[-1:], verify)
        return Head(signed, keys)
    return None


def check_keys(
    head: Head, keys: Sequence[LogKey], tree: Roots, place: Place, verify: Verify, troubles: Troubles
) -> None:
    """Hold `log.vkey` against the keys that the log's entries name, and each change against its proof.

    That a log names none is noted where its entries are read.
    """
    if keys and head.keys and list(head.keys) != [one.key for one in keys]:
        troubles.add(KEYS_DIFFER.at(KEYS_FILE, found=len(head.keys), expected=len(keys)))
    for before, (at, key) in pairwise(keys):
        path = f"key-changes/{at}"
        with noting(troubles, KEY_CHANGE_REFUSED, path):
            signed = parse_checkpoint(place.read(path, SMALL_FILE_BYTES))
            for one in (before.key, key):
                require_log_signature(signed, [one], verify)
            stated = signed.checkpoint
            if stated.size != at + 1 or stated.root != tree.root_at(min(at + 1, tree.size)):
                troubles.add(KEY_CHANGE_REFUSED.at(path, found=f"{stated.size} {stated.root.hex()}"))


def check_policies(
    head: Head,
    keys: Sequence[VerifierKey],
    tree: Roots,
    trust: Trust,
    place: Place,
    verify: Verify,
    troubles: Troubles,
) -> Judgement | None:
    """What the reader's policy, or else the bundle's own, says of the checkpoint. `keys`: all of the log."""
    published = _published_policy(head, place, troubles)
    cosigned = _read_cosigned(place, keys, published, tree, verify, troubles)
    if trust.policy is None:
        troubles.add(KEY_NOT_CONFIRMED.at(found=keys[-1].vkey() if keys else "—"))
        judgement = _judge(head.signed, published, verify, troubles) if published else None
        _check_time(judgement, tree, place, troubles)
        # A site that names no witnesses has not been witnessed by any; only a reader may ask for none.
        if judgement is not None and not (judgement.is_quorum_met and judgement.witnessed_at):
            size = cosigned.checkpoint.size if cosigned else 0
            told = f"{len(judgement.witnessed_at)}/{_needed(judgement.policy)}"
            troubles.add(NOT_WITNESSED.at(POLICY_FILE, found=told, expected=size))
        return judgement
    if not any(log.key in keys for log in trust.policy.logs):
        troubles.add(KEY_UNKNOWN.at(found=head.signed.checkpoint.origin))
        return None
    # To trust one of them is to trust them all.
    policy = _with_keys(trust.policy, keys)
    judgement = _judge(head.signed, policy, verify, troubles)
    _check_time(judgement, tree, place, troubles)
    if judgement is not None and not judgement.is_quorum_met:
        older = _judge(cosigned, policy, verify, troubles) if cosigned else None
        if cosigned is not None and older is not None and older.is_quorum_met:
            troubles.add(
                WITNESSED_PARTLY.at(COSIGNED_FILE, found=cosigned.checkpoint.size, expected=tree.size)
            )
        else:
            troubles.add(QUORUM_NOT_MET.at(found=_say_witnesses(judgement), expected=policy.quorum))
    return judgement


def _read_cosigned(
    place: Place,
    keys: Sequence[VerifierKey],
    published: Policy | None,
    tree: Roots,
    verify: Verify,
    troubles: Troubles,
) -> SignedCheckpoint | None:
    """The newest checkpoint that meets the bundle's own policy, if the bundle shows one."""
    noted = Troubles()
    signed = None
    with noting(noted, COSIGNED_REFUSED, COSIGNED_FILE), suppress(FileAbsent):
        signed = parse_checkpoint(place.read(COSIGNED_FILE, SMALL_FILE_BYTES))
        require_log_signature(signed, keys, verify)
        if published is not None:
            judgement = judge_checkpoint(signed, _with_keys(published, keys), verify)
            if not judgement.is_quorum_met:
                noted.add(COSIGNED_REFUSED.at(COSIGNED_FILE, found=_say_witnesses(judgement)))
            _check_time(judgement, tree, place, noted)
        _check_extended(signed, tree, noted)
    troubles.merge(noted)
    return None if noted else signed


def _published_policy(head: Head, place: Place, troubles: Troubles) -> Policy | None:
    with noting(troubles, POLICY_REFUSED, POLICY_FILE):
        policy = parse_policy(place.read(POLICY_FILE, SMALL_FILE_BYTES))
        if not head.keys:
            return policy
        # It may name a key of before still: the keys of a log vouch for one another, each change is proved.
        if any(log.key in head.keys for log in policy.logs):
            return _with_keys(policy, head.keys)
        troubles.add(POLICY_REFUSED.at(POLICY_FILE, found=head.keys[-1].vkey()))
    return None


def _with_keys(policy: Policy, keys: Sequence[VerifierKey]) -> Policy:
    return replace(policy, logs=tuple(PolicyLog(key) for key in keys))


def _judge(signed: SignedCheckpoint, policy: Policy, verify: Verify, troubles: Troubles) -> Judgement | None:
    with noting(troubles, CHECKPOINT_REFUSED, CHECKPOINT_FILE):
        return judge_checkpoint(signed, policy, verify)
    return None


WITNESS_TOLERANCE_SECONDS = 300
"""By how much the clock of the log may run before those of its witnesses."""


def _check_time(judgement: Judgement | None, tree: Roots, place: Place, troubles: Troubles) -> None:
    """Hold the time of the last entry that witnesses signed for against theirs, the latest of them: one clock
    of a witness that is slow makes no log false. Entries before it are no later than it."""
    if judgement is None or not judgement.witnessed_at:
        return
    size = judgement.signed.checkpoint.size
    if not 0 < size <= tree.size:
        return
    told = recorded_at(place, size - 1, tree.size)
    latest = max(judgement.witnessed_at.values())
    # What is no moment fits no schema, which is noted with the entries.
    if is_moment(told) and datetime.fromisoformat(told).timestamp() > latest + WITNESS_TOLERANCE_SECONDS:
        signed_by = datetime.fromtimestamp(latest, UTC).isoformat()
        troubles.add(TIME_AFTER_WITNESSES.at(entry=size - 1, found=told, expected=signed_by))


def check_age(
    judgement: Judgement | None, minutes: int | None, now: datetime | None, troubles: Troubles
) -> None:
    """Note where a quorum of witnesses has been silent for longer than `minutes` before `now`.

    Where no quorum signed that is another trouble; where the election names no bound, there is none.
    """
    since = None if judgement is None else judgement.quorum_at
    if since is None or minutes is None or now is None:
        return
    if now.timestamp() - since > minutes * 60:
        told = datetime.fromtimestamp(since, UTC).isoformat()
        troubles.add(CHECKPOINT_OLD.at(CHECKPOINT_FILE, found=told, expected=minutes))


def check_kept(
    data: bytes, keys: Sequence[VerifierKey], tree: Roots, verify: Verify, troubles: Troubles
) -> None:
    """Hold a checkpoint that the reader kept against the log: does the log extend it?"""
    with noting(troubles, KEPT_REFUSED):
        kept = parse_checkpoint(data)
        require_log_signature(kept, keys, verify)
        _check_extended(kept, tree, troubles)


def _check_extended(kept: SignedCheckpoint, tree: Roots, troubles: Troubles) -> None:
    stated = kept.checkpoint
    if stated.size > tree.size:
        troubles.add(KEPT_IS_NEWER.at(found=stated.size, expected=tree.size))
    elif tree.root_at(stated.size) != stated.root:
        troubles.add(HISTORY_REWRITTEN.at(found=stated.size, expected=stated.root.hex()))


def check_receipt(
    data: bytes, keys: Sequence[VerifierKey], trust: Trust, tree: Roots, verify: Verify, troubles: Troubles
) -> None:
    """Hold a receipt against the log: the entry it speaks of, and the checkpoint it leads to."""
    policy = _with_keys(trust.policy or Policy(), keys)
    with noting(troubles, RECEIPT_REFUSED):
        receipt = parse_receipt(data)
        if receipt.index >= tree.size:
            troubles.add(KEPT_IS_NEWER.at(found=receipt.index + 1, expected=tree.size))
            return
        judgement = verify_receipt(receipt, tree.leaf(receipt.index), policy, verify)
        if trust.policy is not None and not judgement.is_quorum_met:
            troubles.add(QUORUM_NOT_MET.at(found=_say_witnesses(judgement), expected=policy.quorum))
        _check_extended(receipt.checkpoint, tree, troubles)
        troubles.add(RECEIPT_HOLDS.at(entry=receipt.index, found=receipt.checkpoint.checkpoint.size))


def _needed(policy: Policy) -> int:
    """How many members of the quorum have to speak; 0 where nobody has to."""
    groups = {group.name: group.threshold for group in policy.groups}
    return 0 if policy.quorum == "none" else groups.get(policy.quorum, 1)


def _say_witnesses(judgement: Judgement) -> str:
    return ", ".join(judgement.witnessed_at) or "0"
