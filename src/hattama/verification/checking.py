"""The whole check of a bundle: what is read in which order, and what is held against what."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from hattama.core.entries import AUDIT_KINDS, RECORD_KINDS
from hattama.core.transparency_log import LogRefusal, Verify, parse_canonical
from hattama.verification.beside import check_files_beside
from hattama.verification.foundation import FOUNDATION_FILES, Foundation
from hattama.verification.frames import Frame, check_frame, read_opened
from hattama.verification.histories import Event
from hattama.verification.manifests import MANIFEST_FILE, Manifest, read_manifest
from hattama.verification.parts import PartResult, Task, check_part
from hattama.verification.places import FileProblem, Limits, Place
from hattama.verification.reports import Report
from hattama.verification.rights import check_observers, check_rights
from hattama.verification.scans import ScanCheck, add_scans, check_opened_files, check_seal_entries, scan_path
from hattama.verification.stamps import STAMPS_FILE, check_stamps
from hattama.verification.totals import Questions, answer
from hattama.verification.trees import (
    Tree,
    bundle_names,
    check_joints,
    check_other_files,
    check_upper_tiles,
    read_entries,
)
from hattama.verification.trouble_kinds import (
    FILES_NOT_LOOKED_AT,
    LOG_INCOMPLETE,
    LOG_TOO_LARGE,
    ROOT_DIFFERS,
    SCANS_NOT_LOOKED_AT,
    TABLES_AHEAD,
)
from hattama.verification.troubles import Troubles
from hattama.verification.trust import (
    CHECKPOINT_FILE,
    COSIGNED_FILE,
    KEYS_FILE,
    POLICY_FILE,
    Head,
    Trust,
    check_age,
    check_kept,
    check_keys,
    check_policies,
    check_receipt,
    read_head,
)

if TYPE_CHECKING:
    from hattama.verification.records import Records

RunParts = Callable[[Task], list[PartResult]]
"""Works through all parts of a task, in one process or several; the results in the order of the parts."""


def one_after_another(task: Task, parts: int = 1) -> list[PartResult]:
    """Work through the parts of a task here and now."""
    return [check_part(task, part, parts) for part in range(parts)]


class Asked(NamedTuple):
    """What a reader asks for. `with_tables`: the manifest, and all files of which it speaks.

    `now` (aware): a log that is not closed must have been witnessed as lately as its election says; None: its
    age is not asked.
    """

    trust: Trust = Trust()
    with_tables: bool = True
    with_scans: bool = False
    now: datetime | None = None


EVERYTHING = Asked()

MOST_ENTRIES = 100_000_000
"""Anybody can sign a checkpoint of any size; a country's night is a thousandth of this."""


def check_bundle(
    place: Place, verify: Verify, asked: Asked = EVERYTHING, run_parts: RunParts = one_after_another
) -> Report:
    """Check everything that can be checked of the bundle at `place`. Never raises for what a bundle holds."""
    report = Report()
    _note_what_is_passed_over(asked, report.troubles)
    head = read_head(place, verify, report.troubles)
    if head is None:
        return report
    report.signed, size = head.signed, head.signed.checkpoint.size
    if size > MOST_ENTRIES:
        report.troubles.add(LOG_TOO_LARGE.at(found=size, expected=MOST_ENTRIES))
        return report
    report.foundation = foundation = read_opened(place, _first_entry(place, size), report.troubles)
    if foundation is None:
        return report
    manifest = _read_manifest(place, asked, head, report.troubles)
    table_size = manifest.size if manifest else None
    limits = Limits(size, table_size, asked.with_scans)
    task = Task(foundation, place, head.signed.checkpoint.origin, limits)
    parts = run_parts(task)
    for part in parts:
        report.troubles.merge(part.troubles)
    shown = _take_scans(report, parts, asked)
    if any(part.has_gap for part in parts):
        report.troubles.add(LOG_INCOMPLETE.at())
        return report
    tree = _check_tree(head, place, parts, report.troubles)
    frame = _check_frame(task, parts, verify, report.troubles)
    report.records = records = _check_records(parts[0].frame, place, table_size, report.troubles)
    report.is_closed = frame.is_closed
    _check_trust(report, head, frame, tree, place, verify, asked)
    questions = Questions(foundation, frame, limits)
    answers = answer(questions, [part.ledger for part in parts], report.troubles)
    report.totals = answers.newest
    shown |= _take_documents(place, frame, records, asked, report.troubles)
    seals = check_seal_entries(parts[0].frame, report.troubles)
    shown |= check_opened_files(seals, place, report.troubles)
    known = shown.union(_own_files(frame), *(part.explanations for part in parts))
    if manifest is not None:
        facts = records.facts if records else {}
        known.update(check_files_beside(task, manifest, parts, answers, tree, frame, facts, report.troubles))
    check_other_files(tree, place, known, report.troubles)
    return report


def _note_what_is_passed_over(asked: Asked, troubles: Troubles) -> None:
    if not asked.with_scans:
        troubles.add(SCANS_NOT_LOOKED_AT.at())
    if not asked.with_tables:
        troubles.add(FILES_NOT_LOOKED_AT.at())


