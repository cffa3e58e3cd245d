"""The evidence of one polling station is packed: its log entries with proofs under one checkpoint, and the
files that the public bundle shows beside them. Nothing else leaves by it (docs/format/evidence.md).
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property

from django.conf import settings
from django.db.models import Q
from django.urls import reverse

from hattama.core.entries import (
    AMENDMENT,
    CHOICE_KINDS,
    CUSTODY,
    OBSERVER_COPY,
    CustodyChain,
    fold_custody,
    salted_sha256,
)
from hattama.core.transparency_log import (
    HashReader,
    Policy,
    PolicyLog,
    Receipt,
    SignedCheckpoint,
    VerifierKey,
    make_consistency_proof,
    make_inclusion_proof,
    parse_note,
    parse_vkey,
    read_root,
    tile_hash_reader,
    write_hashes,
)
from hattama.publish.evidence_pages import EvidenceFacts
from hattama.publish.evidence_readme import README
from hattama.publish.record_texts import RECORD_TEXTS, RecordText, render_record_texts
from hattama.publish.state import explanation_path, render_explanation
from hattama.verification.evidence_files import (
    SUMS_FILE,
    Told,
    derived_files,
    files_named,
    note_file,
    scan_file,
    tell,
)
from hattama.verification.foundation import FOUNDATION_FILES, read_foundation
from hattama.verification.frames import check_head
from hattama.verification.histories import Event
from hattama.verification.places import EVIDENCE_FILE
from hattama.verification.stamps import STAMPS_FILE, parse_stamp
from hattama.verification.troubles import Troubles
from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.kernel.log.bundle_store import CHECKPOINT, COSIGNED, KEYS, POLICY, public_store
from hattama.web.kernel.log.snapshots import load_public_size
from hattama.web.kernel.log.tables import Act, LogEntry
from hattama.web.kernel.log.write_log_files import render_keys
from hattama.web.kernel.published.tables import PublishedProtocol, PublishedScan
from hattama.web.kernel.stores.content_store import ContentLost, get_content
from hattama.web.registers.reading import record_texts
from hattama.web.registers.tables import PublishedRecord, RegisterEntry

MOST_SCAN_BYTES = 200_000_000
"""Scans beyond this are not enclosed: they are named, and had by their hash."""

_OF_ALL = ("open", "key", *CHOICE_KINDS, AMENDMENT)
"""Kinds that every piece of evidence needs: what the log stands on, its keys, what things are called."""

_EPOCH = (1980, 1, 1, 0, 0, 0)


class EvidenceLacks(Exception):
    """No published checkpoint covers the entries about a polling station, or there are none."""


class EvidencePack:
    """What the log says of one polling station, and the checkpoint that covers it. Raises EvidenceLacks."""

    def __init__(self, area: AreaRow, language: str) -> None:
        self._area, self._language = area, language
        self._election = area.election
        self._store = public_store(self._election.pk)
        self._public = min(load_public_size(self._election), self._store.size())
        records = PublishedRecord.objects.filter(area=area).values_list("record_id", flat=True)
        self._records = sorted(records)
        self.entries = self._load_entries()
        self._signed = self._covering()

    def _load_entries(self) -> dict[int, LogEntry]:
        entries = LogEntry.objects.filter(election=self._election)
        told = RegisterEntry.objects.filter(election=self._election, record_id__in=self._records)
        acts = Act.objects.filter(area=self._area).values_list("pk", flat=True)
        # Each by its own index: as one question, or with a bound, a database reads the whole log.
        asked = (
            LogEntry.objects.filter(act__in=list(acts)),
            entries.filter(kind__in=_OF_ALL),
            entries.filter(index__in=list(told.values_list("entry_index", flat=True))),
        )
        rows = (row for some in asked for row in some.select_related("act"))
        found = {row.index: row for row in rows if row.index < self._public}
        if not any(entry.act.area_id == self._area.pk for entry in found.values()):
            raise EvidenceLacks(self._area.code)
        signers = Q(pk=None)
        for entry in found.values():
            if entry.kind == OBSERVER_COPY.name:
                note = parse_note(json.loads(bytes(entry.body))["note"].encode())
                for one in note.signatures:
                    signers |= Q(act__body__vkey__startswith=f"{one.name}+{one.key_id.hex()}+")
        signed = entries.filter(signers, kind="observer_key", index__lt=self._public)
        keys = signed.select_related("act")
        return dict(sorted((found | {entry.index: entry for entry in keys}).items()))

    def _covering(self) -> SignedCheckpoint:
        """The newest checkpoint with a quorum of witnesses, where it covers all entries; else the newest."""
        last = max(self.entries)
        for name in (COSIGNED, CHECKPOINT):
            signed = self._store.checkpoint(name)
            if signed is not None and last < signed.checkpoint.size:
                return signed
        raise EvidenceLacks(self._area.code)

    @property
    def state(self) -> str:
        """What tells this pack from any other of the polling station and the language."""
        texts = b"".join(render_record_texts(self._record_texts))
        parts = (self._signed.encoded(), self._policy, str(sorted(self.entries)).encode(), texts)
        return hashlib.sha256(b"\0".join(parts)).hexdigest()[:24]

    def pieces(self) -> Iterator[bytes]:
        """The ZIP archive, in pieces: the same bytes for the same state of the log."""
        files = self._log_files()
        words = self._words()
        files |= words
        told = self._tell(files, words)
        scans, left_out = self._scans(told)
        told = replace(told, facts=told.facts._replace(left_out=tuple(left_out)))
        files[EVIDENCE_FILE] = told.facts.render()
        texts = {path[-64:]: data.decode().partition("\n")[2] for path, data in words.items()}
        texts |= {one.seal.digest: one.text for one in self._record_texts if one.text is not None}
        files |= dict(derived_files(told, texts, [*files, *scans]))
        yield from _zipped(files, scans)

    @cached_property
    def _record_texts(self) -> list[RecordText]:
        return list(record_texts(self._election, self._records))

    @property
    def _size(self) -> int:
        return self._signed.checkpoint.size

    @cached_property
    def _hashes(self) -> HashReader:
        return tile_hash_reader(self._store.size(), self._store.read_tile_file)

    def _log_files(self) -> dict[str, bytes]:
        """Entries, proofs, checkpoint, keys, and what the log stands on."""
        files = dict(zip(FOUNDATION_FILES, self._foundation(), strict=True))
        files |= {CHECKPOINT: self._signed.encoded(), KEYS: render_keys(self._keys), POLICY: self._policy}
        for index, entry in self.entries.items():
            files[f"entries/{index}.json"] = bytes(entry.body)
            proof = make_inclusion_proof(index, self._size, self._hashes)
            files[f"proofs/{index}.tlog-proof"] = Receipt(index, proof, self._signed).encoded()
        changes = [index for index, entry in self.entries.items() if entry.kind == "key"][1:]
        for index in changes:
            files[f"key-changes/{index}"] = self._store.read(f"key-changes/{index}")
        stamps = self._stamps()
        if stamps:
            files[STAMPS_FILE] = "".join(f"{line}\n" for line in stamps.values()).encode()
        for size in {*(index + 1 for index in changes), *stamps} - {self._size}:
            root = read_root(size, self._hashes)
            growth = make_consistency_proof(size, self._size, self._hashes)
            files[f"growth/{size}"] = write_hashes((root, *growth)).encode()
        if self._record_texts:
            files[RECORD_TEXTS] = b"".join(render_record_texts(self._record_texts))
        return files

    def _foundation(self) -> tuple[bytes, bytes, bytes]:
        """The definition, the list of areas and the rule pack; their files are written when a log rests."""
        areas = get_content(self._election.areas_sha256)
        return bytes(self._election.definition), areas, bytes(self._election.rule_pack)

    @cached_property
    def _keys(self) -> list[VerifierKey]:
        return [parse_vkey(vkey) for index, vkey in self._election.log_keys if index < self._size]

    @cached_property
    def _policy(self) -> bytes:
        """The policy that the site publishes; before it does, one that names no witnesses."""
        own = Policy((PolicyLog(self._keys[-1]),))
        return self._store.read_or_nothing(POLICY) or own.encoded()

    def _stamps(self) -> dict[int, str]:
        """Of each entry the first time stamp that covers it, by the size that was stamped."""
        lines = self._store.read_or_nothing(STAMPS_FILE).decode("ascii").splitlines()
        read = ((parse_stamp(line), line) for line in lines)
        stamps = sorted((stamp[0], line) for stamp, line in read if stamp and 0 < stamp[0] <= self._size)
        first = (next((one for one in stamps if one[0] > index), None) for index in self.entries)
        return dict(sorted({one for one in first if one is not None}))

    def _words(self) -> dict[str, bytes]:
        """Explanations that stand, and reasons beside decisions, each with its salt."""
        files = {}
        for row in PublishedProtocol.objects.filter(area=self._area).exclude(explanation_facts=None):
            facts = row.explanation_facts or {}
            if facts["salt"]:
                files[explanation_path(facts["sha256"])] = render_explanation(row.explanation, facts["salt"])
        for entry in self.entries.values():
            note, salt = (entry.act.private.get(name) for name in ("note", "note_salt"))
            if note and entry.act.area_id == self._area.pk:
                files[note_file(salted_sha256(note, salt))] = render_explanation(note, salt)
        return files

    def _tell(self, files: Mapping[str, bytes], words: Mapping[str, bytes]) -> Told:
        foundation = read_foundation({name: files[name] for name in FOUNDATION_FILES})
        events = [Event(index, json.loads(bytes(one.body))) for index, one in self.entries.items()]
        leaves = {index: entry.leaf_hash for index, entry in self.entries.items()}
        split = {path[-64:]: data.decode().partition("\n") for path, data in words.items()}
        explanations = {sha256: (salt, text) for sha256, (salt, _, text) in split.items()}
        page = reverse("public:area", args=[self._election.pk, self._area.code])
        facts = EvidenceFacts(
            election_id=self._election.election_id,
            origin=self._election.origin,
            area_id=self._area.code,
            language=self._language,
            tree_size=self._size,
            as_of=min(self._public, self._size),
            address=f"{settings.BASE_URL}{page}" if settings.BASE_URL else "",
            left_out=(),
        )
        # The log's writer has refused what breaks the rules; whoever checks the file asks again.
        frame = check_head(foundation, self._election.origin, events, Troubles())
        return tell(facts, foundation, frame, events, leaves, explanations, Troubles())

    def _scans(self, told: Told) -> tuple[dict[str, str], list[str]]:
        """Published scans, papers of decisions, acts that everybody may see: hash by path; and those that
        are left out."""
        decided = (body.get("decision") or {} for _, body in told.events)
        papers = {one["document"]["sha256"] for one in decided if one.get("document")}
        papers.update(_attached(told))
        asked = {one.sha256: one for one in files_named(told.events) if one.sha256 in papers}
        asked |= told.scans()
        beside = PublishedScan.objects.filter(scan__in=asked).values_list("scan_id", "withdrawn_by")
        standing = {sha256 for sha256, withdrawn_by in beside if withdrawn_by is None}
        hidden = {sha256 for sha256, _ in beside} - standing
        scans, left_out, left = {}, [], MOST_SCAN_BYTES
        for sha256, scan in sorted(asked.items()):
            if sha256 in hidden:
                continue
            if scan.size_bytes > left or not _is_at_hand(sha256):
                left_out.append(sha256)
                continue
            left -= scan.size_bytes
            scans[scan_file(scan)] = sha256
        return scans, left_out


def _attached(told: Told) -> Iterable[str]:
    """SHA-256 of what was attached to papers of the polling station and everybody may see."""
    chain = CustodyChain()
    for index, body in told.events:
        if body["kind"] == CUSTODY:
            chain = fold_custody(chain, index, body)
    return chain.shown_documents()


def _is_at_hand(sha256: str) -> bool:
    try:
        get_content(sha256)
    except ContentLost:
        return False
    return True


def _zipped(files: Mapping[str, bytes], scans: Mapping[str, str]) -> Iterator[bytes]:
    """The archive, nothing in it packed: any program unpacks it, and the bytes depend on no library."""
    sums = {path: hashlib.sha256(data).hexdigest() for path, data in files.items()} | dict(scans)
    listed = "".join(f"{sums[path]}  {path}\n" for path in sorted(sums)).encode()
    out = _Pieces()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for path in (README, SUMS_FILE, *sorted(sums.keys() - {README})):
            data = listed if path == SUMS_FILE else files[path] if path in files else get_content(scans[path])
            archive.writestr(zipfile.ZipInfo(path, _EPOCH), data)
            yield out.take()
    yield out.take()


class _Pieces(io.BytesIO):
    """What was written and not taken yet: nothing in it can be gone back to."""

    def tell(self) -> int:
        """Raise what says so to whoever writes an archive."""
        raise io.UnsupportedOperation

    def take(self) -> bytes:
        """What came since the last time."""
        written = self.getvalue()
        self.seek(0)
        self.truncate()
        return written
