"""Bring life.md up to the table of a protocol's life: `python -m hattama.cli.life_page [FILE]`."""

from hattama.core.protocols import render_life_diagram, render_life_table
from hattama.publish.written_pages import rewrite, write_between


def with_table(page: str) -> str:
    """The page with what stands between its two marks written anew. Raises ValueError without the marks."""
    drawn = f"```mermaid\n{render_life_diagram()}```\n\n{render_life_table()}"
    return write_between(page, "table", drawn)


if __name__ == "__main__":
    rewrite("docs/commission/life.md", with_table)
