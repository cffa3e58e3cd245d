"""How the pages in docs/ become a site: `make docs`, read by Sphinx (docs/decisions/0199)."""

from __future__ import annotations

import shutil
from pathlib import Path

from pygments.lexers.special import TextLexer
from sphinx.application import Sphinx

ROOT = Path(__file__).resolve().parents[1]
READERS = ("citizen", "commission", "observer", "operator", "developer", "format", "decisions")

project = "Hattama"
author = "the maintainers of Hattama"
extensions = ["myst_parser"]
# The pages link to those beside README.md, so the whole is read from there.
include_patterns = ["docs/*.md", "docs/**/*.md", "*.md"]
root_doc = "README"
myst_heading_anchors = 4
myst_enable_extensions = ["attrs_inline"]
# Anything that leads nowhere stops the build (`make docs` runs with -n -W).
nitpicky = True
html_theme = "furo"
html_title = "Hattama"
html_copy_source = False
html_show_sphinx = False


def add_contents(_app: Sphinx, page: str, source: list[str]) -> None:
    """Give each index page the contents that the side of every page shows; as text it has a table."""
    folder = (ROOT / page).parent
    if page == "README":
        names = [
            "docs/README",
            "ARCHITECTURE",
            "GLOSSARY",
            "CONTRIBUTING",
            "CHANGELOG",
            "RELEASING",
            "SECURITY",
        ]
    elif page == "docs/README":
        names = [f"{reader}/README" for reader in READERS]
    elif page.endswith("/README"):
        names = sorted(found.stem for found in folder.glob("*.md") if found.stem != "README")
        names += sorted(f"{found.parent.name}/README" for found in folder.glob("*/README.md"))
    else:
        return
    source[0] += "\n\n```{toctree}\n:hidden:\n:titlesonly:\n\n" + "\n".join(names) + "\n```\n"


def add_front_page(app: Sphinx, trouble: Exception | None) -> None:
    """A site is asked for index.html; its first page is called README.html here."""
    if trouble is None:
        shutil.copy(Path(app.outdir, "README.html"), Path(app.outdir, "index.html"))


def setup(app: Sphinx) -> None:
    """Called by Sphinx."""
    for plain in ("csv", "mermaid"):
        app.add_lexer(plain, TextLexer)
    app.connect("source-read", add_contents)
    app.connect("build-finished", add_front_page)
