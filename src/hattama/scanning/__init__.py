"""This room knows how the picture of a paper becomes its page: what a file really holds, where the marks of
the form stand, the page made straight and even, its boxes, and whether two pictures show one paper.

It does not know protocols, precincts or who sent the file, and it keeps nothing.
"""

from hattama.scanning.alignment import (
    HEIGHT,
    PIXELS_PER_MM,
    WIDTH,
    AlignedPage,
    AlignmentTrouble,
    NotAligned,
    align,
    box_picture,
)
from hattama.scanning.details import without_details
from hattama.scanning.intake import PageReading, PageState, ScanReading, read_pages
from hattama.scanning.opening import PagePicture, examine, open_pages
from hattama.scanning.reading_apart import ReaderGone, ScanLook, ScanReader
from hattama.scanning.refusals import USUAL_LIMITS, Limits
from hattama.scanning.signatures import (
    SignatureShelf,
    alike,
    as_signatures,
    digit_boxes,
    paper_signature,
)

__all__ = [
    "HEIGHT",
    "PIXELS_PER_MM",
    "USUAL_LIMITS",
    "WIDTH",
    "AlignedPage",
    "AlignmentTrouble",
    "Limits",
    "NotAligned",
    "PagePicture",
    "PageReading",
    "PageState",
    "ReaderGone",
    "ScanLook",
    "ScanReader",
    "ScanReading",
    "SignatureShelf",
    "align",
    "alike",
    "as_signatures",
    "box_picture",
    "digit_boxes",
    "examine",
    "open_pages",
    "paper_signature",
    "read_pages",
    "without_details",
]
