"""The evidence of one polling station, checked: some entries of a log, each with its proof, and what follows.

Nothing but the file itself is asked (docs/format/evidence.md): every file by SHA256SUMS, every entry by its
proof under one signed checkpoint, everything else by being made again from the entries.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from hattama.core.entries import VERSION_KINDS
from hattama.core.tabulation import NIGHT_KINDS
from hattama.core.transparency_log import (
    Policy,
    PolicyLog,
    Verify,
    leaf_hash,
    parse_receipt,
    read_hashes,
    verify_consistency,
    verify_receipt,
)
from hattama.phrases import LANGUAGES
from hattama.publish.evidence_pages import PAGE, EvidenceFacts
from hattama.publish.evidence_readme import README
from hattama.publish.file_facts import FileDigest
from hattama.publish.record_texts import RECORD_TEXTS, read_record_text
from hattama.verification.evidence_files import (
    SUMS_FILE,
    Told,
    derived_files,
    files_named,
    note_file,
    parse_facts,
    scan_file,
    tell,
)
from hattama.verification.foundation import FOUNDATION_FILES, Foundation
from hattama.verification.frames import Frame, check_head, read_opened
from hattama.verification.histories import Event
from hattama.verification.nights import check_nights
from hattama.verification.places import EVIDENCE_FILE, SMALL_FILE_BYTES, FileProblem, Limits, Place
from hattama.verification.records import check_records
from hattama.verification.reports import Report
from hattama.verification.rights import check_observers
from hattama.verification.scans import ExplanationCheck
from hattama.verification.sorting import sound_body
from hattama.verification.stamps import STAMPS_FILE, check_stamps
from hattama.verification.trees import check_order, moment_in
from hattama.verification.trouble_kinds import (
    CHECKPOINT_REFUSED,
    DOCUMENT_DIFFERS,
    DOCUMENT_UNREADABLE,
    EVIDENCE_FILE_ABSENT,
    EVIDENCE_FILE_DIFFERS,
    EVIDENCE_IS_PART,
    ORDER_BROKEN,
    PAGE_NOT_MADE_AGAIN,
    RECEIPT_REFUSED,
    SCAN_DIFFERS,
    SCAN_LEFT_OUT,
    UNKNOWN_FILE,
    VERSION_HOLDS,
    noting,
)
from hattama.verification.troubles import Troubles
from hattama.verification.trust import (
    CHECKPOINT_FILE,
    KEYS_FILE,
    POLICY_FILE,
    Head,
    Trust,
    check_keys,
    check_policies,
    read_head,
)

MOST_ENTRY_BYTES = 65_535
_SUM = re.compile(r"([0-9a-f]{64})  ([0-9A-Za-z._/-]{1,200})")
_ENTRY = re.compile(r"entries/(0|[1-9][0-9]{0,15})\.json")
_GROWTH = re.compile(r"growth/([1-9][0-9]{0,15})")


@dataclass
class ProvedRoots:
    """As much of the tree as the file proves: leaf hashes of its entries, roots of smaller sizes."""

    size: int
    roots: dict[int, bytes]
    leaves: dict[int, bytes] = field(default_factory=dict)

    def root_at(self, size: int) -> bytes:
        """The root that is proved of this size; zeros where none is, which no checkpoint bears."""
        return self.roots.get(size, bytes(32))

    def leaf(self, index: int) -> bytes:
        """The leaf hash of one entry."""
        return self.leaves.get(index, b"")


def check_evidence(place: Place, verify: Verify, trust: Trust) -> Report:
    """Check everything that the file of evidence at `place` proves. Never raises for what it holds."""
    report = Report()
    facts, sums = _read_facts(place, report.troubles), _check_sums(place, report.troubles)
    if facts is None or sums is None:
        return report
    report.area_id = facts.area_id
    head = read_head(place, verify, report.troubles)
    if head is None:
        return report
    report.signed = head.signed
    stated = head.signed.checkpoint
    if (stated.origin, stated.size) != (facts.origin, facts.tree_size):
        report.troubles.add(CHECKPOINT_REFUSED.at(CHECKPOINT_FILE, found=f"{stated.origin} {stated.size}"))
    tree = ProvedRoots(stated.size, {stated.size: stated.root})
    events = _read_entries(place, sums, head, tree, verify, report.troubles)
    report.proved = len(tree.leaves)
    report.foundation = foundation = _read_foundation(place, events, report.troubles)
    if foundation is None or facts.area_id not in foundation.paths or facts.language not in LANGUAGES:
        report.troubles.add(DOCUMENT_UNREADABLE.at(EVIDENCE_FILE))
        return report
    _read_growth(place, sums, tree, report.troubles)
    frame = check_head(foundation, stated.origin, events, report.troubles)
    _check_told(_Read(place, sums, facts, foundation, frame, tree), events, verify, report.troubles)
    check_keys(head, frame.keys, tree, place, verify, report.troubles)
    keys = [one.key for one in frame.keys]
    report.judgement = check_policies(head, keys, tree, trust, place, verify, report.troubles)
    check_stamps(stated.origin, tree, place, trust.authorities, report.troubles)
    report.troubles.add(EVIDENCE_IS_PART.at())
    return report


def _read_facts(place: Place, troubles: Troubles) -> EvidenceFacts | None:
    with noting(troubles):
        facts = parse_facts(place.read(EVIDENCE_FILE, SMALL_FILE_BYTES))
        if facts is None:
            troubles.add(DOCUMENT_UNREADABLE.at(EVIDENCE_FILE))
        return facts
    return None


def _check_sums(place: Place, troubles: Troubles) -> dict[str, str] | None:
    """SHA-256 by path of all files that are listed; None, noted, where one of them is not what it was."""
    noted, sums = Troubles(), dict[str, str]()
    with noting(noted):
        *lines, rest = place.read(SUMS_FILE, SMALL_FILE_BYTES).decode("ascii", "replace").split("\n")
        matches = [_SUM.fullmatch(line) for line in lines]
        sums = {match[2]: match[1] for match in matches if match}
        if rest or None in matches or list(sums) != sorted(sums) or len(sums) != len(matches):
            noted.add(DOCUMENT_UNREADABLE.at(SUMS_FILE))
        for path in place.paths():
            if path not in sums and path != SUMS_FILE:
                troubles.add(UNKNOWN_FILE.at(path))
    for path, sha256 in sums.items():
        try:
            with place.open(path) as file:
                found = FileDigest().take_rest(file).sha256
        except FileProblem:
            noted.add(EVIDENCE_FILE_ABSENT.at(path))
            continue
        if found != sha256:
            noted.add(EVIDENCE_FILE_DIFFERS.at(path, found=found, expected=sha256))
    troubles.merge(noted)
    return None if noted else sums


def _read_entries(
    place: Place, sums: Mapping[str, str], head: Head, tree: ProvedRoots, verify: Verify, troubles: Troubles
) -> list[Event]:
    """The entries that are proved, in their order; what is wrong with one is noted."""
    policy = Policy(tuple(PolicyLog(key) for key in head.keys))
    events, moments = [], []
    for index in sorted(int(match[1]) for path in sums if (match := _ENTRY.fullmatch(path))):
        proof = f"proofs/{index}.tlog-proof"
        with noting(troubles, RECEIPT_REFUSED, proof, entry=index):
            data = place.read(f"entries/{index}.json", MOST_ENTRY_BYTES)
            receipt = parse_receipt(place.read(proof, SMALL_FILE_BYTES))
            if receipt.index != index or receipt.checkpoint.encoded() != head.signed.encoded():
                troubles.add(RECEIPT_REFUSED.at(proof, entry=index, found=receipt.index))
            tree.leaves[index] = leaf_hash(data)
            verify_receipt(receipt, tree.leaves[index], policy, verify)
            moments.append((index, moment_in(data)))
            body = sound_body(index, data, troubles)
            events += [Event(index, body)] if body is not None else []
    for (_, before), (index, moment) in pairwise(moments):
        check_order(before, moment, index, troubles)
    return events


def _read_foundation(place: Place, events: Sequence[Event], troubles: Troubles) -> Foundation | None:
    if not events or events[0].at != 0 or events[0].body["kind"] != "open":
        troubles.add(ORDER_BROKEN.at(entry=0, found="—", expected="open"))
        return None
    return read_opened(place, events[0].body, troubles)


def _read_growth(place: Place, sums: Mapping[str, str], tree: ProvedRoots, troubles: Troubles) -> None:
    """Roots of smaller sizes, each as a proof of growth from there to the checkpoint shows it."""
    for path in sums:
        match = _GROWTH.fullmatch(path)
        if match is None:
            continue
        size = int(match[1])
        with noting(troubles, DOCUMENT_DIFFERS, path):
            *lines, rest = place.read(path, SMALL_FILE_BYTES).decode("ascii", "replace").split("\n")
            hashes = read_hashes(lines)
            if not hashes or rest or not 0 < size < tree.size:
                troubles.add(DOCUMENT_UNREADABLE.at(path))
                continue
            verify_consistency(size, tree.size, hashes[1:], hashes[0], tree.roots[tree.size])
            tree.roots[size] = hashes[0]


class _Read(NamedTuple):
    """A file of evidence as far as it was read: where, its sums by path, and what its entries stand on."""

    place: Place
    sums: Mapping[str, str]
    facts: EvidenceFacts
    foundation: Foundation
    frame: Frame
    tree: ProvedRoots


def _check_told(read: _Read, events: Sequence[Event], verify: Verify, troubles: Troubles) -> None:
    """Fold the entries, and hold everything that follows from them against what the file shows."""
    facts, foundation = read.facts, read.foundation
    for at, body in events:
        # Another polling station's entry, proved as well as this one's, is no evidence of this one.
        if body.get("area") not in (None, facts.area_id) or at >= facts.as_of:
            troubles.add(ORDER_BROKEN.at(entry=at, found=body.get("area"), expected=facts.area_id))
            return
    nights = [event for event in events if event.body["kind"] in NIGHT_KINDS]
    check_nights(foundation, {facts.area_id: nights}, Limits(facts.tree_size, None), troubles)
    check_observers(foundation, events, verify, troubles)
    check_records(events, read.place, facts.tree_size, troubles)
    texts = ExplanationCheck(read.place, troubles)
    leaves = {index: leaf.hex() for index, leaf in read.tree.leaves.items()}
    explanations = texts.texts_of(events)
    told = tell(facts, foundation, read.frame, events, leaves, explanations, troubles)
    texts.take(told.history.at(facts.tree_size))
    _check_scans(told, read.sums, troubles)
    known = _known(told, read) | texts.shown
    words = {sha256: text for sha256, (_, text) in explanations.items()}
    words |= _notes(read, events, troubles) | _record_texts(read)
    enclosed = [path for path in read.sums if path in known]
    derived = dict(derived_files(told, words, enclosed))
    for path, expected in derived.items():
        _check_derived(read, path, expected, troubles)
    for path in sorted(read.sums.keys() - known - derived.keys()):
        troubles.add(UNKNOWN_FILE.at(path))
    for at, body in told.history.events:
        if body["kind"] in VERSION_KINDS:
            what = f"{body['contest']}, {body['version']}"
            troubles.add(VERSION_HOLDS.at(entry=at, found=what, expected=leaves[at]))


def _check_scans(told: Told, sums: Mapping[str, str], troubles: Troubles) -> None:
    """Every published scan is enclosed, or is said not to be; every enclosed one is what its name says."""
    for sha256, scan in told.scans().items():
        path = scan_file(scan)
        if path not in sums:
            kind = SCAN_LEFT_OUT if sha256 in told.facts.left_out else EVIDENCE_FILE_ABSENT
            troubles.add(kind.at(path, entry=scan.entry_index))
    for scan in files_named(told.events):
        path = scan_file(scan)
        if path in sums and sums[path] != scan.sha256:
            troubles.add(SCAN_DIFFERS.at(path, entry=scan.entry_index, found=sums[path]))


def _known(told: Told, read: _Read) -> set[str]:
    """The paths that a file of evidence may have beside what follows from its entries."""
    hidden = told.hidden()
    known = {scan_file(one) for one in files_named(told.events) if one.sha256 not in hidden}
    known.update(note_file(note) for _, body in told.events if (note := body.get("note_sha256")))
    known.update(f"entries/{index}.json" for index in read.tree.leaves)
    known.update(f"proofs/{index}.tlog-proof" for index in read.tree.leaves)
    known.update(f"growth/{size}" for size in read.tree.roots)
    known.update(f"key-changes/{key.at}" for key in read.frame.keys[1:])
    known.update((*FOUNDATION_FILES, EVIDENCE_FILE, RECORD_TEXTS))
    return known | {CHECKPOINT_FILE, KEYS_FILE, POLICY_FILE, STAMPS_FILE}


def _notes(read: _Read, events: Sequence[Event], troubles: Troubles) -> dict[str, str]:
    """The reasons in words beside decisions, by the hash that the entry holds."""
    notes: dict[str, str] = {}
    for at, body in events:
        sha256 = body.get("note_sha256")
        path = note_file(sha256 or "")
        if sha256 is None or path not in read.sums:
            continue
        if read.sums[path] != sha256:
            troubles.add(DOCUMENT_DIFFERS.at(path, entry=at, found=read.sums[path], expected=sha256))
        with noting(troubles):
            data = read.place.read(path, SMALL_FILE_BYTES)
            notes[sha256] = data.decode("utf-8", "replace").partition("\n")[2]
    return notes


def _record_texts(read: _Read) -> dict[str, str]:
    """The public texts of records, by the hash that the entry holds; they were held against it before."""
    if RECORD_TEXTS not in read.sums:
        return {}
    lines = map(read_record_text, read.place.read(RECORD_TEXTS, SMALL_FILE_BYTES).splitlines())
    return {one.seal.digest: one.text for one in lines if one is not None and one.text is not None}


def _check_derived(read: _Read, path: str, expected: bytes, troubles: Troubles) -> None:
    if path not in read.sums:
        troubles.add(EVIDENCE_FILE_ABSENT.at(path))
        return
    wanted = hashlib.sha256(expected).hexdigest()
    if read.sums[path] != wanted:
        # Words of pages change with the program: an older one's page is no lie, and no proof.
        kind = PAGE_NOT_MADE_AGAIN if path in (PAGE, README) else DOCUMENT_DIFFERS
        troubles.add(kind.at(path, found=read.sums[path], expected=wanted))
