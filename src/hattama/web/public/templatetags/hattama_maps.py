"""Marks on maps (`{% load hattama_maps %}`).

- `{% map_mark cell %}`: the mark of the choice that leads, above the label of its area
"""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from hattama.web.public.map_drawing import Cell
from hattama.web.public.templatetags.hattama_results import shape_path

register = template.Library()

SIZE = 10


@register.simple_tag
def map_mark(cell: Cell) -> SafeString:
    """The shape of the choice that leads, drawn in the colour of the paper so that it stands out."""
    path = shape_path(cell.measured.shape, cell.shape.x, cell.shape.middle, SIZE)
    return format_html('<path class="map-mark" d="{}"/>', path)
