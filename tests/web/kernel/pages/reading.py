"""A page as a reader without a browser sees it: its words, links, tables and what the standards ask of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

VOID = frozenset(("area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"))


@dataclass
class Element:
    """An element with its attributes, the words inside it and its children."""

    tag: str
    attributes: dict[str, str]
    parent: Element | None = None
    parts: list[Element | str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The words inside, with single spaces; a space of any kind counts as one."""
        words = " ".join(part.text if isinstance(part, Element) else part for part in self.parts)
        return " ".join(words.split())

    def all(self, tag: str = "", **attributes: str) -> list[Element]:
        """Every element below with this tag and these attributes (`cls` for class, matched word by word)."""
        found = []
        for part in self.parts:
            if isinstance(part, Element):
                if (not tag or part.tag == tag) and part.has(attributes):
                    found.append(part)
                found += part.all(tag, **attributes)
        return found

    def one(self, tag: str = "", **attributes: str) -> Element:
        """The only such element."""
        found = self.all(tag, **attributes)
        assert len(found) == 1, f"{len(found)} × {tag} {attributes}"
        return found[0]

    def has(self, attributes: dict[str, str]) -> bool:
        """Whether these attributes are among the element's own."""
        for name, value in attributes.items():
            if name == "cls":
                if value not in self.attributes.get("class", "").split():
                    return False
            elif self.attributes.get(name) != value:
                return False
        return True

    @property
    def links(self) -> dict[str, str]:
        """Addresses by the words of the link; the last one wins."""
        return {link.text: link.attributes.get("href", "") for link in self.all("a")}

    def rows(self) -> list[list[str]]:
        """The words of every cell, row by row, heads included."""
        return [
            [cell.text for cell in row.parts if isinstance(cell, Element) and cell.tag in ("th", "td")]
            for row in self.all("tr")
        ]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("", {})
        self.here = self.root
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        if len(names) != len(set(names)):
            self.faults.append(f"<{tag}> has an attribute twice")
        element = Element(tag, {name: value or "" for name, value in attrs}, self.here)
        self.here.parts.append(element)
        if tag not in VOID:
            self.here = element

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.here.parts.append(Element(tag, {name: value or "" for name, value in attrs}, self.here))

    def handle_endtag(self, tag: str) -> None:
        if self.here.tag != tag:
            self.faults.append(f"</{tag}> closes <{self.here.tag}>")
        if self.here.parent is not None:
            self.here = self.here.parent

    def handle_data(self, data: str) -> None:
        self.here.parts.append(data)


def read_page(response: Any) -> Element:
    """The page that a view answered; fails when an element is not closed by its own name."""
    reader = _Reader()
    reader.feed(response.content.decode())
    reader.close()
    if reader.here is not reader.root:
        reader.faults.append(f"<{reader.here.tag}> is never closed")
    assert not reader.faults, reader.faults
    return reader.root
