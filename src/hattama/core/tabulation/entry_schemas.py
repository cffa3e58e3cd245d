"""The schemas of log entries: which keys a body of each kind has, and what may stand under each.

Written down in docs/format/log.md. A schema judges one body by itself; what entries owe one another is
the fold's business. Built to be asked half a million times: keys that entries of one kind repeat are
judged once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from hattama.core.tabulation.claims import Stage
from hattama.core.tabulation.entries import EXPLANATION, SCAN
from hattama.core.tabulation.life_schemas import (
    ANNULMENT_FIELDS,
    CHANGE_FIELDS,
    CONFIRMATION_FIELDS,
    INVESTIGATION_FIELDS,
    STATUS_FIELDS,
    status_agrees,
)
from hattama.core.tabulation.night_schemas import (
    CUSTODY_FIELDS,
    STEP_FIELDS,
    custody_agrees,
    steps_agree,
)
from hattama.core.tabulation.schema_types import (
    Check,
    is_area,
    is_contest,
    is_contest_counts,
    is_count,
    is_decision,
    is_election,
    is_figures,
    is_file,
    is_files,
    is_findings,
    is_hash,
    is_illegible,
    is_log_key,
    is_moment,
    is_one,
    is_origin,
    is_percent,
    is_precincts,
    is_sums,
    is_text,
    one_of,
    optional,
)
from hattama.core.tabulation.turnout import Notion


class SchemaProblem(NamedTuple):
    """Where in a body something is wrong (empty: the body itself), and what log.md asks for there."""

    place: str
    expected: str


class _Schema(NamedTuple):
    keys: frozenset[str]
    fields: tuple[tuple[str, str, Check], ...]
    whole: Callable[[Mapping[str, Any]], str | None]


def check_entry_schema(body: object) -> tuple[SchemaProblem, ...]:
    """Everything in which a body differs from the schema of its kind; empty when it fits.

    `body` is what `parse_canonical` gave, so integers are below 2^53 and keys are plain words.
    """
    if type(body) is not dict:
        return (SchemaProblem("", "an object"),)
    kind = body.get("kind")
    schema = _schema_of(kind, body.get("schema")) if type(kind) is str else None
    if schema is None:
        return (SchemaProblem("kind", "one of " + " ".join(ENTRY_KINDS)),)
    if body.keys() != schema.keys:
        return _wrong_keys(body, schema)
    for name, _, check in schema.fields:
        if not check(body[name]):
            break
    else:
        place = schema.whole(body)
        return () if place is None else (SchemaProblem(place, "agreement with the rest"),)
    wrong = (field for field in schema.fields if not field[2](body[field[0]]))
    return tuple(SchemaProblem(name, wanted) for name, wanted, _ in wrong)


def _schema_of(kind: str, version: object) -> _Schema | None:
    if version == 2 and type(version) is int and kind in _SECOND_SCHEMAS:
        return _SECOND_SCHEMAS[kind]
    return _SCHEMAS.get(kind)


def _wrong_keys(body: Mapping[str, Any], schema: _Schema) -> tuple[SchemaProblem, ...]:
    missing = (SchemaProblem(key, "a key") for key in sorted(schema.keys - body.keys()))
    unknown = (SchemaProblem(key, "no such key") for key in sorted(body.keys() - schema.keys))
    return (*missing, *unknown)


def _agrees(body: Mapping[str, Any]) -> str | None:
    return None


def _version_agrees(body: Mapping[str, Any]) -> str | None:
    is_first = body["kind"] == "protocol"
    if (body["version"] == 1) is not is_first:
        return "version"
    if (body["replaces"] is None) is not is_first:
        return "replaces"
    return _illegible_agrees(body)


def _protocol_agrees(body: Mapping[str, Any]) -> str | None:
    return status_agrees(body) or _illegible_agrees(body)


def _illegible_agrees(body: Mapping[str, Any]) -> str | None:
    figures = body["figures"]
    for key in body["illegible"]:
        code, _, row = key.rstrip("]").partition("[")
        given = figures.get(code)
        if (row in given) if type(given) is dict else (given is not None and not row):
            return "illegible"
    return None


def _part_agrees(body: Mapping[str, Any]) -> str | None:
    return "part" if body["part"] > body["parts"] else None


def _counts_agree(body: Mapping[str, Any]) -> str | None:
    if body["received"] > body["expected"]:
        return "received"
    if body["annulled"] > body["received"]:
        return "annulled"
    counted = body["received"] - body["annulled"]
    return next((name for name in ("with_findings", "without_scan") if body[name] > counted), None)


def _preliminary_agrees(body: Mapping[str, Any]) -> str | None:
    counted = body["received"] - body["annulled"]
    return _counts_agree(body) or ("preliminary" if body["preliminary"] > counted else None)


def _contests_agree(body: Mapping[str, Any]) -> str | None:
    same = body["expected"].keys()
    return next((name for name in ("received", "annulled") if body[name].keys() != same), None)


def _turnout_agrees(body: Mapping[str, Any]) -> str | None:
    return "voters" if body["voters"] is None and body["share"] is None else None


_Field = tuple[str, str, Check]
_PLACE: Final[tuple[_Field, ...]] = (("area", "AREA", is_area), ("contest", "CODE", is_contest))
_DECIDED: Final[tuple[_Field, ...]] = (
    ("reason", "CODE", is_contest),
    ("decision", "DECISION", is_decision),
)
_CUT: Final[_Field] = ("tree_size", "SIZE", is_count)
_VERSION: Final[tuple[_Field, ...]] = (
    *_PLACE,
    ("version", "an integer from 1", is_one),
    ("replaces", "INDEX or null", optional(is_count)),
    ("figures", "FIGURES", is_figures),
    ("illegible", "a sorted list of KEY", is_illegible),
    ("findings", "a list of FINDING", is_findings),
    ("signed_at", "MOMENT or null", optional(is_moment)),
    ("method", "typed, imported or demonstration", one_of("typed", "imported", "demonstration")),
    ("explanation_sha256", "HASH or null", optional(is_hash)),
    ("scans", "a list of FILE, each once", is_files),
)
_TOTAL: Final[tuple[_Field, ...]] = (
    *_PLACE,
    ("level", "a word of 1 to 32 characters", is_text(1, 32)),
    _CUT,
    ("rule_pack_sha256", "HASH", is_hash),
    *((name, "COUNT", is_count) for name in ("expected", "received", "annulled")),
    *((name, "COUNT", is_count) for name in ("with_findings", "without_scan")),
    ("figures", "SUMS", is_sums),
)

_CLAIM: Final[tuple[_Field, ...]] = (
    *_PLACE,
    ("level", "a word of 1 to 32 characters", is_text(1, 32)),
    ("source", "CODE", is_contest),
    ("stage", " ".join(Stage), one_of(*Stage)),
    ("figures", "FIGURES", is_figures),
    ("stated_at", "MOMENT or null", optional(is_moment)),
    ("document_sha256", "HASH or null", optional(is_hash)),
    ("replaces", "INDEX or null", optional(is_count)),
)

_TURNOUT: Final[tuple[_Field, ...]] = (
    ("area", "AREA", is_area),
    ("contest", "CODE or null", optional(is_contest)),
    ("notion", " ".join(Notion), one_of(*Notion)),
    ("at", "MOMENT", is_moment),
    ("voters", "COUNT or null", optional(is_count)),
    ("registered", "COUNT or null", optional(is_count)),
    ("share", "percent or null", optional(is_percent)),
    ("source", "CODE", is_contest),
)


class _Kind(NamedTuple):
    fields: tuple[_Field, ...]
    whole: Callable[[Mapping[str, Any]], str | None] = _agrees


_KINDS: Final[dict[str, _Kind]] = {
    "open": _Kind(
        (
            ("election", "an identifier", is_election),
            ("origin", "the name of a log", is_origin),
            ("definition_sha256", "HASH", is_hash),
            ("areas_sha256", "HASH", is_hash),
            ("rule_pack_sha256", "HASH", is_hash),
        )
    ),
    "key": _Kind(
        (
            ("role", "log", one_of("log")),
            ("vkey", "an Ed25519 verifier key", is_log_key),
            ("replaces", "an Ed25519 verifier key or null", optional(is_log_key)),
        )
    ),
    "roster": _Kind(
        (
            ("part", "an integer from 1", is_one),
            ("parts", "an integer from 1", is_one),
            ("precincts", "precincts in order", is_precincts),
        ),
        _part_agrees,
    ),
    "protocol": _Kind(_VERSION, _version_agrees),
    "correction": _Kind((*_VERSION, *_DECIDED), _version_agrees),
    "recount": _Kind((*_VERSION, *_DECIDED), _version_agrees),
    "scan": _Kind((*_PLACE, ("scan", "FILE", is_file))),
    "annulment": _Kind((*_PLACE, ("annuls", "INDEX", is_count), *_DECIDED)),
    "confirmation": _Kind(CONFIRMATION_FIELDS),
    "investigation": _Kind(INVESTIGATION_FIELDS),
    "redaction": _Kind(
        (
            *_PLACE,
            ("what", f"{SCAN} or {EXPLANATION}", one_of(SCAN, EXPLANATION)),
            ("sha256", "HASH", is_hash),
            *_DECIDED,
        )
    ),
    "turnout": _Kind(_TURNOUT, _turnout_agrees),
    "claim": _Kind(_CLAIM),
    "steps": _Kind(STEP_FIELDS, steps_agree),
    "custody": _Kind(CUSTODY_FIELDS, custody_agrees),
    "total": _Kind(_TOTAL, _counts_agree),
    "close": _Kind(
        (
            ("election", "an identifier", is_election),
            _CUT,
            *((name, "COUNT by CODE", is_contest_counts) for name in ("expected", "received", "annulled")),
        ),
        _contests_agree,
    ),
}
ENTRY_KINDS: Final = tuple(_KINDS)

_SECOND_KINDS: Final[dict[str, _Kind]] = {
    "protocol": _Kind((*_VERSION, *STATUS_FIELDS), _protocol_agrees),
    "correction": _Kind((*_VERSION, *_DECIDED, *CHANGE_FIELDS), _version_agrees),
    "recount": _Kind((*_VERSION, *_DECIDED, *CHANGE_FIELDS), _version_agrees),
    "annulment": _Kind((*_PLACE, ("annuls", "INDEX", is_count), *_DECIDED, *ANNULMENT_FIELDS)),
    "total": _Kind((*_TOTAL, ("preliminary", "COUNT", is_count)), _preliminary_agrees),
}
"""Kinds that have a second version of their schema; entries of the first stay readable."""


def _is_schema(version: int) -> Check:
    return lambda value: type(value) is int and value == version


def _schemas(kinds: Mapping[str, _Kind], version: int) -> dict[str, _Schema]:
    everywhere: tuple[_Field, ...] = (
        ("schema", str(version), _is_schema(version)),
        ("recorded_at", "MOMENT", is_moment),
    )
    return {
        kind: _Schema(
            frozenset({"kind", *(name for name, _, _ in (*everywhere, *parts.fields))}),
            (*everywhere, *parts.fields),
            parts.whole,
        )
        for kind, parts in kinds.items()
    }


_SCHEMAS: Final = _schemas(_KINDS, 1)
_SECOND_SCHEMAS: Final = _schemas(_SECOND_KINDS, 2)
