import io

from PIL import Image

from hattama.demonstration.papers.png import (
    FAINT,
    INK,
    MARGIN,
    PAPER,
    PRINT,
    pack,
    pack_mask,
    put,
    render_png,
)


def opened(picture: bytes) -> Image.Image:
    with Image.open(io.BytesIO(picture)) as image:
        image.load()
        return image


def test_a_picture_holds_the_four_colours_right_of_the_margin() -> None:
    canvas = Image.new("P", (MARGIN + 8, 2), PAPER)
    for x, colour in enumerate((FAINT, PRINT, INK, PAPER, INK, PRINT, FAINT, INK)):
        canvas.putpixel((MARGIN + x, 1), colour)
    picture = opened(render_png(pack(canvas)))
    assert picture.size == (8, 2)
    assert list(picture.tobytes()) == [PAPER] * 8 + [FAINT, PRINT, INK, PAPER, INK, PRINT, FAINT, INK]


def test_ink_over_print_or_over_the_watermark_is_ink() -> None:
    for below in (PAPER, FAINT, PRINT, INK):
        canvas = Image.new("P", (MARGIN + 8, 1), PAPER)
        canvas.paste(below, (MARGIN, 0, MARGIN + 8, 1))
        sheet = pack(canvas).copy()
        put(sheet, pack_mask(Image.new("1", (3, 1), 1), INK, shift=2), MARGIN, 0)
        pixels = opened(render_png(sheet)).tobytes()
        assert list(pixels) == [below, below, INK, INK, INK, below, below, below]


def test_what_hangs_over_the_right_edge_is_cut_off() -> None:
    sheet = pack(Image.new("P", (MARGIN + 4, 1), PAPER)).copy()
    put(sheet, pack_mask(Image.new("1", (12, 1), 1), PRINT), MARGIN, 0)
    assert list(opened(render_png(sheet)).tobytes()) == [PRINT] * 4
