"""One record: what is shown first of each field and who says so, what others say, and all that was done."""

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.http import Http404, HttpResponse

from hattama.core.norms import Citations
from hattama.core.records import (
    CourseState,
    Field,
    FieldType,
    Item,
    Reading,
    Record,
    RecordDeed,
    RecordFinding,
    RecordRule,
    Statement,
    Visibility,
)
from hattama.core.vocabulary import Text, Words
from hattama.formats.norm_files import cite_norms
from hattama.phrases.of_rooms.records import RULES, STANDINGS, say_summary
from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.kernel.pages.election_pages import ElectionPage, page_language
from hattama.web.registers.public.course_drawing import CourseDrawing, draw_course
from hattama.web.registers.public.frame import Shown, register_page, show
from hattama.web.registers.reading import RecordView, area_namer, load_areas, record_of, this_hour
from hattama.web.registers.tables import PublishedRecord

DRAWN = 1000
"""How wide the drawing of a time limit is."""


@dataclass(frozen=True, slots=True)
class Said:
    """A value with who says it, in which document, as of when, and the entry of the log that holds it."""

    shown: Shown
    source: Words
    statement: Statement
    has_lost_quotation: bool


@dataclass(frozen=True, slots=True)
class FieldLine:
    """A field: what is shown first, and what others say."""

    field: Field
    first: Said | None
    others: tuple[Said, ...]
    kept_back: str


@dataclass(frozen=True, slots=True)
class Step:
    """A deed: how long after the one before it was done, whether it changed the state, and what is wrong."""

    done: RecordDeed
    words: Words
    cited: Citations
    by: Words | None
    after: datetime.timedelta | None
    state: CourseState | None
    attached: tuple[tuple[Words, str], ...]
    wrong: tuple[Text, ...]
    starts: tuple[Words, ...]
    stops: tuple[Words, ...]
    source: Words


@dataclass(frozen=True, slots=True)
class ClockLine:
    """A run of a clock in words, and where it lies in the drawing that all of the record share."""

    reading: Reading
    standing: Text
    cited: Citations
    start: int
    end: int
    due: int | None

    @property
    def late(self) -> int:
        """How far it went beyond its limit, in the drawing."""
        return max(0, self.end - self.due) if self.due is not None and self.reading.is_missed else 0

    @property
    def on_time(self) -> int:
        """How far it went before that."""
        return max(4, self.end - self.start - self.late)

    @property
    def is_bad(self) -> bool:
        """Whether the limit was missed."""
        return self.reading.is_missed


@dataclass(frozen=True, slots=True)
class FindingLine:
    """What is found, of what, between which values."""

    rule: RecordRule
    words: Text
    about: Words
    sides: tuple[tuple[Shown, Words], ...]
    late_by: datetime.timedelta | None


@dataclass(frozen=True, slots=True)
class Written:
    """An entry of the log about the record. `replaces`: the entry it mends or takes back, `taken_back_by`:
    the one that mended it or took it back."""

    index: int
    at: datetime.datetime
    source: Words
    said: list[tuple[Words, Shown]]
    deed: Words | None
    done_at: datetime.datetime | None
    replaces: int | None
    taken_back_by: int | None


@register_page
def record(page: ElectionPage, record_id: str) -> HttpResponse:
    """A record of any register of the election."""
    row = PublishedRecord.objects.filter(election=page.row, record_id=record_id).only("register").first()
    now = this_hour()
    view = None if row is None else record_of(page.row, row.register, record_id, now=now)
    if view is None:
        raise Http404(record_id)
    known = view.record
    areas = load_areas(page.row, _areas_named(known))
    context = {
        "register": known.register,
        "of_kind": known.kind,
        "record": known,
        "row": view.row,
        "summary": say_summary(known, page_language(), area_namer(page.row, [known])),
        "state": known.state,
        "lines": list(field_lines(view, areas)),
        "steps": list(steps(view)),
        "clocks": clock_lines(view, now),
        "findings": [_finding(view, one, areas) for one in view.findings],
        "course": _course(known),
        "entries": list(_history(view, areas)),
        "now": now,
    }
    return page.render("registers/public_record.html", "registers", context)


def _history(view: RecordView, areas: dict[str, AreaRow]) -> Iterator[Written]:
    """Every entry about the record: when it was written, what it says, and which one took it back."""
    record = view.record
    taken_by = {body["replaces"]: index for index, body in view.bodies if body.get("replaces") is not None}
    statements = {one.index: one for one in record.statements}
    for index, body in view.bodies:
        deed = record.kind.course.deed(body.get("deed", ""))
        at = datetime.datetime.fromisoformat
        values = statements[index].values if index in statements else {}
        said = [
            (field.words, show(field, values[field.code], areas, record.register.law_on))
            for field in record.kind.fields
            if field.code in values
        ]
        yield Written(
            index=index,
            at=at(body["recorded_at"]),
            source=_source(record, body["source"], body.get("organisation") or ""),
            said=said,
            deed=None if deed is None else deed.words,
            done_at=None if deed is None else at(body["at"]),
            replaces=body.get("replaces"),
            taken_back_by=taken_by.get(index),
        )


