"""The published part of an election comes from its public bundle: all of it, or what a backup lacks.

A bundle is whatever a mirror, a witness's friend or an old disk holds. It is verified whole before anything
is written, and it may only carry on the log that the database has: where the two part, nothing is taken.
"""

import datetime
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import transaction

from hattama.core.entries import PRELIMINARY, VERSION_KINDS, is_bare
from hattama.core.transparency_log import (
    TILE_WIDTH,
    TileName,
    canonical_bytes,
    leaf_hash,
    names_of_tree,
    read_bundle,
    read_root,
    tile_hash_reader,
)
from hattama.core.vocabulary import Deed
from hattama.formats.area_lists import parse_areas
from hattama.verification.checking import Asked, check_bundle
from hattama.verification.folders import FolderPlace, verify_ed25519
from hattama.verification.reports import Report, Verdict
from hattama.verification.troubles import Weight
from hattama.web.kernel.elections.open_election import (
    ElectionFiles,
    load_election,
    load_tree,
    record_expected_totals,
)
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.log.bundle_store import (
    CHECKPOINT,
    COSIGNED,
    KEYS,
    POLICY,
    STAMPS,
    BundleStore,
    public_store,
)
from hattama.web.kernel.log.check_log import roots_at
from hattama.web.kernel.log.follow_log import hold_tables_at_end
from hattama.web.kernel.log.publish_entries import publish_next
from hattama.web.kernel.log.snapshots import load_log_size
from hattama.web.kernel.log.tables import NAMED_ENTRY, Act, LogEntry, PendingAct, act_of, acts_waiting
from hattama.web.kernel.log.writer_lock import hold_writer_lock, wait_for_writer_lock
from hattama.web.kernel.stores.kept_rows import insert_rows
from hattama.web.operations.backups.bundle_contents import (
    RecordTexts,
    explanation_from,
    files_of,
    take_scan_from,
)
from hattama.web.protocols.tables import CurrentState, LifeStep, record_steps

BATCH = 1000
WRITER_LOCK_SECONDS = 600.0
_WITHOUT_AREA = frozenset({"open", "key", "roster", "total", "close"})


class BundleRefused(Exception):
    """The bundle is not true, or cannot be read whole; the message names the first trouble."""


class TwoHistories(Exception):
    """The database and the bundle hold different logs under one name; nothing was taken."""


@dataclass(slots=True)
class TakenIn:
    """What came from a bundle: entries as (index, kind, area, contest), in the order of the log.

    `matched`: how many of them the database had accepted and not yet published; `erased`: texts that stood
    here and are erased in the bundle.
    """

    election_id: str
    before: int
    size: int
    entries: list[tuple[int, str, str, str]] = field(default_factory=list)
    matched: int = 0
    erased: int = 0


def take_in_bundle(folder: Path, *, now: datetime.datetime) -> TakenIn:
    """Bring the published part of an election up to the bundle in `folder`; then its files are public here.

    An election that the database does not know, or only as a draft, is made from the bundle's own files. A
    bundle that is no longer than the log of the database changes nothing. Raises
    BundleRefused, TwoHistories, BundleLacksScan or WriterLockTaken; then nothing was taken.
    """
    place, store = FolderPlace(folder), BundleStore(folder)
    report = _verified(place)
    assert report.signed is not None and report.foundation is not None, "a true bundle has both"
    size = report.signed.checkpoint.size
    files = report.foundation
    election_id = files.election.election_id
    with hold_writer_lock(election_id, WRITER_LOCK_SECONDS), transaction.atomic():
        wait_for_writer_lock(election_id)
        election = _election(files.files, now, files.election, report.signed.checkpoint.origin)
        hold_tables_at_end(election)
        taken = TakenIn(election_id, load_log_size(election), size)
        _require_one_history(election, store, size, taken.before)
        taking = _Taking(election, place, store, taken, now)
        taken.erased = taking.texts.erase()
        if size <= taken.before:
            return taken
        taking.run()
    _show(store, public_store(election_id), size)
    return taken


def _verified(place: FolderPlace) -> Report:
    report = check_bundle(place, verify_ed25519, Asked(with_tables=False))
    # Scans are held against their hashes as they are taken, and the rest is made anew from the entries.
    if report.verdict not in (Verdict.TRUE, Verdict.QUALIFIED):
        weight = Weight.FALSE if report.verdict is Verdict.FALSE else Weight.UNCHECKED
        kind, _, troubles = report.troubles.of(weight)[0]
        raise BundleRefused(f"{kind.code} {troubles[0].path}".strip())
    return report


