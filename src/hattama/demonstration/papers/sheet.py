"""The printed form before anybody writes on it, drawn once for each contest and kept."""

from functools import cache
from typing import NamedTuple

from PIL import Image, ImageDraw, ImageFont

from hattama.core.protocols import (
    DIGITS,
    NAMED_GROUPS,
    Box,
    FigureBoxes,
    Form,
    SheetLayout,
    corner_mark,
    lay_out,
    row_places,
    split_key,
)
from hattama.core.vocabulary import Contest, Election, Words
from hattama.demonstration.draws import Draws
from hattama.demonstration.papers.fonts import PRINTED, PRINTED_BOLD, font
from hattama.demonstration.papers.grid import LANGUAGES, canvas_size, on_canvas
from hattama.demonstration.papers.png import FAINT, INK, PAPER, PRINT, Packed, pack
from hattama.phrases import say

VARIANTS = 3
_MARK = 40
_LINE = 13

_IN_DIGITS = {"kk": "цифрмен", "ru": "цифрами"}
_IN_WORDS = {"kk": "сөзбен", "ru": "прописью"}
_TIMES = {
    "closed": ("Дауыс беру аяқталды", "Голосование окончено"),
    "count_ended": ("Дауыс санау аяқталды", "Подсчёт голосов окончен"),
    "signed": ("Хаттамаға қол қойылды", "Протокол подписан"),
}
_ACTS = ("Қоса тігілген актілер", "Приложено актов")
_SEAL = ("мөр орны", "место печати")
_ROLES = {
    "chair": "Төраға / Председатель",
    "deputy": "Төраға орынбасары / Заместитель",
    "secretary": "Хатшы / Секретарь",
    "member": "Комиссия мүшесі / Член комиссии",
}


class Row(NamedTuple):
    """Where a figure is written, in pixels from its first box: left edge and width of each box, left edge
    and length (0: none) of the line for words. Many figures of a form have the same."""

    boxes: tuple[tuple[int, int], ...]
    words: int
    room: int

    @property
    def smudged(self) -> int:
        """How wide a smudge over its boxes is."""
        left, width = self.boxes[-1]
        return left + width - 8


class Blank(NamedTuple):
    """The form of a contest before anybody writes on it, by the layout of the blank form.

    `rows`: for each figure of the first page its key, how it is written, and left and top edge of its first
    box on the sheet.
    """

    layout: SheetLayout
    rows: tuple[tuple[str, Row, int, int], ...]
    clean: Packed

    def sheet(self, variant: int) -> Packed:
        """A sheet to draw upon. `variant` (below VARIANTS) differs in the dust on the scanner's glass."""
        return self.clean | _dust(canvas_size(self.layout), variant)


def blank_form(election: Election, contest: Contest, form: Form) -> Blank:
    """Draw the form of `contest`: what all scans of it share."""
    layout = lay_out(form, contest, LANGUAGES)
    clean = _clean_sheet(layout, election.names, f"{election.polling_on:%d.%m.%Y}", contest, form)
    return Blank(layout, tuple(_row(one) for one in layout.figures if one.row.page == 0), pack(clean))


def _row(figure: FigureBoxes) -> tuple[str, Row, int, int]:
    boxes = list(map(on_canvas, figure.digits))
    first, line = boxes[0], on_canvas(figure.words or figure.digits[0])
    places = tuple((box.left - first.left, box.width) for box in boxes)
    row = Row(places, line.left - first.left, line.width if figure.words else 0)
    return figure.key, row, first.left, first.top


def _clean_sheet(layout: SheetLayout, names: Words, day: str, contest: Contest, form: Form) -> Image.Image:
    canvas = Image.new("L", canvas_size(layout), PAPER)
    pen = ImageDraw.Draw(canvas)
    # Letters without grey edges, as a scanner of two tones gives them; they also compress best.
    pen.fontmode = "1"
    _marks(pen, layout)
    _heading(pen, layout, form.title, names, day, contest)
    _captions(pen, layout)
    _labels(pen, layout, contest, form)
    for boxes in layout.figures:
        _boxes(pen, boxes)
    _signing(pen, layout)
    foot = on_canvas(layout.feet[0])
    told, middle = "ДЕМОНСТРАЦИЯ · ойдан шығарылған · вымышлено · made up", (foot.left + foot.right) // 2
    pen.text((middle, foot.bottom - 8), told, font=font(PRINTED, 14), fill=INK, anchor="mm")
    return Image.frombytes("P", canvas.size, canvas.tobytes())


def _marks(pen: ImageDraw.ImageDraw, layout: SheetLayout) -> None:
    for marker in layout.markers:
        field = on_canvas(marker.box)
        cells = corner_mark(marker.number)
        side = field.width // len(cells)
        for y, row in enumerate(cells):
            for x, black in enumerate(row):
                if black:
                    left, top = field.left + side * x, field.top + side * y
                    pen.rectangle((left, top, left + side - 1, top + side - 1), fill=PRINT)


def _heading(
    pen: ImageDraw.ImageDraw, layout: SheetLayout, title: Words, names: Words, day: str, contest: Contest
) -> None:
    head = on_canvas(layout.heads[0])
    lines = [
        *((say(title, language), PRINTED_BOLD, (15, 14, 13, 12)) for language in LANGUAGES),
        *((f"{say(names, language)}, {day}", PRINTED, (11,)) for language in LANGUAGES),
        *((say(contest.names, language), PRINTED, (11,)) for language in LANGUAGES),
    ]
    y = head.top
    for text, face, sizes in lines:
        fits = (size for size in sizes[:-1] if font(face, size).getlength(text) <= head.width)
        _line_of_words(pen, head.left, y, text, font(face, next(fits, sizes[-1])))
        y += 16 if len(sizes) > 1 else 13


