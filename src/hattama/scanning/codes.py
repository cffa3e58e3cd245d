"""Reading the identity of a paper out of its QR code (ISO/IEC 18004), by zxing-cpp."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import cv2
import numpy as np
import zxingcpp

from hattama.core.protocols import PaperIdentity, parse_paper
from hattama.scanning.evening import even_light
from hattama.scanning.marks import Grey

_QR = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
_LONG_SIDES = (2000, 3500, 1200)


def codes_in(grey: Grey) -> tuple[str, ...]:
    """The texts of all QR codes of the picture, each once; of what is no text, nothing."""
    found = zxingcpp.read_barcodes(np.ascontiguousarray(grey), formats=_QR)
    return tuple(dict.fromkeys(code.text for code in found if code.valid and code.text))


def papers_in(grey: Grey) -> tuple[PaperIdentity, ...]:
    """The papers named by codes anywhere in a whole picture; other people's codes are passed over.

    Tried at several sizes, then with even light: the first try that names a paper counts.
    """
    return _first(_tries(grey))


def papers_in_crop(grey: Grey) -> tuple[PaperIdentity, ...]:
    """The same for a small picture that shows little beside the code."""
    return _first(_crop_tries(grey))


def _first(pictures: Iterable[Grey]) -> tuple[PaperIdentity, ...]:
    for picture in pictures:
        papers = [parse_paper(text) for text in codes_in(picture)]
        named = tuple(dict.fromkeys(paper for paper in papers if isinstance(paper, PaperIdentity)))
        if named:
            return named
    return ()


def _tries(grey: Grey) -> Iterator[Grey]:
    long_side = max(grey.shape)
    sizes = list(dict.fromkeys(min(size, long_side) for size in _LONG_SIDES))
    for size in sizes:
        yield _resized(grey, size / long_side)
    yield even_light(_resized(grey, sizes[0] / long_side))
    if long_side < _LONG_SIDES[0]:
        yield _resized(grey, 2.0)


def _crop_tries(grey: Grey) -> Iterator[Grey]:
    yield grey
    evened = even_light(grey)
    yield evened
    yield _resized(evened, 2.0)
    yield _resized(evened, 0.5)
    # Unsharp mask: what a shaking hand smeared.
    soft = cv2.GaussianBlur(evened, (0, 0), 4)
    sharp = cv2.addWeighted(evened, 2.5, soft, -1.5, 0).astype(np.uint8)
    yield sharp
    yield np.where(sharp < 150, 0, 255).astype(np.uint8)


def _resized(grey: Grey, factor: float) -> Grey:
    if factor == 1:
        return grey
    kind = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    return cv2.resize(grey, None, fx=factor, fy=factor, interpolation=kind).astype(np.uint8)
