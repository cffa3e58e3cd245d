"""The registers of an election, and the records of one kind as a list with filters."""

import datetime
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpResponse

from hattama.core.records import (
    STATE,
    Field,
    FieldType,
    Item,
    PageShape,
    RecordKind,
    Register,
    SubjectPage,
    Visibility,
    read_said,
)
from hattama.core.vocabulary import NO_WORDS, Words
from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.kernel.pages.election_pages import ElectionPage, asking
from hattama.web.kernel.pages.paging import page_of
from hattama.web.kernel.published.browsing import children_of, load_root
from hattama.web.registers.public.frame import Shown, asked_kind, register_page, show
from hattama.web.registers.reading import (
    PAGE_SIZE,
    load_areas,
    registers_in_force,
    registers_of,
    rows_of,
    this_hour,
)
from hattama.web.registers.tables import PublishedRecord

LONGEST_QUERY: Final = 200
MOST_AREAS: Final = 300
FORMS: Final = ("csv", "xlsx", "parquet", "json")
"""In which shapes the open data have the records of a kind."""


@dataclass(frozen=True, slots=True)
class KindCount:
    """A kind of records with how many there are, and how many wait beyond a limit."""

    kind: RecordKind
    records: int
    overdue: int


@dataclass(frozen=True, slots=True)
class RegisterCard:
    """A register of which something is known: its kinds with their counts."""

    register: Register
    kinds: tuple[KindCount, ...]

    @property
    def records(self) -> int:
        """How many records it has."""
        return sum(kind.records for kind in self.kinds)

    @property
    def pages(self) -> tuple[SubjectPage, ...]:
        """Its pages of which something may be known: numbers that sources published make some of them."""
        return tuple(page for page in self.register.pages if self.records or not page.needs_records)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a list; `is_state`: it says how it stands with the record and not what a field holds."""

    head: Words
    shown: Shown
    is_state: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether it says nothing."""
        return not (self.is_state or self.shown.text or self.shown.kept_back)


@dataclass(frozen=True, slots=True)
class Row:
    """A record in a list: the cells of the pack's columns, where it stands, and how late it is."""

    row: PublishedRecord
    cells: tuple[Cell, ...]
    state: Words | None
    late_by: datetime.timedelta | None

    @property
    def first(self) -> str:
        """What the link to the record says: its first cell, else its own name."""
        first = self.cells[0].shown.text if self.cells else ""
        return first or self.row.record_id

    @property
    def rest(self) -> tuple[Cell, ...]:
        """The other cells."""
        return self.cells[1:]


@register_page
def registers(page: ElectionPage) -> HttpResponse:
    """Every register of which the log or a source says anything; below, those of which nothing does yet."""
    cards = register_cards(page)
    kept = {card.register.register_id for card in cards}
    silent = [one for one in registers_in_force(page.row) if one.register_id not in kept]
    context = {"cards": cards, "silent": [(one, _asked_of(one)) for one in silent]}
    return page.render("registers/public_registers.html", "registers", context)


def _asked_of(register: Register) -> list[SubjectPage]:
    """The grids whose rows are a list of the pack: what is asked stands there before anybody answers."""
    grids = (one for one in register.pages if one.shape is PageShape.GRID and one.cell)
    return [
        one for one in grids if (rows := register.field_at(one.kind, one.rows)) is not None and rows.items
    ]


def register_cards(page: ElectionPage) -> list[RegisterCard]:
    """The registers with their counts, in two questions to the database."""
    now = this_hour()
    rows = PublishedRecord.standing.filter(election=page.row).order_by()
    late = Count("pk", filter=Q(due_at__lt=now))
    counted = {
        (register, kind): (records, overdue)
        for register, kind, records, overdue in rows.values_list("register", "kind").annotate(
            records=Count("pk"), overdue=late
        )
    }
    return [
        RegisterCard(
            register,
            tuple(
                KindCount(kind, *counted.get((register.register_id, kind.code), (0, 0)))
                for kind in register.kinds
            ),
        )
        for register in registers_of(page.row)
    ]


