"""Bring life.md up to the table of a protocol's life: `python -m hattama.cli.life_page [FILE]`."""

import sys
from pathlib import Path

from hattama.core.protocols import render_life_diagram, render_life_table

BEGIN = "<!-- written from the table: begin -->\n"
END = "<!-- written from the table: end -->\n"


def with_table(page: str) -> str:
    """The page with what stands between its two marks written anew. Raises ValueError without the marks."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError("the page has no place for the table")
    drawn = f"```mermaid\n{render_life_diagram()}```\n\n{render_life_table()}"
    return f"{before}{BEGIN}\n{drawn}\n{END}{after}"


if __name__ == "__main__":
    file = Path(sys.argv[1] if len(sys.argv) > 1 else "docs/commission/life.md")
    file.write_text(with_table(file.read_text("utf-8")), "utf-8")
