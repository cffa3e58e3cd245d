"""Every kind of log entry, and what may stand in the body of one.

A schema judges one body by itself; what entries owe one another is the business of each kind's fold. Built to
be asked half a million times: keys that entries of one kind repeat are judged once.
"""

import datetime
from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from hattama.core.entries import (
    amendment,
    claim,
    custody,
    lot,
    record_kinds,
    snapshot,
    steps,
    turnout,
    withdrawal,
)
from hattama.core.entries.annulment import ANNULMENT, AnnulmentEntry, fold_annulment
from hattama.core.entries.audit_kinds import AUDIT_KINDS
from hattama.core.entries.closing import CLOSE
from hattama.core.entries.confirmation import CONFIRMATION, ConfirmationEntry, fold_confirmation
from hattama.core.entries.copy_source import COPY_SOURCE
from hattama.core.entries.investigation import INVESTIGATION, InvestigationEntry, fold_investigation
from hattama.core.entries.observers import OBSERVER_COPY, OBSERVER_KEY
from hattama.core.entries.parts import Body, Field, Kind, NothingToAttachTo, always
from hattama.core.entries.redaction import REDACTION, RedactionEntry, fold_redaction
from hattama.core.entries.rights import RIGHTS
from hattama.core.entries.scan import ATTACHED, ScanEntry, fold_scan
from hattama.core.entries.schema_types import (
    is_election,
    is_hash,
    is_log_key,
    is_moment,
    is_one,
    is_origin,
    is_precincts,
    one_of,
    optional,
)
from hattama.core.entries.seals import SEAL, UNSEALING
from hattama.core.entries.standing import Contribution
from hattama.core.entries.total import TOTAL
from hattama.core.entries.version import CORRECTION, PROTOCOL, RECOUNT, ProtocolEntry, fold_version
from hattama.core.protocols import Form
from hattama.core.vocabulary import Message

OPEN: Final = Kind(
    "open",
    always(Message("The log begins: definition, areas and rules of the election")),
    (
        ("election", "an identifier", is_election),
        ("origin", "the name of a log", is_origin),
        ("definition_sha256", "HASH", is_hash),
        ("areas_sha256", "HASH", is_hash),
        ("rule_pack_sha256", "HASH", is_hash),
    ),
)
"""The first entry of a log, which says on what the election stands."""

KEY: Final = Kind(
    "key",
    always(Message("Key by which the log is signed from here on")),
    (
        ("role", "log", one_of("log")),
        ("vkey", "an Ed25519 verifier key", is_log_key),
        ("replaces", "an Ed25519 verifier key or null", optional(is_log_key)),
    ),
)
"""The key by which a log is signed from here on."""

ROSTER: Final = Kind(
    "roster",
    always(Message("Protocols that are expected")),
    (
        ("part", "an integer from 1", is_one),
        ("parts", "an integer from 1", is_one),
        ("precincts", "precincts in order", is_precincts),
    ),
    lambda body: "part" if body["part"] > body["parts"] else None,
)
"""The protocols that are expected, in as many parts as entries can hold."""

KINDS: Final[dict[str, Kind]] = {
    kind.name: kind
    for kind in (
        OPEN,
        KEY,
        ROSTER,
        PROTOCOL,
        CORRECTION,
        RECOUNT,
        ATTACHED,
        ANNULMENT,
        CONFIRMATION,
        COPY_SOURCE,
        INVESTIGATION,
        REDACTION,
        turnout.KIND,
        claim.KIND,
        withdrawal.KIND,
        lot.KIND,
        amendment.KIND,
        snapshot.KIND,
        steps.KIND,
        custody.KIND,
        RIGHTS,
        OBSERVER_KEY,
        OBSERVER_COPY,
        record_kinds.STATEMENT,
        record_kinds.DEED,
        SEAL,
        UNSEALING,
        *AUDIT_KINDS.values(),
        TOTAL,
        CLOSE,
    )
}
"""By name, in the order of docs/format/log.md."""
ENTRY_KINDS: Final = tuple(KINDS)
TELLING_KINDS: Final = frozenset(name for name, kind in KINDS.items() if kind.read is not None)
"""Kinds of entries that touch a precinct and all areas above it."""

