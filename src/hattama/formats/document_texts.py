"""The text of a document (PDF, DOCX, ODT, HTML) with its pages and footnotes; strangers' files are handed to
this inside the bounded program of hattama.scanning alone.

Footnotes stand behind the text, each on a line of its own after its number in raised digits, as their marks.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pypdfium2
from defusedxml.ElementTree import fromstring

from hattama.core.vocabulary import Message
from hattama.formats.scans import ScanIsLocked, ScanRefused
from hattama.formats.xlsx_tables import BROKEN_ARCHIVE

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

LONGEST = 20_000_000
"""Characters of a document; the parts of an archive may unpack to four times as many bytes."""

_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


class DocumentOfUnknownKind(ScanRefused):
    """The content is none of the kinds that are read."""

    words = Message("This file is not a PDF, DOCX, ODT, HTML or text document.")


class DocumentUnreadable(ScanRefused):
    """The content begins like a known kind but cannot be read to its end."""

    words = Message("The document is damaged or incomplete.")


class DocumentHasNoText(ScanRefused):
    """There are pages, and no letters: pictures of paper."""

    words = Message("The document holds no text, only pictures of it: recognise its text first.")


class DocumentTooLong(ScanRefused):
    """The document unfolds to more than anybody reads."""

    words = Message("The document is too long or takes too long to read.")


@dataclass(frozen=True, slots=True)
class DocumentText:
    """Text, and the places in it at which pages begin; none where the file does not tell."""

    text: str
    page_starts: tuple[int, ...]


def parse_document(data: bytes) -> DocumentText:
    """The text of a document, plain text apart. Raises the ScanRefused that names why there is none."""
    if data.startswith(b"%PDF-"):
        document = _of_pages(_pdf_pages(data))
    elif data.startswith(b"PK\x03\x04"):
        document = _archive(data)
    elif re.search(rb"<(?:!doctype\s+html|html|body)[\s>]", data[:2048], re.IGNORECASE):
        document = _html(data)
    else:
        raise DocumentOfUnknownKind
    if not document.text.strip():
        raise DocumentHasNoText
    return document


def parse_plain_text(data: bytes) -> DocumentText:
    """Plain text: UTF-8, UTF-16 with its mark, else the Cyrillic code page of Windows. Form feeds part
    pages.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", errors="replace")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("cp1251", errors="replace")
    if "\0" in text:
        raise DocumentOfUnknownKind
    if not text.strip():
        raise DocumentHasNoText
    starts = (0, *(match.end() for match in re.finditer("\f", text))) if "\f" in text else ()
    return DocumentText(text, starts)


def _of_pages(pages: Iterator[str]) -> DocumentText:
    text: list[str] = []
    starts: list[int] = []
    length = 0
    for page in pages:
        starts.append(length)
        text.append(page + "\n\f")
        length += len(page) + 2
        if length > LONGEST:
            raise DocumentTooLong
    return DocumentText("".join(text), tuple(starts))


def _pdf_pages(data: bytes) -> Iterator[str]:
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as trouble:
        locked = trouble.err_code == pypdfium2.raw.FPDF_ERR_PASSWORD
        raise (ScanIsLocked if locked else DocumentUnreadable) from None
    try:
        for number in range(len(document)):
            page = document[number]
            text = page.get_textpage().get_text_range()
            # Pdfium's signs for a hyphen that divides a word at the end of a line.
            yield re.sub("[\ufffe\x02]", "\u00ad", text.replace("\r\n", "\n"))
            page.close()
    except pypdfium2.PdfiumError:
        raise DocumentUnreadable from None
    finally:
        document.close()


def _archive(data: bytes) -> DocumentText:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            if "word/document.xml" in names:
                return _Word(archive, names).text()
            if "content.xml" in names:
                return _OpenDocument(_part(archive, "content.xml")).text()
    except (*BROKEN_ARCHIVE, RuntimeError):
        raise DocumentUnreadable from None
    raise DocumentOfUnknownKind


def _part(archive: zipfile.ZipFile, name: str) -> Element:
    with archive.open(name) as part:
        data = part.read(4 * LONGEST + 1)
    if len(data) > 4 * LONGEST:
        raise DocumentTooLong
    root: Element = fromstring(data)
    return root


@dataclass
class _Written:
    """Text as it is put together."""

    pieces: list[str] = field(default_factory=list)
    length: int = 0
    pages: list[int] = field(default_factory=list)

    def put(self, text: str) -> None:
        self.pieces.append(text)
        self.length += len(text)
        if self.length > LONGEST:
            raise DocumentTooLong

    def turn_page(self) -> None:
        self.put("\f")
        self.pages.append(self.length)

    def document(self) -> DocumentText:
        return DocumentText("".join(self.pieces), (0, *self.pages) if self.pages else ())


