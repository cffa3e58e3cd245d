"""Marks on maps and in drawings that are files (`{% load hattama_maps %}`).

- `{% gap_pattern %}`: the hatching of areas of which nothing is known, once on a page
- `{% map_mark cell %}`: the mark of the choice that leads, in the middle of its area
- `{% line_y place height more %}`: how far down a line of a legend stands
- `{% legend_mark shape place height %}`: the mark at its start
- `{% tick_x place chart %}`: where a tick of an axis stands
"""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from hattama.web.maps.public.map_drawing import Cell
from hattama.web.results.public.arrivals_chart import ArrivalsChart
from hattama.web.results.templatetags.hattama_results import shape_path
from hattama.web.turnout.public import TurnoutChart

register = template.Library()

SIZE, ON_MAP = 10, 7
_GAP = SafeString(
    '<defs><pattern id="gap" width="10" height="10" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(45)"><path class="gap-line" d="M0 0V10"/></pattern></defs>'
)


@register.simple_tag(takes_context=True)
def gap_pattern(context: dict[str, Any]) -> SafeString:
    """The pattern that `map.css` names: on a page of several maps the first has it for all, since no two
    elements may have one name."""
    request = context["request"]
    drawn, request.has_gap_pattern = getattr(request, "has_gap_pattern", False), True
    return SafeString("") if drawn else _GAP


@register.simple_tag
def map_mark(cell: Cell) -> SafeString:
    """The shape of the choice that leads, drawn in the colour of the paper so that it stands out."""
    path = shape_path(cell.measured.shape, cell.shape.x, cell.shape.middle, ON_MAP)
    return format_html('<path class="map-mark" d="{}"/>', path)


@register.simple_tag
def line_y(place: int, height: int, more: int = 0) -> int:
    """How far down the line number `place` (from 0) of a legend stands."""
    return place * height + more


@register.simple_tag
def legend_mark(shape: int, place: int, height: int) -> str:
    """The mark of a choice at the start of its line of a legend."""
    return shape_path(shape, SIZE, place * height, SIZE)


@register.simple_tag
def tick_x(place: int, chart: ArrivalsChart | TurnoutChart) -> int:
    """Where the tick number `place` (from 0) of an axis stands: ticks are evenly spaced."""
    return place * chart.width // max(1, len(chart.ticks) - 1)
