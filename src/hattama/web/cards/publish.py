"""Entries become cards: those of the precincts that they speak of are judged anew, and no other."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from hattama.core.entries import AUDIT_COUNT, OBSERVER_COPY, RECORD_KINDS, UNSEALING
from hattama.core.records import FieldType
from hattama.formats.register_packs import shipped_registers
from hattama.web.cards.reading import JUDGED_KINDS, REGISTERS, judge_areas
from hattama.web.cards.tables import PrecinctCard, card_row
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.log.tables import WrittenEntry
from hattama.web.kernel.stores.kept_questions import among
from hattama.web.kernel.stores.kept_rows import insert_values
from hattama.web.observation.opened import places_in_tables
from hattama.web.registers.tables import load_entries

PUBLISHED = (PrecinctCard,)
"""The table that follows from the log, made anew by a rebuild."""

_CHANGING = ("states", "votes", "voters", "entry_index", "copies", "answers")


def publish_cards(
    election: ElectionRow, entries: Sequence[WrittenEntry], bodies: Sequence[Mapping[str, Any]]
) -> None:
    """Judge the precincts of which `entries` speak, inside the caller's transaction.

    `bodies` are what the entries say, one each; the entries are written already, and so are the rows of
    audits, copies and records that follow from them.
    """
    precincts = _touched(election, entries, bodies)
    if not precincts:
        return
    told = ((entry, body) for entry, body in zip(entries, bodies, strict=True) if entry.kind in JUDGED_KINDS)
    newest = [(entry.area_pk, entry.index, body) for entry, body in told]
    judged = judge_areas(election, precincts, entries[-1].index + 1, newest)
    rows = [card_row(election, area.pk, card) for area, cards in judged for card in cards]
    insert_values(PrecinctCard, rows, unique=("area_id", "contest"), changing=_CHANGING)


def _touched(
    election: ElectionRow, entries: Sequence[WrittenEntry], bodies: Sequence[Mapping[str, Any]]
) -> set[int]:
    """Row ids of the precincts that these entries speak of."""
    pks = {entry.area_pk for entry in entries if entry.kind in JUDGED_KINDS}
    codes = {body["precinct"] for body in bodies if body["kind"] == OBSERVER_COPY.name}
    codes.update(body["area"] for body in bodies if body["kind"] == AUDIT_COUNT.name)
    codes.update(_named_by_records(election, bodies))
    if any(body["kind"] == UNSEALING.name for body in bodies):
        codes |= places_in_tables(election, entries[-1].index + 1)
    precincts = AreaRow.objects.exclude(kind="unit").values_list("pk", flat=True)
    found = set(precincts.filter(election=election, code__in=codes)) if codes else set[int]()
    # Not of the election: SQLite would then go through all precincts that it has.
    found.update(precincts.filter(pk__in=among(pks)))
    return found


def _named_by_records(election: ElectionRow, bodies: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Every area that these records ever named: it may have been another before."""
    told = [body for body in bodies if body["kind"] in RECORD_KINDS and body["record"]]
    for register in REGISTERS:
        ids = {body["record"] for body in told if body["register"] == register}
        for row in load_entries(election, register, ids) if ids else ():
            yield from _areas_in(row.body)


def _areas_in(body: Mapping[str, Any]) -> Iterator[str]:
    pack = shipped_registers().get((body["register"], body["edition"]))
    kind = pack.kind(body["record_kind"]) if pack is not None else None
    for code, said in body.get("values", {}).items():
        field = kind.field(code) if kind is not None else None
        if field is not None and field.type is FieldType.AREA and isinstance(said.get("value"), str):
            yield said["value"]
