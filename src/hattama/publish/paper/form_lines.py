"""The lines of a form's page: boxes for digits, rules for words and names, the four corner marks."""

from __future__ import annotations

from collections.abc import Iterator

from hattama.core.protocols import DIGITS, Box, SheetLayout
from hattama.publish.paper.sheet_items import Drawing


def page_lines(layout: SheetLayout, page: int) -> str:
    """The drawing of a page (from 0) as SVG."""
    drawing = Drawing(layout.size)
    for marker in layout.markers:
        if marker.page == page:
            drawing.mark(marker.number, marker.box)
    for box in _frames(layout):
        if box.page == page:
            drawing.frame(box)
    for line in _rules(layout):
        if line.page == page:
            drawing.rule(line.left, line.right, line.top)
    if layout.seal.page == page:
        drawing.frame(layout.seal, dashed=True)
    return drawing.svg()


def _frames(layout: SheetLayout) -> Iterator[Box]:
    for boxes in layout.figures:
        yield from boxes.digits
    yield from (box for _, box in layout.times)
    yield layout.acts


def _rules(layout: SheetLayout) -> Iterator[Box]:
    """Boxes whose upper edge is a line."""
    for boxes in layout.figures:
        if len(boxes.digits) == DIGITS:
            row = boxes.row
            yield row
            yield Box(row.page, row.left, row.bottom, row.width, 0)
    for place in layout.signatures:
        for box in (place.name, place.signature):
            yield Box(box.page, box.left, box.top + 54, box.width, 0)
