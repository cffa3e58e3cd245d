"""Policies: whose checkpoints count, and how many witnesses of which kinds must have seen them.

Specification: c2sp.org/tlog-policy. A policy is the reader's own choice; the log publishes one, nobody
must follow it. Octets above ASCII are opaque: names and URLs are kept as text with Python's surrogate
escapes, byte for byte.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from hattama.core.transparency_log.checkpoints import SignedCheckpoint, require_log_signature
from hattama.core.transparency_log.cosignatures import Cosignature, verified_cosignatures
from hattama.core.transparency_log.keys import SignatureType, VerifierKey, Verify, parse_vkey
from hattama.core.transparency_log.refusals import (
    KeyRefused,
    PolicyCutShort,
    PolicyHasControlCharacter,
    PolicyKeyRefused,
    PolicyKeyRepeated,
    PolicyLineMalformed,
    PolicyMemberRepeated,
    PolicyNameRepeated,
    PolicyNameUnknown,
    PolicyTooLong,
    QuorumMissing,
    QuorumRepeated,
    ThresholdOutOfRange,
)
from hattama.core.transparency_log.spellings import read_decimal

MAX_POLICY_BYTES: Final = 1_000_000
NONE: Final = "none"

_CONTROL = re.compile(rb"[\x00-\x08\x0b-\x1f\x7f]")
_SPACES = re.compile(r"[ \t]+")


@dataclass(frozen=True, slots=True)
class PolicyLog:
    """A log whose checkpoints are accepted; its key's name is its origin."""

    key: VerifierKey
    url: str | None = None


@dataclass(frozen=True, slots=True)
class PolicyWitness:
    """A witness under the name that groups and the quorum use for it."""

    name: str
    key: VerifierKey
    url: str | None = None


@dataclass(frozen=True, slots=True)
class PolicyGroup:
    """A group has witnessed what at least `threshold` of its members (witnesses, groups) have witnessed."""

    name: str
    threshold: int
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Policy:
    """Accepted logs, known witnesses, groups (each names only earlier ones) and the quorum.

    `quorum` is the name of a witness or a group, or `none`.
    """

    logs: tuple[PolicyLog, ...] = ()
    witnesses: tuple[PolicyWitness, ...] = ()
    groups: tuple[PolicyGroup, ...] = ()
    quorum: str = NONE

    def is_met_by(self, witness_names: Collection[str]) -> bool:
        """True if these witnesses (by their names in the policy) make up the quorum."""
        if self.quorum == NONE:
            return True
        known = {witness.name for witness in self.witnesses}
        witnessed = known.intersection(witness_names)
        for group in self.groups:
            if sum(member in witnessed for member in group.members) >= group.threshold:
                witnessed.add(group.name)
        return self.quorum in witnessed

    def encoded(self) -> bytes:
        """The policy as a file, in a fixed order: logs, witnesses, groups, quorum."""
        lines = [_line("log", one.key.vkey(), one.url) for one in self.logs]
        lines += [_line("witness", one.name, one.key.vkey(), one.url) for one in self.witnesses]
        lines += [_line("group", one.name, str(one.threshold), *one.members) for one in self.groups]
        lines.append(_line("quorum", self.quorum))
        return "".join(lines).encode("utf-8", "surrogateescape")


@dataclass(frozen=True, slots=True)
class Judgement:
    """A checkpoint that one of the policy's logs signed, and which witnesses cosigned it when.

    `witnessed_at` maps a witness's name in the policy to the time of its cosignature (POSIX seconds; the
    latest, if it signed more than once).
    """

    signed: SignedCheckpoint
    policy: Policy
    log_keys: tuple[VerifierKey, ...]
    witnessed_at: Mapping[str, int]

    @property
    def is_quorum_met(self) -> bool:
        return self.policy.is_met_by(self.witnessed_at)

    @property
    def quorum_at(self) -> int | None:
        """The latest time since which a quorum has signed (POSIX seconds): one fresh witness makes none.

        None where no quorum did.
        """
        times = sorted(set(self.witnessed_at.values()), reverse=True)
        return next((time for time in times if self.policy.is_met_by(self._since(time))), None)

    def _since(self, time: int) -> list[str]:
        return [name for name, at in self.witnessed_at.items() if at >= time]


def judge_checkpoint(signed: SignedCheckpoint, policy: Policy, verify: Verify) -> Judgement:
    """What a policy says of a checkpoint.

    Raises `OriginUnknown`, `NoTrustedSignature` or `SignatureInvalid` if no log of the policy signed it, and
    `SignatureInvalid` or a `CosignatureRefused` if a line claims a witness of the policy and fails.
    """
    log_keys = require_log_signature(signed, [log.key for log in policy.logs], verify)
    names = {witness.key: witness.name for witness in policy.witnesses}
    found: Iterable[Cosignature] = verified_cosignatures(signed.note, list(names), verify)
    witnessed_at: dict[str, int] = {}
    for one in found:
        name = names[one.key]
        witnessed_at[name] = max(one.timestamp, witnessed_at.get(name, 0))
    return Judgement(signed, policy, log_keys, witnessed_at)


