"""An election opens: its roster is frozen, so that «missing» is exact and can be listed by name."""

import datetime
import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.db import transaction

from hattama.core.entries import entry_body
from hattama.core.transparency_log import canonical_bytes
from hattama.core.vocabulary import Area, Election
from hattama.web.kernel.accounts.tell_rights import tell_at_opening
from hattama.web.kernel.elections.beside_files import BESIDE, put_beside_files
from hattama.web.kernel.elections.loading import Definition, load_definition
from hattama.web.kernel.elections.search_lists import index_areas
from hattama.web.kernel.elections.tables import AreaOutline, AreaRow, ElectionRow, Placed
from hattama.web.kernel.log.accept_acts import record_act
from hattama.web.kernel.log.log_settings import origin_for, signer_for
from hattama.web.kernel.log.recording import record_areas
from hattama.web.kernel.published.tables import AwaitedProtocol, PublishedTotal
from hattama.web.kernel.stores.content_store import put_content
from hattama.web.kernel.stores.kept_rows import insert_rows, insert_values


class ElectionAlreadyOpen(Exception):
    """The election is open: its roster is frozen and its definition cannot be loaded again."""


@dataclass(frozen=True, slots=True)
class ElectionFiles:
    """An election as parsed, together with the bytes from which every hash is taken."""

    election: Election
    areas: tuple[Area, ...]
    definition: bytes
    areas_csv: bytes
    rule_pack: bytes
    beside: Mapping[str, bytes | None] = field(default_factory=dict)
    """Files that change no figure, by name (`beside_files.BESIDE`); None where the folder has none."""


@transaction.atomic
def load_election(
    files: ElectionFiles, *, now: datetime.datetime, advance: Callable[[int], None] | None = None
) -> ElectionRow:
    """Write the election and its areas; a draft with the same identifier is replaced.

    Raises ElectionAlreadyOpen when the identifier belongs to an election that has opened.
    """
    election_id = files.election.election_id
    put_content(files.areas_csv)
    previous = ElectionRow.objects.filter(pk=election_id).select_for_update().first()
    if previous is not None:
        if previous.opened_at is not None:
            raise ElectionAlreadyOpen(election_id)
        _remove(previous)
    row = ElectionRow.objects.create(
        election_id=election_id,
        definition=files.definition,
        definition_sha256=hashlib.sha256(files.definition).hexdigest(),
        areas_sha256=hashlib.sha256(files.areas_csv).hexdigest(),
        rule_pack=files.rule_pack,
        rule_pack_sha256=hashlib.sha256(files.rule_pack).hexdigest(),
        polling_on=files.election.polling_on,
        loaded_at=now,
    )
    record_areas(row, files.areas, advance)
    index_areas(row)
    put_beside_files(election_id, {name: files.beside.get(name) for name in BESIDE})
    return row


@transaction.atomic
def discard_election(election_id: str) -> None:
    """Take a draft away. Raises ElectionRow.DoesNotExist, or ElectionAlreadyOpen: a log that began stays."""
    row = ElectionRow.objects.select_for_update().get(pk=election_id)
    if row.opened_at is not None:
        raise ElectionAlreadyOpen(election_id)
    _remove(row)
    put_beside_files(election_id, dict.fromkeys(BESIDE))


def _remove(draft: ElectionRow) -> None:
    AreaRow.objects.filter(election=draft).update(parent=None)
    draft.delete()


ROSTER_PART_BYTES = 60_000
"""Precincts of one roster entry, in bytes: with the rest of the entry below the 65,535 of the log."""


@transaction.atomic
def open_election(election_id: str, *, now: datetime.datetime) -> ElectionRow:
    """Freeze the roster, record `open`, `key`, `roster` and `rights` acts, and make every total with what it
    expects.

    The log gets its name and, unless it has one already, its key. Raises ElectionRow.DoesNotExist,
    ElectionAlreadyOpen, or what the signer raises.
    """
    row = ElectionRow.objects.select_for_update().get(pk=election_id)
    if row.opened_at is not None:
        raise ElectionAlreadyOpen(election_id)
    row.opened_at = now
    row.origin = origin_for(election_id)
    row.save(update_fields=["opened_at", "origin"])
    signer = signer_for(election_id)
    key = signer.newest_key(row.origin) or signer.make_key(row.origin)
    areas = load_tree(row)
    roster = _roster(areas, load_definition(row))
    record_expected_totals(row, areas, {item["area"]: item["contests"] for item in roster})
    hashes = {name: getattr(row, name) for name in ("definition_sha256", "areas_sha256", "rule_pack_sha256")}
    opening = entry_body("open", now, election=row.election_id, origin=row.origin, **hashes)
    first_key = entry_body("key", now, role="log", vkey=key.vkey(), replaces=None)
    for body in (opening, first_key, *_roster_bodies(roster, now)):
        record_act(row, body, now)
    tell_at_opening(row, now=now)
    return row


def load_tree(election: ElectionRow) -> dict[int, AreaOutline]:
    """All areas of an election by row id, parents before children."""
    rows = AreaRow.objects.filter(election=election).order_by("depth", "pk")
    outlines = map(AreaOutline._make, rows.values_list(*AreaOutline._fields).iterator(chunk_size=2000))
    return {area.pk: area for area in outlines}


def record_expected_totals(
    election: ElectionRow, areas: Mapping[int, AreaOutline], roster: Mapping[str, Sequence[str]]
) -> None:
    """Make the totals of an election in which nothing has arrived, and what is awaited; `roster`: contest
    codes by precinct."""
    awaited = (
        {"election_id": election.pk, "area_id": area.pk, "contest": contest}
        for area in areas.values()
        for contest in roster.get(area.code, ())
    )
    while batch := list(islice(awaited, 5000)):
        insert_values(AwaitedProtocol, batch)
    expected = Counter(
        (above, contest)
        for area in areas.values()
        if area.code in roster
        for above in area.reach_ids()[:-1]
        for contest in roster[area.code]
    )
    insert_rows(
        [
            PublishedTotal(election=election, area_id=above, contest=contest, expected=count)
            for (above, contest), count in expected.items()
        ]
    )


def area_id_path(area: Placed, areas: Mapping[int, Placed]) -> list[str]:
    """Identifiers of everything that `area` lies in and its own, the root first, given the rows by row id."""
    return [areas[pk].code for pk in area.reach_ids()]


def _roster(areas: Mapping[int, AreaOutline], definition: Definition) -> list[dict[str, Any]]:
    return [
        {
            "area": area.code,
            "registered": area.voters_registered,
            "contests": [c.code for c in definition.contests_at(area_id_path(area, areas))],
        }
        for area in sorted(areas.values(), key=lambda area: area.code)
        if area.is_precinct
    ]


def _roster_bodies(roster: Sequence[dict[str, Any]], now: datetime.datetime) -> Iterator[dict[str, Any]]:
    parts: list[list[dict[str, Any]]] = []
    room = 0
    for precinct in roster:
        size = len(canonical_bytes(precinct)) + 1
        if size > room:
            parts.append([])
            room = ROSTER_PART_BYTES
        parts[-1].append(precinct)
        room -= size
    for number, precincts in enumerate(parts, start=1):
        yield entry_body("roster", now, part=number, parts=len(parts), precincts=precincts)
