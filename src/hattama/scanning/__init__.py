"""This room knows how the picture of a paper becomes its page: what a file really holds, where the marks of
the form stand, the page made straight and even, its boxes, and whether two pictures show one paper.

It does not know protocols, precincts or who sent the file, and it keeps nothing.
"""

from hattama.scanning.details import without_details
from hattama.scanning.headers import told_by_header
from hattama.scanning.intake import PageReading, PageState, ScanReading, read_pages
from hattama.scanning.reading_apart import ScanReader
from hattama.scanning.refusals import REFUSALS
from hattama.scanning.signatures import SignatureShelf, digit_boxes
from hattama.scanning.splitting import cut_out, split_by_paper
