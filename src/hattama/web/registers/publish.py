"""Entries about registers become rows: each entry, and the records that they are about as they now stand."""

import datetime
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from hattama.core.entries import RECORD_KINDS, fold_record
from hattama.core.records import Record, RecordFacts, Registry, Visibility, read_clocks, said_body
from hattama.formats.register_packs import shipped_registers
from hattama.phrases import LANGUAGES
from hattama.phrases.of_rooms.records import say_summary
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.languages.search_text import normalise_search_text
from hattama.web.kernel.log.tables import WrittenEntry
from hattama.web.kernel.stores.kept_rows import insert_rows
from hattama.web.registers.reading import load_areas, load_registry, moment_of
from hattama.web.registers.tables import PublishedRecord, RegisterEntry


def publish_registers(election: ElectionRow, entries: Sequence[WrittenEntry]) -> None:
    """Write the rows of those `entries` that are about registers. Raises BrokenLifeCycle where one fits no
    record."""
    rows = [
        RegisterEntry(
            election=election,
            register=entry.body["register"],
            record_id=entry.body["record"] or "",
            entry_index=entry.index,
            leaf_hash=entry.leaf_hash,
            body=dict(entry.body),
        )
        for entry in entries
        if entry.kind in RECORD_KINDS
    ]
    for row in rows:
        if not row.record_id:
            fold_record(Registry(shipped_registers()), row.entry_index, row.body, {})
    insert_rows(rows)
    for register in sorted({row.register for row in rows}):
        touched = {row.record_id for row in rows if row.register == register and row.record_id}
        publish_records(election, register, touched)


def publish_records(election: ElectionRow, register: str, record_ids: Collection[str]) -> None:
    """Write the rows of these records as their entries and the texts that are left make them."""
    registry, bodies = load_registry(election, register, record_ids, with_links=False)
    records = [registry.records[one] for one in sorted(record_ids)]
    areas = load_areas(election, filter(None, map(_area_of, records)))
    rows = [_row(election, one, bodies[one.record_id], areas) for one in records]
    insert_rows(rows, unique=("election_id", "record_id"))


def _area_of(record: Record) -> str:
    """The area for which it is kept: one that was taken back stays with those who kept it."""
    if not record.is_withdrawn:
        return record.area_id
    before = (replace(record, statements=[one]).area_id for one in reversed(record.statements))
    return next(filter(None, before), "")


def _row(
    election: ElectionRow, record: Record, bodies: list[tuple[int, Any]], areas: Mapping[str, AreaRow]
) -> PublishedRecord:
    state = record.state
    shown = {field.code: record.value(field.code) for field in record.kind.fields}
    public = {field.code for field in record.kind.fields if field.visibility is Visibility.PUBLIC}
    area = _area_of(record)
    due = _due(election, record, bodies[-1][1]["recorded_at"])
    lines = " ".join(say_summary(record, language) for language in LANGUAGES)
    return PublishedRecord(
        election=election,
        register=record.register.register_id,
        edition=record.register.edition,
        kind=record.kind.code,
        record_id=record.record_id,
        area=areas.get(area),
        state="" if state is None else state.code,
        is_settled=state is None or state.is_final,
        is_withdrawn=record.is_withdrawn,
        opened_index=bodies[0][0],
        opened_at=datetime.datetime.fromisoformat(bodies[0][1]["recorded_at"]),
        last_index=bodies[-1][0],
        due_at=min(due, default=None),
        due_until=max(due, default=None),
        values={code: said_body(said) for code, said in shown.items() if code in public and said is not None},
        search_text=normalise_search_text(f"{record.record_id} {area} {lines}"),
    )


def _due(election: ElectionRow, record: Record, recorded_at: str) -> list[datetime.datetime]:
    """By when the running limits are.

    Asked of the record alone, whatever its links lead to: a row must not depend on when others became known.
    """
    if record.is_withdrawn:
        return []
    moment = moment_of(election, datetime.datetime.fromisoformat(recorded_at))
    alone = Registry(shipped_registers(), {record.record_id: record})
    readings = read_clocks(record, RecordFacts(record, alone, moment), moment)
    return [one.due_at for one in readings if one.is_open and one.due_at is not None]