def _require_one_history(election: ElectionRow, store: BundleStore, size: int, held: int) -> None:
    """Raise TwoHistories unless one of the two logs is the beginning of the other."""
    shorter = min(size, held)
    if not shorter:
        return
    ours = roots_at(election, {shorter})[shorter]
    if read_root(shorter, tile_hash_reader(size, store.read_tile_file)) != ours:
        raise TwoHistories(f"{election.pk}: among the first {shorter} entries")


def _election(files: Mapping[str, bytes], now: datetime.datetime, defined: Any, origin: str) -> ElectionRow:
    """The election's row, made from the bundle's files where the database has none that is open."""
    row = ElectionRow.objects.select_for_update().filter(pk=defined.election_id).first()
    if row is not None and row.opened_at is not None:
        return row
    areas = parse_areas(io.BytesIO(files["areas.csv"]), "areas.csv", time_zone=defined.time_zone)
    made = load_election(
        ElectionFiles(
            election=defined,
            areas=areas.areas,
            definition=files["election.toml"],
            areas_csv=files["areas.csv"],
            rule_pack=files["rulepack.toml"],
        ),
        now=now,
    )
    made.origin = origin
    return made


_STATES = {
    "protocol": "published",
    "correction": "corrected",
    "recount": "recounted",
    "annulment": "annulled",
    "confirmation": "published",
}
"""What a protocol is after an act of this kind."""


