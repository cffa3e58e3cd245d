"""A measure split by a field, as a drawing and the table behind it: bars, a series of days, a map of areas.

Every label is the exact number; a share is written by `say_measure`; lengths are whole parts of the largest.
"""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.translation import gettext as _

from hattama.core.records import (
    ChartShape,
    Field,
    FieldType,
    Measure,
    MeasureValue,
    Register,
    Registry,
    Visibility,
    read_day,
)
from hattama.core.vocabulary import Words
from hattama.phrases import say
from hattama.phrases.of_rooms.records import say_measure, say_part_name, say_value
from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.kernel.pages.area_names import area_name
from hattama.web.kernel.pages.election_pages import ElectionPage, page_language
from hattama.web.kernel.published.browsing import load_root, units_below
from hattama.web.maps.public.map_drawing import Cell, draw_areas
from hattama.web.maps.public.map_measures import CLASSES, LegendLine, Measured
from hattama.web.maps.public.map_tiles import Sheet
from hattama.web.registers.reading import load_areas

WIDTH, HEIGHT = 600, 200
MOST_PARTS = 400
"""So many values one chart shows; a field of free text may have as many as there are records."""

Part = tuple[str, int | None, int | None]
"""A value, the number and the base of it."""


@dataclass(frozen=True, slots=True)
class Line:
    """A value in words with its number, exact; `thousandths` of the largest."""

    name: str
    said: str
    number: int | None
    thousandths: int
    area: AreaRow | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """A day of a series as a rectangle."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class AreaMap:
    """A map whose colours are classes of whole numbers, drawn as `maps/map_drawing.html` draws."""

    title: str
    sheet: Sheet
    cells: tuple[Cell, ...]
    legend: tuple[LegendLine, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A measure by the values of a field. The table behind is `lines`; `left_out`: values beyond the most."""

    measure: Measure
    by: Words
    lines: tuple[Line, ...]
    columns: tuple[Column, ...] = ()
    ends: tuple[datetime.date, ...] = ()
    map: AreaMap | None = None
    left_out: int = 0
    width: int = WIDTH
    height: int = HEIGHT


def draw_measure(
    page: ElectionPage, register: Register, registry: Registry, value: MeasureValue
) -> Chart | None:
    """The chart of a measure; None where it is split by nothing, or by what nobody may see."""
    measure = value.measure
    field = field_of(register, measure)
    if not measure.by or not value.parts or (field is not None and field.visibility is Visibility.NEVER):
        return None
    by = field.words if field is not None else Words.of(_STATES)
    if field is not None and field.type is FieldType.AREA:
        return _by_area(page, measure, by, value.parts)
    if measure.chart is ChartShape.SERIES:
        return _series(measure, by, value.parts)
    told = [part for part in value.parts if part[1]]
    if not told:
        return None
    ordered = sorted(told, key=lambda part: (part[0] == "", -(part[1] or 0), part[0]))
    codes = [part[0] for part in ordered[:MOST_PARTS]]
    names = {code: say_part_name(register, registry, measure, code, page_language()) for code in codes}
    lines = _lines(measure, ordered[:MOST_PARTS], names)
    return Chart(measure, by, lines, left_out=max(0, len(ordered) - MOST_PARTS))


_STATES = {"kk": "күйі", "ru": "состояние", "en": "state"}


def field_of(register: Register, measure: Measure) -> Field | None:
    """The field that a measure is split by, which may stand behind links."""
    kinds = measure.formula.kinds if measure.formula is not None else ()
    fields = (register.field_at(kind, measure.by_path) for kind in kinds)
    return next((field for field in fields if field is not None), None)


def _lines(
    measure: Measure,
    parts: Sequence[Part],
    names: Mapping[str, str],
    areas: Mapping[str, AreaRow] | None = None,
) -> tuple[Line, ...]:
    most = max((abs(number or 0) for _, number, _ in parts), default=0) or 1
    return tuple(
        Line(
            names[value],
            say_measure(MeasureValue(measure, number, base, 0), page_language()),
            number,
            abs(number or 0) * 1000 // most,
            (areas or {}).get(value),
        )
        for value, number, base in parts
    )


def _series(measure: Measure, by: Words, parts: Sequence[Part]) -> Chart:
    """A column a day over the whole span; a day of which nothing is said has none."""
    days = {day: part for part in parts if (day := read_day(part[0])) is not None and part[1] is not None}
    unsaid = [part for part in parts if not part[0] and part[1]]
    names = {part[0]: say_value(None, day, page_language()) for day, part in days.items()}
    names[""] = _("not stated")
    lines = _lines(measure, [days[day] for day in sorted(days)][-MOST_PARTS:] + unsaid, names)
    if len(days) < 2:
        return Chart(measure, by, lines)
    first, last = min(days), max(days)
    span = (last - first).days + 1
    most = max(abs(part[1] or 0) for part in days.values()) or 1
    columns = tuple(_column((day - first).days, span, days[day][1] or 0, most) for day in sorted(days))
    return Chart(measure, by, lines, columns, (first, last), left_out=max(0, len(days) - MOST_PARTS))


def _column(place: int, span: int, number: int, most: int) -> Column:
    x, after = place * WIDTH // span, (place + 1) * WIDTH // span
    width = max(2, after - x - (1 if after - x > 3 else 0))
    height = max(1, number * HEIGHT // most) if number > 0 else 0
    return Column(x, HEIGHT - height, width, height)


def _by_area(page: ElectionPage, measure: Measure, by: Words, parts: Sequence[Part]) -> Chart:
    """Each area right below the whole with all that lies in it; what lies in none of them stands apart."""
    root = load_root(page.row)
    below = list(units_below(root))
    named = load_areas(page.row, (value for value, _, _ in parts))
    sums: dict[int, list[int]] = {area.pk: [0, 0] for area in below}
    elsewhere = [0, 0]
    for value, number, base in parts:
        area = named.get(value)
        of = next((sums[pk] for pk in (area.reach_ids() if area else ()) if pk in sums), elsewhere)
        of[0] += number or 0
        of[1] += base or 0
    told: list[Part] = [(area.code, sums[area.pk][0], sums[area.pk][1]) for area in below]
    names = {area.code: area_name(area) for area in below} | {"": _("of no one area here")}
    rest: list[Part] = [("", elsewhere[0], elsewhere[1])] if elsewhere[0] else []
    lines = _lines(measure, [*told, *rest], names, {area.code: area for area in below})
    drawn = _map(page, root, measure, below, lines) if measure.chart is ChartShape.MAP else None
    return Chart(measure, by, lines, map=drawn)


def _map(
    page: ElectionPage, root: AreaRow, measure: Measure, below: Sequence[AreaRow], lines: Sequence[Line]
) -> AreaMap | None:
    if len(below) < 2:
        return None
    bounds = _bounds(max((line.number or 0) for line in lines))
    rows = [
        Measured(area, None, None, line.said, rank=sum((line.number or 0) >= bound for bound in bounds[:-1]))
        for area, line in zip(below, lines, strict=False)
    ]
    legend = tuple(
        LegendLine(f"{low}–{high - 1}" if high - low > 1 else str(low), rank=rank)
        for rank, (low, high) in enumerate(pairwise(bounds), start=1)
    )
    return AreaMap(say(measure.words, page_language()), *draw_areas(page, root, rows), legend)


def _bounds(most: int) -> tuple[int, ...]:
    """Bounds of classes of whole numbers from nought, wide enough for the largest; the last is exclusive."""
    step = -(-(most + 1) // CLASSES)
    count = -(-(most + 1) // step)
    return tuple(step * place for place in range(count + 1))
