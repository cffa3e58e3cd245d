"""The scan of a protocol: the printed form, and on it what the commission wrote, stamped and signed."""

import zlib
from collections.abc import Mapping, Sequence

import numpy as np
import zxingcpp
from PIL import Image

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
from hattama.core.vocabulary import Area, Contest, Election
from hattama.demonstration.papers import handwriting, sheet
from hattama.demonstration.papers.grid import LANGUAGES, on_canvas
from hattama.demonstration.papers.number_words import number_words
from hattama.demonstration.papers.png import INK, PRINT, render_png
from hattama.demonstration.regions import REGIONS
from hattama.demonstration.words import words
from hattama.phrases import say

QUIET = 4
"""White modules that a code needs around it (ISO/IEC 18004)."""


def qr_mask(text: str, room: int) -> Image.Image:
    """The code of `text` without its white edge, as large as fits with that edge into `room` pixels."""
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    drawn = np.asarray(code.to_image(scale=1, add_quiet_zones=False), dtype=np.uint8)
    tall, wide = drawn.shape
    modules = Image.frombytes("L", (wide, tall), (255 - drawn).tobytes()).convert("1")
    side = max(1, room // (wide + 2 * QUIET))
    return modules.resize((wide * side, tall * side), Image.Resampling.NEAREST)


_REGIONS = {region.area_id: region.names for region in REGIONS}
# Made up: the regions whose commissions write in Russian.
_RUSSIAN_PAPERS = frozenset({"00", "11", "35", "39", "55", "59", "62", "63"})

# A long number is written smaller: size in pixels, and how far below the rule the letters begin.
_HANDS = ((19, 0), (16, 3), (14, 5))

_SIGNED = (0, 2, 3, 4, 5)
"""Which places for signatures are taken: the chair, the secretary and three members."""


def draw_scan(election: Election, contest: Contest, area: Area, protocol: Protocol, form: Form) -> bytes:
    """The scan of `protocol` as a PNG file, four pixels in a millimetre; equal arguments give equal pixels,
    and on one kind of processor equal bytes (`isal` chooses its code by it).

    Drawn by the layout of the blank `form`, with its marks and its code, the form's first page. Figures stand
    on it as they are in `protocol`: one that is blank is left blank, one that is illegible is smudged. Where
    the protocol says that digits and words differ in some lines, they do so in as many.
    """
    mark = zlib.crc32(f"{area.area_id}/{contest.code}".encode())
    language = "ru" if _region_id(area) in _RUSSIAN_PAPERS else "kk"
    blank = sheet.blank_form(election, contest, form)
    layout, canvas = blank.layout, blank.sheet(mark % sheet.VARIANTS)
    paper = PaperIdentity(election.election_id, contest.code, area.area_id, layout.code, ORIGINAL)
    _print_identity(canvas, layout, paper)
    _print_heading(canvas, on_canvas(layout.heads[0]), area)
    slips = _slips(layout, protocol, mark)
    for key, fields, line in blank.fields:
        _write_figure(canvas, key, fields, protocol, mark)
        if line and key in protocol.figures:
            _write_words(canvas, line, protocol.figures[key] + slips.get(key, 0), language)
    _sign(canvas, layout, protocol, mark)
    return render_png(canvas)


def make_ready(election: Election, forms: Mapping[str, Form]) -> None:
    """Draw what many scans share, so that processes that part from this one find it. `forms` by contest."""
    for contest in election.contests:
        sheet.blank_form(election, contest, forms[contest.code])
    for variant in range(handwriting.STAMP_VARIANTS):
        handwriting.stamp(variant)


def _put(canvas: Image.Image, mask: handwriting.Mask, x: int, y: int, colour: int = INK) -> None:
    # As `canvas.paste` does once it has asked what both are, which takes twice as long as the pasting.
    wide, tall = mask.size
    canvas.im.paste(colour, (x, y, x + wide, y + tall), mask.im)


def _print_identity(canvas: Image.Image, layout: SheetLayout, paper: PaperIdentity) -> None:
    field = on_canvas(layout.qr[0])
    code = qr_mask(render_paper(paper), field.width)
    edge = (field.width - code.width) // 2
    _put(canvas, code, field.left + edge, field.top + edge, PRINT)
    foot = on_canvas(layout.feet[0])
    shape = handwriting.printed(paper.printed)
    _put(canvas, shape, (foot.left + foot.right - shape.width) // 8 * 4, foot.top, PRINT)


def _print_heading(canvas: Image.Image, head: Box, area: Area) -> None:
    y = head.bottom - 44
    _type(canvas, " / ".join(say(area.names, language) for language in LANGUAGES), head.left, y)
    region = _REGIONS.get(_region_id(area), words("abroad"))
    for place, language in enumerate(LANGUAGES, start=1):
        where = f"{say(region, language)}, {say(area.address, language)}"
        _type(canvas, where, head.left, y + 14 * place + 1)


def _type(canvas: Image.Image, text: str, x: int, y: int) -> None:
    for word in text.split():
        shape, step = handwriting.typed(word)
        _put(canvas, shape, x, y, PRINT)
        x += step


def _write_figure(
    canvas: Image.Image, key: str, fields: Sequence[Box], protocol: Protocol, mark: int
) -> None:
    first = fields[0]
    if key in protocol.illegible:
        _put(canvas, handwriting.smudge(fields[-1].right - first.left - 8), first.left + 4, first.top + 1)
        return
    value = protocol.figure(key)
    if value is None:
        return
    size, rise = (24, 0) if len(fields) == CELL_DIGITS else (29, 4)
    digits = str(value)
    for place, (digit, field) in enumerate(zip(digits, fields[-len(digits) :], strict=True)):
        shape = handwriting.digit(digit, ((mark ^ value) >> place) & 1, size)
        middle = (field.height - 28) // 2
        _put(canvas, shape, field.left + (field.width - shape.width) // 2, field.top + middle - rise)


def _write_words(canvas: Image.Image, field: Box, value: int, language: str) -> None:
    shapes, drop = _fitted(number_words(value, language), field.width)
    x = field.left
    for shape in shapes:
        _put(canvas, shape, x, field.top + drop)
        x += _step(shape)


def _fitted(texts: list[str], room: int) -> tuple[list[handwriting.Mask], int]:
    """The words in the largest hand that has room for them, and how far below the rule it begins."""
    for size, drop in _HANDS:
        hand = [handwriting.word(text, size) for text in texts], drop
        if sum(map(_step, hand[0])) <= room:
            break
    return hand


def _step(shape: handwriting.Mask) -> int:
    # Steps of four pixels, as everywhere: equal words then make equal bytes.
    return (shape.width + 6) // 4 * 4


def _slips(layout: SheetLayout, protocol: Protocol, mark: int) -> dict[str, int]:
    """By how much the words differ from the digits: ten more, in as many lines as the protocol says."""
    keys = [boxes.key for boxes in layout.figures if boxes.words and boxes.key in protocol.figures]
    differing = min(protocol.figure("lines_words_differ") or 0, len(keys))
    first = mark % len(keys) if keys else 0
    return dict.fromkeys((keys + keys)[first : first + differing], 10)


def _region_id(area: Area) -> str:
    return area.area_id.partition("-")[0]


def _sign(canvas: Image.Image, layout: SheetLayout, protocol: Protocol, mark: int) -> None:
    if protocol.signed_at is not None:
        field = on_canvas(dict(layout.times)["signed"])
        day, hour = f"{protocol.signed_at:%d.%m %H:%M}".split()
        _put(canvas, handwriting.dated(day), field.left + 24, field.top + 11)
        _put(canvas, handwriting.dated(hour), field.left + 100, field.top + 11)
    for turn, place in enumerate(_SIGNED):
        shape = handwriting.signature((mark >> 4 * turn) % handwriting.SIGNATURE_VARIANTS)
        field = on_canvas(layout.signatures[place].signature)
        _put(canvas, shape, field.left, field.top - 8)
    seal, drift = on_canvas(layout.seal), mark >> 8
    stamp = handwriting.stamp(mark % handwriting.STAMP_VARIANTS)
    _put(canvas, stamp, seal.left + 12 + drift % 8 * 4, seal.top + 14 + drift // 16 % 14)