Entry = ProtocolEntry | ScanEntry | AnnulmentEntry | RedactionEntry | ConfirmationEntry | InvestigationEntry


class SchemaProblem(NamedTuple):
    """Where in a body something is wrong (empty: the body itself), and what is asked for there."""

    place: str
    expected: str


class _Schema(NamedTuple):
    keys: frozenset[str]
    fields: tuple[Field, ...]
    whole: Callable[[Body], str | None]


def check_entry_schema(body: object) -> tuple[SchemaProblem, ...]:
    """Everything in which a body differs from the schema of its kind; empty when it fits.

    `body` is what `parse_canonical` gave, so integers are below 2^53 and keys are plain words.
    """
    if type(body) is not dict:
        return (SchemaProblem("", "an object"),)
    kind = body.get("kind")
    schema = _SCHEMAS.get(kind) if type(kind) is str else None
    if schema is None:
        return (SchemaProblem("kind", "one of " + " ".join(ENTRY_KINDS)),)
    if body.keys() != schema.keys:
        missing = (SchemaProblem(key, "a key") for key in sorted(schema.keys - body.keys()))
        unknown = (SchemaProblem(key, "no such key") for key in sorted(body.keys() - schema.keys))
        return (*missing, *unknown)
    for name, _, check in schema.fields:
        if not check(body[name]):
            break
    else:
        place = schema.whole(body)
        return () if place is None else (SchemaProblem(place, "agreement with the rest"),)
    wrong = (field for field in schema.fields if not field[2](body[field[0]]))
    return tuple(SchemaProblem(name, wanted) for name, wanted, _ in wrong)


def entry_body(kind: str, recorded_at: datetime.datetime, /, **told: Any) -> dict[str, Any]:
    """The body of an entry of this kind, recorded then: under each key of the kind a value of the core, or
    one as JSON has it.

    Raises TypeError where a key of the kind is not told, or another is; ValueError for a naive moment.
    """
    return KINDS[kind].body(recorded_at, **told)


def entry_message(body: Body) -> Message:
    """What the entry with this body is, in a sentence; `body` fits the schema of its kind."""
    return KINDS[body["kind"]].says(body)


def entry_from_body(index: int, body: Mapping[str, Any]) -> Entry | None:
    """The tabulated meaning of a log entry's body, or None for kinds that change no sum.

    Raises KeyError or TypeError when a body of a known kind lacks what its schema demands.
    """
    kind = KINDS.get(body["kind"])
    if kind is None or kind.read is None:
        return None
    said: Entry = kind.read(index, body)
    return said


def fold_life(previous: Contribution | None, entry: Entry, forms: Mapping[str, Form]) -> Contribution:
    """What stands of a protocol after `entry`. Raises a BrokenLifeCycle."""
    if isinstance(entry, ProtocolEntry):
        return fold_version(previous, entry, forms[entry.contest])
    if previous is None:
        raise NothingToAttachTo(f"entry {entry.index}: {entry.area_id}, {entry.contest}")
    return _FOLDS[type(entry)](previous, entry)


_FOLDS: Final[dict[type[Entry], Callable[[Contribution, Any], Contribution]]] = {
    ScanEntry: fold_scan,
    AnnulmentEntry: fold_annulment,
    ConfirmationEntry: fold_confirmation,
    InvestigationEntry: fold_investigation,
    RedactionEntry: fold_redaction,
}


def _is_schema(version: int) -> Callable[[Any], bool]:
    return lambda value: type(value) is int and value == version


def _schema(kind: Kind) -> _Schema:
    everywhere: tuple[Field, ...] = (
        ("schema", str(kind.schema), _is_schema(kind.schema)),
        ("recorded_at", "MOMENT", is_moment),
    )
    fields = (*everywhere, *kind.fields)
    return _Schema(frozenset({"kind", *(name for name, _, _ in fields)}), fields, kind.whole)


_SCHEMAS: Final = {name: _schema(kind) for name, kind in KINDS.items()}
