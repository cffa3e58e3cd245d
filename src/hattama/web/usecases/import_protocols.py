"""Protocols read from an official file, or played in by the demonstration, become acts: all of them or none."""

from __future__ import annotations

import datetime
import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction

from hattama.core.protocols import Protocol
from hattama.web.archive.acts import Act, PendingAct
from hattama.web.archive.elections import AreaRow, ElectionRow
from hattama.web.archive.loading import load_definition, load_protocol
from hattama.web.archive.published import PublishedProtocol
from hattama.web.archive.recording import record_acts
from hattama.web.archive.scans import Scan
from hattama.web.usecases.check_entry import check_entry
from hattama.web.usecases.protocol_bodies import protocol_body
from hattama.web.usecases.submit_protocol import ElectionNotOpen

BATCH = 500


@dataclass(frozen=True, slots=True)
class Incoming:
    """A protocol from a file. `source` says where it stood («file.csv, row 12»); `scan` is kept already."""

    protocol: Protocol
    source: str = ""
    scan: Scan | None = None


class PrecinctsAlreadyReported(Exception):
    """The election holds protocols of these precincts; an import overwrites nothing. `keys`: (area, contest)."""

    def __init__(self, keys: Sequence[tuple[str, str]]) -> None:
        super().__init__(f"{len(keys)}")
        self.keys = keys


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

    Raises ElectionNotOpen or PrecinctsAlreadyReported, and then records nothing at all.
    """
    if election.opened_at is None:
        raise ElectionNotOpen(election.election_id)
    waiting = list(incoming)
    rows = _precinct_rows(election, {item.protocol.area_id for item in waiting})
    known = _known_protocols(election, rows)
    _refuse_repeated(election, waiting, known)
    definition = load_definition(election)
    for start in range(0, len(waiting), BATCH):
        acts = []
        for item in waiting[start : start + BATCH]:
            area_id = item.protocol.area_id
            beside = known.setdefault(area_id, {})
            findings = check_entry(definition, item.protocol, beside)
            beside[item.protocol.contest] = item.protocol
            salt = secrets.token_hex(16)
            body = protocol_body(
                item.protocol, findings, [item.scan] if item.scan else [], received_at=now, method=method, salt=salt
            )
            acts.append(_act(election, rows[area_id], item, body, salt, now))
        record_acts(acts)
        if advance is not None:
            advance(len(acts))
    return len(waiting)


def _act(
    election: ElectionRow, area: AreaRow, item: Incoming, body: dict[str, object], salt: str, now: datetime.datetime
) -> Act:
    private = {"source": item.source} if item.source else {}
    if item.protocol.explanation:
        private |= {"explanation": item.protocol.explanation, "salt": salt}
    return Act(
        election=election,
        kind="protocol",
        area=area,
        contest=item.protocol.contest,
        body=body,
        private=private,
        actor=None,
        role="system",
        recorded_at=now,
    )


def _precinct_rows(election: ElectionRow, area_ids: set[str]) -> dict[str, AreaRow]:
    if len(area_ids) > BATCH:
        rows = AreaRow.objects.filter(election=election).exclude(kind="unit")
    else:
        rows = AreaRow.objects.filter(election=election, area_id__in=area_ids)
    return {row.area_id: row for row in rows.defer("search_text", "sort_key", "names", "address", "commission")}


def _known_protocols(election: ElectionRow, rows: dict[str, AreaRow]) -> dict[str, dict[str, Protocol]]:
    known: dict[str, dict[str, Protocol]] = {}
    published = PublishedProtocol.objects.filter(election=election).select_related("area")
    if len(rows) <= BATCH:
        published = published.filter(area__in=rows.values())
    for row in published.iterator(chunk_size=2000):
        known.setdefault(row.area.area_id, {})[row.contest] = load_protocol(row)
    return known


def _refuse_repeated(
    election: ElectionRow, waiting: Sequence[Incoming], known: dict[str, dict[str, Protocol]]
) -> None:
    taken = {(area_id, contest) for area_id, beside in known.items() for contest in beside}
    pending = PendingAct.objects.filter(act__election=election, act__kind="protocol").values_list("act__area__area_id", "act__contest")
    taken.update(pending)
    repeated = []
    for item in waiting:
        key = (item.protocol.area_id, item.protocol.contest)
        if key in taken:
            repeated.append(key)
        taken.add(key)
    if repeated:
        raise PrecinctsAlreadyReported(repeated)
