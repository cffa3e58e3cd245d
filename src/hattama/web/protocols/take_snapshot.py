"""A source's cumulative file is held against the one before: what came, what changed, what is gone."""

from __future__ import annotations

import datetime
import secrets
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from hattama.core.entries import (
    SNAPSHOT,
    SNAPSHOT_COUNTS,
    VERSION_KINDS,
    annulment_body,
    check_deeds,
    decision_body,
    is_bare,
    moment_text,
    protocol_in,
    recorded_text,
    snapshot_body,
    version_body,
)
from hattama.core.protocols import SOURCE, Decision, Protocol
from hattama.core.vocabulary import Finding
from hattama.web.kernel.elections.loading import load_counted, load_definition
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.log.accept_acts import record_act, record_acts, refuse_if_closed
from hattama.web.kernel.log.recording import lock_areas
from hattama.web.kernel.log.tables import Act
from hattama.web.protocols.check_entry import check_entry
from hattama.web.protocols.import_protocols import (
    Incoming,
    Key,
    beside_of,
    import_protocols,
    load_paths,
    load_precincts,
    refuse_by_election,
)
from hattama.web.protocols.tables import LifeStep


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


@dataclass
class _Standing:
    """A protocol as the archive has it: its versions, the last that its source gave, whether it counts."""

    current: Act
    versions: int
    given: Protocol
    is_withdrawn: bool = False


@transaction.atomic
def take_snapshot(
    election: ElectionRow,
    file: SourceFile,
    incoming: Iterable[Incoming],
    left_out: Collection[Key] | None,
    *,
    now: datetime.datetime,
) -> dict[str, int]:
    """Record what a snapshot changes as acts that await the log; how many protocols are what.

    `left_out`: protocols of faulty rows, which stay as they are; None where nobody can tell whose the rows
    are, so that nothing counts as gone. What people here have worked on stays, too.
    Raises SnapshotOlder and what `import_protocols` raises, and then records nothing.
    """
    _refuse_older(election, file.taken_at)
    refuse_if_closed(election.pk)
    given = {item.key: item for item in incoming}
    refuse_by_election(load_definition(election), given.values())
    standing = _load_standing(election, file.contests)
    untouched = set(standing.keys() - given.keys() if left_out is None else left_out)
    sorted_out = _sort(given, standing, untouched, _worked_on(election))
    counts = Counter(sorted_out.values())
    told = {name: counts[name] for name in SNAPSHOT_COUNTS}
    about = (file.name, file.sha256, file.size_bytes, file.mapping_sha256, file.taken_at)
    body = snapshot_body(*about, told, now)
    record_act(election, SNAPSHOT, body, recorded_at=now, actor=None, role="system")
    _Changes(election, file, standing, now).record(given, sorted_out)
    new = [item for key, item in given.items() if sorted_out[key] == "new"]
    if new:
        import_protocols(election, new, now=now)
    return told


def _refuse_older(election: ElectionRow, taken_at: datetime.datetime) -> None:
    last = Act.objects.filter(election=election, kind=SNAPSHOT).order_by("pk").last()
    if last is not None and datetime.datetime.fromisoformat(last.body["taken_at"]) > taken_at:
        raise SnapshotOlder(last.body["taken_at"])


def _load_standing(election: ElectionRow, contests: Collection[str]) -> dict[Key, _Standing]:
    """The protocols of these contests that came by imports, as they stand."""
    standing: dict[Key, _Standing] = {}
    telling = (*VERSION_KINDS, "annulment")
    acts = Act.objects.filter(election=election, kind__in=telling, contest__in=contests).order_by("pk")
    for act in acts.iterator(chunk_size=2000):
        key = (act.body["area"], act.contest)
        known = standing.get(key)
        if act.kind == "annulment":
            if known is not None:
                known.is_withdrawn = act.body["reason"] == SOURCE.code
        elif known is None:
            standing[key] = _Standing(act, 1, protocol_in(act.body))
        else:
            standing[key] = _Standing(act, known.versions + 1, protocol_in(act.body))
    return {key: one for key, one in standing.items() if one.current.body["method"] == "imported"}


