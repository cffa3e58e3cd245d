"""The letters of the papers: two print faces and one hand, shipped with the package (see fonts/README.md)."""

import io
from functools import cache, lru_cache
from importlib.resources import files

from PIL import ImageFont

PRINTED = "TinosSubset-Regular.ttf"
PRINTED_BOLD = "TinosSubset-Bold.ttf"
WRITTEN = "CaveatSubset-SemiBold.ttf"


@cache
def _face(name: str) -> bytes:
    return files("hattama.demonstration").joinpath("fonts", name).read_bytes()


@cache
def font(name: str, size: int) -> ImageFont.FreeTypeFont:
    """The face `name` at `size` pixels."""
    # The basic layout is the same with and without the shaping library that some builds of Pillow carry.
    face = ImageFont.truetype(io.BytesIO(_face(name)), size, layout_engine=ImageFont.Layout.BASIC)
    # The forms of all contests have most of their words in common.
    for costly in ("getmask2", "getlength"):
        setattr(face, costly, lru_cache(1024)(getattr(face, costly)))
    return face