def _areas_named(record: Record) -> set[str]:
    areas = [field.code for field in record.kind.fields if field.type is FieldType.AREA]
    said = (statement.values.get(code) for statement in record.statements for code in areas)
    return {code for code in said if isinstance(code, str)}


def _course(record: Record) -> CourseDrawing | None:
    passed = {after for _, _, after in record.walk()}
    state = record.state
    return draw_course(record.register, record.kind, state.code if state else "", passed)


def field_lines(view: RecordView, areas: dict[str, AreaRow]) -> Iterator[FieldLine]:
    """Every field of which anybody said anything, in the order of the pack."""
    for field in view.record.kind.fields:
        standing = view.record.standing(field.code)
        if not standing:
            continue
        if field.visibility is not Visibility.PUBLIC:
            yield FieldLine(field, None, (), show(field, None, areas, view.record.register.law_on).kept_back)
            continue
        first, *others = (_said(view, field, one, areas) for one in standing)
        yield FieldLine(field, first, tuple(others), "")


def _said(view: RecordView, field: Field, statement: Statement, areas: dict[str, AreaRow]) -> Said:
    register = view.record.register
    shown = show(field, statement.values[field.code], areas, register.law_on)
    return Said(
        shown,
        _source(view.record, statement.source, statement.organisation),
        statement,
        _lost(view, statement),
    )


def _source(record: Record, code: str, organisation: str = "") -> Words:
    known = next((one.words for one in record.register.sources if one.code == code), None)
    return Words.of({"kk": organisation}) if organisation else known or Words.of({"kk": code})


def _lost(view: RecordView, statement: Statement) -> bool:
    """Whether the log has a seal of a quotation whose words are gone."""
    body = next((body for index, body in view.bodies if index == statement.index), None)
    document = (body or {}).get("document") or {}
    quoted = statement.document.quotation if statement.document is not None else ""
    return bool(document.get("quotation_sha256")) and not quoted


def steps(view: RecordView) -> Iterator[Step]:
    """All that was done, in the order in which it was."""
    record, before_at = view.record, None
    kind = record.kind
    findings = view.findings
    for done, before, after in record.walk():
        deed = kind.course.deed(done.deed)
        assert deed is not None, "the registry refuses deeds that the course does not know"
        body = record.register.body(done.by)
        clocks = {clock.code: clock.words for clock in kind.clocks}
        ran = {one.clock.code for one in view.readings if one.started_at == done.at}
        ended = {one.clock.code for one in view.readings if one.ended_at == done.at}
        yield Step(
            done,
            deed.words,
            deed.cited,
            None if body is None else body.words,
            None if before_at is None else done.at - before_at,
            kind.course.state(after) if after != before else None,
            tuple(_attached(kind.course.attachments, done)),
            tuple(RULES[one.rule] for one in findings if one.done is done),
            tuple(clocks[code] for code in deed.starts if code in ran),
            tuple(clocks[code] for code in deed.stops if code in ended),
            _source(record, done.source),
        )
        before_at = done.at


def _attached(items: tuple[Item, ...], done: RecordDeed) -> Iterator[tuple[Words, str]]:
    for item in items:
        if item.code in done.attached:
            yield item.words, done.attached[item.code]


def clock_lines(view: RecordView, now: datetime.datetime) -> list[ClockLine]:
    """Every run of every clock, on one scale from the first thing that happened to the last, or to now."""
    moments = [one for reading in view.readings for one in _moments(reading, now)]
    if not moments:
        return []
    first, last = min(moments), max(moments)
    whole = max(1, int((last - first).total_seconds()))

    def place(at: datetime.datetime) -> int:
        return int((at - first).total_seconds()) * DRAWN // whole

    return [_clock(reading, place, now) for reading in view.readings]


def _moments(reading: Reading, now: datetime.datetime) -> Iterator[datetime.datetime]:
    yield reading.started_at
    yield reading.ended_at or now
    if reading.due_at is not None:
        yield reading.due_at


def _clock(reading: Reading, place: Callable[[datetime.datetime], int], now: datetime.datetime) -> ClockLine:
    day = reading.started_at.date()
    cited = Citations() if reading.norm is None else cite_norms([reading.norm.norm_id], day)
    return ClockLine(
        reading,
        STANDINGS[reading.standing],
        cited,
        place(reading.started_at),
        place(reading.ended_at or now),
        None if reading.due_at is None else place(reading.due_at),
    )


def _finding(view: RecordView, finding: RecordFinding, areas: dict[str, AreaRow]) -> FindingLine:
    record = view.record
    field = record.kind.field(finding.about)
    sides = [
        (show(field, one.values[finding.about], areas, record.register.law_on), _source(record, one.source))
        for one in finding.statements
        if field is not None
    ]
    about = record.kind.words_of(finding.about) or Words.of({"kk": finding.about})
    return FindingLine(finding.rule, RULES[finding.rule], about, tuple(sides), finding.late_by)
