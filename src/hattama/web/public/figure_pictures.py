"""Pictures cut out of scans: what is written by hand for one figure, from a page that was made straight."""

from __future__ import annotations

import io

from PIL import Image

from hattama.core.protocols import Box
from hattama.core.protocols.sheet_layout import SIZE

_AROUND = 15
"""Tenths of a millimetre shown about the box, so that what a pen wrote beyond its edge is seen, too."""

_QUALITY = 75


def cut_figure(page: bytes, box: Box) -> bytes:
    """The part of a page (an encoded picture of the whole A4 page) in which `box` lies: grey, as JPEG."""
    with Image.open(io.BytesIO(page)) as picture:
        left, top, right, bottom = pixels_of(box, picture.size)
        part = picture.convert("L").crop((left, top, right, bottom))
    out = io.BytesIO()
    part.save(out, "JPEG", quality=_QUALITY, optimize=True)
    return out.getvalue()


def pixels_of(box: Box, size: tuple[int, int]) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of the part that is shown for `box` of a page of `size` pixels."""
    across, down = size[0] / SIZE[0], size[1] / SIZE[1]
    return (
        max(0, round((box.left - _AROUND) * across)),
        max(0, round((box.top - _AROUND) * down)),
        min(size[0], round((box.right + _AROUND) * across)),
        min(size[1], round((box.bottom + _AROUND) * down)),
    )
