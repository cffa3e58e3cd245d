"""From the bytes of a file to the pictures of its pages. Runs where time and memory are bounded."""

import io
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
import pypdfium2
from numpy.typing import NDArray
from PIL import Image, ImageOps, ImageSequence

from hattama.formats.scans import BROKEN_INSIDE, ScanFacts, ScanUnreadable, inspect_scan
from hattama.scanning.containers import refuse_programs, refuse_second_file
from hattama.scanning.refusals import Limits

Colours = NDArray[np.uint8]
"""Rows x columns x 3: red, green, blue, 0 to 255."""

Grey = NDArray[np.uint8]
"""Rows x columns, 0 black to 255 white."""

_LONG_SIDE = 3508
"""Pixels to which the long side of a page of a document is drawn: A4 at 300 dots an inch."""

_MOST_SIDE = 5000
"""A picture with a longer side is made smaller by a whole number: more shows no more of an A4 page."""

_MOST_DOTS = 300 / 72


@dataclass(frozen=True)
class PagePicture:
    """One page of a file as it came, the right way up as far as the file itself says; `number` from 1."""

    number: int
    colours: Colours

    @cached_property
    def grey(self) -> Grey:
        """The picture without colour."""
        return grey_of(self.colours)


def grey_of(colours: Colours) -> Grey:
    """The same picture without colour."""
    return np.asarray(cv2.cvtColor(colours, cv2.COLOR_RGB2GRAY), np.uint8)


def examine(data: bytes, limits: Limits) -> ScanFacts:
    """What the file is, by its content. Raises the ScanRefused subclass that names why it is no scan."""
    facts = inspect_scan(data, limits.size)
    refuse_second_file(data)
    if facts.media_type == "application/pdf":
        refuse_programs(data)
    return facts


def open_pages(data: bytes, facts: ScanFacts) -> Iterator[PagePicture]:
    """The pages of an examined file, in order, one at a time. Raises ScanUnreadable where one cannot be
    drawn.
    """
    pictures = _OPENED_BY.get(facts.media_type, _image_pages)(data, facts)
    for number, picture in enumerate(pictures, start=1):
        yield PagePicture(number, picture)


def _document_pages(data: bytes, _facts: ScanFacts) -> Iterator[Colours]:
    document = pypdfium2.PdfDocument(data)
    try:
        for number in range(len(document)):
            try:
                page = document[number]
                scale = min(_LONG_SIDE / max(*page.get_size(), 1.0), _MOST_DOTS)
                drawn = page.render(scale=scale, may_draw_forms=False, rev_byteorder=True).to_numpy()
            except (pypdfium2.PdfiumError, ValueError):
                raise ScanUnreadable from None
            yield np.array(drawn[..., :3], dtype=np.uint8)
            page.close()
    finally:
        document.close()


def _photograph(data: bytes, facts: ScanFacts) -> Iterator[Colours]:
    """A JPEG, the right way up: pixels of Pillow's would be copied three times before anything sees them.

    It unfolds to a half of its sides at once. A telephone may put more pictures behind it: they are no pages.
    """
    long_side = max(facts.width or 0, facts.height or 0)
    smaller = next((times for times in (1, 2, 4) if long_side <= times * _MOST_SIDE), 8)
    flags = cv2.IMREAD_COLOR_RGB | smaller // 2 * cv2.IMREAD_REDUCED_GRAYSCALE_2
    picture = cv2.imdecode(np.frombuffer(data, np.uint8), flags)
    if picture is None:
        raise ScanUnreadable
    yield np.asarray(picture, np.uint8)


def _image_pages(data: bytes, _facts: ScanFacts) -> Iterator[Colours]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            with Image.open(io.BytesIO(data), formats=("PNG", "TIFF")) as image:
                for frame in ImageSequence.Iterator(image):
                    yield _on_white(frame)
        except BROKEN_INSIDE:
            raise ScanUnreadable from None


def _on_white(frame: Image.Image) -> Colours:
    """The picture as it would lie on white paper, turned as its own mark of direction says."""
    smaller = -(-max(frame.size) // _MOST_SIDE)
    # Of a palette no mean can be taken, so such a picture keeps its size.
    upright = ImageOps.exif_transpose(
        frame.reduce(smaller) if smaller > 1 and frame.mode in ("L", "RGB", "RGBA") else frame
    )
    if upright.mode.startswith("I") or upright.mode == "F":
        # Sixteen bits of grey: Pillow would cut them off instead of scaling them.
        grey = np.asarray(upright, dtype=np.float64)
        top = 65535.0 if grey.max(initial=0) > 255 else 255.0
        upright = Image.fromarray((grey * 255 / top).clip(0, 255).astype(np.uint8))
    if upright.has_transparency_data:
        sheet = Image.new("RGBA", upright.size, "white")
        sheet.alpha_composite(upright.convert("RGBA"))
        upright = sheet
    return np.asarray(upright if upright.mode == "RGB" else upright.convert("RGB"))


_OPENED_BY = {"application/pdf": _document_pages, "image/jpeg": _photograph}
