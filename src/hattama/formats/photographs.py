"""A photograph without what a telephone writes beside it: drawn anew from its pixels alone.

Needs Pillow (extra `web`).
"""

from __future__ import annotations

import io

from PIL import Image, ImageOps

from hattama.formats.scans import ScanHasTooManyPixels, ScanOfUnknownKind, inspect_scan

LONGEST_SIDE = 3000
"""Pixels; an A4 page at 250 dots an inch. A larger picture is made smaller."""

QUALITY = 85
MOST_PIXELS_OF_PNG = 50_000_000
"""A PNG is unfolded whole before it is made smaller: no telephone's photograph has more."""

_PHOTOGRAPHS = frozenset({"image/jpeg", "image/png"})


def bare_photograph(data: bytes, most_bytes: int) -> bytes:
    """The picture as a new JPEG: upright, at most `LONGEST_SIDE` long, no place, time, device or preview.

    Raises what `inspect_scan` raises (empty, too large, unreadable), and ScanOfUnknownKind for anything but
    JPEG and PNG.
    """
    facts = inspect_scan(data, most_bytes)
    if facts.media_type not in _PHOTOGRAPHS:
        raise ScanOfUnknownKind
    if facts.media_type == "image/png" and (facts.width or 0) * (facts.height or 0) > MOST_PIXELS_OF_PNG:
        raise ScanHasTooManyPixels
    with Image.open(io.BytesIO(data)) as opened:
        # A JPEG is read at a fraction of its size where that is enough; memory is spent on what is kept.
        opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        upright = ImageOps.exif_transpose(opened)
        flat = Image.new("RGB", upright.size, "white")
        drawn = upright.convert("RGBA")
        flat.paste(drawn, mask=drawn)
    flat.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    out = io.BytesIO()
    flat.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()
