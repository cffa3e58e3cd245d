"""Bundles made for tests: the files of a log and all that stands beside it, from the bodies of entries."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from hattama.core.entries import (
    CHOICE_KINDS,
    CUSTODY,
    STEPS,
    TELLING_KINDS,
    VERSION_KINDS,
    CustodyChain,
    entry_from_body,
    fold_choices,
    fold_custody,
    fold_steps,
)
from hattama.core.tabulation import Total, expected_totals, fold_entry
from hattama.core.transparency_log import (
    Checkpoint,
    LogEdge,
    Policy,
    PolicyLog,
    SignatureType,
    VerifierKey,
    canonical_bytes,
    grow,
    leaf_hash,
    names_of_tree,
)
from hattama.core.vocabulary import Area, Election
from hattama.publish.bundle import Snapshot, StatePiece, bundle_pieces, render_manifest
from hattama.publish.file_facts import FileFacts, facts_of
from hattama.publish.nights import NightRecord
from hattama.publish.records import ProtocolRecord, TotalRecord
from hattama.publish.state import (
    AREA_STATES,
    PRECINCT_STATES,
    explanation_path,
    render_area_state,
    render_explanation,
)
from hattama.verification.foundation import Foundation
from hattama.verification.frames import standing_areas
from hattama.verification.histories import Event
from hattama.verification.nights import night_rules
from hattama.verification.places import FileAbsent, FileTooLong
from hattama.verification.standings import History
from tests.core.transparency_log.signers import sign_checkpoint
from tests.verification.made_log import ORIGIN

Body = dict[str, Any]


class Signer:
    """A key of a log, from a seed."""

    def __init__(self, seed: int = 1, name: str = ORIGIN) -> None:
        self._private = Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32)
        self.key = VerifierKey(name, SignatureType.ED25519, self._private.public_key().public_bytes_raw())

    def sign(self, message: bytes) -> bytes:
        return self._private.sign(message)


def verify(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether an Ed25519 signature holds."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


class Files(dict[str, bytes]):
    """A bundle in memory: bytes by path. It is a place that can be checked."""

    def read(self, path: str, most: int) -> bytes:
        if path not in self:
            raise FileAbsent(path)
        if len(self[path]) > most:
            raise FileTooLong(path, str(most))
        return self[path]

    def open(self, path: str) -> BinaryIO:
        if path not in self:
            raise FileAbsent(path)
        return BytesIO(self[path])

    def paths(self) -> Iterable[str]:
        return iter(list(self))

    def write_to(self, folder: Path) -> Path:
        """The bundle as a folder."""
        for path, data in self.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(data)
        return folder


def log_files(entries: Sequence[bytes], signer: Signer) -> Files:
    """Tiles, entries and a checkpoint over them."""
    grown = grow(LogEdge(), entries)
    files = Files(grown.files)
    checkpoint = Checkpoint(signer.key.name, grown.edge.size, grown.root)
    files["checkpoint"] = sign_checkpoint(checkpoint, signer.key, signer.sign).encoded()
    files["log.vkey"] = f"{signer.key.vkey()}\n".encode()
    files["policy.txt"] = Policy((PolicyLog(signer.key),)).encoded()
    return files


def make_bundle(
    foundation: Foundation,
    bodies: Sequence[Body],
    signer: Signer,
    *,
    explanations: Mapping[str, tuple[str, str]] | None = None,
    scans: Iterable[bytes] = (),
) -> Files:
    """The whole bundle of a log of these entries, its tables of the newest size.

    `explanations`: salt and text by hash. Totals are those of the fold itself.
    """
    entries = [canonical_bytes(body) for body in bodies]
    files = log_files(entries, signer)
    files.update(foundation.files)
    histories = _histories(foundation, bodies, entries, explanations or {})
    roster_end = max(at for at, body in enumerate(bodies) if body["kind"] == "roster") + 1
    totals = folded_totals(foundation, bodies)
    events = [Event(at, body) for at, body in enumerate(bodies)]
    called = [standing_areas(foundation, events, len(bodies))(one.area_id) for one in foundation.areas.areas]
    states = list(_states(foundation, called, totals, histories, roster_end, len(bodies)))
    _add_tables(files, foundation, bodies, histories, totals, states)
    files.update(_explanation_files(histories, len(bodies)))
    for scan in scans:
        sha256 = hashlib.sha256(scan).hexdigest()
        files[f"scans/{sha256[:2]}/{sha256}"] = scan
    return files


def night_records(foundation: Foundation, bodies: Sequence[Body]) -> list[NightRecord]:
    """What the entries tell of counting night, by the fold, in the order of areas."""
    told: dict[str, NightRecord] = {}
    for at, body in enumerate(bodies):
        if body["kind"] not in (STEPS, CUSTODY):
            continue
        area = body["area"]
        before = told.get(area, NightRecord(area, {}, CustodyChain()))
        if body["kind"] == STEPS:
            place = foundation.ground.places[area]
            timeline = fold_steps(before.timeline, at, body, foundation.pack.steps, place)
            told[area] = NightRecord(area, timeline, before.chain)
        else:
            told[area] = NightRecord(area, before.timeline, fold_custody(before.chain, at, body))
    return [told[area] for area in sorted(told)]


def folded_totals(foundation: Foundation, bodies: Sequence[Body]) -> dict[tuple[str, str], Total]:
    """The totals of all areas by the fold."""
    state = expected_totals(foundation.paths, lambda path: foundation.contests_at[path[-1]])
    for at, body in enumerate(bodies):
        told = entry_from_body(at, body)
        if told is not None:
            fold_entry(state, told, foundation.paths, foundation.forms, foundation.derive)
    return state.totals


def _histories(
    foundation: Foundation,
    bodies: Sequence[Body],
    entries: Sequence[bytes],
    explanations: Mapping[str, tuple[str, str]],
) -> dict[str, History]:
    events: dict[str, list[Event]] = {precinct: [] for precinct in sorted(foundation.paths)}
    for at, body in enumerate(bodies):
        if body["kind"] in TELLING_KINDS:
            events[body["area"]].append(Event(at, body))
    leaves = {at: leaf_hash(entry).hex() for at, entry in enumerate(entries)}
    return {
        precinct: History(foundation.contests_at[precinct], told, leaves, explanations)
        for precinct, told in events.items()
    }


def _size_of(events: Iterable[Event], roster_end: int) -> int:
    return max((event.at + 1 for event in events), default=roster_end)


def _states(
    foundation: Foundation,
    areas: Iterable[Area],
    totals: Mapping[tuple[str, str], Total],
    histories: Mapping[str, History],
    roster_end: int,
    size: int,
) -> Iterator[StatePiece]:
    for area in sorted(areas, key=lambda area: area.area_id):
        if area.is_precinct:
            state = histories[area.area_id].state_at(area.area_id, size)
            yield StatePiece(
                PRECINCT_STATES, state.line(area, foundation.paths[area.area_id], roster_end), state.records()
            )
            continue
        below = [
            event for p in foundation.areas.precincts(area.area_id) for event in histories[p.area_id].events
        ]
        contests = (c.code for c in foundation.election.contests)
        yield StatePiece(
            AREA_STATES,
            render_area_state(
                area,
                foundation.areas.path(area.area_id),
                [child.area_id for child in foundation.areas.children(area.area_id)],
                {c: totals[area.area_id, c] for c in contests if (area.area_id, c) in totals},
                _size_of(below, roster_end),
            ),
        )


def _explanation_files(histories: Mapping[str, History], size: int) -> Iterator[tuple[str, bytes]]:
    for record in _records(histories, size):
        word = record.explanation
        if word is not None and word.salt:
            yield explanation_path(word.sha256), render_explanation(word.text, word.salt)


def _standing(foundation: Foundation, bodies: Sequence[Body]) -> Election:
    election = foundation.election
    for at, body in enumerate(bodies):
        if body["kind"] in CHOICE_KINDS:
            election = fold_choices(election, at, body, foundation.pack.powers)
    return election


def _add_tables(
    files: Files,
    foundation: Foundation,
    bodies: Sequence[Body],
    histories: Mapping[str, History],
    totals: Mapping[tuple[str, str], Total],
    states: Sequence[StatePiece],
) -> None:
    size = len(bodies)
    inner = sorted(key for key in totals if not foundation.areas.area(key[0]).is_precinct)
    records = [TotalRecord(*key, size, totals[key]) for key in inner]
    root = foundation.areas.root.area_id
    versions = [body["contest"] for body in bodies if body["kind"] in VERSION_KINDS]
    snapshot = Snapshot(
        election=_standing(foundation, bodies),
        pack=foundation.pack,
        outcome_rules=foundation.outcome_rules,
        origin=ORIGIN,
        definition=foundation.files["election.toml"],
        rule_pack=foundation.files["rulepack.toml"],
        areas_csv=foundation.files["areas.csv"],
        tree_size=size,
        cut_at=bodies[-1]["recorded_at"],
        published={c.code: versions.count(c.code) for c in foundation.election.contests},
        national={record.contest: record for record in records if record.area_id == root},
        regions={},
        protocols=lambda: _records(histories, size),
        totals=lambda: records,
        states=lambda: states,
        calendar=night_rules(foundation.pack, foundation.election).calendar,
        nights=lambda: night_records(foundation, bodies),
    )
    beside: dict[str, bytes] = {}
    for path, piece in bundle_pieces(snapshot):
        beside[path] = beside.get(path, b"") + piece
    files.update(beside)
    full = (name.path() for name in names_of_tree(size) if not name.is_partial)
    vouched = [*beside, *full]
    facts: dict[str, FileFacts] = {path: facts_of(files[path]) for path in vouched}
    root_hash = files["checkpoint"].split(b"\n")[2].decode()
    files["manifest.json"] = render_manifest(snapshot, root_hash, facts)


def _records(histories: Mapping[str, History], size: int) -> list[ProtocolRecord]:
    return [
        standing.protocol
        for _, history in sorted(histories.items())
        for _, standing in sorted(history.at(size).items())
        if standing.protocol is not None
    ]
