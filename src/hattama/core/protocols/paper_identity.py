"""Which paper this is: the text in the QR code of a sheet, and the same in print for people to type.

The text names election, contest, precinct, layout, copy and page. It is compact ASCII behind a versioned
prefix. The printed identifier is made of the text's hash: twelve signs whatever the names are, the last of
them a check sign that shows any one wrong sign and any two signs that changed places. It does not hold the
names; who knows the election finds the paper by making the identifiers of its papers.
"""

import hashlib
import re
from dataclasses import dataclass
from enum import StrEnum

from hattama.core.protocols.corner_marks import MOST_PAGES
from hattama.core.vocabulary import is_area_id, is_code, is_election_id

PREFIX = "HATTAMA1"
"""Begins the text of every paper; the digit is the version of what follows."""

LONGEST_PAPER_TEXT = 200
"""The longest names there may be make 193 characters."""

MOST_COPIES = 999
ORIGINAL = 0
"""The copy number of the paper that the commission itself signs and hands up."""

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXY"
"""The signs of printed identifiers: 31, a prime, without those that are read for another (0 O, 1 I, 2 Z)."""

PRINTED_SIGNS = 12
_GROUP = 4
_NUMBER = re.compile(r"0|[1-9][0-9]{0,2}", re.ASCII)
_LAYOUT = re.compile(r"[0-9a-f]{8}", re.ASCII)
# Keyboards in Kazakh and Russian have letters that look like these.


class PaperFault(StrEnum):
    """Why a text names no paper."""

    NOT_OURS = "not_ours"
    """It does not begin with the prefix of any version."""
    OTHER_VERSION = "other_version"
    """It begins with the prefix of a version that is not known here."""
    TOO_LONG = "too_long"
    PARTS = "parts"
    """Too few or too many parts."""
    ELECTION = "election"
    CONTEST = "contest"
    AREA = "area"
    LAYOUT = "layout"
    COPY = "copy"
    PAGE = "page"


@dataclass(frozen=True, slots=True)
class NotAPaper:
    """A text that names no paper, and why."""

    fault: PaperFault


@dataclass(frozen=True, slots=True)
class PaperIdentity:
    """One page of one printed form. `copy_number` is ORIGINAL or the number of a copy; `page` counts from 0.

    Raises ValueError, with the fault, for a part that no paper can have.
    """

    election_id: str
    contest: str
    area_id: str
    layout_code: str
    copy_number: int = ORIGINAL
    page: int = 0

    def __post_init__(self) -> None:
        if fault := _fault(self):
            raise ValueError(fault)

    @property
    def printed(self) -> str:
        """The identifier in print: twelve signs in groups of four, such as `K7QF-2M9X-HD4T`."""
        number = int.from_bytes(hashlib.sha256(render_paper(self).encode()).digest())
        signs = ""
        for _ in range(PRINTED_SIGNS - 1):
            number, place = divmod(number, len(ALPHABET))
            signs += ALPHABET[place]
        return grouped(signs + _check_sign(signs))


def render_paper(paper: PaperIdentity) -> str:
    """The text of the QR code: ASCII without spaces, at most LONGEST_PAPER_TEXT characters."""
    parts = (paper.election_id, paper.contest, paper.area_id, paper.layout_code)
    return "/".join((PREFIX, *parts, str(paper.copy_number), str(paper.page)))


def parse_paper(text: str) -> PaperIdentity | NotAPaper:
    """The paper that `text` names, or why it names none; of any text whatever."""
    prefix, *parts = text[: LONGEST_PAPER_TEXT + 1].split("/")
    if prefix != PREFIX:
        version = re.fullmatch(r"HATTAMA[0-9]+", prefix, re.ASCII)
        return NotAPaper(PaperFault.OTHER_VERSION if version else PaperFault.NOT_OURS)
    if len(text) > LONGEST_PAPER_TEXT:
        return NotAPaper(PaperFault.TOO_LONG)
    if len(parts) != 6:
        return NotAPaper(PaperFault.PARTS)
    *names, copy, page = parts
    if not _NUMBER.fullmatch(copy):
        return NotAPaper(PaperFault.COPY)
    if not _NUMBER.fullmatch(page):
        return NotAPaper(PaperFault.PAGE)
    try:
        return PaperIdentity(names[0], names[1], names[2], names[3], int(copy), int(page))
    except ValueError as error:
        return NotAPaper(error.args[0])


def grouped(signs: str) -> str:
    """Groups of four signs with a hyphen between."""
    return "-".join(signs[start : start + _GROUP] for start in range(0, len(signs), _GROUP))


def _check_sign(signs: str) -> str:
    # The weights differ and none is divisible by the prime, so one wrong sign changes the sum, and so do two
    # that changed places, the check sign (weight 1) among them.
    total = sum(weight * ALPHABET.index(sign) for weight, sign in enumerate(reversed(signs), start=2))
    return ALPHABET[-total % len(ALPHABET)]


def _fault(paper: PaperIdentity) -> PaperFault | None:
    sound = (
        (is_election_id(paper.election_id), PaperFault.ELECTION),
        (is_code(paper.contest), PaperFault.CONTEST),
        (is_area_id(paper.area_id), PaperFault.AREA),
        (_LAYOUT.fullmatch(paper.layout_code) is not None, PaperFault.LAYOUT),
        (0 <= paper.copy_number <= MOST_COPIES, PaperFault.COPY),
        (0 <= paper.page < MOST_PAGES, PaperFault.PAGE),
    )
    return next((fault for holds, fault in sound if not holds), None)
