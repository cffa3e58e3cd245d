"""Names as long, as unbroken and as strange as may be stored, on pictures and printed sheets."""

import io
from dataclasses import replace

import pypdfium2
import pytest
from PIL import Image

from hattama.publish.area_sheets import AreaSheet, SheetRow, SheetTable, render_area_sheet
from hattama.publish.cards import HEIGHT, WIDTH, Card, CardLine, render_card
from hattama.publish.typesetting import say_undrawn, typeset_pdf, undrawn_letters

MARKUP = "<b>&amp;#let$x$*_@[]`\\="
UNBROKEN = (MARKUP + "Жамбылғамұратшыл" * 16)[:255]
OF_WORDS = ("Ұзақ атауы бар партия " * 12)[:255]
FIFTEEN_DIGITS = "100 000 000 000 000"
ODD = "漢 😀 ә\u20dd"
"""Letters that none of the faces has; the last is a Kazakh letter within a circle."""

CARD = Card(
    "kk", OF_WORDS, UNBROKEN, UNBROKEN,
    tuple(CardLine(name, FIFTEEN_DIGITS, 500) for name in (UNBROKEN, OF_WORDS) * 2),
    "алдын ала", "Журналдағы жазбалар: 25", "Хаттама", OF_WORDS,
)  # fmt: skip
ROWS = tuple(SheetRow("VA", name, FIFTEEN_DIGITS, "99,99%") for name in (UNBROKEN, OF_WORDS) * 2)
SHEET = AreaSheet(
    "kk", UNBROKEN, OF_WORDS, UNBROKEN, UNBROKEN, (OF_WORDS,), UNBROKEN, "Қатар",
    (SheetTable("", "Сан", "Үлес", ROWS), SheetTable(OF_WORDS, "Сан", "", ROWS)),
    "Неден", (("Хеш", "0123456789abcdef" * 4),), OF_WORDS, "https://example.kz/" + "a" * 100,
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>', "{page} / {pages}",
)  # fmt: skip


def test_four_choices_of_255_letters_stay_within_the_picture() -> None:
    picture = Image.open(io.BytesIO(render_card(CARD))).convert("L")
    assert picture.size == (WIDTH, HEIGHT)
    paper = picture.getpixel((WIDTH - 1, HEIGHT - 1))
    for margin in ((0, 20, 63, HEIGHT), (WIDTH - 62, 20, WIDTH, HEIGHT), (0, HEIGHT - 30, WIDTH, HEIGHT)):
        assert picture.crop(margin).getextrema() == (paper, paper), margin


def test_longest_names_and_figures_stay_within_the_margins_of_a_sheet_as_plain_text() -> None:
    document = pypdfium2.PdfDocument(render_area_sheet(SHEET))
    for page in document:
        picture = page.render(scale=2, grayscale=True).to_pil()
        margin = picture.crop((picture.width - 100, 0, picture.width, picture.height))
        assert margin.getextrema() == (255, 255)
    text = "".join(page.get_textpage().get_text_range() for page in document)
    assert MARKUP in text.replace("\u200b", "")


def test_a_letter_without_a_glyph_is_replaced_and_named_with_its_code_and_its_text() -> None:
    assert undrawn_letters({"any": [ODD, "Әулиекөл عربي हिन्दी ქართული"]}) == ("ә\u20dd", "漢", "😀")
    source = b'#set document(title: "-", date: none)\n#json(bytes(sys.inputs.told)).name'
    document = pypdfium2.PdfDocument(typeset_pdf(source, {"name": ODD}, accessible=True))
    assert document[0].get_textpage().get_text_range().split() == ["□", "□", "□"]
    assert say_undrawn(["аты: 漢", "Дала"], "kk") == (
        "Қаріптерде жоқ таңбалардың орнына □ басылды: 漢 (U+6F22, «аты: 漢»)."
    )
    assert "ә\u20dd (U+04D9 U+20DD" in say_undrawn([ODD], "en")
    assert say_undrawn(["«Дала» партиясы"], "ru") == ""


@pytest.mark.parametrize("sign", ["\u0001", "\ufeff", "\u202e", "\u200d", "\u0301", "\U000e0041"])
def test_no_sign_however_odd_stops_a_document(sign: str) -> None:
    source = (
        b'#set document(title: "-", date: none)\n#set text(font: "Onest")\n#json(bytes(sys.inputs.told)).name'
    )
    for name in (f"а{sign}б", f"а {sign}", f"👩{sign}⚖️ 𝔘"):
        assert typeset_pdf(source, {"name": name}, accessible=True).startswith(b"%PDF")


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("حزب نیم\u200cفاصله", "\u200c"),
        ("क\u094d\u200dष", "\u200d"),
        ("А\u200dБ", ""),
        ("\u2068حزب\u2069, № 12-А", "\u2068\u2069"),
    ],
)
def test_signs_that_shape_a_name_are_printed_and_others_are_not(name: str, kept: str) -> None:
    source = (
        b'#set document(title: "-", date: none)\n#set text(font: "Onest")\n#json(bytes(sys.inputs.told)).name'
    )
    made = typeset_pdf(source, {"name": name}, accessible=True)
    assert b"pdfuaid:part" in made
    plain = typeset_pdf(source, {"name": name.translate(dict.fromkeys(map(ord, kept)))}, accessible=True)
    assert (made != plain) is bool(kept)
    assert undrawn_letters([name]) == ()


def test_a_sheet_is_read_aloud_as_it_stands() -> None:
    """PDF/UA-1, of which typst tells in the file once nothing speaks against it."""
    for sheet in (SHEET, replace(SHEET, language="kk", path="漢字")):
        assert b"pdfuaid:part" in render_area_sheet(sheet)


def test_a_picture_and_a_sheet_say_themselves_which_letters_they_lack() -> None:
    plain, odd = (render_card(replace(CARD, notice="", title=title)) for title in ("Дала", "Дала 漢"))
    below = (64, 500, WIDTH, 545)
    assert len({Image.open(io.BytesIO(one)).crop(below).tobytes() for one in (plain, odd)}) == 2
    document = pypdfium2.PdfDocument(render_area_sheet(replace(SHEET, path="漢字")))
    assert "(U+6F22, «□□»)" in document[0].get_textpage().get_text_range()
