"""What a page costs on a cheap phone: its bytes, and how many requests it brings about before scans."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from tests.web.public.reading import Element, read_page

pytestmark = pytest.mark.django_db

MOST_OF_A_PAGE = 100_000
MOST_BESIDE = 160_000
"""Bytes of style sheets and scripts of one page, uncompressed; they come once for all pages."""
MOST_REQUESTS = 16
"""Style sheets, fonts, scripts with what they import at once, and the icon."""

IMPORT = re.compile(r'^(?:import|export)[^"\n]*"(\./[^"]+)"', re.MULTILINE)
PAGES = (
    "e/tiny/",
    "e/tiny/a/R1/",
    "e/tiny/a/D11/",
    "e/tiny/a/P001/",
    "e/tiny/a/P002/",
    "e/tiny/a/P001/compare/party/",
    "e/tiny/a/P001/report/party/",
    "e/tiny/a/P001/reports/",
    "e/tiny/a/P001/receipt/party/",
    "e/tiny/a/P001/told/",
    "e/tiny/a/R1/results/party/",
    "e/tiny/results/party/",
    "e/tiny/search/?q=7",
    "e/tiny/missing/",
    "e/tiny/findings/",
    "e/tiny/data/",
    "about/",
)


@pytest.mark.parametrize("address", PAGES)
def test_a_page_stays_within_its_budget(client: Client, night: object, address: str) -> None:
    response = client.get(f"/{address}")
    assert response.status_code == 200
    asked = brought_about(read_page(response))
    beside = sum(path.stat().st_size for path in asked if path.suffix in (".css", ".js"))
    assert len(response.content) < MOST_OF_A_PAGE
    assert beside < MOST_BESIDE, (beside, sorted(path.name for path in asked))
    assert len(asked) <= MOST_REQUESTS, sorted(path.name for path in asked)


def brought_about(page: Element) -> set[Path]:
    """The static files that a browser asks for when it shows the page."""
    links = [link.attributes["href"] for link in page.all("link") if "static" in link.attributes["href"]]
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


def test_the_budget_sees_what_scripts_import(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text('import { b } from "./b.js";\nb();\n')
    (tmp_path / "b.js").write_text("export const b = 1;\n")
    found: set[Path] = set()
    add_with_imports(found, tmp_path / "a.js")
    assert found == {tmp_path / "a.js", tmp_path / "b.js"}
