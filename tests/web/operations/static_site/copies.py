"""What tests read of a copy: its files, its links, and the address that a file stands for."""

import hashlib
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import unquote, urljoin, urlsplit

from tests.web.kernel.pages.reading import Element, read_page

ROOT = "http://copy.test/"
_LINKING = ("href", "src", "action", "poster", "data-shards")


def digests(site: Path) -> dict[str, str]:
    """Every file that a reader may ask for, with a hash of its bytes."""
    return {
        path.relative_to(site).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(site.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    }


def page_at(site: Path, file: str) -> Element:
    """A page of the copy."""
    return read_page(SimpleNamespace(content=(site / file).read_bytes()))


def links_at(site: Path, file: str) -> tuple[tuple[str, str], ...]:
    """Tags and addresses of everything that a page of the copy refers to; a form has one, be it empty."""
    return _links((site / file).read_bytes())


@cache
def _links(content: bytes) -> tuple[tuple[str, str], ...]:
    """The same copies are looked at by many tests, and nothing of a page but its links."""
    page = _Links()
    page.feed(content.decode())
    return tuple(page.found)


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            said.setdefault("action", "")
        self.found += [(tag, said[name]) for name in _LINKING if name in said]


def file_meant(file: str, link: str) -> str | None:
    """The file of the copy that a link of `file` leads to; None where it leads out of the copy."""
    parts = urlsplit(urljoin(f"{ROOT}{file}", link))
    if f"{parts.scheme}://{parts.netloc}/" != ROOT:
        return None
    path = unquote(parts.path).lstrip("/")
    return f"{path}index.html" if not path or path.endswith("/") else path


def address_meant(file: str) -> str:
    """The address of the live site that a file of the copy stands for."""
    folder, _, name = file.rpartition("/")
    place, _, asked = f"{folder}/".partition("_/")
    path = "/" + (place if place != "/" else "") + ("" if name == "index.html" else name)
    question = "&".join(part for part in asked.strip("/").split("/") if part)
    return path + (f"?{question}" if question else "")
