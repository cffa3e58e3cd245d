"""The marks in the corners of a sheet, by which a scan is turned straight: square patterns with a number.

Each is a black square of six by six cells, of which the inner four by four carry the pattern. The patterns
are the first 48 of the dictionary DICT_4X4_50 of ArUco markers (Garrido-Jurado and others, 2014), as OpenCV
4.7 and later publish them; a test holds them against that library.
"""

CELLS = 6
"""Cells along a side of a mark, with its black edge."""

MARKS_OF_A_PAGE = 4
"""Clockwise from the top left corner."""

_INNER = CELLS - 2
# Rows from the top, bits from the left, the highest bit first; 1 is white.
# fmt: off
_PATTERNS = (
    0xB532, 0x0F9A, 0x332D, 0x9946, 0x549E, 0x79CD, 0x9E2E, 0xC4F2, 0xFEDA, 0xCF56, 0xF991, 0x11A7,
    0x0EB7, 0x2A0F, 0x24B1, 0x263E, 0x4665, 0x6600, 0x6C5E, 0x76AF, 0x868B, 0xB02B, 0xCCD5, 0xDD82,
    0xFE47, 0x9471, 0xACE4, 0xA554, 0x2123, 0x346F, 0x4415, 0x57B2, 0x9ECF, 0xF0CB, 0x08AE, 0x0929,
    0x1875, 0x04FF, 0x0DF6, 0x1C5A, 0x1718, 0x2A28, 0x328C, 0x38B2, 0x24E8, 0x2EEB, 0x2D3F, 0x4B64,
)
# fmt: on

MOST_PAGES = len(_PATTERNS) // MARKS_OF_A_PAGE
"""How many pages can be told apart by their marks: 12."""


def marks_of_page(page: int) -> tuple[int, ...]:
    """The numbers of the four marks of `page` (from 0), clockwise from the top left.

    Raises ValueError when there are no marks for such a page.
    """
    if not 0 <= page < MOST_PAGES:
        raise ValueError(page)
    return tuple(range(MARKS_OF_A_PAGE * page, MARKS_OF_A_PAGE * (page + 1)))


def corner_mark(number: int) -> tuple[tuple[bool, ...], ...]:
    """The mark as CELLS rows of CELLS cells from the top left, True where the paper is black.

    Raises ValueError when there is no mark of this number.
    """
    if not 0 <= number < len(_PATTERNS):
        raise ValueError(number)
    bits = f"{_PATTERNS[number]:016b}"
    rows = (bits[start : start + _INNER] for start in range(0, len(bits), _INNER))
    edge = (True,) * CELLS
    return (edge, *((True, *(bit == "0" for bit in row), True) for row in rows), edge)
