"""A source's cumulative file is held against the one before: what came, what changed, what is gone."""

import datetime
import hashlib
import secrets
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db import transaction

from hattama.core.entries import (
    SNAPSHOT,
    SNAPSHOT_COUNTS,
    VERSION_KINDS,
    check_deeds,
    decision_body,
    entry_body,
    is_bare,
    moment_text,
    protocol_in,
    recorded_text,
    version_body,
)
from hattama.core.protocols import SOURCE, Decision, Protocol
from hattama.core.vocabulary import Finding
from hattama.web.kernel.elections.loading import Definition, load_counted, load_definition
from hattama.web.kernel.elections.tables import AreaOutline, ElectionRow
from hattama.web.kernel.log.accept_acts import record_act, record_acts, refuse_if_closed
from hattama.web.kernel.log.recording import lock_areas
from hattama.web.kernel.log.tables import Act, act_of
from hattama.web.protocols.check_entry import check_entry
from hattama.web.protocols.import_protocols import (
    BATCH,
    Incoming,
    Key,
    beside_of,
    import_protocols,
    load_places,
    load_precincts,
    refuse_by_election,
)
from hattama.web.protocols.tables import LifeStep


class SnapshotOfTomorrow(Exception):
    """Its time has not come yet; the text is that time."""


class SnapshotOlder(Exception):
    """A later snapshot was taken in before; the text is its time."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A cumulative file: everything that the source publishes at `taken_at` (aware) of `contests`."""

    name: str
    sha256: str
    size_bytes: int
    mapping_sha256: str
    taken_at: datetime.datetime
    contests: frozenset[str]

    def decision(self) -> Decision:
        """Whose word a change rests on: the source's, with the snapshot's hash and day."""
        return Decision(SOURCE.code, self.sha256, self.taken_at.date())


@dataclass(slots=True)
class _Standing:
    """A protocol as the archive has it: its last version's act and figures (as `_paper` has them), how many
    versions there are, whether it came from a file, whether it counts. A country of these is held."""

    act: int
    paper: bytes
    versions: int
    is_bare: bool
    is_imported: bool
    is_withdrawn: bool = False


@transaction.atomic
def take_snapshot(
    election: ElectionRow,
    file: SourceFile,
    incoming: Callable[[], Iterable[Incoming]],
    left_out: Collection[Key] | None,
    *,
    now: datetime.datetime,
) -> dict[str, int]:
    """Record what a snapshot changes as acts that await the log; how many protocols are what.

    `incoming` reads its protocols from the beginning: they are sorted first, and then recorded in batches.
    `left_out`: protocols of faulty rows, which stay as they are; None where nobody can tell whose the rows
    are, so that nothing counts as gone. What people here have worked on stays, too.
    Raises SnapshotOfTomorrow, SnapshotOlder and what `import_protocols` raises, and then records nothing.
    """
    if file.taken_at > now:
        raise SnapshotOfTomorrow(file.taken_at.isoformat())
    _refuse_older(election, file.taken_at)
    refuse_if_closed(election.pk)
    definition = load_definition(election)
    standing = _load_standing(election, file.contests)
    steps = LifeStep.objects.filter(area__election=election)
    worked_on = set(steps.values_list("area__code", "contest").distinct())
    sorted_out = dict.fromkeys(left_out or (), "left_out")
    for batch in _batches(incoming()):
        refuse_by_election(definition, batch)
        for item in batch:
            sorted_out.setdefault(item.key, _what_is(item, standing.get(item.key), item.key in worked_on))
    gone = [key for key in standing if key not in sorted_out]
    if left_out is None:
        sorted_out |= dict.fromkeys(gone, "left_out")
    else:
        sorted_out |= _what_is_gone(gone, standing, worked_on)
    counts = Counter(sorted_out.values())
    told = {name: counts[name] for name in SNAPSHOT_COUNTS}
    about = {"file": file.name, "sha256": file.sha256, "bytes": file.size_bytes, "taken_at": file.taken_at}
    body = entry_body(SNAPSHOT, now, **about, mapping_sha256=file.mapping_sha256, **told)
    record_act(election, body, now)
    _Changes(election, definition, file, standing, now).record(incoming, sorted_out)
    if told["new"]:
        import_protocols(election, _among(incoming(), sorted_out, "new"), now=now)
    return told


def _batches(items: Iterable[Incoming]) -> Iterator[list[Incoming]]:
    waiting = iter(items)
    while batch := list(islice(waiting, BATCH)):
        yield batch


def _among(items: Iterable[Incoming], sorted_out: Mapping[Key, str], *kinds: str) -> Iterator[Incoming]:
    return (item for item in items if sorted_out[item.key] in kinds)


def _refuse_older(election: ElectionRow, taken_at: datetime.datetime) -> None:
    last = Act.objects.filter(election=election, kind=SNAPSHOT).order_by("pk").last()
    if last is not None and datetime.datetime.fromisoformat(last.body["taken_at"]) > taken_at:
        raise SnapshotOlder(last.body["taken_at"])


