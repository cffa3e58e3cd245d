"""The text of one document as it came, and places in it: page, line, offset, quotation."""

from bisect import bisect_right
from dataclasses import dataclass

_LONGEST_QUOTE = 240


@dataclass(frozen=True, slots=True)
class SourceText:
    """A document's text. `page_starts`: offsets at which its pages begin, empty where the file knows none."""

    name: str
    text: str
    page_starts: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in a document; `page` is None where the text has no pages, `line` from 1."""

    document: str
    page: int | None
    line: int
    offset: int
    quote: str


@dataclass(frozen=True, slots=True)
class PageLabel:
    """A page number that the document itself prints in a running line, and where."""

    start: int
    end: int
    number: int


def place_in(source: SourceText, labels: tuple[PageLabel, ...], start: int, end: int) -> Place:
    """The place of source.text[start:end]; its page by the file, else by the page numbers printed in it."""
    line = source.text.count("\n", 0, start) + 1
    quote = " ".join(source.text[start:end].replace("\u00ad", "").split())
    quote = quote if len(quote) <= _LONGEST_QUOTE else quote[: _LONGEST_QUOTE - 1] + "…"
    return Place(source.name, _page(source, labels, start), line, start, quote)


def _page(source: SourceText, labels: tuple[PageLabel, ...], start: int) -> int | None:
    if source.page_starts:
        return max(1, bisect_right(source.page_starts, start))
    # A label at the head of a page is said before its text. Where some pages bear none, they tell nothing.
    numbers = [label.number for label in labels]
    if len(numbers) < 3 or numbers != list(range(numbers[0], numbers[0] + len(numbers))):
        return None
    before = [label.number for label in labels if label.start <= start]
    return before[-1] if before else None