@register_page
@asking("q", "state", "area", "overdue", "code", "page")
def records(page: ElectionPage, register: str, kind: str) -> HttpResponse:
    """The records of a kind: those whose limit comes first at the front.

    `?q=`, `?state=`, `?area=`, `?overdue=1`, `?code=subject:breach` choose among them.
    """
    known, of_kind = asked_kind(page, register, kind)
    asked = _asked(page, of_kind)
    every = rows_of(
        page.row, known, kind=kind, area=asked["within"], search=asked["query"], codes=asked["codes"]
    )
    now = this_hour()
    late = Q(due_at__lt=now)
    counted = (
        every.order_by().values_list("state").annotate(records=Count("pk"), overdue=Count("pk", filter=late))
    )
    states = {state: (records, overdue) for state, records, overdue in counted}
    chosen = every.filter(state=asked["state"]) if asked["state"] else every
    chosen = chosen.filter(late) if asked["overdue"] else chosen
    counts = [states.get(asked["state"], (0, 0))] if asked["state"] else states.values()
    count = sum(overdue if asked["overdue"] else records for records, overdue in counts)
    paging = page_of(page.request.GET, count, PAGE_SIZE)
    context = {
        "register": known,
        "kind": of_kind,
        "rows": _rows(page, known, of_kind, chosen[paging.start : paging.stop], now),
        "columns": [_column(of_kind, code) for code in columns_of(of_kind)],
        "paging": paging,
        "all": sum(records for records, _ in states.values()),
        "overdue_count": sum(overdue for _, overdue in states.values()),
        "states": [(state, states.get(state.code, (0, 0))[0]) for state in of_kind.course.states],
        "offered": list(children_of(load_root(page.row))[:MOST_AREAS]),
        "filters": _filters(of_kind),
        "forms": FORMS,
        "now": now,
        **asked,
    }
    return page.render("registers/public_records.html", "registers", context)


def _asked(page: ElectionPage, kind: RecordKind) -> dict[str, Any]:
    """What the filters say. Raises Http404 for what the kind, or the election, does not have."""
    given = page.request.GET
    state, area = given.get("state", ""), given.get("area", "")
    if state and state not in {one.code for one in kind.course.states}:
        raise Http404(state)
    code = given.get("code", "")
    field, _, value = code.partition(":")
    offered = {one.code: items for one, items in _filters(kind)}
    if code and value not in {item.code for item in offered.get(field, ())}:
        raise Http404(code)
    return {
        "query": given.get("q", "").strip()[:LONGEST_QUERY],
        "state": state,
        "overdue": given.get("overdue", "") == "1",
        "within": page.area(area) if area else None,
        "codes": {field: value} if code else {},
        "code": code,
    }


def _filters(kind: RecordKind) -> list[tuple[Field, tuple[Item, ...]]]:
    """The public lists of codes by which records may be chosen."""
    return [
        (field, field.items)
        for field in kind.fields
        if field.type is FieldType.CODE and field.visibility is Visibility.PUBLIC
    ]


def _column(kind: RecordKind, code: str) -> Words | str:
    field = kind.field(code)
    return code if field is None else field.words


def _rows(
    page: ElectionPage,
    register: Register,
    kind: RecordKind,
    chosen: QuerySet[PublishedRecord],
    now: datetime.datetime,
) -> list[Row]:
    listed = list(chosen)
    areas = load_areas(page.row, _area_codes(kind, listed))
    return [_row(register, kind, row, areas, now) for row in listed]


def _area_codes(kind: RecordKind, listed: list[PublishedRecord]) -> set[str]:
    named = [field.code for field in kind.fields if field.type is FieldType.AREA]
    values = (row.values.get(code, {}).get("value") for row in listed for code in named)
    return {value for value in values if isinstance(value, str)}


def _row(
    register: Register,
    kind: RecordKind,
    row: PublishedRecord,
    areas: dict[str, AreaRow],
    now: datetime.datetime,
) -> Row:
    cells = [_cell(register, kind, row, code, areas) for code in columns_of(kind)]
    state = kind.course.state(row.state).words if row.state else None
    late_by = now - row.due_at if row.due_at is not None and row.due_at < now else None
    return Row(row, tuple(cells), state, late_by)


def columns_of(kind: RecordKind) -> list[str]:
    """The columns of the pack; where a record stands is among them where it can stand anywhere."""
    has_state = bool(kind.course.states) and STATE not in kind.columns
    return [*kind.columns, *([STATE] if has_state else [])]


def _cell(
    register: Register, kind: RecordKind, row: PublishedRecord, code: str, areas: dict[str, AreaRow]
) -> Cell:
    field, body = kind.field(code), row.values.get(code)
    if field is None:
        return Cell(NO_WORDS, Shown(), is_state=True)
    if body is None:
        return Cell(field.words, Shown())
    return Cell(field.words, show(field, read_said(field.type, body), areas, register.law_on))