class _Word:
    """ISO/IEC 29500-1, 17: paragraphs, rows, breaks, footnotes; what its author struck out is not text."""

    _NAMESPACE = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

    def __init__(self, archive: zipfile.ZipFile, names: set[str]) -> None:
        self._body = _part(archive, "word/document.xml")
        self._footnotes: dict[str, Element] = {}
        if "word/footnotes.xml" in names:
            notes = _part(archive, "word/footnotes.xml")
            self._footnotes = {note.get(f"{self._NAMESPACE}id", ""): note for note in notes}
        self._told: list[str] = []
        self._out = _Written()

    def text(self) -> DocumentText:
        self._walk(self._body)
        for number, name in enumerate(self._told, start=1):
            self._out.put(f"\n\n{str(number).translate(_RAISED)} ")
            note = self._footnotes.get(name)
            if note is not None:
                self._out.put(
                    " ".join("".join(part.text or "" for part in note.iter(f"{self._NAMESPACE}t")).split())
                )
        return self._out.document()

    def _walk(self, element: Element, in_cell: bool = False) -> None:
        name = element.tag.removeprefix(self._NAMESPACE) if isinstance(element.tag, str) else ""
        if name in ("del", "moveFrom", "instrText", "pPr", "rPr"):
            return
        if name == "footnoteReference":
            self._told.append(element.get(f"{self._NAMESPACE}id", ""))
            self._out.put(str(len(self._told)).translate(_RAISED))
        elif name == "t":
            self._out.put(element.text or "")
        elif name == "lastRenderedPageBreak" or (
            name == "br" and element.get(f"{self._NAMESPACE}type") == "page"
        ):
            self._out.turn_page()
        elif name in _WORD_SIGNS:
            self._out.put(_WORD_SIGNS[name])
        for child in element:
            self._walk(child, in_cell or name == "tc")
        self._out.put({"p": " " if in_cell else "\n\n", "tc": "\t", "tr": "\n", "tbl": "\n"}.get(name, ""))


_WORD_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": "\u00ad"}


class _OpenDocument:
    """OpenDocument 1.3, part 3: paragraphs, headings, rows, notes; tracked changes are not text."""

    _TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
    _TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"

    def __init__(self, root: Element) -> None:
        self._root = root
        self._notes: list[str] = []
        self._out = _Written()
        self._signs: dict[str, Callable[[Element], str]] = {
            "s": lambda space: " " * min(int(space.get(f"{self._TEXT}c", "1")), 100),
            "tab": lambda _: "\t",
            "line-break": lambda _: "\n",
        }

    def text(self) -> DocumentText:
        self._walk(self._root, in_cell=False)
        for number, note in enumerate(self._notes, start=1):
            self._out.put(f"\n\n{str(number).translate(_RAISED)} {note}")
        return self._out.document()

    def _walk(self, element: Element, in_cell: bool) -> None:
        tag = element.tag if isinstance(element.tag, str) else ""
        name = tag.rpartition("}")[2]
        if tag == f"{self._TEXT}note":
            body = element.find(f"{self._TEXT}note-body")
            self._notes.append(" ".join("".join(body.itertext() if body is not None else ()).split()))
            self._out.put(str(len(self._notes)).translate(_RAISED))
        elif tag == f"{self._TEXT}soft-page-break":
            self._out.turn_page()
        elif tag.startswith(self._TEXT) and name in self._signs:
            self._out.put(self._signs[name](element))
        elif name not in ("tracked-changes", "annotation", "styles", "scripts"):
            self._children(element, in_cell or name == "table-cell", tag)

    def _children(self, element: Element, in_cell: bool, tag: str) -> None:
        written = tag.startswith(self._TEXT)
        if written:
            self._out.put(element.text or "")
        for child in element:
            self._walk(child, in_cell)
            if written:
                self._out.put(child.tail or "")
        ends = {
            f"{self._TEXT}p": " " if in_cell else "\n\n",
            f"{self._TEXT}h": "\n\n",
            f"{self._TABLE}table-cell": "\t",
            f"{self._TABLE}table-row": "\n",
            f"{self._TABLE}table": "\n",
        }
        self._out.put(ends.get(tag, ""))


class _Html(HTMLParser):
    _BLOCKS = frozenset(
        (
            "p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul", "ol", "table", "section",
            "article", "header", "footer", "main", "blockquote", "pre", "dl", "dt", "dd", "form",
        )
    )  # fmt: skip
    _SILENT = frozenset(("script", "style", "template", "noscript", "title"))

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.out = _Written()
        self._silent = 0
        self._raised = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in self._SILENT
        self._raised += tag == "sup"
        if tag in self._BLOCKS:
            self.out.put("\n\n")
        elif tag in ("br", "tr"):
            self.out.put("\n")

    def handle_endtag(self, tag: str) -> None:
        self._silent = max(0, self._silent - (tag in self._SILENT))
        self._raised = max(0, self._raised - (tag == "sup"))
        if tag in ("td", "th"):
            self.out.put("\t")
        elif tag in self._BLOCKS:
            self.out.put("\n\n")

    def handle_data(self, data: str) -> None:
        if self._silent:
            return
        text = re.sub(r"\s+", " ", data)
        self.out.put(text.translate(_RAISED) if self._raised and text.strip().isdecimal() else text)


def _html(data: bytes) -> DocumentText:
    stated = re.search(rb"charset=[\"']?([A-Za-z0-9_-]{3,20})", data[:2048])
    encoding = stated.group(1).decode("ascii") if stated else "utf-8"
    try:
        text = data.decode(encoding, errors="replace")
    except LookupError:
        text = data.decode("utf-8", errors="replace")
    page = _Html()
    page.feed(text)
    page.close()
    return page.out.document()