def _load_standing(election: ElectionRow, contests: Collection[str]) -> dict[Key, _Standing]:
    """The protocols of these contests that came by imports, as they stand."""
    standing: dict[Key, _Standing] = {}
    telling = (*VERSION_KINDS, "annulment")
    acts = Act.objects.filter(election=election, kind__in=telling, contest__in=contests).order_by("pk")
    told = acts.values_list("pk", "kind", "contest", "body")
    for pk, kind, contest, body in told.iterator(chunk_size=BATCH):
        key = (body["area"], contest)
        known = standing.get(key)
        if kind != "annulment":
            versions = 1 if known is None else known.versions + 1
            paper, imported = _paper(protocol_in(body)), body["method"] == "imported"
            standing[key] = _Standing(pk, paper, versions, is_bare(body), imported)
        elif known is not None:
            known.is_withdrawn = body["reason"] == SOURCE.code
    return {key: one for key, one in standing.items() if one.is_imported}


def _what_is(item: Incoming, stands: _Standing | None, is_worked_on: bool) -> str:
    """What a protocol of the snapshot is, of SNAPSHOT_COUNTS."""
    if is_worked_on:
        return "kept"
    if stands is None:
        return "new"
    if stands.is_withdrawn:
        return "kept" if item.is_bare else "returned"
    return "unchanged" if _paper(item.protocol) == stands.paper else "changed"


def _what_is_gone(
    keys: Iterable[Key], standing: Mapping[Key, _Standing], worked_on: Collection[Key]
) -> dict[Key, str]:
    """What protocols are that the snapshot no longer gives; one that was withdrawn before is nothing."""
    gone = {key: "kept" if key in worked_on else "removed" for key in keys}
    return {key: what for key, what in gone.items() if what == "kept" or not standing[key].is_withdrawn}


def _paper(protocol: Protocol) -> bytes:
    """What a source can change of a protocol, in 32 bytes."""
    said = (sorted(protocol.figures.items()), sorted(protocol.illegible), moment_text(protocol.signed_at))
    return hashlib.sha256(repr(said).encode()).digest()


class _Changes:
    """Corrections and withdrawals by a source, of the protocols of one snapshot."""

    def __init__(
        self,
        election: ElectionRow,
        definition: Definition,
        file: SourceFile,
        standing: Mapping[Key, _Standing],
        now: datetime.datetime,
    ) -> None:
        self._election, self._file, self._standing, self._now = election, file, standing, now
        self._definition = definition

    def record(self, incoming: Callable[[], Iterable[Incoming]], sorted_out: Mapping[Key, str]) -> None:
        """Record everything of one snapshot but what is new in it."""
        touched = {key for key, what in sorted_out.items() if what in ("changed", "removed", "returned")}
        if not touched:
            return
        areas = load_precincts(self._election, {area for area, _ in touched})
        lock_areas(areas.values())
        removed = sorted(key for key in touched if sorted_out[key] == "removed")
        for start in range(0, len(removed), BATCH):
            acts = [self._withdrawal(key, areas[key[0]]) for key in removed[start : start + BATCH]]
            record_acts(acts)
        if len(removed) < len(touched):
            for batch in _batches(_among(incoming(), sorted_out, "changed", "returned")):
                record_acts(list(self._corrections(batch, areas)), findings_hold=True)

    def _corrections(self, items: Sequence[Incoming], known: Mapping[str, AreaOutline]) -> Iterator[Act]:
        areas = {item.protocol.area_id: known[item.protocol.area_id] for item in items}
        counted = load_counted(areas.values())
        places = load_places(self._election, self._definition, areas.values())
        for item in items:
            protocol, area = item.protocol, areas[item.protocol.area_id]
            beside = counted.setdefault(area.code, {})
            findings = check_entry(self._definition, protocol, places[area.code], beside)
            beside[protocol.contest] = protocol
            stands = self._standing[area.code, protocol.contest]
            if stands.is_bare:
                # Nothing is corrected: the first figures of a paper that was there already.
                yield self._first_figures(item, area, findings, stands)
                continue
            decision = decision_body(self._file.decision(), None)
            recorded, signed = recorded_text(self._now), moment_text(protocol.signed_at)
            deeds = check_deeds(
                area.code,
                (),
                decision,
                recorded_at=recorded,
                signed_at=signed,
                civic=self._definition.election.civic,
            )
            salt = secrets.token_hex(16)
            body = version_body(
                protocol,
                (*findings, *deeds),
                [],
                words={},
                recorded_at=self._now,
                method="imported",
                salt=salt,
                kind="correction",
                version=stands.versions + 1,
                extra={"reason": SOURCE.code, "note_sha256": None, "decision": decision},
            )
            yield self._act(area, body, beside_of(item, salt))

    def _first_figures(
        self, item: Incoming, area: AreaOutline, findings: Sequence[Finding], stands: _Standing
    ) -> Act:
        salt = secrets.token_hex(16)
        body = version_body(
            item.protocol,
            findings,
            [],
            words={},
            recorded_at=self._now,
            method="imported",
            salt=salt,
            version=stands.versions + 1,
        )
        return self._act(area, body, beside_of(item, salt))

    def _withdrawal(self, key: Key, area: AreaOutline) -> Act:
        body = entry_body(
            "annulment",
            self._now,
            area=key[0],
            contest=key[1],
            annuls=None,
            within=area.code,
            reason=SOURCE.code,
            note_sha256=None,
            decision=decision_body(self._file.decision(), None),
            done_by=[],
        )
        return self._act(area, body, {})

    def _act(self, area: AreaOutline, body: dict[str, Any], private: dict[str, Any]) -> Act:
        contest = body["contest"]
        told = {"contest": contest, "follows_id": self._standing[area.code, contest].act, "private": private}
        return act_of(self._election, body, self._now, area_id=area.pk, **told)
