"""Operations on what is kept around the count: registers, their records, and the numbers these come to."""

import datetime
from collections.abc import Sequence
from typing import Annotated, Any

from django.db.models import Count as CountOf
from django.http import HttpRequest
from django.utils.translation import gettext_noop as _
from ninja import Query, Router
from pydantic import Field

from hattama.publish.register_numbers import numbers_document
from hattama.publish.register_tables import record_document
from hattama.web.kernel.elections.tables import ElectionRow, below
from hattama.web.open_data.api.documents import Count, Document, Index, Page, Sha256, Words, of_election
from hattama.web.open_data.api.questions import (
    PartOfList,
    area_asked,
    asked_of,
    code_asked,
    decode_cursor,
    known_among,
)
from hattama.web.open_data.api.refusals import UnknownRecord, UnknownRegister
from hattama.web.open_data.api.rows import Facts, page_facts
from hattama.web.registers.reading import (
    measures_of,
    register_in_force,
    registers_in_force,
    registers_of,
    this_hour,
    views_of,
)
from hattama.web.registers.tables import PublishedRecord

router = Router()
RECORDS = "records"
Amount = Annotated[
    int | str,
    Field(
        description="a count, below zero where a difference is; of money a text in whole units, "
        "`1050000.50`; null: not known"
    ),
]


class RecordFilters(PartOfList):
    """Which records."""

    register_id: str | None = Field(
        None, pattern=r"^[a-z0-9][a-z0-9-]{0,47}$", description=_("identifier of a register")
    )
    kind: str | None = code_asked(_("kind of records"))
    state: str | None = code_asked(_("where a record stands"))
    area: str | None = Field(
        None,
        max_length=64,
        pattern=r"^[A-Za-z0-9._-]+$",
        description=_("identifier of an area: it and everything below it"),
    )


class SourceDocument(Document):
    """Where something is written: `title`, `address` and `sha256` of a document, and the `page`,
    `footnote` and `quotation` in it; null: not told."""

    title: str | None
    address: str | None
    sha256: Sha256 | None
    page: str | None
    footnote: str | None
    quotation: str | None


class SaidDocument(Document):
    """What somebody states of a field. `said` holds `value`, `least` and `most`, `none` or `erased`.

    Money is `{"amount": "1050000.50", "currency": "KZT", "on": …}`, in whole units; of a measure, whose
    `currency` says which, the text of the amount alone. `organisation`: who of the source said it, `as_of`:
    of which day it speaks, `said_on`: on which day it was said, `document`: in which; null: not told.
    `log_index`: null of a source that the program brings.
    """

    said: dict[str, Any]
    source: str
    organisation: str | None
    as_of: datetime.date | None
    said_on: datetime.date | None
    document: SourceDocument | None
    log_index: Index | None


class DeedDocument(Document):
    """What was done, when (`at`) and by whom (`by`; null: not told); `state` is that after it."""

    deed: str
    at: datetime.datetime
    by: str | None
    source: str
    state: str
    log_index: Index


class RecordDocument(Document):
    """A record: of each public field all that is stated, what is shown first in front.

    `state`: null where its kind has none. `taken_back`: all that was stated of it was, and it is listed and
    counted nowhere.
    """

    record: str
    register_id: str
    edition: str
    kind: str
    state: str | None
    taken_back: bool
    fields: dict[str, list[SaidDocument]]
    deeds: list[DeedDocument]


class Records(Page):
    """A part of the records, in the order in which they were opened."""

    items: list[RecordDocument]


class RecordWithSize(RecordDocument):
    """One record. `state`: null where its kind has none. `tree_size`: the log held at least so many
    entries when it was read."""

    tree_size: Count


class RegisterDocument(Document):
    """A register of which the log, or a source that the program knows, says anything. `records`: by kind."""

    register_id: str
    edition: str
    names: Words
    pack_sha256: Sha256
    records: dict[str, Count]


class Registers(Document):
    """All registers of an election. `tree_size`: the log held at least so many entries when it was read."""

    tree_size: Count
    items: list[RegisterDocument]


class PartDocument(Document):
    """A part of a measure: a code, an identifier, a day; empty where none is stated."""

    value: str
    number: Amount | None
    base: Amount | None


class FoundDocument(Document):
    """That two numbers do not agree. `code`: as the handbook of registers lists them."""

    code: str
    left: Amount | None
    right: Amount | None


