"""Marks of seats on result pages (`{% load hattama_results %}`): shapes as paths, so none needs a colour.

- `{% bench_path bench drawing %}`, `{% vacant_path drawing %}`: all marks of a list, of seats nobody holds
- `{% seat_mark shape colour %}`: the mark of a list, for tables
- `{{ total|has_scatter }}`: whether its protocols are drawn one by one
- `{{ total|why_nobody_leads }}`: not received, annulled, or without figures
- `{{ change|signed }}`: +2, −3, 0
- `{{ change|points }}`: ▲ +2,1: a change of a share in hundredths of the whole
"""

from fractions import Fraction

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from hattama.core.vocabulary import Count
from hattama.web.kernel.languages.formats import MINUS, say_points
from hattama.web.kernel.languages.templatetags.hattama_text import count
from hattama.web.kernel.pages.election_pages import page_language
from hattama.web.results.public.area_results import why_nobody_leads
from hattama.web.results.public.hemicycle import Bench, Hemicycle
from hattama.web.results.public.precinct_scatter import has_scatter

register = template.Library()
register.filter(has_scatter)
register.filter(why_nobody_leads)

_LEGEND_RADIUS = 7


def shape_path(shape: int, x: int, y: int, r: int) -> str:
    """The outline of mark number `shape` around a point, `r` from its middle to its edge, in whole units."""
    h = r * 7 // 10
    t = max(1, r * 2 // 5)
    outlines = {
        1: f"M{x - r} {y}a{r} {r} 0 1 0 {2 * r} 0a{r} {r} 0 1 0 {-2 * r} 0z",
        2: f"M{x - h - 1} {y - h - 1}h{2 * h + 2}v{2 * h + 2}h{-2 * h - 2}z",
        3: f"M{x} {y - r}L{x + r} {y + h}H{x - r}z",
        4: f"M{x} {y - r}L{x + r} {y}L{x} {y + r}L{x - r} {y}z",
        5: (
            f"M{x - r} {y}a{r} {r} 0 1 0 {2 * r} 0a{r} {r} 0 1 0 {-2 * r} 0z"
            f"M{x - t} {y}a{t} {t} 0 1 1 {2 * t} 0a{t} {t} 0 1 1 {-2 * t} 0z"
        ),
        6: (
            f"M{x - t} {y - r}h{2 * t}v{r - t}h{r - t}v{2 * t}h{t - r}v{r - t}h{-2 * t}v{t - r}h{t - r}"
            f"v{-2 * t}h{r - t}z"
        ),
        7: f"M{x} {y + r}L{x + r} {y - h}H{x - r}z",
    }
    return outlines[shape]


@register.simple_tag
def bench_path(bench: Bench, drawing: Hemicycle) -> str:
    """All marks of one list as the data of one path."""
    return "".join(shape_path(bench.shape, seat.x, seat.y, drawing.radius) for seat in bench.seats)


@register.simple_tag
def vacant_path(drawing: Hemicycle) -> str:
    """Seats that nobody holds, as rings."""
    return "".join(shape_path(1, seat.x, seat.y, drawing.radius) for seat in drawing.vacant)


@register.simple_tag
def seat_mark(shape: int, colour: int) -> SafeString:
    """The mark of a list beside its name."""
    return format_html(
        '<svg class="seat-mark" viewBox="0 0 16 16" aria-hidden="true" focusable="false">'
        '<path class="seat seat-{}" d="{}"/></svg>',
        colour,
        shape_path(shape, 8, 8, _LEGEND_RADIUS),
    )


@register.filter
def signed(change: Count) -> str:
    """A difference with its sign: +2, −3, 0; a dash where there is none to tell."""
    if change is None:
        return "—"
    figure = count(abs(change))
    return f"+{figure}" if change > 0 else f"{MINUS}{figure}" if change < 0 else figure


@register.filter
def points(change: Fraction | None) -> SafeString:
    """A change of a share in hundredths of the whole, one decimal, with an arrow; a dash without one."""
    if change is None:
        return SafeString("—")
    told = say_points(change, page_language())
    kind, arrow = {"+": ("rise", "▲"), MINUS: ("fall", "▼")}.get(told[0], ("same", ""))
    said = '<span class="change {}"><span aria-hidden="true">{}</span> {}</span>'
    return format_html(said, kind, arrow, told)