def _worked_on(election: ElectionRow) -> set[Key]:
    steps = LifeStep.objects.filter(area__election=election)
    return set(steps.values_list("area__code", "contest").distinct())


def _sort(
    given: Mapping[Key, Incoming],
    standing: Mapping[Key, _Standing],
    left_out: set[Key],
    worked_on: set[Key],
) -> dict[Key, str]:
    """What each protocol is, of SNAPSHOT_COUNTS; one withdrawn before and not given now is nothing."""
    sorted_out = {key: "left_out" for key in left_out}
    for key in (*given, *(standing.keys() - given.keys())):
        stands = standing.get(key)
        if key in left_out:
            continue
        if key in worked_on:
            sorted_out[key] = "kept"
        elif stands is None:
            sorted_out[key] = "new"
        elif key not in given:
            if not stands.is_withdrawn:
                sorted_out[key] = "removed"
        elif stands.is_withdrawn:
            sorted_out[key] = "kept" if given[key].is_bare else "returned"
        else:
            same = _paper(given[key].protocol) == _paper(stands.given)
            sorted_out[key] = "unchanged" if same else "changed"
    return sorted_out


def _paper(protocol: Protocol) -> Any:
    return dict(protocol.figures), protocol.illegible, moment_text(protocol.signed_at)


class _Changes:
    """Corrections and withdrawals by a source, of the protocols of one snapshot."""

    def __init__(
        self,
        election: ElectionRow,
        file: SourceFile,
        standing: Mapping[Key, _Standing],
        now: datetime.datetime,
    ) -> None:
        self._election, self._file, self._standing, self._now = election, file, standing, now
        self._definition = load_definition(election)

    def record(self, given: Mapping[Key, Incoming], sorted_out: Mapping[Key, str]) -> None:
        """Record everything of one snapshot but what is new in it."""
        touched = {key for key, what in sorted_out.items() if what in ("changed", "removed", "returned")}
        areas = load_precincts(self._election, {area for area, _ in touched})
        lock_areas(list(areas.values()))
        removed = sorted(key for key in touched if sorted_out[key] == "removed")
        record_acts([self._withdrawal(key, areas[key[0]]) for key in removed])
        again = [item for key, item in given.items() if key in touched]
        record_acts(list(self._corrections(again, areas)))

    def _corrections(self, items: Sequence[Incoming], areas: Mapping[str, AreaRow]) -> Iterator[Act]:
        counted = load_counted(areas.values())
        paths = load_paths(self._election, areas.values())
        for item in items:
            protocol, area = item.protocol, areas[item.protocol.area_id]
            beside = counted.setdefault(area.code, {})
            findings = check_entry(self._definition, protocol, paths[area.code], area, beside)
            beside[protocol.contest] = protocol
            stands = self._standing[area.code, protocol.contest]
            if is_bare(stands.current.body):
                # Nothing is corrected: the first figures of a paper that was there already.
                yield self._first_figures(item, area, findings, stands)
                continue
            decision = decision_body(self._file.decision(), None)
            recorded, signed = recorded_text(self._now), moment_text(protocol.signed_at)
            deeds = check_deeds(area.code, (), decision, recorded_at=recorded, signed_at=signed)
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
            yield self._act("correction", area, protocol.contest, body, beside_of(item, salt))

    def _first_figures(
        self, item: Incoming, area: AreaRow, findings: Sequence[Finding], stands: _Standing
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
        return self._act("protocol", area, item.protocol.contest, body, beside_of(item, salt))

    def _withdrawal(self, key: Key, area: AreaRow) -> Act:
        body = annulment_body(
            *key,
            SOURCE.code,
            self._file.decision(),
            None,
            within=area.code,
            note_sha256=None,
            done_by=[],
            recorded_at=self._now,
        )
        return self._act("annulment", area, key[1], body, {})

    def _act(
        self, kind: str, area: AreaRow, contest: str, body: dict[str, Any], private: dict[str, Any]
    ) -> Act:
        return Act(
            election=self._election,
            kind=kind,
            area=area,
            contest=contest,
            body=body,
            private=private,
            role="system",
            recorded_at=self._now,
            follows=self._standing[area.code, contest].current,
        )