def parse_policy(data: bytes) -> Policy:
    """The policy in these bytes. Raises a `PolicyRefused` naming the line."""
    if len(data) > MAX_POLICY_BYTES:
        raise PolicyTooLong(f"{len(data)} bytes")
    control = _CONTROL.search(data)
    if control:
        raise PolicyHasControlCharacter(f"octet {control.start()}")
    *lines, rest = data.decode("utf-8", "surrogateescape").split("\n")
    if rest:
        raise PolicyCutShort("the last line has no newline")
    reader = _PolicyReader()
    for number, line in enumerate(lines, start=1):
        words = _SPACES.split(line.strip(" \t"))
        if words != [""] and not words[0].startswith("#"):
            reader.take(number, words)
    return reader.policy()


class _PolicyReader:
    """Collects the lines of one policy."""

    def __init__(self) -> None:
        self._logs: dict[bytes, PolicyLog] = {}
        self._witnesses: dict[bytes, PolicyWitness] = {}
        self._groups: list[PolicyGroup] = []
        self._names: set[str] = {NONE}
        self._members: set[str] = set()
        self._quorum: str | None = None

    def take(self, number: int, words: list[str]) -> None:
        match words:
            case ["log", vkey] | ["log", vkey, _]:
                self._take_log(number, vkey, words[2:])
            case ["witness", name, vkey] | ["witness", name, vkey, _]:
                self._take_witness(number, name, vkey, words[3:])
            case ["group", name, threshold, _, *_]:
                self._take_group(number, name, threshold, words[3:])
            case ["quorum", name]:
                self._take_quorum(number, name)
            case _:
                raise PolicyLineMalformed(f"line {number}: {ascii(words[0])[:40]}")

    def policy(self) -> Policy:
        if self._quorum is None:
            raise QuorumMissing("no quorum line")
        witnesses = tuple(self._witnesses.values())
        return Policy(tuple(self._logs.values()), witnesses, tuple(self._groups), self._quorum)

    def _take_log(self, number: int, vkey: str, url: list[str]) -> None:
        key = _key(number, vkey, SignatureType.ED25519)
        if key.public_key in self._logs:
            raise PolicyKeyRepeated(f"line {number}: {key.name}")
        self._logs[key.public_key] = PolicyLog(key, *url)

    def _take_witness(self, number: int, name: str, vkey: str, url: list[str]) -> None:
        key = _key(number, vkey, SignatureType.ED25519_COSIGNATURE)
        if key.public_key in self._witnesses:
            raise PolicyKeyRepeated(f"line {number}: {key.name}")
        self._define(number, name)
        self._witnesses[key.public_key] = PolicyWitness(name, key, *url)

    def _take_group(self, number: int, name: str, threshold: str, members: list[str]) -> None:
        for member in members:
            if member not in self._names or member == NONE:
                raise PolicyNameUnknown(f"line {number}: {ascii(member)[:40]}")
            if member in self._members:
                raise PolicyMemberRepeated(f"line {number}: {ascii(member)[:40]}")
            self._members.add(member)
        needed = {"all": len(members), "any": 1}.get(threshold) or read_decimal(threshold)
        if needed is None:
            raise PolicyLineMalformed(f"line {number}: threshold {ascii(threshold)[:40]}")
        if not 1 <= needed <= len(members):
            raise ThresholdOutOfRange(f"line {number}: {needed} of {len(members)}")
        self._define(number, name)
        self._groups.append(PolicyGroup(name, needed, tuple(members)))

    def _take_quorum(self, number: int, name: str) -> None:
        if self._quorum is not None:
            raise QuorumRepeated(f"line {number}")
        if name not in self._names:
            raise PolicyNameUnknown(f"line {number}: {ascii(name)[:40]}")
        self._quorum = name

    def _define(self, number: int, name: str) -> None:
        if name in self._names:
            raise PolicyNameRepeated(f"line {number}: {ascii(name)[:40]}")
        self._names.add(name)


def _key(number: int, vkey: str, wanted: SignatureType) -> VerifierKey:
    try:
        key = parse_vkey(vkey)
    except KeyRefused as error:
        raise PolicyKeyRefused(f"line {number}: {error.code}: {error}") from error
    if key.type != wanted:
        raise PolicyKeyRefused(f"line {number}: a key of type 0x{key.type:02x}, not 0x{wanted:02x}")
    return key


def _line(*words: str | None) -> str:
    return " ".join(word for word in words if word is not None) + "\n"