def _check_frame(task: Task, parts: Sequence[PartResult], verify: Verify, troubles: Troubles) -> Frame:
    """What speaks of no precinct, who had the right to decide, and what observers signed."""
    events = parts[0].frame
    check_observers(task.foundation, events, verify, troubles)
    check_rights(task.foundation, events, [part.deciders for part in parts], troubles)
    size = task.limits.size
    frame = check_frame(task.foundation, task.origin, size, events, parts[0].roster, troubles)
    if any(event.body["kind"] in AUDIT_KINDS for event in events):
        # Only now: what is read for them is a tenth of what a check needs to start.
        from hattama.verification.audits import check_audits

        check_audits(task.foundation, task.place, size, events, frame, troubles)
    return frame


def _check_records(
    events: Sequence[Event], place: Place, table_size: int | None, troubles: Troubles
) -> Records | None:
    """The records of registers, held against their packs and seals; None where the log tells of none."""
    if not any(event.body["kind"] in RECORD_KINDS for event in events):
        return None
    # Only now, as of audits: they are an eighth.
    from hattama.verification.records import check_records

    return check_records(events, place, table_size, troubles)


def _take_scans(report: Report, parts: Sequence[PartResult], asked: Asked) -> set[str]:
    """The paths of all scans that the bundle must show; one under precincts of two parts is noted."""
    first: dict[str, int] = {}
    for part in parts:
        add_scans(first, part.scans, report.troubles)
    shown = {scan_path(sha256) for part in parts for sha256 in part.shown}
    report.scans = len(shown) if asked.with_scans else None
    return shown


def _take_documents(
    place: Place, frame: Frame, records: Records | None, asked: Asked, troubles: Troubles
) -> set[str]:
    """The paths of the files of decisions and of records that the bundle must show."""
    documents = ScanCheck(place, troubles, read=asked.with_scans)
    documents.take_documents([*frame.choices, *frame.amendments])
    if records:
        documents.take_files(records.files)
    return {scan_path(sha256) for sha256 in documents.shown}


def _own_files(frame: Frame) -> Iterator[str]:
    """The paths of the files of a log but for its tree, and of what it stands on."""
    heads = (CHECKPOINT_FILE, COSIGNED_FILE, KEYS_FILE, POLICY_FILE, STAMPS_FILE)
    yield from (*heads, MANIFEST_FILE, *FOUNDATION_FILES)
    yield from (f"key-changes/{key.at}" for key in frame.keys[1:])


def check_entries(foundation: Foundation, place: Place, origin: str, size: int, verify: Verify) -> Troubles:
    """Hold the entries of a log against the rules, and the totals that they state; nothing beside them.

    At `place` only bundles and the tiles right above them are read: whoever keeps a log asks this of it.
    """
    limits = Limits(size, None)
    task = Task(foundation, place, origin, limits)
    part = check_part(task, 0, 1)
    troubles = part.troubles
    if not part.has_gap:
        frame = _check_frame(task, [part], verify, troubles)
        _check_records(part.frame, place, None, troubles)
        check_seal_entries(part.frame, troubles)
        answer(Questions(foundation, frame, limits), [part.ledger], troubles)
    return troubles


def _read_manifest(place: Place, asked: Asked, head: Head, troubles: Troubles) -> Manifest | None:
    manifest = read_manifest(place, troubles) if asked.with_tables else None
    size = head.signed.checkpoint.size
    if manifest is not None and manifest.size > size:
        troubles.add(TABLES_AHEAD.at(found=manifest.size, expected=size))
        return None
    return manifest


def _first_entry(place: Place, size: int) -> object:
    """What entry 0 says; None where it cannot be read, which is noted when the whole log is."""
    try:
        return parse_canonical(read_entries(bundle_names(size)[0], place)[0]) if size else None
    except (FileProblem, LogRefusal):
        return None


def _check_tree(head: Head, place: Place, parts: Sequence[PartResult], troubles: Troubles) -> Tree:
    stretches = [part.stretch for part in parts]
    check_joints(stretches, troubles)
    tree = Tree(stretches)
    stated = head.signed.checkpoint
    root = tree.root_at(tree.size)
    if root != stated.root:
        troubles.add(ROOT_DIFFERS.at(found=root.hex(), expected=stated.root.hex()))
    check_upper_tiles(tree, place, troubles)
    return tree


def _check_trust(
    report: Report, head: Head, frame: Frame, tree: Tree, place: Place, verify: Verify, asked: Asked
) -> None:
    trust = asked.trust
    keys = [one.key for one in frame.keys]
    check_keys(head, frame.keys, tree, place, verify, report.troubles)
    report.judgement = check_policies(head, keys, tree, trust, place, verify, report.troubles)
    if trust.since is not None:
        check_kept(trust.since, keys, tree, verify, report.troubles)
    if trust.receipt is not None:
        check_receipt(trust.receipt, keys, trust, tree, verify, report.troubles)
    check_stamps(head.signed.checkpoint.origin, tree, place, trust.authorities, report.troubles)
    assert report.foundation is not None, "without it nothing is checked"
    if not frame.is_closed:
        minutes = report.foundation.election.greatest_age_minutes
        check_age(report.judgement, minutes, asked.now, report.troubles)
