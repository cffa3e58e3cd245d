"""What an uploaded scan really is: decided by its content, never by its name or by what the sender says.

Needs Pillow and pypdfium2 (extra `web`); nothing else in this package does.
"""

from __future__ import annotations

import hashlib
import io
import warnings
from dataclasses import dataclass

import pypdfium2
from PIL import Image, ImageSequence, UnidentifiedImageError

from hattama.core.vocabulary import Words

MAX_PIXELS = 120_000_000
"""About ten times an A4 page at 300 dots an inch; more is a bomb, not a scan."""

MAX_PAGES = 30

_IMAGE_TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "TIFF": "image/tiff"}


@dataclass(frozen=True, slots=True)
class ScanFacts:
    """A scan's SHA-256, size in bytes, media type, pages, and width and height in pixels (None for PDF)."""

    sha256: str
    size_bytes: int
    media_type: str
    pages: int
    width: int | None
    height: int | None


class ScanRefused(Exception):
    """An upload that cannot be kept as a scan; the subclass names the reason and says it in `words`."""

    words = Words(())

    def __init__(self, found: str = "") -> None:
        super().__init__(found)
        self.found = found

    def say(self, language: str) -> str:
        """The reason as a sentence."""
        return self.words.say(language).replace("{found}", self.found)


class ScanIsEmpty(ScanRefused):
    """The file has no bytes."""

    words = Words.of(
        {
            "kk": "Файл бос: ішінде бірде-бір байт жоқ.",
            "ru": "Файл пуст: в нём нет ни одного байта.",
            "en": "The file is empty: it has not a single byte.",
        }
    )


class ScanTooLarge(ScanRefused):
    """The file has more bytes than may be taken."""

    words = Words.of(
        {
            "kk": "Файл тым үлкен: {found} МБ. Ең көбі 20 МБ болуы керек.",
            "ru": "Файл слишком велик: {found} МБ. Допускается не более 20 МБ.",
            "en": "The file is too large: {found} MB. At most 20 MB can be taken.",
        }
    )

    @classmethod
    def of(cls, size_bytes: int) -> ScanTooLarge:
        """The refusal of a file of `size_bytes`."""
        return cls(str(-(-size_bytes // (1024 * 1024))))


class ScanOfUnknownKind(ScanRefused):
    """The content is neither JPEG, PNG, TIFF nor PDF."""

    words = Words.of(
        {
            "kk": "Бұл файл JPEG, PNG, TIFF немесе PDF емес. Хаттаманы осы түрлердің бірінде сақтап, қайта жүктеңіз.",
            "ru": "Этот файл не JPEG, PNG, TIFF или PDF. Сохраните скан в одном из этих видов и загрузите снова.",
            "en": "This file is not JPEG, PNG, TIFF or PDF. Save the scan as one of these and upload it again.",
        }
    )


class ScanUnreadable(ScanRefused):
    """The content begins like a known kind but cannot be read to its end."""

    words = Words.of(
        {
            "kk": "Файл бүлінген немесе толық жүктелмеген. Скандауды қайталап, қайта жүктеңіз.",
            "ru": "Файл повреждён или загружен не полностью. Отсканируйте ещё раз и загрузите снова.",
            "en": "The file is damaged or incomplete. Scan it again and upload it again.",
        }
    )


class ScanHasTooManyPages(ScanRefused):
    """The document has more pages than a protocol with its acts can have."""

    words = Words.of(
        {
            "kk": "Құжатта {found} бет бар. Ең көбі 30 бет болуы керек.",
            "ru": "В документе {found} страниц. Допускается не более 30.",
            "en": "The document has {found} pages. At most 30 can be taken.",
        }
    )


class ScanHasTooManyPixels(ScanRefused):
    """The picture would unfold to more pixels than any scanner makes of a page."""

    words = Words.of(
        {
            "kk": "Сурет тым үлкен: {found} пиксель. Скандау сапасын 300 dpi етіп қайталаңыз.",
            "ru": "Изображение слишком велико: {found} пикселей. Отсканируйте с качеством 300 dpi.",
            "en": "The picture is too large: {found} pixels. Scan it again at 300 dpi.",
        }
    )


def inspect_scan(data: bytes, max_bytes: int) -> ScanFacts:
    """What `data` is. Raises the ScanRefused subclass that names why it cannot be a scan."""
    if not data:
        raise ScanIsEmpty
    if len(data) > max_bytes:
        raise ScanTooLarge.of(len(data))
    if data.startswith(b"%PDF-"):
        return _inspect_pdf(data)
    return _inspect_image(data)


def _inspect_pdf(data: bytes) -> ScanFacts:
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        raise ScanUnreadable from None
    try:
        pages = len(document)
    finally:
        document.close()
    if not pages:
        raise ScanUnreadable
    if pages > MAX_PAGES:
        raise ScanHasTooManyPages(str(pages))
    return ScanFacts(hashlib.sha256(data).hexdigest(), len(data), "application/pdf", pages, None, None)


def _inspect_image(data: bytes) -> ScanFacts:
    with warnings.catch_warnings():
        # Our own limit below is stricter than the size at which Pillow begins to warn.
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        try:
            with Image.open(io.BytesIO(data), formats=tuple(_IMAGE_TYPES)) as image:
                return _image_facts(data, image)
        except UnidentifiedImageError:
            raise ScanOfUnknownKind from None
        except Image.DecompressionBombError:
            raise ScanHasTooManyPixels("") from None
        except (OSError, SyntaxError, ValueError, EOFError):
            # What Pillow raises for data that is cut short or broken inside.
            raise ScanUnreadable from None


def _image_facts(data: bytes, image: Image.Image) -> ScanFacts:
    pages = getattr(image, "n_frames", 1)
    if pages > MAX_PAGES:
        raise ScanHasTooManyPages(str(pages))
    width, height = image.size
    kind = image.format or ""
    for frame in ImageSequence.Iterator(image):
        if frame.width * frame.height > MAX_PIXELS:
            raise ScanHasTooManyPixels(f"{frame.width}×{frame.height}")
        # Decoding to the end is the only way to know that nothing was cut off.
        frame.load()
    return ScanFacts(hashlib.sha256(data).hexdigest(), len(data), _IMAGE_TYPES[kind], pages, width, height)
