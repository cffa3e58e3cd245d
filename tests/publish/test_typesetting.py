"""Printed sheets and pictures: the same bytes for the same values, Kazakh letters in the shipped face."""

import io
import re
import sys
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image

import hattama
from hattama.publish.typesetting import TypesetterMissing, typeset_pdf, typeset_png

SOURCES = Path(hattama.__file__).parent
KAZAKH = "Әулиекөл ауданы, Шығыс: ңғүұқөһі"
SOURCE = b"""
#let told = json(bytes(sys.inputs.told))
#set document(date: none, title: told.text)
#set page(width: 300pt, height: 100pt)
#set text(font: "Onest", size: 14pt)
#told.text
"""


def test_a_pdf_has_the_same_bytes_each_time_and_others_for_other_words() -> None:
    first = typeset_pdf(SOURCE, {"text": KAZAKH})
    assert typeset_pdf(SOURCE, {"text": KAZAKH}) == first
    assert typeset_pdf(SOURCE, {"text": KAZAKH + "."}) != first
    assert b"CreationDate" not in first


def test_kazakh_letters_can_be_read_out_of_the_pdf_again() -> None:
    page = pypdfium2.PdfDocument(typeset_pdf(SOURCE, {"text": KAZAKH}))[0]
    assert KAZAKH in " ".join(page.get_textpage().get_text_range().split())


def test_a_picture_has_a_pixel_for_each_point_and_the_same_bytes_each_time() -> None:
    picture = typeset_png(SOURCE, {"text": KAZAKH})
    assert Image.open(io.BytesIO(picture)).size == (300, 100)
    assert typeset_png(SOURCE, {"text": KAZAKH}) == picture


def test_a_machine_without_the_typesetter_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(TypesetterMissing):
        typeset_pdf(SOURCE, {"text": KAZAKH})


def test_no_sheet_asks_for_letters_under_seven_points() -> None:
    """What is put into boxes has its size from there: posters keep to it, forms go below for long labels."""
    sheets = [path for path in SOURCES.rglob("*.typ") if "size:" in path.read_text("utf-8")]
    # `size: if … { 7.2pt } else { 9pt }` asks for two.
    sizes = {
        (path.name, float(number))
        for path in sheets
        for asked in re.findall(r"\bsize:([^,;\n]*)", path.read_text("utf-8"))
        for number in re.findall(r"(?<![\w.*])(?<!\* )(\d+(?:\.\d+)?)pt", asked)
    }
    assert len(sheets) >= 5
    assert sorted(one for one in sizes if one[1] < 7) == []
