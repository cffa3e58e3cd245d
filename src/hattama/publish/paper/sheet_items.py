"""What stands on a page as the typesetter takes it: texts in boxes, pictures in boxes, lines drawn behind."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence

from hattama.core.protocols import (
    LEAST_LETTERS,
    Box,
    corner_mark,
    count_lines,
    height_of_lines,
    lines_held,
    paper_texts,
)
from hattama.core.vocabulary import Text
from hattama.phrases import LANGUAGES, in_every_language

_STEP = 25


def fitting_size(texts: Sequence[str], width: int, height: int, *, most: int, bold: bool = False) -> int:
    """The largest size (hundredths of a point, from `most` down to LEAST_LETTERS) at which `texts`, each
    beginning a line, take no more than the box of `width` by `height` tenths of a millimetre; LEAST_LETTERS
    where none does.
    """
    for size in range(most, LEAST_LETTERS, -_STEP):
        if count_lines(texts, width, size, bold) <= lines_held(height, size):
            return size
    return LEAST_LETTERS


def text_height(texts: Sequence[str], width: int, size: int, *, bold: bool = False) -> int:
    """How high a box of this width has to be to hold `texts` at `size`, in tenths of a millimetre."""
    return height_of_lines(count_lines(texts, width, size, bold), size)


def fitting_texts(
    texts: Sequence[str], width: int, height: int, *, size: int, bold: bool = False, ends: Sequence[str] = ()
) -> Sequence[str]:
    """`texts`, each cut with an ellipsis where the box cannot hold them at `size`: it is shared by them. What
    stands in `ends` is the end of each and is left whole.
    """
    held = lines_held(height, size)
    if count_lines(texts, width, size, bold) <= held:
        return texts
    most = max(1, held // len(texts))

    def shortened(text: str, end: str) -> str:
        whole = text.removesuffix(end)
        return _cut(whole, lambda part: count_lines([part + end], width, size, bold) <= most) + end

    return [shortened(*pair) for pair in zip(texts, ends or [""] * len(texts), strict=True)]


def _cut(text: str, fits: Callable[[str], bool]) -> str:
    if fits(text):
        return text
    held = bisect_left(range(len(text)), True, key=lambda length: not fits(f"{text[:length]}…"))
    return f"{text[: max(1, held - 1)].rstrip()}…"


Item = dict[str, object]
Texts = Sequence[tuple[str, str]]
"""Language and text of each line."""


def own_texts(words: Text, languages: Iterable[str]) -> Texts:
    """Lines for a text of our own, which is said in three languages; English for any other language."""
    spoken = [language if language in LANGUAGES else "en" for language in languages]
    return paper_texts(in_every_language(words), spoken)


def joined(texts: Texts, between: str = " / ") -> Texts:
    """The texts in one line, in the language of the first."""
    return [(texts[0][0], between.join(text for _, text in texts))] if texts else []


def text_item(
    box: Box,
    texts: Texts,
    *,
    most: int = 800,
    bold: bool = False,
    align: str = "left",
    heading: bool = False,
    ends: Sequence[str] = (),
) -> Item:
    """Texts in a box, one line under the other, as large as fits, from `most` hundredths of a point down to
    the smallest letters; cut with an ellipsis before their `ends` where these are too large.

    `align`: `left`, `center` or `right`; in the box's height they always stand in the middle.
    """
    lines = [text for _, text in texts]
    size = fitting_size(lines, box.width, box.height, most=most, bold=bold)
    shown = fitting_texts(lines, box.width, box.height, size=size, bold=bold, ends=ends)
    return {
        "on": box.page,
        "at": [box.left, box.top, box.width, box.height],
        "size": size,
        "bold": bold,
        "align": align,
        "heading": heading,
        "texts": [list(line) for line in zip((language for language, _ in texts), shown, strict=True)],
    }


def picture_item(box: Box, svg: str, alt: str) -> Item:
    """A picture in a box, with the text that is read out instead of it."""
    return {"on": box.page, "at": [box.left, box.top, box.width, box.height], "svg": svg, "alt": alt}


def strip(box: Box, down: int, height: int) -> Box:
    """A strip of `box`, `down` from its top."""
    return Box(box.page, box.left, box.top + down, box.width, height)


class Drawing:
    """Lines and squares of one page as SVG, in tenths of a millimetre; a reader of texts does not meet it."""

    def __init__(self, size: tuple[int, int]) -> None:
        self._size = size
        self._parts: list[str] = []

    def frame(self, box: Box, width: int = 2, dashed: bool = False) -> None:
        dashes = ' stroke-dasharray="12 8"' if dashed else ""
        self._parts.append(
            f'<rect x="{box.left}" y="{box.top}" width="{box.width}" height="{box.height}" fill="none" '
            f'stroke="#000" stroke-width="{width}"{dashes}/>'
        )

    def rule(self, left: int, right: int, y: int, width: int = 2) -> None:
        self._parts.append(f'<path d="M{left} {y}H{right}" stroke="#000" stroke-width="{width}"/>')

    def mark(self, number: int, box: Box) -> None:
        cells = corner_mark(number)
        side = box.width // len(cells)
        squares = "".join(
            f"M{box.left + side * x} {box.top + side * y}h{side}v{side}h-{side}z"
            for y, row in enumerate(cells)
            for x, black in enumerate(row)
            if black
        )
        self._parts.append(f'<path d="{squares}" fill="#000" shape-rendering="crispEdges"/>')

    def svg(self) -> str:
        wide, tall = self._size
        head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {tall}">'
        return f"{head}{''.join(self._parts)}</svg>"
