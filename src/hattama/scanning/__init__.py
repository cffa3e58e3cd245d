"""This room knows how the picture of a paper becomes its page: what a file really holds, where the marks of
the form stand, the page made straight and even, its boxes, and whether two pictures show one paper.

It does not know protocols, precincts or who sent the file, and it keeps nothing.
"""

from typing import TYPE_CHECKING

from hattama.core.vocabulary import late_names
from hattama.scanning.headers import told_by_header, told_without_details
from hattama.scanning.messages import PageReading, PageState, ScanReading
from hattama.scanning.reading_apart import ScanReader, digit_boxes
from hattama.scanning.refusals import REFUSALS

if TYPE_CHECKING:
    from hattama.scanning.intake import read_pages
    from hattama.scanning.signatures import SignatureShelf
    from hattama.scanning.splitting import cut_out, split_by_paper
else:
    # What looks at pictures, the lightest first: who has files read needs no library for them.
    __getattr__ = late_names(__name__, "splitting", "signatures", "intake")
