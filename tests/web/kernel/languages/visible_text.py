"""Finds words in a template that every reader would see in one language only."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from django.template.base import Lexer, TokenType

# Proper names, and names of formats that are the same in every language.
SAME_EVERYWHERE = frozenset(
    {"Hattama", "CSV", "JSON", "SHA", "JPEG", "PNG", "TIFF", "PDF", "UTC", "Parquet", "SPSS", "XLSX"}
)
# A file is called the same in every language: protocols.csv, areas/….json, log/0.
FILE_NAME = re.compile(r"\S+\.(?:csv|json|toml|xlsx)\b|\blog/\d+")
WORD = re.compile(r"[^\W\d_]{2,}")
SPOKEN_ATTRIBUTES = frozenset(
    {"alt", "title", "placeholder", "label", "aria-label", "aria-description", "summary"}
)
NOT_SHOWN = frozenset({"script", "style", "code"})
# What a filter puts on the page when the value has nothing to say, written without _( ).
FILTER_TEXT = re.compile(
    r"""\|\s*(?:default|default_if_none|yesno|pluralize|count|join|add):\s*(?:"([^"]*)"|'([^']*)')"""
)
# What stands between these is translated, is for the writers of pages, or goes into a class attribute.
NOT_FOR_READERS = (
    (re.compile(r"blocktrans(?:late)?\b"), re.compile(r"endblocktrans(?:late)?\b")),
    (re.compile(r"comment\b"), re.compile("endcomment")),
    (re.compile(r"block \w+_class\b"), re.compile(r"endblock\b")),
)


LITERAL_LANGUAGE = re.compile(r"""\blang=["']([a-z-]+)["']""")


def languages_spoken_at_once(template: str) -> set[str]:
    """The languages that elements of the page are marked with: a page of last resort speaks them all."""
    return set(LITERAL_LANGUAGE.findall(template))


def untranslated_words(template: str, is_html: bool = True) -> list[str]:
    """The words a reader sees that no catalogue can translate, in the order of the page."""
    found: list[str] = []
    rest: list[str] = []
    for shown, text in _outside_translations(template):
        if shown:
            rest.append(text)
        else:
            found += _words("".join(a or b for a, b in FILTER_TEXT.findall(text)))
    page = "".join(rest)
    return found + (_words_of_html(page) if is_html else _words(page))


def _outside_translations(template: str) -> Iterator[tuple[bool, str]]:
    """Pieces of the template that readers see and translators do not: (is it plain text?, the piece)."""
    end = None
    for token in Lexer(template).tokenize():
        is_tag = token.token_type == TokenType.BLOCK
        if end:
            end = None if is_tag and end.match(token.contents) else end
        elif is_tag:
            end = next((closes for opens, closes in NOT_FOR_READERS if opens.match(token.contents)), None)
            yield False, token.contents
        elif token.token_type != TokenType.COMMENT:
            yield token.token_type == TokenType.TEXT, token.contents


def _words(text: str) -> list[str]:
    return [word for word in WORD.findall(FILE_NAME.sub(" ", text)) if word not in SAME_EVERYWHERE]


def _words_of_html(page: str) -> list[str]:
    reader = _ReaderEyes()
    reader.feed(page)
    reader.close()
    return reader.words


class _ReaderEyes(HTMLParser):
    """Collects text between tags, attributes that are read out, and the labels of buttons."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._read_attributes(tag, attrs)
        self.hidden += tag in NOT_SHOWN

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._read_attributes(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in NOT_SHOWN

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.words += _words(data)

    def _read_attributes(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        is_button = tag == "input" and values.get("type") in {"submit", "reset", "button"}
        is_description = tag == "meta" and values.get("name") == "description"
        for name, value in attrs:
            spoken = name in SPOKEN_ATTRIBUTES or (is_button and name == "value")
            if value and (spoken or (is_description and name == "content")):
                self.words += _words(value)
