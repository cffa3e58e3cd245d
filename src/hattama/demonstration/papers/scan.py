"""The scan of a protocol: the printed form, and on it what the commission wrote, stamped and signed."""

import re
import zlib
from collections.abc import Iterator, Mapping
from functools import lru_cache

import numpy as np
import zxingcpp

from hattama.core.protocols import (
    CELL_DIGITS,
    ORIGINAL,
    Box,
    Form,
    PaperIdentity,
    Protocol,
    SheetLayout,
    render_paper,
)
from hattama.core.vocabulary import Area, Election
from hattama.demonstration.papers import handwriting
from hattama.demonstration.papers.grid import LANGUAGES, on_canvas
from hattama.demonstration.papers.number_words import number_words
from hattama.demonstration.papers.png import Packed, put, render_png
from hattama.demonstration.papers.sheet import VARIANTS, Blank, Row, blank_form
from hattama.demonstration.regions import REGIONS
from hattama.demonstration.words import words
from hattama.phrases import say

QUIET = 4
"""White modules that a code needs around it (ISO/IEC 18004)."""

_MASK = 2
"""How a code's modules are turned over: as half of these codes would be if all eight ways were tried, which
took a quarter of the time of a scan."""


def qr_shape(text: str, room: int) -> Packed:
    """The code of `text` in the middle of `room` pixels, as large as fits there with its white edge."""
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M", data_mask=_MASK)
    dark = np.asarray(code.to_image(scale=1, add_quiet_zones=False)) == 0
    tall, wide = dark.shape
    side = max(1, room // (wide + 2 * QUIET))
    edge = (room - wide * side) // 2
    # Of the two bits of a pixel that PRINT has, the first alone is set.
    bits = np.zeros((tall, room, 2), bool)
    bits[:, edge : edge + wide * side, 0] = dark.repeat(side, axis=1)
    rows = np.packbits(bits.reshape(tall, -1), axis=1).repeat(side, axis=0)
    return np.vstack((np.zeros((edge, rows.shape[1]), np.uint8), rows))


_REGIONS = {region.area_id: region.names for region in REGIONS}
# Made up: the regions whose commissions write in Russian.
_RUSSIAN_PAPERS = frozenset({"00", "11", "35", "39", "55", "59", "62", "63"})

# A long number is written smaller: size in pixels, and how far below the rule the letters begin.
_HANDS = ((19, 0), (16, 3), (14, 5))
_RISE = 4
"""How far above its line a figure begins."""

_SIGNED = (0, 2, 3, 4, 5)
"""Which places for signatures are taken: the chair, the secretary and three members."""


def draw_scan(election: Election, blank: Blank, area: Area, protocol: Protocol) -> bytes:
    """The scan of `protocol` as a PNG file, four pixels in a millimetre; equal arguments give equal pixels,
    and on one kind of processor equal bytes (`isal` chooses its code by it).

    Drawn upon the `blank` form of its contest, the first page with its marks and its code. Figures stand
    on it as they are in `protocol`: one that is blank is left blank, one that is illegible is smudged. Where
    the protocol says that digits and words differ in some lines, they do so in as many.
    """
    mark = zlib.crc32(f"{area.area_id}/{protocol.contest}".encode())
    language = "ru" if _region_id(area) in _RUSSIAN_PAPERS else "kk"
    layout, sheet = blank.layout, blank.sheet(mark % VARIANTS)
    paper = PaperIdentity(election.election_id, protocol.contest, area.area_id, layout.code, ORIGINAL)
    _print_identity(sheet, layout, paper)
    _print_heading(sheet, on_canvas(layout.heads[0]), area)
    slips = _slips(layout, protocol, mark)
    for key, row, x, y in blank.rows:
        if key in protocol.illegible:
            put(sheet, handwriting.smudge(row.smudged), x + 4, y + 1)
        elif (value := protocol.figure(key)) is not None:
            told = value + slips.get(key, 0) if row.room else None
            put(sheet, _figure(row, value, told, language), x, y - _RISE)
    _sign(sheet, layout, protocol, mark)
    return render_png(sheet)


def blank_forms(election: Election, forms: Mapping[str, Form]) -> dict[str, Blank]:
    """The blank forms of all contests by their codes, as `forms` are, and the stamps: drawn once, before
    processes part."""
    for variant in range(handwriting.STAMP_VARIANTS):
        handwriting.stamp(variant)
    return {one.code: blank_form(election, one, forms[one.code]) for one in election.contests}


def _print_identity(sheet: Packed, layout: SheetLayout, paper: PaperIdentity) -> None:
    field = on_canvas(layout.qr[0])
    put(sheet, qr_shape(render_paper(paper), field.width), field.left, field.top)
    foot = on_canvas(layout.feet[0])
    shape = handwriting.printed(paper.printed)
    put(sheet, shape, (foot.left + foot.right - 4 * shape.shape[1]) // 8 * 4, foot.top)


def _print_heading(sheet: Packed, head: Box, area: Area) -> None:
    y = head.bottom - 44
    _type(sheet, " / ".join(say(area.names, language) for language in LANGUAGES), head.left, y)
    region = _REGIONS.get(_region_id(area), words("abroad"))
    for place, language in enumerate(LANGUAGES, start=1):
        where = f"{say(region, language)}, {say(area.address, language)}"
        _type(sheet, where, head.left, y + 14 * place + 1)


# Numbers by two digits at once: there are as many of them as precincts, and what stands between is the same.
_TYPED = re.compile(r"\d\d?|\D+")


def _type(sheet: Packed, text: str, x: int, y: int) -> None:
    for part in _TYPED.findall(text):
        shape, step = handwriting.typed(part)
        put(sheet, shape, x, y)
        x += step


@lru_cache(maxsize=8192)
def _figure(row: Row, value: int, told: int | None, language: str) -> Packed:
    """A figure in its boxes, and in words what is `told` of it, from _RISE above its line."""
    size, down = (24, _RISE) if len(row.boxes) == CELL_DIGITS else (29, 0)
    digits = str(value)
    shapes = [
        (handwriting.digit_in(room, digit, (value + place) & 1, size), left, down)
        for place, (digit, (left, room)) in enumerate(zip(digits, row.boxes[-len(digits) :], strict=True))
    ]
    if told is not None:
        shapes += _in_words(number_words(told, language), row)
    tall = max(y + shape.shape[0] for shape, _, y in shapes)
    wide = max(x // 4 + shape.shape[1] for shape, x, _ in shapes)
    strip = np.zeros((tall, wide), np.uint8)
    for shape, x, y in shapes:
        put(strip, shape, x, y)
    return strip


def _in_words(texts: list[str], row: Row) -> Iterator[tuple[Packed, int, int]]:
    """The words in the largest hand that has room for them, each with its place."""
    for size, drop in _HANDS:
        hand, down = [handwriting.word(text, size) for text in texts], drop + _RISE
        if sum(step for _, step in hand) <= row.room:
            break
    x = row.words
    for shape, step in hand:
        yield shape, x, down
        x += step


def _slips(layout: SheetLayout, protocol: Protocol, mark: int) -> dict[str, int]:
    """By how much the words differ from the digits: ten more, in as many lines as the protocol says."""
    keys = [boxes.key for boxes in layout.figures if boxes.words and boxes.key in protocol.figures]
    differing = min(protocol.figure("lines_words_differ") or 0, len(keys))
    first = mark % len(keys) if keys else 0
    return dict.fromkeys((keys + keys)[first : first + differing], 10)


def _region_id(area: Area) -> str:
    return area.area_id.partition("-")[0]


def _sign(sheet: Packed, layout: SheetLayout, protocol: Protocol, mark: int) -> None:
    if protocol.signed_at is not None:
        field = on_canvas(dict(layout.times)["signed"])
        day, hour = f"{protocol.signed_at:%d.%m %H:%M}".split()
        put(sheet, handwriting.dated(day), field.left + 24, field.top + 11)
        put(sheet, handwriting.dated(hour), field.left + 100, field.top + 11)
    for turn, place in enumerate(_SIGNED):
        shape = handwriting.signature((mark >> 4 * turn) % handwriting.SIGNATURE_VARIANTS)
        field = on_canvas(layout.signatures[place].signature)
        put(sheet, shape, field.left, field.top - 8)
    seal, drift = on_canvas(layout.seal), mark >> 8
    stamp = handwriting.stamp(mark % handwriting.STAMP_VARIANTS)
    put(sheet, stamp, seal.left + 12 + drift % 8 * 4, seal.top + 14 + drift // 16 % 14)
