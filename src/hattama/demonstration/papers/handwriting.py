"""What is put on the form by hand: digits, words, signatures, the stamp, a smudge; shapes, made once."""

from functools import cache, lru_cache
from itertools import pairwise

import numpy as np
from PIL import Image, ImageDraw

from hattama.demonstration.draws import Draws
from hattama.demonstration.papers.fonts import PRINTED, PRINTED_BOLD, WRITTEN, font
from hattama.demonstration.papers.png import INK, PRINT, Packed, pack_mask

Mask = Image.Image
DIGIT_VARIANTS = 2
SIGNATURE_VARIANTS = 24
STAMP_VARIANTS = 4
_STAMP = 128


def _firm(mask: Mask, level: int = 110) -> Mask:
    return mask.point(lambda value: 255 if value >= level else 0, "1")


def _written(text: str, size: int, turn: int = 0) -> Mask:
    face = font(WRITTEN, size)
    _, _, wide, tall = face.getbbox(text)
    mask = Image.new("L", (int(wide) + 3, int(tall) + 3), 0)
    ImageDraw.Draw(mask).text((1, 0), text, font=face, fill=255)
    if turn:
        mask = mask.rotate(turn, resample=Image.Resampling.BICUBIC)
    return _firm(mask)


@cache
def digit(character: str, variant: int, size: int = 30) -> Mask:
    """A digit (or a point or colon) in one of two ways that one hand writes it."""
    return _written(character, size, (0, 7)[variant % DIGIT_VARIANTS])


@cache
def digit_in(room: int, character: str, variant: int, size: int) -> Packed:
    """A digit in the middle of a box that is `room` pixels wide."""
    shape = digit(character, variant, size)
    return pack_mask(shape, INK, (room - shape.width) // 2)


@cache
def word(text: str, size: int) -> tuple[Packed, int]:
    """A word, and how far the next one stands from it: steps of four pixels, as everywhere."""
    shape = _written(text, size)
    return pack_mask(shape, INK), (shape.width + 6) // 4 * 4


@lru_cache(maxsize=4096)
def dated(text: str) -> Packed:
    """A date or an hour, digit by digit, ten pixels apart."""
    mask = Image.new("1", (10 * len(text) + 8, 28), 0)
    for place, character in enumerate(text):
        shape = digit(character, place, 20)
        mask.paste(1, (10 * place + (10 - shape.width) // 2 + 4, 0), shape)
    return pack_mask(mask, INK)


@lru_cache(maxsize=4096)
def typed(text: str) -> tuple[Packed, int]:
    """A part of a text put in by typewriter, and how far the next one stands from it."""
    face = font(PRINTED, 14)
    wide = round(face.getlength(text))
    mask = Image.new("1", (wide + 2, 18), 0)
    pen = ImageDraw.Draw(mask)
    pen.fontmode = "1"
    pen.text((0, 0), text, font=face, fill=1)
    return pack_mask(mask, PRINT), (wide + 2) // 4 * 4


_PRINTED_STEP = 16


@cache
def _printed_sign(sign: str) -> Packed:
    mask = Image.new("1", (_PRINTED_STEP, 24), 0)
    pen = ImageDraw.Draw(mask)
    pen.fontmode = "1"
    pen.text((_PRINTED_STEP // 2, 0), sign, font=font(PRINTED_BOLD, 20), fill=1, anchor="ma")
    return pack_mask(mask, PRINT)


def printed(text: str) -> Packed:
    """A short text as a printer sets it that puts numbers into a form: every sign is equally wide."""
    return np.hstack([_printed_sign(sign) for sign in text])


@cache
def signature(variant: int) -> Packed:
    """A scribble that is nobody's signature."""
    draws = Draws(variant, "signature")
    wide, tall = 4 * 124, 4 * 34
    points = []
    x, y = 40, tall // 2
    for step in range(draws.between(9, 15)):
        points.append((x, y))
        x += draws.between(-12, 48)
        y = tall // 2 + (-1) ** step * draws.between(4, tall // 2 - 10)
        x = min(max(x, 20), wide - 40)
    mask = Image.new("L", (wide, tall), 0)
    ImageDraw.Draw(mask).line(_smooth(points), fill=255, width=7, joint="curve")
    tail = tall // 2 + draws.between(-10, 30)
    ImageDraw.Draw(mask).line(
        (20, tail, min(x + 120, wide - 10), tail - draws.between(10, 40)), fill=255, width=6
    )
    return pack_mask(_firm(mask.resize((wide // 4, tall // 4), Image.Resampling.LANCZOS), 90), INK)


def _smooth(points: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Corners cut twice over, each at a quarter of its sides (Chaikin), so that a pen could have drawn it."""
    for _ in range(3):
        cut = [points[0]]
        for (left, top), (right, bottom) in pairwise(points):
            cut.append(((3 * left + right) // 4, (3 * top + bottom) // 4))
            cut.append(((left + 3 * right) // 4, (top + 3 * bottom) // 4))
        points = [*cut, points[-1]]
    return points


@cache
def stamp(variant: int) -> Packed:
    """A round stamp that says that this is a demonstration."""
    turned = _upright_stamp().rotate((8, -14, 27, -31)[variant], resample=Image.Resampling.BICUBIC)
    return pack_mask(_firm(turned.resize((_STAMP, _STAMP), Image.Resampling.LANCZOS), 120), INK)


@cache
def _upright_stamp() -> Mask:
    scale = 3
    size = _STAMP * scale
    mask = Image.new("L", (size, size), 0)
    pen = ImageDraw.Draw(mask)
    for inset, width in ((4, 9), (104, 5)):
        pen.ellipse((inset, inset, size - inset, size - inset), outline=255, width=width)
    ring = "ДЕМОНСТРАЦИЯ • DEMO • "
    middle = size // 2
    for place, character in enumerate(ring):
        tile = Image.new("L", (size, size), 0)
        ImageDraw.Draw(tile).text((middle, 58), character, font=font(PRINTED_BOLD, 56), fill=255, anchor="mm")
        turned = tile.rotate(-360 * place / len(ring), resample=Image.Resampling.BICUBIC)
        mask.paste(255, (0, 0), turned)
    pen.text((middle, middle), "DEMO", font=font(PRINTED_BOLD, 62), fill=255, anchor="mm")
    return mask


@cache
def smudge(wide: int) -> Packed:
    """Ink that ran over a figure until nobody can read it."""
    tall = 26
    draws = Draws(wide, "smudge")
    mask = Image.new("1", (wide, tall), 0)
    pen = ImageDraw.Draw(mask)
    for _ in range(wide // 2):
        x, y = draws.between(6, wide - 8), draws.between(6, tall - 8)
        reach = draws.between(2, 6)
        pen.ellipse((x - reach, y - reach // 2, x + reach, y + reach // 2), fill=1)
    return pack_mask(mask, INK)
