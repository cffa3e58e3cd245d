"""A handbook from its text: Markdown in one language, sections with names that are the same in all.

`## name | Heading` begins a section. `[[words]]` stands for words of the interface as pages say them:
a handbook names a button as it is called. A link to `page:public:about` leads to the page of that name in the
reader's language; a picture of `picture:enter` is that page as the demonstration shows it in this language
(`make pictures`).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.html import escape, strip_tags
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererProtocol
from markdown_it.token import Token
from PIL import Image

BOOKS = ("citizen", "commission", "observer", "journalist")
"""In the order in which they are listed; each is `texts/<book>.<language>.md`."""

PAGES: Mapping[str, str] = {
    "desk:home": "commission#before",
    "desk:precincts": "commission#before",
    "desk:enter": "commission#enter",
    "desk:scan": "commission#scan",
    "desk:camera": "commission#scan",
    "desk:differences": "commission#second",
    "desk:offline_kit": "commission#no-network",
    "desk:done": "commission#mistake",
    "desk:correct": "commission#mistake",
    "desk:annul": "commission#mistake",
    "public:findings": "citizen#findings",
    "public:rule": "citizen#findings",
    "public:report": "citizen#report",
    "public:receipt": "citizen#unchanged",
    "public:compare": "observer#copy",
    "public:observation": "observer#sees",
    "public:data": "journalist#files",
    "public:stated": "journalist#past",
    "public:stated_register": "journalist#past",
    "public:embeds": "journalist#embed",
    "public:log": "journalist#news",
    "public:balance": "journalist#words",
}
"""The section that explains a page, by the page's name among the addresses."""

PICTURE_WIDTH = 390
"""In pixels of a page: a cheap telephone's."""

_TEXTS = Path(__file__).parent / "texts"
_PICTURES = Path(__file__).parents[1] / "static" / "handbooks"
_HEADING = re.compile(r"^## (?P<name>[a-z-]+) \| (?P<title>.+)$", re.MULTILINE)
_SAID = re.compile(r"\[\[(.+?)\]\]")
_PAGE = "page:"
_PICTURE = "picture:"


@dataclass(frozen=True, slots=True)
class Section:
    """One section: the name that its address ends with, its heading, its text as HTML and without marks."""

    name: str
    title: str
    html: SafeString
    plain: str


@dataclass(frozen=True, slots=True)
class Handbook:
    """A handbook in one language."""

    code: str
    title: str
    lead: str
    sections: tuple[Section, ...]


@cache
def load_handbook(book: str, language: str) -> Handbook:
    """One of BOOKS. Raises KeyError for another."""
    if book not in BOOKS:
        raise KeyError(book)
    text = (_TEXTS / f"{book}.{language}.md").read_text("utf-8")
    head, *parts = _HEADING.split(text)
    title, lead = (line.strip() for line in head.removeprefix("# ").split("\n", 1))
    with translation.override(language):
        sections = tuple(
            _section(*three, language) for three in zip(parts[::3], parts[1::3], parts[2::3], strict=True)
        )
    return Handbook(book, title, lead, sections)


def page_help(page: str) -> str:
    """The address of the section that explains the page of this name; "" where none does."""
    book, _, section = PAGES.get(page, "").partition("#")
    return f"{reverse('public:handbook', args=[book])}#{section}" if book else ""


def picture_path(name: str, language: str) -> Path:
    """Where the picture of this name lies, among the files that the site serves."""
    return _PICTURES / f"{name}.{language}.webp"


def find_sections(asked: str, language: str) -> list[tuple[Handbook, Section]]:
    """The sections that hold every word asked for, those with all of them in the heading first."""
    words = asked.casefold().split()
    found = [
        (book, section)
        for book in (load_handbook(code, language) for code in BOOKS)
        for section in book.sections
        if words and _holds(f"{section.title} {section.plain}", words)
    ]
    return sorted(found, key=lambda one: not _holds(one[1].title, words))


def _holds(text: str, words: Sequence[str]) -> bool:
    folded = text.casefold()
    return all(word in folded for word in words)


def _section(name: str, title: str, text: str, language: str) -> Section:
    said = _SAID.sub(lambda found: f"**{translation.gettext(found.group(1))}**", text.strip())
    html = _MARKDOWN.render(said, {"language": language})
    # Files of this program, not of strangers; what is HTML in them is escaped all the same (`js-default`).
    return Section(name, title, mark_safe(html), strip_tags(html))  # noqa: S308


def _open_link(
    renderer: RendererProtocol, tokens: Sequence[Token], place: int, _options: object, _env: object
) -> str:
    address = str(tokens[place].attrGet("href") or "")
    if address.startswith(_PAGE):
        address = reverse(address.removeprefix(_PAGE))
    return f'<a href="{escape(address)}">'


def _show_picture(
    _renderer: RendererProtocol, tokens: Sequence[Token], place: int, _options: object, env: Mapping[str, str]
) -> str:
    path = picture_path(str(tokens[place].attrGet("src")).removeprefix(_PICTURE), env["language"])
    with Image.open(path) as picture:
        width, height = picture.size
    size = f'width="{PICTURE_WIDTH}" height="{round(height * PICTURE_WIDTH / width)}"'
    address = static(f"handbooks/{path.name}")
    return f'<img src="{address}" {size} alt="{escape(tokens[place].content)}" loading="lazy">'


_MARKDOWN = MarkdownIt("js-default", {"typographer": False, "linkify": False})
_MARKDOWN.add_render_rule("image", _show_picture)
_MARKDOWN.add_render_rule("link_open", _open_link)