class MeasureDocument(Document):
    """A measure: what the records come to, and what sources published.

    `number` of `base`, each as its `formula` and `base_formula` say it of the records, in `parts` by what
    `by` names; null: the measure has none, or it cannot be told. With `currency` the numbers are amounts, as
    text in whole units; null: it is a count. `untold`: records of which it cannot be told whether they count;
    `parts_left_out`: those beyond 1000.
    """

    measure: str
    words: Words
    base_words: Words
    formula: str | None
    base_formula: str | None
    norms: list[str]
    currency: str | None
    by: str | None
    number: Amount | None
    base: Amount | None
    untold: Count | None
    parts: list[PartDocument]
    parts_left_out: Count
    published: list[SaidDocument]
    findings: list[FoundDocument]


class BrokenDocument(Document):
    """A relation between published numbers that does not hold."""

    relation: str
    left: Amount | None
    right: Amount | None


class Measures(Document):
    """What the records of a register come to. `at`: the moment as of which time limits are looked at, a full
    hour; `pack_sha256`: the pack whose formulas these are."""

    tree_size: Count
    register_id: str
    edition: str
    pack_sha256: Sha256
    at: datetime.datetime
    measures: list[MeasureDocument]
    relations_broken: list[BrokenDocument]


@of_election(router, "/registers", Registers, _("Registers of an election, with how many records each has"))
def list_registers(request: HttpRequest, election_id: str) -> Any:
    election, tree_size = asked_of(request)
    rows = PublishedRecord.standing.filter(election=election).order_by()
    counted = rows.values_list("register", "kind").annotate(records=CountOf("pk"))
    counts = {(register, kind): records for register, kind, records in counted}
    items = [
        RegisterDocument.facts(
            one,
            names=dict(one.names),
            pack_sha256=one.sha256,
            records={kind.code: counts.get((one.register_id, kind.code), 0) for kind in one.kinds},
        )
        for one in registers_of(election)
    ]
    return {"tree_size": tree_size, "items": items}


@of_election(
    router,
    "/registers/{register_id}/measures",
    Measures,
    _("What the records of a register come to, and what sources published"),
)
def get_measures(request: HttpRequest, election_id: str, register_id: str) -> Any:
    election, tree_size = asked_of(request)
    known = register_in_force(election, register_id)
    if known is None:
        raise UnknownRegister
    return {"tree_size": tree_size, **numbers_document(measures_of(election, known, now=this_hour()))}


@of_election(router, "/records", Records, _("Records of registers, with everything that is stated of each"))
def list_records(request: HttpRequest, election_id: str, asked: Query[RecordFilters]) -> Any:
    election, tree_size = asked_of(request)
    (after,) = decode_cursor(asked.cursor, RECORDS, (-1,))
    _refuse_unknown(election, asked)
    chosen = {"register": asked.register_id, "kind": asked.kind, "state": asked.state}
    rows = PublishedRecord.standing.filter(election=election, opened_index__gt=after)
    rows = rows.filter(**{name: value for name, value in chosen.items() if value is not None})
    area = area_asked(election, asked.area)
    rows = rows if area is None or area.is_root else rows.filter(below(area, "area__"))
    some = list(rows.order_by("opened_index")[: asked.limit + 1])
    return page_facts(
        *(RECORDS, tree_size, some, asked.limit, lambda row: (row.opened_index,)),
        lambda shown: _documents(election, shown),
    )


@of_election(router, "/records/{record_id}", RecordWithSize, _("One record of a register"))
def get_record(request: HttpRequest, election_id: str, record_id: str) -> Any:
    election, tree_size = asked_of(request)
    rows = PublishedRecord.objects.filter(election=election, record_id=record_id)
    for found in _documents(election, list(rows)):
        return {**found, "tree_size": tree_size}
    raise UnknownRecord


def _refuse_unknown(election: ElectionRow, asked: RecordFilters) -> None:
    """Raises UnknownRegister, InvalidParameter."""
    registers = registers_in_force(election)
    if asked.register_id is not None:
        registers = [one for one in registers if one.register_id == asked.register_id]
        if not registers:
            raise UnknownRegister
    kinds = [kind for register in registers for kind in register.kinds]
    known_among("kind", asked.kind, {kind.code for kind in kinds})
    named = (kind for kind in kinds if asked.kind in (None, kind.code))
    known_among("state", asked.state, {state.code for kind in named for state in kind.course.states})


def _documents(election: ElectionRow, rows: Sequence[PublishedRecord]) -> list[Facts]:
    # Nothing of a document depends on when it is looked at: limits are not part of it.
    views = views_of(election, rows, now=election.opened_at or datetime.datetime.now(datetime.UTC))
    return [record_document(view.record) for view in views]
