"""Documents lead where they say: each link between our pages, and each page that the source names."""

import os
import re
from pathlib import Path

from tests.architecture.tree import ROOT, named, written_files

LINK = re.compile(r"\]\(([^)#\s{\[]+)(?:#[^)]*)?\)")
PAGE = re.compile(r"\bdocs/[\w./-]+\.(?:md|ipynb)\b")
WRITTEN = {".md", ".py", ".html", ".toml", ".conf", ".template", ".service", ".yaml", ""}
GROUPS = ("citizen", "commission", "observer", "operator", "developer", "format", "decisions")


def _written() -> list[tuple[Path, str]]:
    return [(path, path.read_text("utf-8")) for path in written_files(ROOT) if path.suffix in WRITTEN]


def test_every_link_between_pages_leads_to_a_file() -> None:
    broken = [
        f"{named(ROOT, path)}: {target}"
        for path, text in _written()
        if path.suffix == ".md"
        for target in LINK.findall(text)
        if not re.match(r"[a-z]+:", target) and not Path(os.path.normpath(path.parent / target)).exists()
    ]
    assert broken == []


def test_every_page_that_the_source_names_is_there() -> None:
    gone = [
        f"{named(ROOT, path)}: {page}"
        for path, text in _written()
        if path.suffix != ".md"
        for page in PAGE.findall(text)
        if not (ROOT / page).exists()
    ]
    assert gone == []


def test_each_group_of_readers_has_an_index_that_names_all_its_pages() -> None:
    lacking = [
        f"docs/{group}/README.md: {page.name}"
        for group in GROUPS
        for page in sorted((ROOT / "docs" / group).glob("*.md"))
        if page.name != "README.md"
        and f"]({page.name})" not in (ROOT / "docs" / group / "README.md").read_text("utf-8")
    ]
    assert lacking == []
