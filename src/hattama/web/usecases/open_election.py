"""An election opens: its roster is frozen, so that from now on «missing» is exact and can be listed by name."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

from django.db import transaction

from hattama.core.tabulation import expected_totals
from hattama.web.archive.elections import AreaRow, ElectionRow
from hattama.web.archive.loading import Definition, load_definition
from hattama.web.archive.published import PublishedTotal
from hattama.web.archive.recording import record_act
from hattama.web.usecases.load_election import ElectionAlreadyOpen
from hattama.web.usecases.protocol_bodies import SCHEMA, moment_text

ROSTER_PART = 400
"""Precincts in one roster entry: with identifiers of 64 characters it stays below 65,535 bytes."""


@transaction.atomic
def open_election(election_id: str, *, now: datetime.datetime) -> ElectionRow:
    """Freeze the roster, record `open` and `roster` acts, and make every total with what it expects.

    Raises ElectionRow.DoesNotExist, or ElectionAlreadyOpen.
    """
    row = ElectionRow.objects.select_for_update().get(pk=election_id)
    if row.opened_at is not None:
        raise ElectionAlreadyOpen(election_id)
    row.opened_at = now
    row.save(update_fields=["opened_at"])
    definition = load_definition(row)
    areas = {area.pk: area for area in AreaRow.objects.filter(election=row).order_by("depth", "pk")}
    _make_totals(row, areas, definition)
    record_act(row, "open", _open_body(row, now), recorded_at=now, actor=None, role="system")
    for body in _roster_bodies(areas, definition):
        record_act(row, "roster", body, recorded_at=now, actor=None, role="system")
    return row


def _make_totals(row: ElectionRow, areas: dict[int, AreaRow], definition: Definition) -> None:
    paths = {area.area_id: area_id_path(area, areas) for area in areas.values() if area.is_precinct}
    state = expected_totals(paths, lambda path: [c.code for c in definition.contests_at(path)])
    by_id = {area.area_id: area for area in areas.values()}
    PublishedTotal.objects.bulk_create(
        (
            PublishedTotal(
                election=row,
                area=by_id[area_id],
                contest=contest,
                expected=total.expected,
                without_scan=0,
            )
            for (area_id, contest), total in state.totals.items()
            if not by_id[area_id].is_precinct
        ),
        batch_size=1000,
    )


def area_id_path(area: AreaRow, areas: dict[int, AreaRow]) -> list[str]:
    """Area identifiers from the root to `area`, given the rows of its ancestors by row id."""
    return [areas[pk].area_id for pk in area.path_ids()]


def _open_body(row: ElectionRow, now: datetime.datetime) -> dict[str, Any]:
    return {
        "kind": "open",
        "schema": SCHEMA,
        "election": row.election_id,
        "definition_sha256": row.definition_sha256,
        "areas_sha256": row.areas_sha256,
        "rule_pack_sha256": row.rule_pack_sha256,
        "opened_at": moment_text(now),
    }


def _roster_bodies(areas: dict[int, AreaRow], definition: Definition) -> Iterator[dict[str, Any]]:
    precincts = sorted((area for area in areas.values() if area.is_precinct), key=lambda area: area.area_id)
    parts = -(-len(precincts) // ROSTER_PART)
    for part in range(parts):
        chosen = precincts[part * ROSTER_PART : (part + 1) * ROSTER_PART]
        yield {
            "kind": "roster",
            "schema": SCHEMA,
            "part": part + 1,
            "parts": parts,
            "precincts": [
                {
                    "area": area.area_id,
                    "registered": area.voters_registered,
                    "contests": [c.code for c in definition.contests_at(area_id_path(area, areas))],
                }
                for area in chosen
            ],
        }
