"""What a camera sees in a test: a form of ours on a table, drawn, and shown to the browser as its camera."""

import io
from pathlib import Path

import segno
from PIL import Image, ImageDraw, ImageFilter

from hattama.core.protocols import PaperIdentity, corner_mark, marks_of_page, render_paper
from tests.web.tiny_election import ELECTION_ID, PARTY

SCALE = 5
"""Pixels a millimetre: what a cheap telephone makes of a page that fills its frame."""

FRAME = (1120, 1600)
_CORNERS = ((8, 8), (190, 8), (190, 277), (8, 277))


def paper_picture(area_id: str = "P001", *, contest: str = PARTY, written: bool = True) -> Image.Image:
    """A form with corner marks, its code and lines of digits, lying flat on a dark table."""
    page = Image.new("L", (210 * SCALE, 297 * SCALE), 225)
    pen = ImageDraw.Draw(page)
    if written:
        for number, (x, y) in zip(marks_of_page(0), _CORNERS, strict=True):
            page.paste(_mark(number), (x * SCALE, y * SCALE))
        page.paste(_code(area_id, contest), (156 * SCALE, 8 * SCALE))
        for line in range(45, 265, 9):
            pen.line([(8 * SCALE, line * SCALE), (202 * SCALE, line * SCALE)], fill=60, width=2)
            pen.text((12 * SCALE, (line + 2) * SCALE), "хаттама 1234567890 " * 4, fill=40, font_size=18)
            pen.text((112 * SCALE, (line + 1) * SCALE), str(1000 + line), fill=30, font_size=32)
    table = Image.new("L", FRAME, 70)
    table.paste(page, ((FRAME[0] - page.width) // 2, (FRAME[1] - page.height) // 2))
    return table


def blurred(picture: Image.Image, radius: float = 5) -> Image.Image:
    """The same out of focus."""
    return picture.filter(ImageFilter.GaussianBlur(radius))


def jpeg(picture: Image.Image) -> bytes:
    """As a photograph."""
    out = io.BytesIO()
    picture.convert("RGB").save(out, "JPEG", quality=92)
    return out.getvalue()


def show_to(camera: Path, picture: Image.Image) -> None:
    """From its next opening on the camera sees this: a film of two frames that goes round."""
    camera.write_bytes(jpeg(picture) * 2)


def _mark(number: int) -> Image.Image:
    cells = corner_mark(number)
    mark = Image.new("L", (len(cells), len(cells)))
    mark.putdata([0 if black else 255 for row in cells for black in row])
    return mark.resize((12 * SCALE, 12 * SCALE), Image.Resampling.NEAREST)


def _code(area_id: str, contest: str) -> Image.Image:
    text = render_paper(PaperIdentity(ELECTION_ID, contest, area_id, "0123abcd", 0, 0))
    out = io.BytesIO()
    segno.make(text, error="q").save(out, kind="png", scale=8, border=4)
    return Image.open(out).convert("L").resize((32 * SCALE, 32 * SCALE))
