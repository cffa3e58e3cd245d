"""What an uploaded scan really is: decided by its content, never by its name or by what the sender says.

Needs Pillow and pypdfium2 (extra `web`); nothing else in this package does.
"""

from __future__ import annotations

import hashlib
import io
import struct
import warnings
import zlib
from dataclasses import dataclass

import pypdfium2
from PIL import Image, ImageOps, ImageSequence

from hattama.core.vocabulary import Message
from hattama.phrases import Refused

MAX_PIXELS = 120_000_000
"""In one page: more than ten times an A4 page at 300 dots an inch; above it is a bomb, not a scan."""

MIN_SIDE = 100
"""Pixels across the shorter side of a page: with fewer the box of a digit has hardly two."""

MAX_PAGES = 30

MAX_PIXELS_OF_ALL_PAGES = 300_000_000
"""Thirty A4 pages at 300 dots an inch: so much may be unfolded for one upload."""

_PDF_END = b"%%EOF"
_PDF_TAIL = 2048
# A telephone may put a second picture behind the photograph; Pillow then calls the file MPO.
_IMAGE_TYPES = {"JPEG": "image/jpeg", "MPO": "image/jpeg", "PNG": "image/png", "TIFF": "image/tiff"}
_BEGINNINGS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")

# ISO/IEC 23008-12: the box that such a file begins with, and the brands of pictures.
_HEIF, _HEIF_BRANDS = b"ftyp", (b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1")

# What Pillow raises for data that is cut short or broken inside, as altering every kind of file shows.
BROKEN_INSIDE = (
    OSError,
    EOFError,
    SyntaxError,
    ValueError,
    TypeError,
    LookupError,
    ArithmeticError,
    RuntimeError,
    AttributeError,
    struct.error,
    zlib.error,
)


@dataclass(frozen=True, slots=True)
class ScanFacts:
    """A scan's SHA-256, size in bytes, media type, pages, and width and height in pixels (None for PDF)."""

    sha256: str
    size_bytes: int
    media_type: str
    pages: int
    width: int | None
    height: int | None


class ScanRefused(Refused):
    """An upload that cannot be kept as a scan; the subclass names the reason and says it in `words`."""

    words: Message

    def __init__(self, found: str = "") -> None:
        super().__init__(self.words, found=found)
        self.found = found


class ScanIsEmpty(ScanRefused):
    """The file has no bytes."""

    words = Message("The file is empty: it has not a single byte.")


class ScanTooLarge(ScanRefused):
    """The file has more bytes than may be taken."""

    words = Message("The file is too large: {found} MB. At most 20 MB can be taken.")

    @classmethod
    def of(cls, size_bytes: int) -> ScanTooLarge:
        """The refusal of a file of `size_bytes`."""
        return cls(str(-(-size_bytes // (1024 * 1024))))


class ScanOfUnknownKind(ScanRefused):
    """The content is neither JPEG, PNG, TIFF nor PDF."""

    words = Message("This file is not JPEG, PNG, TIFF or PDF. Save it as one of these and upload it again.")


class ScanIsHeic(ScanOfUnknownKind):
    """A photograph as iPhones and some other telephones keep them; whoever sends it seldom knows the word."""

    words = Message(
        "This is a HEIC photograph, as some telephones keep them. Take it anew from this page, or send a "
        "screenshot of it."
    )


class ScanUnreadable(ScanRefused):
    """The content begins like a known kind but cannot be read to its end."""

    words = Message("The file is damaged or incomplete. Scan it again and upload it again.")


class ScanHasTooManyPages(ScanRefused):
    """The document has more pages than a protocol with its acts can have."""

    words = Message("The document has {found} pages. At most 30 can be taken.")


class ScanHasTooManyPixels(ScanRefused):
    """The picture would unfold to more pixels than any scanner makes of its pages."""

    words = Message(
        "The picture is too large: it holds more pixels than a scan has. Scan it again at 300 dpi."
    )


class ScanIsTooSmall(ScanRefused):
    """The picture has too few pixels for any figure on it to be read."""

    words = Message(
        "The picture has {found} pixels: no figure can be read on it. It may be a preview. Photograph the "
        "paper itself and send that picture."
    )


class ScanIsLocked(ScanRefused):
    """The document opens only with a password."""

    words = Message("The document is locked by a password, so nobody could check it. Save it without one.")


def unknown_kind(data: bytes) -> ScanOfUnknownKind:
    """The refusal of what begins as no scan does."""
    return ScanIsHeic() if data[4:8] == _HEIF and data[8:12] in _HEIF_BRANDS else ScanOfUnknownKind()


def inspect_scan(data: bytes, max_bytes: int) -> ScanFacts:
    """What `data` is. Raises the ScanRefused subclass that names why it cannot be a scan."""
    if not data:
        raise ScanIsEmpty
    if len(data) > max_bytes:
        raise ScanTooLarge.of(len(data))
    if data.startswith(b"%PDF-"):
        return _inspect_pdf(data)
    if data.startswith(_BEGINNINGS):
        return _inspect_image(data)
    raise unknown_kind(data)


def _inspect_pdf(data: bytes) -> ScanFacts:
    # Pdfium mends what it can, also a file of which half never arrived: its end must be there.
    if _PDF_END not in data[-_PDF_TAIL:]:
        raise ScanUnreadable
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as trouble:
        locked = trouble.err_code == pypdfium2.raw.FPDF_ERR_PASSWORD
        raise (ScanIsLocked if locked else ScanUnreadable) from None
    try:
        pages = len(document)
        if pages > MAX_PAGES:
            raise ScanHasTooManyPages(str(pages))
        if not pages or not all(_has_an_area(document, page) for page in range(pages)):
            raise ScanUnreadable
    finally:
        document.close()
    return ScanFacts(hashlib.sha256(data).hexdigest(), len(data), "application/pdf", pages, None, None)


def _has_an_area(document: pypdfium2.PdfDocument, number: int) -> bool:
    try:
        page = document[number]
    except pypdfium2.PdfiumError:
        return False
    try:
        width, height = page.get_size()
        return bool(width > 0 and height > 0)
    finally:
        page.close()


def _inspect_image(data: bytes) -> ScanFacts:
    with warnings.catch_warnings():
        # What Pillow would warn of is refused below, or is no concern of anybody who looks at the scan.
        warnings.simplefilter("ignore")
        try:
            with Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "TIFF")) as image:
                return _image_facts(data, image)
        except Image.DecompressionBombError:
            raise ScanHasTooManyPixels from None
        except BROKEN_INSIDE:
            raise ScanUnreadable from None


def _image_facts(data: bytes, image: Image.Image) -> ScanFacts:
    media_type = _IMAGE_TYPES[image.format or ""]
    width, height = image.size
    if media_type == "image/jpeg":
        pages = 1
        _refuse_too_many_pixels(image.size, 0)
        # At an eighth of its size the file is still read to the end, and a photograph needs little memory.
        image.draft("L", (1, 1))
        image.load()
    else:
        pages = getattr(image, "n_frames", 1)
        if pages > MAX_PAGES:
            raise ScanHasTooManyPages(str(pages))
        _read_all_pages(image)
    return ScanFacts(hashlib.sha256(data).hexdigest(), len(data), media_type, pages, width, height)


def _read_all_pages(image: Image.Image) -> None:
    pixels = 0
    for page in ImageSequence.Iterator(image):
        pixels = _refuse_too_many_pixels(page.size, pixels)
        # Decoding to the end is the only way to know that nothing was cut off.
        page.load()


def _refuse_too_many_pixels(size: tuple[int, int], before: int) -> int:
    pixels = size[0] * size[1]
    if pixels > MAX_PIXELS or before + pixels > MAX_PIXELS_OF_ALL_PAGES:
        raise ScanHasTooManyPixels
    return before + pixels


# Needs Pillow (extra `web`).


LONGEST_SIDE = 3000
"""Pixels; an A4 page at 250 dots an inch. A larger picture is made smaller."""

QUALITY = 85
MOST_PIXELS_OF_PNG = 50_000_000
"""A PNG is unfolded whole before it is made smaller: no telephone's photograph has more."""

_PHOTOGRAPHS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")


def bare_photograph(data: bytes, most_bytes: int) -> bytes:
    """The picture as a new JPEG: upright, at most `LONGEST_SIDE` long, no place, time, device or preview.

    Raises what `inspect_scan` raises (empty, too large, unreadable), and ScanOfUnknownKind for anything but
    JPEG and PNG.
    """
    if data and not data.startswith(_PHOTOGRAPHS):
        raise unknown_kind(data)
    facts = inspect_scan(data, most_bytes)
    if facts.media_type == "image/png" and (facts.width or 0) * (facts.height or 0) > MOST_PIXELS_OF_PNG:
        raise ScanHasTooManyPixels
    with Image.open(io.BytesIO(data)) as opened:
        # Made smaller before anything else, a JPEG while it is read: memory is spent on what is kept.
        opened.draft(None, (LONGEST_SIDE * opened.width // max(opened.size) or 1, 1))
        picture = opened if opened.mode in ("L", "RGB", "RGBA") else opened.convert("RGBA")
        picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        upright = ImageOps.exif_transpose(picture).convert("RGBA")
    flat = Image.new("RGB", upright.size, "white")
    flat.paste(upright, mask=upright)
    out = io.BytesIO()
    flat.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()
