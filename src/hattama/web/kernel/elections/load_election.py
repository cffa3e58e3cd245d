"""An election's files become rows, whole or not at all; until it opens it may be loaded again."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction

from hattama.core.vocabulary import Area, Election
from hattama.web.kernel.elections.map_files import BOUNDARIES, TILES, put_map_files
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.log.recording import record_areas
from hattama.web.kernel.stores.content_store import put_content


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
    boundaries: bytes | None = None
    tiles: bytes | None = None


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
        AreaRow.objects.filter(election=previous).update(parent=None)
        previous.delete()
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
    put_map_files(election_id, {BOUNDARIES: files.boundaries, TILES: files.tiles})
    return row
