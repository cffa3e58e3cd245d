"""What a first visit costs on a cheap phone: bytes and requests, before scans, for every type of page."""

from pathlib import Path

import pytest
from django.test import Client
from django.utils.translation import override

from tests.web.kernel.pages.first_visit import add_with_imports, asked_files, first_visit, fonts_for
from tests.web.kernel.pages.reading import read_page
from tests.web.page_types import PageType, page_types
from tests.web.whole_site import whole_site

KB = 1000
LIMITS = {
    "a precinct, with the viewer and the check": (60, 138, 15),
    "home, results and live": (60, 115, 15),
    "a wall screen": (62, 115, 15),
    "a frame in another site": (55, 85, 11),
    "numbers that sources published": (55, 105, 9),
    "every other page": (55, 96, 9),
}
"""Of a first visit: KB on the line where the browser takes gzip, KB as they are, requests."""
OF_KIND = {
    "area": "a precinct, with the viewer and the check",
    **dict.fromkeys(("home", "election", "live", "result", "area_result"), "home, results and live"),
    "hall": "a wall screen",
    "stated_register": "numbers that sources published",
}
MOST_OF_A_PAGE = 100 * KB
DESIGN = Path(__file__).resolve().parents[4] / "docs/developer/design.md"


def kind_of(page: PageType) -> str:
    """The row of LIMITS for this type."""
    if page.name.startswith("precinct"):
        return OF_KIND["area"]
    frame = "a frame in another site" if page.name.startswith("embed_") else "every other page"
    return OF_KIND.get(page.name, frame)


def asked_pages() -> list[tuple[PageType, str]]:
    """Every type of page, and those that readers come to first in each language, since each has its letters.

    Where the stations' own words are in Kazakh alone, a page in English needs the letters of both.
    """
    others = {"a precinct, with the viewer and the check": ("ru",), "home, results and live": ("ru", "en")}
    return [(kind, language) for kind in page_types() for language in ("kk", *others.get(kind_of(kind), ()))]


def limits_table() -> str:
    """The table of docs/developer/design.md."""
    lines = ["| kind of page | on the line, at most | as they are, at most | requests, at most |"]
    lines.append("|---|---:|---:|---:|")
    for kind, (line, plain, asked) in LIMITS.items():
        lines.append(f"| {kind} | {line} KB | {plain} KB | {asked} |")
    return "\n".join(lines)


@pytest.mark.django_db
def test_every_type_of_page_stays_within_its_budget(client: Client, settings, tmp_path: Path) -> None:
    whole_site(settings, tmp_path / "var")
    over = []
    for kind, language in asked_pages():
        with override(language):
            address = kind.address
        response = client.get(address)
        assert response.status_code == 200, address
        page = read_page(response)
        visit = first_visit(response.content, page)
        # A script that blocks keeps a cheap telephone white until it has come.
        asked = [tag.attributes for tag in page.all("script") if "src" in tag.attributes]
        assert all(tag.get("type") == "module" or {"defer", "async"} & tag.keys() for tag in asked), kind.name
        line, plain, requests = LIMITS[kind_of(kind)]
        is_within = visit.pressed <= line * KB and visit.plain <= plain * KB and visit.requests <= requests
        if not is_within or len(response.content) > MOST_OF_A_PAGE:
            over.append((address, kind.name, visit, len(response.content)))
    assert over == []


def test_the_page_on_design_tells_the_limits_that_are_held() -> None:
    written = DESIGN.read_text("utf-8").partition("<!-- budget -->\n")[2].partition("\n<!-- /budget -->")[0]
    assert written == limits_table()


def test_the_budget_sees_what_scripts_import(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text('import { b } from "./b.js";\nb();\n')
    (tmp_path / "b.js").write_text("export const b = 1;\n")
    found: set[Path] = set()
    add_with_imports(found, tmp_path / "a.js")
    assert found == {tmp_path / "a.js", tmp_path / "b.js"}


def test_the_budget_sees_sheets_icon_and_the_letters_that_are_needed(client: Client, db: None) -> None:
    names = {path.name for path in asked_files(read_page(client.get("/about/")))}
    assert {"hattama.css", "icon.svg"} <= names
    assert parts("Қ") == ["cyrillic-ext"]
    assert parts("a ğ") == ["latin", "latin-ext"]


def parts(text: str) -> list[str]:
    """Which parts of the typeface these letters need, in order."""
    return sorted(path.name.removeprefix("onest-").partition("-wght")[0] for path in fonts_for(text))
