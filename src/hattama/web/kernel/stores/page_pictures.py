"""Smaller pictures of the pages of scans: at half the size, and what is written by hand for one figure."""

import io

from PIL import Image

from hattama.core.protocols import SHEET_SIZE, Box

_AROUND = 15
"""Tenths of a millimetre shown about the box, so that what a pen wrote beyond its edge is seen, too."""

_QUALITY = 75
_SMALL_QUALITY = 50
"""Handwriting stays legible by it; who wants to see more zooms, and gets the whole picture."""


def cut_figure(page: bytes, box: Box) -> bytes:
    """The part of a page (an encoded picture of the whole A4 page) in which `box` lies: grey, as JPEG."""
    with Image.open(io.BytesIO(page)) as picture:
        left, top, right, bottom = pixels_of(box, picture.size)
        part = picture.convert("L").crop((left, top, right, bottom))
    out = io.BytesIO()
    part.save(out, "JPEG", quality=_QUALITY, optimize=True)
    return out.getvalue()


def halve(page: bytes) -> bytes:
    """A page (JPEG) at half its width and height, in its colours: ink is told from print by them."""
    with Image.open(io.BytesIO(page)) as picture:
        half = (max(1, picture.width // 2), max(1, picture.height // 2))
        # Libjpeg leaves out every second line while it reads, which takes a quarter of the time.
        picture.draft("RGB", half)
        small = picture.convert("RGB").resize(half)
    out = io.BytesIO()
    small.save(out, "JPEG", quality=_SMALL_QUALITY, optimize=True, progressive=True)
    return out.getvalue()


def pixels_of(box: Box, size: tuple[int, int]) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of the part that is shown for `box` of a page of `size` pixels."""
    across, down = size[0] / SHEET_SIZE[0], size[1] / SHEET_SIZE[1]
    return (
        max(0, round((box.left - _AROUND) * across)),
        max(0, round((box.top - _AROUND) * down)),
        min(size[0], round((box.right + _AROUND) * across)),
        min(size[1], round((box.bottom + _AROUND) * down)),
    )