class _Taking:
    """Entries on their way from a bundle into the tables."""

    def __init__(
        self,
        election: ElectionRow,
        place: FolderPlace,
        store: BundleStore,
        taken: TakenIn,
        now: datetime.datetime,
    ) -> None:
        self.election = election
        self.place = place
        self.store = store
        self.taken = taken
        self.now = now
        areas = AreaRow.objects.filter(election=election).only("pk", "code")
        self.areas = {area.code: area for area in areas}
        self.pending = _pending_by_body(election)
        lives = CurrentState.objects.filter(area__election=election)
        self.begun = set(lives.values_list("area_id", "contest"))
        self.withdrawn: set[str] = set()
        self.texts = RecordTexts(election, place, self.withdrawn)

    def run(self) -> None:
        """Take all entries, batch by batch."""
        bodies = list(self._bodies())
        self.withdrawn.update(
            said["sha256"] for said in bodies if said["kind"] == "redaction" and said["what"] == "scan"
        )
        if not self.taken.before:
            self._expect(bodies)
        for start, batch in self._batches(bodies):
            self._take(start, batch)
        self.election.save()

    def _bodies(self) -> Iterator[dict[str, Any]]:
        before, size = self.taken.before, self.taken.size
        for number in range(before // TILE_WIDTH, -(-size // TILE_WIDTH)):
            width = min(TILE_WIDTH, size - number * TILE_WIDTH)
            entries = read_bundle(TileName(-1, number, width), self.store.read_tile_file)
            for body in entries[max(0, before - number * TILE_WIDTH) :]:
                yield json.loads(body)

    def _expect(self, bodies: Sequence[Mapping[str, Any]]) -> None:
        """Make the totals in which nothing has arrived, where opening has not made them."""
        if self.election.opened_at is None:
            parts = [said["precincts"] for said in bodies if said["kind"] == "roster"]
            roster = {one["area"]: one["contests"] for part in parts for one in part}
            record_expected_totals(self.election, load_tree(self.election), roster)

    def _take(self, start: int, bodies: Sequence[dict[str, Any]]) -> None:
        acts = [self._act(start + at, said) for at, said in enumerate(bodies)]
        brought = [act for act in acts if act.pk is None]
        insert_rows(brought)
        record_steps([self._step(act) for act in brought if self._is_of_begun(act)])
        entries = [
            LogEntry(
                election=self.election,
                index=start + at,
                kind=said["kind"],
                body=(body := canonical_bytes(said)),
                leaf_hash=leaf_hash(body).hex(),
                act=acts[at],
                published_at=_moment(said),
            )
            for at, said in enumerate(bodies)
        ]
        insert_rows(entries)
        for said in bodies:
            for told in files_of(said):
                take_scan_from(self.place, told, self.withdrawn, _moment(said))
        self.texts.take(start, bodies)
        publish_next(self.election, start, start + len(bodies))
        PendingAct.objects.filter(pk__in=[act.pk for act in acts]).delete()
        self._note(start, bodies)

    def _batches(self, bodies: Sequence[dict[str, Any]]) -> Iterator[tuple[int, list[dict[str, Any]]]]:
        """The entries in order, cut so that none names another of its own batch: acts are written once."""
        start = self.taken.before
        batch: list[dict[str, Any]] = []
        for index, said in enumerate(bodies, start=self.taken.before):
            named = _named_index(said)
            if len(batch) == BATCH or (named is not None and named >= start):
                yield start, batch
                start, batch = index, []
            batch.append(said)
        if batch:
            yield start, batch

    def _act(self, index: int, said: dict[str, Any]) -> Act:
        """The act behind an entry: the accepted one that waits for it, or a new one made of the entry."""
        # What an act asks for: the index that the log's writer fills in is not there yet.
        body = said if _named_index(said) is None else {**said, NAMED_ENTRY[said["kind"]]: None}
        waiting = self.pending.get(_asked_for(body), [])
        if waiting:
            self.taken.matched += 1
            return waiting.pop(0)
        named = _named_index(said)
        has_area = "area" in said and said["kind"] not in _WITHOUT_AREA
        told: dict[str, Any] = {
            "area": self.areas[said["area"]] if has_area else None,
            "contest": said.get("contest") or "",
            "private": explanation_from(self.place, said) if said["kind"] in VERSION_KINDS else {},
        }
        if named is not None:
            told["follows"] = Act.objects.get(logentry__election=self.election, logentry__index=named)
        return act_of(self.election, body, _moment(said), **told)

    def _is_of_begun(self, act: Act) -> bool:
        if act.kind not in _STATES or act.area_id is None:
            return False
        if _is_preliminary(act):
            # Of a life that goes on here, which an act without a step does not tell.
            self.begun.add((act.area_id, act.contest))
        return (act.area_id, act.contest) in self.begun

    def _step(self, act: Act) -> LifeStep:
        """What others published of a protocol that was in hand here, or stood here, is its next step."""
        assert act.area is not None, "a protocol is of a precinct"
        step = LifeStep(area=act.area, contest=act.contest, deed=Deed.IMPORT.value, act=act)
        step.state = "entered_once" if _is_preliminary(act) else _STATES[act.kind]
        step.role, step.recorded_at = "system", act.recorded_at
        # Of one that is preliminary it is what a person confirms.
        step.data = {"done_by": next(iter(act.body.get("done_by", ())), None)}
        return step

    def _note(self, start: int, bodies: Sequence[Mapping[str, Any]]) -> None:
        for index, said in enumerate(bodies, start=start):
            self.taken.entries.append(
                (index, said["kind"], said.get("area") or "", said.get("contest") or "")
            )
            if said["kind"] == "key":
                self.election.log_keys = [*self.election.log_keys, [index, said["vkey"]]]
            elif said["kind"] == "open" and self.election.opened_at is None:
                self.election.opened_at = _moment(said)
            elif said["kind"] == "close":
                self.election.closed_at = _moment(said)


def _is_preliminary(act: Act) -> bool:
    return act.body.get("status") == PRELIMINARY and not is_bare(act.body)


def _named_index(said: Mapping[str, Any]) -> int | None:
    """The index of the entry that this one replaces, annuls or confirms."""
    key = NAMED_ENTRY.get(said["kind"])
    named: int | None = None if key is None else said[key]
    return named


def _asked_for(body: Mapping[str, Any]) -> bytes:
    """What an act asks for, but for the time and what follows from it: a log whose clock had gone back gives
    it the time of the entry before."""
    return canonical_bytes({key: body[key] for key in body if key not in ("recorded_at", "findings")})


def _pending_by_body(election: ElectionRow) -> dict[bytes, list[Act]]:
    waiting: dict[bytes, list[Act]] = {}
    for act in acts_waiting(election=election):
        waiting.setdefault(_asked_for(act.body), []).append(act)
    return waiting


def _moment(said: Mapping[str, Any]) -> datetime.datetime:
    return datetime.datetime.fromisoformat(said["recorded_at"])


def _show(source: BundleStore, target: BundleStore, size: int) -> None:
    """Make the log's own files of a bundle public here, the checkpoint last."""
    if source.folder.resolve() == target.folder.resolve() or target.size() >= size:
        return
    tree = ((name.path(), source.read_tile_file(name.path())) for name in names_of_tree(size))
    target.write_log_files(tree)
    changes = sorted(path.name for path in (source.folder / "key-changes").glob("*"))
    heads = (
        "election.toml",
        "areas.csv",
        "rulepack.toml",
        KEYS,
        POLICY,
        *(f"key-changes/{name}" for name in changes),
    )
    for name in (*heads, STAMPS, COSIGNED, CHECKPOINT):
        data = source.read_or_nothing(name)
        if data:
            target.put_durably(name, data)
