"""Text comes out of every kind of document with its pages, rows and footnotes; a hostile one is refused."""

import io
import zipfile

import pytest
import typst

from hattama.formats.document_texts import (
    DocumentHasNoText,
    DocumentOfUnknownKind,
    DocumentUnreadable,
    parse_document,
    parse_plain_text,
)
from hattama.scanning import ScanReader
from tests.scanning import hostile

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
ODF = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
)


def archive(**parts: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name, text in parts.items():
            file.writestr(name.replace("__", "/").replace("_xml", ".xml"), text)
    return out.getvalue()


def docx(body: str, notes: str = "") -> bytes:
    return archive(
        word__document_xml=f"<w:document {W}><w:body>{body}</w:body></w:document>",
        word__footnotes_xml=f"<w:footnotes {W}>{notes}</w:footnotes>",
    )


def pdf(*pages: str) -> bytes:
    return typst.compile("\n#pagebreak()\n".join(pages).encode())


DOCX = docx(
    "<w:p><w:r><w:t>Барлығы 12</w:t></w:r><w:r><w:footnoteReference w:id='4'/></w:r><w:del><w:r><w:delText>13"
    "</w:delText></w:r></w:del></w:p><w:p><w:r><w:br w:type='page'/><w:t>Екінші бет</w:t></w:r></w:p>"
    "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Север</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>5</w:t></w:r></w:p></w:tc>"
    "</w:tr></w:tbl>",
    "<w:footnote w:id='4'><w:p><w:r><w:t>Ескертпе.</w:t></w:r></w:p></w:footnote>",
)
ODT = archive(
    content_xml=f"<office:document-content {ODF}><office:body><text:p>Барлығы 12<text:note>"
    "<text:note-citation>1</text:note-citation><text:note-body><text:p>Ескертпе.</text:p></text:note-body></text:note></text:p>"
    "<text:p><text:soft-page-break/>Екінші бет</text:p><table:table><table:table-row><table:table-cell>"
    "<text:p>Север</text:p></table:table-cell><table:table-cell><text:p>5</text:p></table:table-cell></table:table-row>"
    "</table:table></office:body></office:document-content>"
)


@pytest.mark.parametrize("data", [DOCX, ODT], ids=["docx", "odt"])
def test_an_office_document_gives_pages_rows_and_footnotes(data):
    document = parse_document(data)
    assert document.text[document.page_starts[1] :].startswith("Екінші бет")
    assert "Барлығы 12¹\n\n" in document.text and "Север \t5 \t\n" in document.text
    assert document.text.endswith("¹ Ескертпе.") and "13" not in document.text


def test_a_web_page_gives_what_is_read_of_it():
    page = (
        "<!doctype html><title>x</title><script>1</script><p>Ответ<sup>2</sup> дан."
        "<table><tr><td>Юг<td>7</table>"
    )
    text = parse_document(page.encode()).text
    assert "Ответ² дан." in text and "1" not in text and "Юг" in text


def test_a_pdf_is_read_apart_with_its_pages():
    reader = ScanReader()
    try:
        document = reader.text(pdf("Observers saw 33 stations.", "Хаттама 12."))
        assert document.text[document.page_starts[1] :].startswith("Хаттама 12.")
        with pytest.raises(DocumentHasNoText):
            reader.text(hostile.plain_pdf())
        with pytest.raises(DocumentUnreadable):
            reader.text(DOCX[: len(DOCX) // 2])
        with pytest.raises(DocumentUnreadable):
            reader.text(docx("<!DOCTYPE x [<!ENTITY e 'e'>]>&e;"))
    finally:
        reader.close()


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (b"MZ\x90", DocumentOfUnknownKind),
        (archive(other_xml="<x/>"), DocumentOfUnknownKind),
        (docx(""), DocumentHasNoText),
        (b"%PDF-1.7 nothing", DocumentUnreadable),
        (archive(content_xml="<x>"), DocumentUnreadable),
    ],
)
def test_what_holds_no_text_is_refused_with_its_reason(data, refusal):
    with pytest.raises(refusal) as refused:
        parse_document(data)
    assert len({refused.value.say(language) for language in ("kk", "ru", "en")}) == 3


def test_plain_text_is_read_in_the_encodings_that_people_have():
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp1251"):
        assert parse_plain_text("Протокол 12".encode(encoding)).text == "Протокол 12"
    assert parse_plain_text(b"one\ftwo").page_starts == (0, 4)
    with pytest.raises(DocumentOfUnknownKind):
        parse_plain_text(b"\0\0")
