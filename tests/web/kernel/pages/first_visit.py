"""What a first visit brings over the line before scans: the page, its sheets, scripts, letters, icon."""

import gzip
import re
from dataclasses import dataclass
from pathlib import Path

from django.contrib.staticfiles import finders

from tests.web.kernel.pages.contrast import SHEET, STATIC
from tests.web.kernel.pages.reading import Element

IMPORT = re.compile(r'^(?:import|export)[^"\n]*"(\./[^"]+)"', re.MULTILINE)
FACE = re.compile(r'url\("(fonts/[^"]+)"\).*?unicode-range: ([^;]+);', re.DOTALL)
OTHER_LANGUAGE = re.compile(r'<a class="language".*?</a>', re.DOTALL)
"""Names of other languages stand in letters of the device (held in `tests/journeys/test_citizen.py`)."""
PRESSED = (".css", ".js", ".svg")
"""Files that get smaller; fonts are pressed already."""


@dataclass(frozen=True, slots=True)
class Visit:
    """Bytes as they are and as they travel where the browser takes gzip; how many requests."""

    plain: int
    pressed: int
    requests: int


def first_visit(html: bytes, page: Element) -> Visit:
    """What the page costs whoever has never been here."""
    files = [*asked_files(page), *fonts_for(OTHER_LANGUAGE.sub("", html.decode()))]
    plain = len(html) + sum(path.stat().st_size for path in files)
    pressed = len(gzip.compress(html, 6)) + sum(map(travelling, files))
    return Visit(plain, pressed, 1 + len(files))


def travelling(path: Path) -> int:
    """Bytes of the file on the line."""
    data = path.read_bytes()
    return len(gzip.compress(data, 6)) if path.suffix in PRESSED else len(data)


def asked_files(page: Element) -> set[Path]:
    """The sheets, scripts with what they import at once, and icon; fonts are asked for by letters instead."""
    wanted = ("stylesheet", "icon", "modulepreload")
    links = [link.attributes["href"] for link in page.all("link") if link.attributes.get("rel") in wanted]
    scripts = [tag.attributes["src"] for tag in page.all("script") if "src" in tag.attributes]
    found: set[Path] = set()
    for address in (*links, *scripts):
        add_with_imports(found, Path(str(finders.find(address.removeprefix("/static/")))))
    return found


def add_with_imports(found: set[Path], path: Path) -> None:
    """The file, and of a script what it imports before it runs."""
    if path in found:
        return
    found.add(path)
    if path.suffix == ".js":
        for name in IMPORT.findall(path.read_text("utf-8")):
            add_with_imports(found, path.parent / name)


def fonts_for(text: str) -> list[Path]:
    """The files of the typeface that a browser fetches for these letters."""
    letters = {ord(letter) for letter in text}
    found = []
    for name, ranges in FACE.findall(SHEET):
        blocks = re.findall(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?", ranges)
        if any(int(first, 16) <= one <= int(last or first, 16) for first, last in blocks for one in letters):
            found.append(STATIC / name)
    return found
