"""The printed form before anybody writes on it, drawn once for each contest and language and kept."""

from __future__ import annotations

import datetime
from functools import lru_cache

from PIL import Image, ImageDraw

from hattama.core.vocabulary import Contest
from hattama.demonstration.draws import Draws
from hattama.demonstration.papers.fonts import PRINTED, PRINTED_BOLD, font
from hattama.demonstration.papers.lines import CELLS, Line, lines_of
from hattama.demonstration.papers.png import FAINT, INK, MARGIN, PAPER, PRINT

WIDTH = 784 + MARGIN
LEFT = 36 + MARGIN
RIGHT = WIDTH - 36
ROW = 26
TABLE_TOP = 176
LABEL = LEFT + 32
# Where handwriting begins divides by 4: equal handwriting then makes equal bytes, which compress.
DIGITS = LEFT + 372
BOX = 24
BOXES = 4
IN_WORDS = DIGITS + BOXES * BOX + 8
CELL = (RIGHT - DIGITS) // CELLS // 4 * 4
NUMBER_AT = (LEFT + 220, 108)
REGION_AT = (LEFT + 360, 118)
ADDRESS_AT = (LEFT, 146)
SIGNERS = 5
SIGN_LEFT = LEFT + 196
SIGN_STEP = 28
VARIANTS = 3
_BOTTOM = 56

_NUMBER = {"kk": "Сайлау учаскесі №", "ru": "Избирательный участок №"}
_SIGNED = {"kk": "Қол қойылған уақыты", "ru": "Протокол подписан"}
_SIGNERS = {
    "kk": ("Төраға", "Хатшы", *(f"Комиссия мүшесі {place}" for place in range(1, SIGNERS - 1))),
    "ru": ("Председатель", "Секретарь", *(f"Член комиссии {place}" for place in range(1, SIGNERS - 1))),
}


def table_bottom(contest: Contest) -> int:
    """The y of the table's last rule."""
    return TABLE_TOP + ROW * len(lines_of(contest))


def signatures_top(contest: Contest) -> int:
    """The y of the line where the moment of signing is written; signatures follow below it."""
    return table_bottom(contest) + 14


def sheet_height(contest: Contest) -> int:
    """How tall the picture is: a contest with more choices has a longer table."""
    return signatures_top(contest) + 30 + SIGN_STEP * SIGNERS + _BOTTOM


@lru_cache(maxsize=64)
def blank_sheet(polling_on: datetime.date, contest: Contest, language: str, variant: int) -> Image.Image:
    """The form for `contest` in `kk` or `ru`, as a canvas of mode `P` (see `png`). Copy it to draw upon it.

    `variant` (below VARIANTS) differs in the dust on the glass of the scanner.
    """
    canvas = Image.new("L", (WIDTH, sheet_height(contest)), PAPER)
    pen = ImageDraw.Draw(canvas)
    # Letters without grey edges, as a scanner of two tones gives them; they also compress best.
    pen.fontmode = "1"
    _heading(pen, polling_on, contest, language)
    for place, line in enumerate(lines_of(contest)):
        _row(pen, TABLE_TOP + ROW * place, line, language)
    pen.line((LEFT, table_bottom(contest), RIGHT, table_bottom(contest)), fill=PRINT)
    _signature_lines(pen, signatures_top(contest), language)
    _foot(pen, canvas.height)
    _dust(pen, canvas.size, variant)
    return Image.frombytes("P", canvas.size, canvas.tobytes())


def _heading(pen: ImageDraw.ImageDraw, polling_on: datetime.date, contest: Contest, language: str) -> None:
    middle = (LEFT + RIGHT) // 2
    lines = (
        ("ДАУЫС БЕРУ НӘТИЖЕЛЕРІ ТУРАЛЫ ХАТТАМА", PRINTED_BOLD, 18, 24),
        ("ПРОТОКОЛ О РЕЗУЛЬТАТАХ ГОЛОСОВАНИЯ", PRINTED, 15, 48),
        (f"{contest.names.say(language)}, {polling_on:%d.%m.%Y}", PRINTED, 13, 76),
    )
    for text, face, size, y in lines:
        pen.text((middle, y), text, font=font(face, size), fill=PRINT, anchor="ma")
    pen.text((LEFT, 116), _NUMBER[language], font=font(PRINTED_BOLD, 16), fill=PRINT)
    pen.line((NUMBER_AT[0] - 8, 136, NUMBER_AT[0] + 80, 136), fill=PRINT)


def _row(pen: ImageDraw.ImageDraw, y: int, line: Line, language: str) -> None:
    pen.line((LEFT, y, RIGHT, y), fill=PRINT)
    pen.text((LEFT, y + 6), line.mark, font=font(PRINTED_BOLD, 13), fill=PRINT)
    size, steps = _fitted(line.label.say(language))
    x = LABEL
    for word, step in steps:
        pen.text((x, y + 5), word, font=font(PRINTED, size), fill=PRINT)
        x += step
    for place in range(line.cells or BOXES):
        wide = CELL if line.cells else BOX
        left = DIGITS + wide * place
        pen.rectangle((left, y, left + wide, y + ROW), outline=PRINT)
        if line.cells:
            pen.text((left + 3, y + 1), str(place + 1), font=font(PRINTED, 10), fill=PRINT)


def _fitted(label: str) -> tuple[int, list[tuple[str, int]]]:
    """The largest size (of three) in which a label ends before the boxes, and its words with their steps.

    Every word begins at a multiple of four pixels, for the same reason as handwriting does.
    """
    for size in (14, 13, 12):
        face = font(PRINTED, size)
        steps = [(word, (int(face.getlength(word)) + 7) // 4 * 4) for word in label.split()]
        if LABEL + sum(step for _, step in steps) <= DIGITS:
            break
    return size, steps


def _signature_lines(pen: ImageDraw.ImageDraw, y: int, language: str) -> None:
    pen.text((LEFT, y), _SIGNED[language], font=font(PRINTED, 14), fill=PRINT)
    for place, signer in enumerate(_SIGNERS[language]):
        line = y + 30 + SIGN_STEP * place
        pen.text((LEFT, line), signer, font=font(PRINTED, 14), fill=PRINT)
        pen.line((SIGN_LEFT - 20, line + 18, SIGN_LEFT + 180, line + 18), fill=PRINT)
    pen.text((RIGHT, y + 40), "DEMO", font=font(PRINTED_BOLD, 76), fill=FAINT, anchor="ra")


def _foot(pen: ImageDraw.ImageDraw, height: int) -> None:
    pen.line((LEFT, height - 38, RIGHT, height - 38), fill=PRINT)
    text = "ДЕМОНСТРАЦИЯ · ойдан шығарылған · вымышлено · made up"
    pen.text(((LEFT + RIGHT) // 2, height - 22), text, font=font(PRINTED, 14), fill=INK, anchor="mm")


def _dust(pen: ImageDraw.ImageDraw, size: tuple[int, int], variant: int) -> None:
    draws = Draws(variant, "dust")
    for _ in range(5):
        x, y = draws.between(LEFT, size[0] - 4), draws.between(4, size[1] - 4)
        pen.ellipse((x, y, x + draws.below(2), y + draws.below(2)), fill=FAINT)
    edge = draws.between(1, 3)
    pen.line((size[0] - edge, 0, size[0] - 1, size[1]), fill=FAINT)
