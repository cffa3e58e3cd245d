"""Entries become cards: those of the precincts that they speak of are judged anew, and no other."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Count, QuerySet, Sum

from hattama.core.entries import AUDIT_COUNT, OBSERVER_COPY, RECORD_KINDS, UNSEALING
from hattama.core.records import FieldType
from hattama.formats.register_packs import shipped_registers
from hattama.web.cards.reading import JUDGED_KINDS, REGISTERS, judge_areas
from hattama.web.cards.tables import CardTotal, PrecinctCard, card_row
from hattama.web.kernel.elections.loading import load_definition
from hattama.web.kernel.elections.tables import AreaOutline, AreaRow, ElectionRow
from hattama.web.kernel.log.tables import WrittenEntry
from hattama.web.kernel.published.browsing import load_root
from hattama.web.kernel.published.missing import add_counts, held_in
from hattama.web.kernel.stores.kept_questions import kept_question, rows_among
from hattama.web.kernel.stores.kept_rows import insert_rows, insert_values
from hattama.web.observation.opened import places_in_tables
from hattama.web.registers.tables import load_entries


def publish_cards(election: ElectionRow, entries: Sequence[WrittenEntry]) -> None:
    """Judge the precincts of which `entries` speak: the rows of audits, copies and records that follow from
    these are written already."""
    if entries[0].index == 0:
        _record_silence(election)
    precincts = _touched(election, entries)
    if not precincts:
        return
    newest = [(one.area_pk, one.index, one.body) for one in entries if one.kind in JUDGED_KINDS]
    judged = judge_areas(election, precincts, entries[-1].index + 1, newest)
    rows = [(area, card_row(election, area.pk, card)) for area, cards in judged for card in cards]
    _add_up(election, rows, precincts)
    insert_values(PrecinctCard, [row for _, row in rows], unique=("area_id", "contest"))


_Counts = dict[str, list[int]]


def _record_silence(election: ElectionRow) -> None:
    """The totals of cards before the log says anything of a precinct."""
    totals = []
    for contest in load_definition(election).election.contests:
        held = AreaRow.objects.filter(held_in(election, contest), election=election).exclude(kind="unit")
        told = held.order_by().values_list("ancestry", "beside")
        counts: dict[int, _Counts] = {}
        for *place, precincts, known, voters in told.annotate(
            Count("pk"), Count("voters_registered"), Sum("voters_registered")
        ):
            for pk in _above(election, *place):
                add_counts(counts.setdefault(pk, {}), {"": (precincts, 0, 0, voters or 0, known)})
        totals += [
            CardTotal(election=election, area_id=pk, contest=contest.code, cards=cards)
            for pk, cards in counts.items()
        ]
    insert_rows(totals)


def _add_up(
    election: ElectionRow, rows: Sequence[tuple[AreaOutline, Mapping[str, Any]]], precincts: Collection[int]
) -> None:
    """Count new cards up the map, in the place of those that stand there yet."""
    columns = ("area_id", "contest", "states", "votes", "voters")
    told = rows_among(PrecinctCard, "area", precincts, *columns)
    before = {(area, contest): _counted(*counted) for area, contest, *counted in told}
    changes: dict[tuple[str, str, str], _Counts] = {}
    for area, row in rows:
        counts = changes.setdefault((area.ancestry, area.beside, row["contest"]), {})
        silent = _counted("", None, area.voters_registered)
        add_counts(counts, before.get((area.pk, row["contest"]), silent), -1)
        add_counts(counts, _counted(row["states"], row["votes"], row["voters"]))
    above: dict[tuple[int, str], _Counts] = {}
    for (ancestry, beside, contest), counts in changes.items():
        for pk in _above(election, ancestry, beside):
            add_counts(above.setdefault((pk, contest), {}), counts)
    touched = rows_among(CardTotal, "area", {pk for pk, _ in above})
    totals = [total for total in touched if above.get((total.area_id, total.contest))]
    for total in totals:
        add_counts(total.cards, above[total.area_id, total.contest])
    insert_rows(totals, unique=("contest", "area_id"))


@kept_question
def _precincts_in(areas: list[int]) -> QuerySet[AreaRow, int]:
    return AreaRow.objects.exclude(kind="unit").filter(pk__in=areas).values_list("pk", flat=True)


def _counted(states: str, votes: int | None, voters: int | None) -> _Counts:
    return {states: [1, votes or 0, votes is not None, voters or 0, voters is not None]}


def _above(election: ElectionRow, ancestry: str, beside: str) -> list[int]:
    """Row ids of what a precinct in this place lies in; of one that is the whole country, its own."""
    place = AreaOutline(0, "", ancestry, beside, "", "", None)
    return place.reach_ids()[:-1] or [load_root(election).pk]


def _touched(election: ElectionRow, entries: Sequence[WrittenEntry]) -> set[int]:
    """Row ids of the precincts that these entries speak of."""
    bodies = [entry.body for entry in entries]
    pks = {entry.area_pk for entry in entries if entry.kind in JUDGED_KINDS}
    codes = {body["precinct"] for body in bodies if body["kind"] == OBSERVER_COPY.name}
    codes.update(body["area"] for body in bodies if body["kind"] == AUDIT_COUNT.name)
    codes.update(_named_by_records(election, bodies))
    if any(body["kind"] == UNSEALING.name for body in bodies):
        codes |= places_in_tables(election, entries[-1].index + 1)
    precincts = AreaRow.objects.exclude(kind="unit").values_list("pk", flat=True)
    found = set(precincts.filter(election=election, code__in=codes)) if codes else set[int]()
    # Not of the election: SQLite would then go through all precincts that it has.
    found.update(_precincts_in(list(pks)))
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
