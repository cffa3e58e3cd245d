"""What is put on the form by hand: digits, words, signatures, the stamp, a smudge; masks, made once."""

from functools import cache, lru_cache
from itertools import pairwise

from PIL import Image, ImageDraw

from hattama.demonstration.draws import Draws
from hattama.demonstration.papers.fonts import PRINTED, PRINTED_BOLD, WRITTEN, font

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
def word(text: str, size: int) -> Mask:
    """A word."""
    return _written(text, size)


@lru_cache(maxsize=4096)
def dated(text: str) -> Mask:
    """A date or an hour, digit by digit, ten pixels apart."""
    mask = Image.new("1", (10 * len(text) + 8, 28), 0)
    for place, character in enumerate(text):
        shape = digit(character, place, 20)
        mask.paste(1, (10 * place + (10 - shape.width) // 2 + 4, 0), shape)
    return mask


@lru_cache(maxsize=4096)
def typed(text: str) -> tuple[Mask, int]:
    """A word put in by typewriter, and how far the next one stands from it."""
    face = font(PRINTED, 14)
    step = round(face.getlength(text + " "))
    mask = Image.new("1", (step + 2, 18), 0)
    pen = ImageDraw.Draw(mask)
    pen.fontmode = "1"
    pen.text((0, 0), text, font=face, fill=1)
    return mask, step


_PRINTED_STEP = 16


@cache
def _printed_sign(sign: str) -> Mask:
    mask = Image.new("1", (_PRINTED_STEP, 24), 0)
    pen = ImageDraw.Draw(mask)
    pen.fontmode = "1"
    pen.text((_PRINTED_STEP // 2, 0), sign, font=font(PRINTED_BOLD, 20), fill=1, anchor="ma")
    return mask


def printed(text: str) -> Mask:
    """A short text as a printer sets it that puts numbers into a form: every sign is equally wide."""
    mask = Image.new("1", (_PRINTED_STEP * len(text), 24), 0)
    for place, sign in enumerate(text):
        mask.paste(_printed_sign(sign), (_PRINTED_STEP * place, 0))
    return mask


@cache
def signature(variant: int) -> Mask:
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
    return _firm(mask.resize((wide // 4, tall // 4), Image.Resampling.LANCZOS), 90)


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
def stamp(variant: int) -> Mask:
    """A round stamp that says that this is a demonstration."""
    turned = _upright_stamp().rotate((8, -14, 27, -31)[variant], resample=Image.Resampling.BICUBIC)
    return _firm(turned.resize((_STAMP, _STAMP), Image.Resampling.LANCZOS), 120)


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
def smudge(wide: int) -> Mask:
    """Ink that ran over a figure until nobody can read it."""
    tall = 26
    draws = Draws(wide, "smudge")
    mask = Image.new("1", (wide, tall), 0)
    pen = ImageDraw.Draw(mask)
    for _ in range(wide // 2):
        x, y = draws.between(6, wide - 8), draws.between(6, tall - 8)
        reach = draws.between(2, 6)
        pen.ellipse((x - reach, y - reach // 2, x + reach, y + reach // 2), fill=1)
    return mask
