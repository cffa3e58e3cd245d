"""This room knows how the picture of a paper becomes its page: what a file really holds, where the marks of
the form stand, the page made straight and even, its boxes, and whether two pictures show one paper.

It does not know protocols, precincts or who sent the file, and it keeps nothing.
"""

import importlib
from typing import TYPE_CHECKING

from hattama.scanning.headers import told_by_header, told_without_details
from hattama.scanning.messages import PageReading, PageState, ScanReading
from hattama.scanning.reading_apart import ScanReader, digit_boxes
from hattama.scanning.refusals import REFUSALS

if TYPE_CHECKING:
    from hattama.scanning.intake import read_pages
    from hattama.scanning.signatures import SignatureShelf
    from hattama.scanning.splitting import cut_out, split_by_paper

_OF_PICTURES = {
    "read_pages": "intake",
    "SignatureShelf": "signatures",
    "cut_out": "splitting",
    "split_by_paper": "splitting",
}


def __getattr__(name: str) -> object:
    """What looks at pictures, read when first asked for: who has files read needs no library for them."""
    if name not in _OF_PICTURES:
        raise AttributeError(name)
    return getattr(importlib.import_module(f"{__name__}.{_OF_PICTURES[name]}"), name)
