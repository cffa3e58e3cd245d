"""From the layout of the paper, in tenths of a millimetre, to the pixels of a scan: four in a millimetre.

A layout's edges lie on whole millimetres, so every box begins at a multiple of four pixels: equal handwriting
then makes equal bytes, which compress.
"""

from functools import lru_cache

from hattama.core.protocols import Box, SheetLayout
from hattama.demonstration.papers.png import MARGIN

LANGUAGES = ("kk", "ru")
"""Those of the country's papers."""

PIXELS = 4
"""In a millimetre: about 100 in an inch, as a fax or a thrifty scanner has it."""


@lru_cache(maxsize=4096)
def on_canvas(box: Box) -> Box:
    """Where a box lies on the canvas, in pixels: its first columns (see `png`) belong to no picture."""
    left, top, width, height = (side * PIXELS // 10 for side in (box.left, box.top, box.width, box.height))
    return Box(box.page, left + MARGIN, top, width, height)


def canvas_size(layout: SheetLayout) -> tuple[int, int]:
    """Width and height of the canvas of a page."""
    width, height = (side * PIXELS // 10 for side in layout.size)
    return width + MARGIN, height