def _line_of_words(pen: ImageDraw.ImageDraw, x: int, y: int, text: str, face: ImageFont.FreeTypeFont) -> None:
    # Word by word: the headings of all contests have most of them in common, and each is drawn once.
    for word in text.split():
        pen.text((x, y), word, font=face, fill=PRINT)
        x += round(face.getlength(f"{word} "))


def _captions(pen: ImageDraw.ImageDraw, layout: SheetLayout) -> None:
    line = next(boxes for boxes in layout.figures if len(boxes.digits) == DIGITS)
    caption = on_canvas(layout.captions[0])
    below = [(on_canvas(line.digits[0]).left, _IN_DIGITS)]
    below += [(on_canvas(line.words).left, _IN_WORDS)] if line.words else []
    for left, words in below:
        text = " / ".join(words[language] for language in LANGUAGES)
        pen.text((left, caption.top + 2), text, font=font(PRINTED, 11), fill=PRINT)


def _labels(pen: ImageDraw.ImageDraw, layout: SheetLayout, contest: Contest, form: Form) -> None:
    named = row_places(contest)
    for name in layout.groups:
        figure, field = form.figure(name.figure), on_canvas(name.box)
        text = f"{figure.mark}  {' / '.join(say(figure.label, language) for language in LANGUAGES)}"
        pen.text((field.left, field.top + 2), text, font=font(PRINTED, 11), fill=PRINT)
    for boxes in layout.figures:
        code, row = split_key(boxes.key)
        figure, field = form.figure(code), on_canvas(boxes.label)
        if figure.group in NAMED_GROUPS:
            place, choice = named[row]
            _label(pen, field, f"{figure.mark} {place}", choice.names)
        elif figure.group:
            pen.text((field.left + 2, field.top + 8), row, font=font(PRINTED, 11), fill=PRINT)
        else:
            _label(pen, field, figure.mark, figure.label)


def _label(pen: ImageDraw.ImageDraw, field: Box, mark: str, label: Words) -> None:
    pen.text((field.left + 4, field.top + 7), mark, font=font(PRINTED_BOLD, 13), fill=PRINT)
    left = field.left + _MARK
    for place, language in enumerate(LANGUAGES):
        size, steps = _fitted(say(label, language), field.right - left - 4)
        x = left
        for word, step in steps:
            pen.text((x, field.top + 1 + _LINE * place), word, font=font(PRINTED, size), fill=PRINT)
            x += step


def _fitted(label: str, room: int) -> tuple[int, list[tuple[str, int]]]:
    """The largest size (of three) in which a label has room, and its words with their steps.

    Every word begins at a multiple of four pixels, for the same reason as handwriting does.
    """
    for size in (12, 11, 10):
        face = font(PRINTED, size)
        steps = [(word, (int(face.getlength(word)) + 6) // 4 * 4) for word in label.split()]
        if sum(step for _, step in steps) <= room:
            break
    return size, steps


def _boxes(pen: ImageDraw.ImageDraw, boxes: FigureBoxes) -> None:
    for box in boxes.digits:
        _frame(pen, on_canvas(box))
    if len(boxes.digits) == DIGITS:
        row = on_canvas(boxes.row)
        for y in (row.top, row.bottom):
            pen.line((row.left, y, row.right, y), fill=PRINT)


def _frame(pen: ImageDraw.ImageDraw, field: Box) -> None:
    pen.rectangle((field.left, field.top, field.right, field.bottom), outline=PRINT)


def _signing(pen: ImageDraw.ImageDraw, layout: SheetLayout) -> None:
    for box, texts in [*((box, _TIMES[part]) for part, box in layout.times), (layout.acts, _ACTS)]:
        _frame(pen, on_canvas(box))
        for place, text in enumerate(texts):
            _centred(pen, on_canvas(box), 8 * place, text)
    for signer in layout.signatures:
        for box, text in ((signer.name, _ROLES[signer.role]), (signer.signature, "қолы / подпись")):
            field = on_canvas(box)
            pen.line((field.left, field.top + 21, field.right, field.top + 21), fill=PRINT)
            pen.text((field.left, field.top + 21), text, font=font(PRINTED, 9), fill=PRINT)
    seal = on_canvas(layout.seal)
    _frame(pen, seal)
    _centred(pen, seal, 2, " / ".join(_SEAL))
    pen.text((seal.right - 8, seal.top + 50), "DEMO", font=font(PRINTED_BOLD, 54), fill=FAINT, anchor="ra")


def _centred(pen: ImageDraw.ImageDraw, field: Box, down: int, text: str) -> None:
    middle = (field.left + field.right) // 2
    pen.text((middle, field.top + down), text, font=font(PRINTED, 9), fill=PRINT, anchor="ma")


@cache
def _dust(size: tuple[int, int], variant: int) -> Packed:
    canvas = Image.new("P", size, PAPER)
    pen = ImageDraw.Draw(canvas)
    draws = Draws(variant, "dust")
    for _ in range(5):
        x, y = draws.between(40, size[0] - 4), draws.between(4, size[1] - 4)
        pen.ellipse((x, y, x + draws.below(2), y + draws.below(2)), fill=FAINT)
    edge = draws.between(1, 3)
    pen.line((size[0] - edge, 0, size[0] - 1, size[1]), fill=FAINT)
    return pack(canvas)
