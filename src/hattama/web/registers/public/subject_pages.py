"""Pages that a pack asks for beside its lists: each a shape, drawn by the server, with its table."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from types import MappingProxyType
from typing import Any

from django.http import Http404, HttpResponse

from hattama.core.outcomes import say_decimal
from hattama.core.records import (
    FieldType,
    Measure,
    PageShape,
    Register,
    SubjectPage,
    Visibility,
    published_share,
)
from hattama.core.vocabulary import Words
from hattama.phrases.of_rooms.records import say_part, say_part_name
from hattama.publish.register_numbers import RegisterNumbers
from hattama.web.kernel.pages.election_pages import ElectionPage, election_file, page_language
from hattama.web.registers.public.charts import MOST_PARTS, draw_measure, field_of
from hattama.web.registers.public.flow_pages import flow_table, flows
from hattama.web.registers.public.frame import asked_register, register_page
from hattama.web.registers.public.grid_pages import Table, grid, grid_table
from hattama.web.registers.public.numbers_page import Unknown, published_of, unknown_of
from hattama.web.registers.public.record_drawings import timeline, tree
from hattama.web.registers.reading import measures_of, state_of_registers, this_hour

WIDE = 1000
"""How wide a drawing of bars is."""


@register_page
def subject_page(page: ElectionPage, register: str, subject: str) -> HttpResponse:
    """One page of a register, in the shape that its pack asks for."""
    known, asked = _asked(page, register, subject)
    context = {"register": known, "subject": asked, "now": this_hour(), "has_table": asked.shape in _TABLES}
    context |= _drawn(page, known, asked)
    return page.render(f"registers/shape_{asked.shape}.html", "registers", context)


@partial(election_file, besides=state_of_registers)
def subject_csv(page: ElectionPage, register: str, subject: str) -> HttpResponse:
    """The table of such a page, in the language of the address. Raises Http404 where its shape has none."""
    known, asked = _asked(page, register, subject)
    if asked.shape not in _TABLES:
        raise Http404(subject)
    return page.table(f"{register}-{subject}", *_TABLES[asked.shape](_drawn(page, known, asked)))


def _asked(page: ElectionPage, register: str, subject: str) -> tuple[Register, SubjectPage]:
    known = asked_register(page.row, register)
    asked = known.page(subject)
    if asked is None:
        raise Http404(subject)
    return known, asked


def _drawn(page: ElectionPage, register: Register, asked: SubjectPage) -> dict[str, Any]:
    return _DRAWN[asked.shape](page, asked, measures_of(page.row, register, now=this_hour()))


@dataclass(frozen=True, slots=True)
class Bar:
    """A share of the base as a bar from `x`; `over_x`, `over`: the piece of it beyond the last mark."""

    name: str
    said: str
    x: int = 0
    width: int = 0
    over_x: int = 0
    over: int = 0
    source: Words | None = None

    @property
    def is_over(self) -> bool:
        """Whether it goes beyond the last mark."""
        return self.over > 0


@dataclass(frozen=True, slots=True)
class Bars:
    """The bars of one measure; `ticks`: where the marks are, `axis`: where nothing is, of signed bars."""

    measure: Measure
    bars: tuple[Bar, ...]
    ticks: tuple[int, ...]
    axis: int
    unknown: tuple[Unknown, ...]
    left_out: int


def _bars(page: ElectionPage, asked: SubjectPage, numbers: RegisterNumbers) -> dict[str, Any]:
    groups = [_group(page, asked, numbers, code) for code in asked.measures]
    language = page_language()
    marks = [
        say_decimal(mark * 100, 1 if (mark * 100).denominator > 1 else 0, language) for mark in asked.marks
    ]
    return {"groups": [one for one in groups if one.bars or one.unknown], "marks": marks}


@dataclass(frozen=True, slots=True)
class _Row:
    name: str
    said: str
    share: Fraction | None
    source: Words | None = None


def _group(page: ElectionPage, asked: SubjectPage, numbers: RegisterNumbers, code: str) -> Bars:
    register = numbers.register
    measure = register.measure(code)
    assert measure is not None, "a pack is read only if its pages name measures that it has"
    rows = [*_computed(numbers, measure), *_published(numbers, measure)]
    shown = rows[:MOST_PARTS]
    unknown = unknown_of(register, [measure], page.row.polling_on)
    shares = [abs(row.share) for row in shown if row.share is not None]
    scale = max([*shares, *asked.marks], default=Fraction(1)) or Fraction(1)
    scale = scale if asked.marks else max(scale, Fraction(1))
    is_signed = any(row.share is not None and row.share < 0 for row in shown)
    axis = WIDE // 2 if is_signed else 0
    drawn = tuple(_bar(row, scale, axis, asked.marks) for row in shown)
    ticks = {axis + side * int(mark / scale * (WIDE - axis)) for mark in asked.marks for side in (1, -1)}
    places = tuple(sorted(tick for tick in ticks if 0 <= tick <= WIDE and (is_signed or tick > 0)))
    return Bars(measure, drawn, places, axis, tuple(unknown), len(rows) - len(shown))


def _computed(numbers: RegisterNumbers, measure: Measure) -> Iterator[_Row]:
    """What follows from the records: each part of the measure, or the whole of one that has none."""
    value = numbers.values.get(measure.code)
    register, registry = numbers.register, numbers.registry
    if value is None or not registry.of(register.register_id):
        return
    field = field_of(register, measure)
    is_hidden = field is not None and field.visibility is Visibility.NEVER
    parts = value.parts if measure.by and not is_hidden else (("", value.number, value.base),)
    told = [part for part in parts if part[1] is not None and part[2]]
    for code, number, base in sorted(told, key=lambda part: -Fraction(part[1] or 0, part[2] or 1)):
        name = measure.words.say(page_language())
        if measure.by:
            name = say_part_name(register, registry, measure, code, page_language())
        share = Fraction(number or 0, base or 1)
        yield _Row(name, say_part(value, number, base, page_language()), share)


def _published(numbers: RegisterNumbers, measure: Measure) -> Iterator[_Row]:
    for one in published_of(numbers.register, numbers.registry, measure):
        share = published_share(measure, one.statement, numbers.register, numbers.registry)
        name = measure.words.say(page_language())
        yield _Row(name, one.said, None if share is None else share.fraction, one.source)


def _bar(row: _Row, scale: Fraction, axis: int, marks: tuple[Fraction, ...]) -> Bar:
    if row.share is None:
        return Bar(row.name, row.said, source=row.source)
    length = int(abs(row.share) / scale * (WIDE - axis))
    last = int(max(marks) / scale * (WIDE - axis)) if marks else length
    inside, over = min(length, last), max(0, length - last)
    if row.share < 0:
        return Bar(row.name, row.said, axis - inside, inside, axis - length, over, row.source)
    return Bar(row.name, row.said, axis, inside, axis + inside, over, row.source)


def _maps(page: ElectionPage, asked: SubjectPage, numbers: RegisterNumbers) -> dict[str, Any]:
    charts = []
    for code in asked.measures:
        field = field_of(numbers.register, numbers.register.measure(code))  # type: ignore[arg-type]
        is_area = field is not None and field.type is FieldType.AREA
        value = numbers.values.get(code)
        drawn = value and is_area and draw_measure(page, numbers.register, numbers.registry, value)
        charts += [drawn] if drawn else []
    return {"charts": charts}


_Drawing = Callable[[ElectionPage, SubjectPage, RegisterNumbers], dict[str, Any]]

_DRAWN: Mapping[PageShape, _Drawing] = MappingProxyType(
    {
        PageShape.TREE: tree,
        PageShape.FLOW: lambda _page, asked, numbers: {"flows": flows(asked, numbers)},
        PageShape.BARS: _bars,
        PageShape.GRID: grid,
        PageShape.TIMELINE: timeline,
        PageShape.MAP: _maps,
    }
)

_TABLES: Mapping[PageShape, Callable[[dict[str, Any]], Table]] = MappingProxyType(
    {
        PageShape.FLOW: lambda drawn: flow_table(drawn["flows"], page_language()),
        PageShape.GRID: lambda drawn: grid_table(drawn.get("heads", ()), drawn["lines"]),
    }
)
