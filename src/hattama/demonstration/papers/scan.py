"""The scan of a protocol: the printed form, and on it what the commission wrote, stamped and signed."""

from __future__ import annotations

import zlib

from PIL import Image

from hattama.core.protocols import Protocol, figure_key
from hattama.core.vocabulary import Area, Contest, Election, Words
from hattama.demonstration import words
from hattama.demonstration.papers import handwriting, sheet
from hattama.demonstration.papers.lines import CELLS, Line, lines_of
from hattama.demonstration.papers.number_words import number_words
from hattama.demonstration.papers.png import INK, PRINT, render_png
from hattama.demonstration.regions import REGIONS

_REGIONS = {region.area_id: region.names for region in REGIONS}
# Made up: the regions whose commissions fill in the Russian form.
_RUSSIAN_PAPERS = frozenset({"00", "11", "35", "39", "55", "59", "62", "63"})

# A long number is written smaller: size in pixels, and how far below the rule the letters begin.
_HANDS = ((19, -1), (16, 2), (14, 4))


def draw_scan(election: Election, contest: Contest, area: Area, protocol: Protocol) -> bytes:
    """The scan of `protocol` as a PNG file, 784 pixels wide; the same arguments give the same bytes.

    Figures stand on it as they are in `protocol`: one that is blank is left blank, one that is illegible is
    smudged. Where the protocol says that digits and words differ in some lines, they do so in as many.
    """
    mark = zlib.crc32(f"{area.area_id}/{contest.code}".encode())
    language = _language(area)
    canvas = sheet.blank_sheet(election.polling_on, contest, language, mark % sheet.VARIANTS).copy()
    _write_heading(canvas, area, language, mark)
    slips = _slips(contest, protocol, mark)
    for place, line in enumerate(lines_of(contest)):
        y = sheet.TABLE_TOP + sheet.ROW * place
        if line.cells:
            _write_cells(canvas, y, line, protocol, mark)
        else:
            _write_line(canvas, y, line, protocol, mark)
            if line.in_words and line.key in protocol.figures:
                _write_words(canvas, y, protocol.figures[line.key] + slips.get(line.key, 0), language)
    _sign(canvas, contest, protocol, mark)
    return render_png(canvas)


def _put(canvas: Image.Image, mask: handwriting.Mask, x: int, y: int) -> None:
    canvas.paste(INK, (x, y), mask)


def _write(canvas: Image.Image, text: str, x: int, y: int, step: int, mark: int, size: int = 30) -> None:
    """Write `text` from `x` to the right, one character every `step` pixels."""
    for place, character in enumerate(text):
        if character != " ":
            shape = handwriting.digit(character, (mark >> place) & 1, size)
            _put(canvas, shape, x + step * place + (step - shape.width) // 2, y)


def _write_heading(canvas: Image.Image, area: Area, language: str, mark: int) -> None:
    _write(canvas, area.number, *sheet.NUMBER_AT, 16, mark, 28)
    _type(canvas, _region(area).say(language), *sheet.REGION_AT)
    _type(canvas, area.address.say(language), *sheet.ADDRESS_AT)


def _type(canvas: Image.Image, text: str, x: int, y: int) -> None:
    for word in text.split():
        shape, step = handwriting.typed(word)
        canvas.paste(PRINT, (x, y), shape)
        x += step


def _write_line(canvas: Image.Image, y: int, line: Line, protocol: Protocol, mark: int) -> None:
    if line.key in protocol.illegible:
        _put(canvas, handwriting.smudge(sheet.BOX * sheet.BOXES), sheet.DIGITS, y + 1)
        return
    value = protocol.figure(line.key)
    if value is None:
        return
    digits = str(value)
    left = sheet.DIGITS + sheet.BOX * (sheet.BOXES - len(digits))
    _write(canvas, digits, left, y - 4, sheet.BOX, mark ^ value)


def _write_words(canvas: Image.Image, y: int, value: int, language: str) -> None:
    texts = number_words(value, language)
    shapes, drop = _fitted(texts)
    x = sheet.IN_WORDS
    for shape in shapes:
        _put(canvas, shape, x, y + drop)
        x += _step(shape)


def _fitted(texts: list[str]) -> tuple[list[handwriting.Mask], int]:
    """The words in the largest hand that has room for them, and how far below the rule it begins."""
    hands = [([handwriting.word(text, size) for text in texts], drop) for size, drop in _HANDS]
    room = sheet.RIGHT - sheet.IN_WORDS
    fitting = (hand for hand in hands if sum(_step(shape) for shape in hand[0]) <= room)
    return next(fitting, hands[-1])


def _step(shape: handwriting.Mask) -> int:
    # Steps of four pixels, as everywhere: equal words then make equal bytes.
    return (shape.width + 6) // 4 * 4


def _write_cells(canvas: Image.Image, y: int, line: Line, protocol: Protocol, mark: int) -> None:
    for place in range(CELLS):
        key = figure_key(line.key, str(place + 1))
        left = sheet.DIGITS + sheet.CELL * place
        if key in protocol.illegible:
            _put(canvas, handwriting.smudge(sheet.CELL - 12), left + 8, y + 1)
        elif (value := protocol.figure(key)) is not None:
            digits = str(value)
            right = left + sheet.CELL // 4 * 4 - 4
            _write(canvas, digits, right - 13 * len(digits), y - 1, 13, mark ^ value, 26)


def _slips(contest: Contest, protocol: Protocol, mark: int) -> dict[str, int]:
    """By how much the words differ from the digits: ten more, in as many lines as the protocol says."""
    keys = [line.key for line in lines_of(contest) if line.in_words and line.key in protocol.figures]
    differing = min(protocol.figure("lines_words_differ") or 0, len(keys))
    first = mark % len(keys) if keys else 0
    return dict.fromkeys((keys + keys)[first : first + differing], 10)


def _region_id(area: Area) -> str:
    return area.area_id.partition("-")[0]


def _region(area: Area) -> Words:
    return _REGIONS.get(_region_id(area), words.ABROAD)


def _language(area: Area) -> str:
    """The language of the form that the commission fills in: `kk` or `ru`."""
    return "ru" if _region_id(area) in _RUSSIAN_PAPERS else "kk"


def _sign(canvas: Image.Image, contest: Contest, protocol: Protocol, mark: int) -> None:
    top = sheet.signatures_top(contest)
    if protocol.signed_at is not None:
        day, hour = f"{protocol.signed_at:%d.%m.%Y %H:%M}".split()
        _put(canvas, handwriting.dated(day), sheet.SIGN_LEFT, top - 8)
        _put(canvas, handwriting.dated(hour), sheet.SIGN_LEFT + 136, top - 8)
    for place in range(sheet.SIGNERS):
        shape = handwriting.signature((mark >> 4 * place) % handwriting.SIGNATURE_VARIANTS)
        _put(canvas, shape, sheet.SIGN_LEFT, top + 22 + sheet.SIGN_STEP * place)
    drift = mark >> 8
    _put(
        canvas,
        handwriting.stamp(mark % handwriting.STAMP_VARIANTS),
        sheet.RIGHT - 308 + drift % 8 * 4,
        top + 18 + drift // 16 % 14,
    )
