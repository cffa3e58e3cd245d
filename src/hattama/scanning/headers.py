"""What a file is by its headers alone: kind, sides, pages, and whether its end arrived.

Nothing is unfolded but the object streams of a document, so the process that receives strangers' files asks
this by itself; what only the picture tells is found by the worker that reads it.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from typing import Literal

from hattama.formats.scans import (
    MAX_PAGES,
    MAX_PIXELS,
    MAX_PIXELS_OF_ALL_PAGES,
    MIN_SIDE,
    ScanFacts,
    ScanHasTooManyPages,
    ScanHasTooManyPixels,
    ScanIsEmpty,
    ScanIsLocked,
    ScanIsTooSmall,
    ScanTooLarge,
    ScanUnreadable,
    unknown_kind,
)
from hattama.scanning.containers import object_streams, refuse_programs, refuse_second_file
from hattama.scanning.details import END, PNG, Segment, jpeg_segments, plain_and_segments, png_chunks
from hattama.scanning.refusals import USUAL_LIMITS

Sides = tuple[int, int]

# ITU-T T.81, table B.1: frames; C4, C8 and CC among them are tables, an extension and conditioning.
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_PDF_END, _PDF_TAIL = b"%%EOF", 2048
_COUNT = re.compile(rb"/Count\s+(\d{1,9})")
_PAGE = re.compile(rb"/Type\s*/Page(?![A-Za-z])")
# TIFF 6.0, section 8, and BigTIFF: bytes of a number by its type (SHORT, LONG, LONG8).
_NUMBERS = {3: 2, 4: 4, 16: 8}
_WIDTH, _HEIGHT, _PLACES, _LENGTHS = 256, 257, (273, 324), (279, 325)
_MOST_FIELDS, _MOST_STRIPS = 512, 65_536


def told_without_details(data: bytes) -> tuple[bytes, ScanFacts]:
    """`data` without what a telephone writes beside the picture, and what that is. Raises as
    `told_by_header`."""
    plain, segments = plain_and_segments(data)
    return plain, told_by_header(plain, segments)


def told_by_header(data: bytes, segments: Iterable[Segment] | None = None) -> ScanFacts:
    """What `data` is; of a JPEG its `segments`, where they are known. Raises the ScanRefused subclass that
    names why it cannot be a scan."""
    if not data:
        raise ScanIsEmpty
    if len(data) > USUAL_LIMITS.size:
        raise ScanTooLarge.of(len(data))
    kind, sides, pages = _shape(data, segments)
    if len(sides) > MAX_PAGES or pages > MAX_PAGES:
        raise ScanHasTooManyPages(str(max(pages, len(sides))))
    if any(not all(page) for page in sides):
        raise ScanUnreadable
    if sides and all(min(page) < MIN_SIDE for page in sides):
        raise ScanIsTooSmall("{} × {}".format(*sides[0]))
    pixels = [width * height for width, height in sides]
    if max(pixels, default=0) > MAX_PIXELS or sum(pixels) > MAX_PIXELS_OF_ALL_PAGES:
        raise ScanHasTooManyPixels
    refuse_second_file(data)
    width, height = sides[0] if sides else (None, None)
    return ScanFacts(hashlib.sha256(data).hexdigest(), len(data), kind, pages, width, height)


def _shape(data: bytes, segments: Iterable[Segment] | None) -> tuple[str, list[Sides], int]:
    """Media type, the sides of each picture in it, and how many pages it has."""
    if data.startswith(b"%PDF-"):
        return "application/pdf", [], _pdf_pages(data)
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg", [_jpeg_sides(jpeg_segments(data) if segments is None else segments)], 1
    if data.startswith(PNG):
        return "image/png", [_png_sides(data)], 1
    if data[:4] in (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"):
        sides = list(_tiff_sides(data))
        return "image/tiff", sides, len(sides)
    raise unknown_kind(data)


def _jpeg_sides(segments: Iterable[Segment]) -> Sides:
    sides, last = None, 0
    for last, segment in segments:
        if last in _FRAMES and sides is None:
            sides = int.from_bytes(segment[7:9]), int.from_bytes(segment[5:7])
    if sides is None or last != END:
        raise ScanUnreadable
    return sides


def _png_sides(data: bytes) -> Sides:
    kinds = {kind: chunk for kind, chunk in png_chunks(data)}
    if not {b"IHDR", b"IDAT", b"IEND"} <= kinds.keys():
        raise ScanUnreadable
    head = kinds[b"IHDR"]
    return int.from_bytes(head[8:12]), int.from_bytes(head[12:16])


def _pdf_pages(data: bytes) -> int:
    if _PDF_END not in data[-_PDF_TAIL:]:
        raise ScanUnreadable
    refuse_programs(data)
    texts = [data, *object_streams(data)]
    # Bookmarks are counted under the same name, and a page that was written anew stands there twice.
    counts = {int(count) for text in texts for count in _COUNT.findall(text)}
    written = sum(len(_PAGE.findall(text)) for text in texts)
    fitting = {count for count in counts if count <= written} or counts
    pages = written if written in counts else max(fitting, default=0)
    if not pages:
        # What is locked hides its objects.
        raise ScanIsLocked if b"/Encrypt" in data else ScanUnreadable
    return pages


def _tiff_sides(data: bytes) -> Iterator[Sides]:
    """The sides of each page, whose strips or tiles all lie within the file."""
    tiff = _Tiff(data)
    place = tiff.number(tiff.size, tiff.size)
    for _ in range(MAX_PAGES + 1):
        if not place:
            return
        fields, place = tiff.directory(place)
        places = [at for tag in _PLACES for at in fields.get(tag, ())]
        lengths = [length for tag in _LENGTHS for length in fields.get(tag, ())]
        sides = fields.get(_WIDTH, []) + fields.get(_HEIGHT, [])
        if not places or len(places) != len(lengths) or len(sides) != 2:
            raise ScanUnreadable
        if any(at + length > len(data) for at, length in zip(places, lengths, strict=True)):
            raise ScanUnreadable
        yield sides[0], sides[1]


class _Tiff:
    """Numbers of a TIFF or BigTIFF file, in its own order of bytes; `size` is that of a place in it."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._order: Literal["little", "big"] = "little" if data.startswith(b"II") else "big"
        self.size, self._entry, self._head = (8, 20, 8) if b"+" in data[2:4] else (4, 12, 2)

    def number(self, place: int, length: int) -> int:
        """The number of so many bytes. Raises ScanUnreadable beyond the end, as all of this does."""
        if place + length > len(self._data):
            raise ScanUnreadable
        return int.from_bytes(self._data[place : place + length], self._order)

    def directory(self, place: int) -> tuple[dict[int, list[int]], int]:
        """What is told of one page, by tag, and where the next directory stands; 0 after the last."""
        count = self.number(place, self._head)
        if count > _MOST_FIELDS:
            raise ScanUnreadable
        places = [place + self._head + self._entry * at for at in range(count)]
        tags = {self.number(at, 2): at for at in places}
        wanted = (_WIDTH, _HEIGHT, *_PLACES, *_LENGTHS)
        told = {tag: self._values(tags[tag]) for tag in wanted if tag in tags}
        return told, self.number(place + self._head + self._entry * count, self.size)

    def _values(self, place: int) -> list[int]:
        each, count = _NUMBERS.get(self.number(place + 2, 2), 0), self.number(place + 4, self.size)
        if not each or count > _MOST_STRIPS:
            raise ScanUnreadable
        at = place + 4 + self.size
        if each * count > self.size:
            at = self.number(at, self.size)
        return [self.number(at + each * index, each) for index in range(count)]
