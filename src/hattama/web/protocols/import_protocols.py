"""Protocols read from an official file, or played in by the demonstration, become acts: all or none."""

import datetime
import secrets
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, ClassVar

from django.db import transaction

from hattama.core.entries import CONFIRMED, PRELIMINARY, moment_text, version_body
from hattama.core.protocols import Protocol
from hattama.core.tabulation import EntryPlace
from hattama.core.vocabulary import Message
from hattama.web.kernel.capability import provided
from hattama.web.kernel.elections.loading import Definition, load_accepted, load_definition, place_at
from hattama.web.kernel.elections.tables import AreaOutline, AreaRow, ElectionRow
from hattama.web.kernel.log.accept_acts import ElectionNotOpen, record_acts, refuse_if_closed
from hattama.web.kernel.log.recording import readable_words
from hattama.web.kernel.log.tables import Act
from hattama.web.kernel.published.tables import Scan
from hattama.web.kernel.stores.kept_questions import among
from hattama.web.kernel.stores.kept_rows import new_row
from hattama.web.protocols.check_entry import check_entry
from hattama.web.scans.take_scan import claim_imported

BATCH = 500

Key = tuple[str, str]
"""Area identifier and contest code."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """A protocol from a file. `source` says where it stood («file.csv, row 12»); `scan` is kept already.

    `times`, `links` and `notes` are what the file gives beside it, by names of the mapping; times
    that are called as steps of counting night become those.
    """

    protocol: Protocol
    source: str = ""
    scan: Scan | None = None
    times: Mapping[str, datetime.datetime] = field(default_factory=dict)
    links: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> Key:
        """Of which precinct and contest it is."""
        return self.protocol.area_id, self.protocol.contest

    @property
    def is_bare(self) -> bool:
        """Whether its source leads to the paper, and gives no figure of it."""
        return bool(self.links) and not self.protocol.figures and not self.protocol.illegible


class ImportRefused(Exception):
    """Nothing is imported because of these protocols. `keys`: (area, contest) of each. `sentence` says so of
    the election `id` and what was `found`."""

    sentence: ClassVar[Message]

    def __init__(self, keys: Sequence[Key]) -> None:
        super().__init__(f"{len(keys)}")
        self.keys = keys


class PrecinctsAlreadyReported(ImportRefused):
    """The election holds protocols of these precincts, or the file has them twice; nothing is overwritten."""

    sentence = Message(
        "Election {id} holds protocols of these precincts already: {found}. An import replaces "
        "nothing; nothing was imported."
    )


class CopiesAreReadTwice(ImportRefused):
    """In a civic count two people read each copy: nothing comes in from a table."""

    sentence = Message(
        "{id} is a civic count: two people read each copy there, and no figure comes in from a table."
    )


class FirstEntriesArePublished(ImportRefused):
    """Papers without figures, where first entries are published as preliminary: the two would be confused."""

    sentence = Message(
        "Election {id} publishes first entries as preliminary (entry.preliminary), so papers without figures "
        "cannot be told from them: {found}. Nothing was imported."
    )


class ProtocolsNotExpected(ImportRefused):
    """The election has no such precinct, or does not hold the contest there."""

    sentence = Message(
        "Election {id} expects no such protocols (no such precinct, or the contest is not held "
        "there): {found}. Nothing was imported."
    )


@transaction.atomic
def import_protocols(
    election: ElectionRow,
    incoming: Iterable[Incoming],
    *,
    now: datetime.datetime,
    method: str = "imported",
    advance: Callable[[int], None] | None = None,
) -> int:
    """Record every protocol of `incoming` as an act that awaits the log; how many there were.

    Raises ElectionNotOpen, ElectionClosed, ProtocolsNotExpected, PrecinctsAlreadyReported, PollsAreOpen,
    CopiesAreReadTwice or FiguresDoNotFit, and then records nothing at all.
    """
    if election.opened_at is None:
        raise ElectionNotOpen(election.election_id)
    definition = load_definition(election)
    refused: dict[type[ImportRefused], list[Key]] = {}
    count = 0
    waiting = iter(incoming)
    while batch := list(islice(waiting, BATCH)):
        if not count:
            _lock_precincts(election, batch)
        count += len(batch)
        recorded = _record_batch(election, definition, batch, refused, now=now, method=method)
        if advance is not None and recorded:
            advance(len(batch))
    for kind in (
        CopiesAreReadTwice,
        FirstEntriesArePublished,
        ProtocolsNotExpected,
        PrecinctsAlreadyReported,
    ):
        if kind in refused:
            raise kind(refused[kind])
    return count


def _lock_precincts(election: ElectionRow, first: Sequence[Incoming]) -> None:
    """Lock the precincts of a first batch, all of the election where others may follow it; ElectionClosed.

    A commission may be submitting at this moment: whoever comes second waits here. In one order for all, so
    that no two wait for each other.
    """
    rows = AreaRow.objects.select_for_update(no_key=True).filter(election=election).exclude(kind="unit")
    if len(first) < BATCH:
        rows = rows.filter(code__in={item.protocol.area_id for item in first})
    deque(rows.order_by("pk").values_list("pk").iterator(), maxlen=0)
    refuse_if_closed(election.pk)


def _record_batch(
    election: ElectionRow,
    definition: Definition,
    batch: Sequence[Incoming],
    refused: dict[type[ImportRefused], list[Key]],
    *,
    now: datetime.datetime,
    method: str,
) -> bool:
    """Record some protocols; nothing where these, or some before them, are `refused` and noted there."""
    rows = load_precincts(election, {item.protocol.area_id for item in batch})
    places = load_places(election, definition, rows.values())
    # What this import has recorded already is among them.
    known = load_accepted(rows.values())
    for kind, keys in _refusals(definition, batch, places, known):
        refused.setdefault(kind, []).extend(keys)
    if refused:
        return False
    acts = []
    for item in batch:
        area_id = item.protocol.area_id
        beside = known.setdefault(area_id, {})
        told = (definition, item.protocol, places[area_id], beside)
        salt = secrets.token_hex(16)
        body = version_body(
            item.protocol,
            () if item.is_bare else check_entry(*told),
            [item.scan] if item.scan else [],
            words=readable_words(item.protocol.words),
            recorded_at=now,
            method=method,
            salt=salt,
            extra={"status": PRELIMINARY if item.is_bare else CONFIRMED},
        )
        beside[item.protocol.contest] = item.protocol
        acts.append(_act(election, rows[area_id], item, body, salt, now))
    acts[0].election = election
    record_acts(acts, findings_hold=True, places=places)
    claim_imported((item.scan, rows[item.protocol.area_id], item.protocol.contest) for item in batch)
    stated = [(item.protocol.area_id, item.protocol.contest, item.times) for item in batch if item.times]
    for take in provided("imported_times") if stated else ():
        take(election, stated, now=now, method=method)
    return True


def beside_of(item: Incoming, salt: str) -> dict[str, Any]:
    """What the archive keeps of a protocol beside its entry, whose hash of the explanation has `salt`."""
    private: dict[str, Any] = {"source": item.source} if item.source else {}
    times = {name: moment_text(at) for name, at in item.times.items()}
    beside = {"times": times, "links": dict(item.links), "notes": dict(item.notes)}
    if any(beside.values()):
        private["beside"] = beside
    if item.protocol.explanation:
        private |= {"explanation": item.protocol.explanation, "salt": salt}
    return private


def _act(
    election: ElectionRow,
    area: AreaOutline,
    item: Incoming,
    body: dict[str, object],
    salt: str,
    now: datetime.datetime,
) -> Act:
    values = {
        "id": None,
        "election_id": election.pk,
        "kind": "protocol",
        "area_id": area.pk,
        "contest": item.protocol.contest,
        "body": body,
        "private": beside_of(item, salt),
        "actor_id": None,
        "role": "system",
        "recorded_at": now,
        "follows_id": None,
    }
    return new_row(Act, values)


def refuse_by_election(definition: Definition, items: Iterable[Incoming]) -> None:
    """Raise CopiesAreReadTwice for figures in a civic count, which takes in papers alone, and
    FirstEntriesArePublished for papers alone where first entries are published."""
    for kind, keys in _by_election(definition, items):
        raise kind(keys)


_Refusals = Iterator[tuple[type[ImportRefused], list[Key]]]


def _by_election(definition: Definition, items: Iterable[Incoming]) -> _Refusals:
    keys: dict[bool, list[Key]] = {True: [], False: []}
    for item in items:
        keys[item.is_bare].append(item.key)
    if definition.election.civic and keys[False]:
        yield CopiesAreReadTwice, keys[False]
    if definition.election.entry.preliminary and keys[True]:
        yield FirstEntriesArePublished, keys[True]


def _refusals(
    definition: Definition,
    batch: Sequence[Incoming],
    places: Mapping[str, EntryPlace],
    known: Mapping[str, Mapping[str, Protocol]],
) -> _Refusals:
    """Why protocols of `batch` cannot be taken, where the others before them could."""
    yield from _by_election(definition, batch)
    keys = [item.key for item in batch]
    unexpected = [key for key in keys if key[0] not in places or key[1] not in places[key[0]].contests]
    if unexpected:
        yield ProtocolsNotExpected, unexpected
    taken = {(area_id, contest) for area_id, beside in known.items() for contest in beside}
    repeated = []
    for key in keys:
        if key in taken:
            repeated.append(key)
        taken.add(key)
    if repeated:
        yield PrecinctsAlreadyReported, repeated


def load_precincts(election: ElectionRow, area_ids: set[str]) -> dict[str, AreaOutline]:
    """Where these precincts lie, by identifier."""
    if len(area_ids) > BATCH:
        rows = AreaRow.objects.filter(election=election).exclude(kind="unit")
    else:
        rows = AreaRow.objects.filter(election=election, code__in=among(area_ids))
    lean = map(AreaOutline._make, rows.values_list(*AreaOutline._fields))
    return {row.code: row for row in lean if row.is_precinct and row.code in area_ids}


def load_places(
    election: ElectionRow, definition: Definition, precincts: Collection[AreaOutline]
) -> dict[str, EntryPlace]:
    """What entries are told of each precinct, by identifier."""
    units = AreaRow.objects.filter(election=election, kind="unit")
    if len(precincts) <= BATCH:
        units = units.filter(pk__in=among({pk for row in precincts for pk in row.reach_ids()[:-1]}))
    named = dict(units.values_list("pk", "code"))
    return {
        row.code: place_at(definition, row, [*(named[pk] for pk in row.reach_ids()[:-1]), row.code])
        for row in precincts
    }
