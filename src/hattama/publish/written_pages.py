"""Pages of the documentation, a part of which is written from what the program knows, between two marks."""

import sys
from collections.abc import Callable
from pathlib import Path


def marks(source: str) -> tuple[str, str]:
    """The lines between which stands what is written from `source`."""
    return f"<!-- written from the {source}: begin -->\n", f"<!-- written from the {source}: end -->\n"


def write_between(page: str, source: str, text: str) -> str:
    """The page with what stands between these marks written anew. Raises ValueError without them."""
    begin, end = marks(source)
    before, has_begin, rest = page.partition(begin)
    _, has_end, after = rest.partition(end)
    if not (has_begin and has_end):
        raise ValueError(f"the page has no place for what is written from the {source}")
    return f"{before}{begin}\n{text}\n{end}{after}"


def rewrite(page: str, write: Callable[[str], str]) -> None:
    """Bring the page at this path, or the one that the call names, up to date."""
    file = Path(sys.argv[1] if len(sys.argv) > 1 else page)
    file.write_text(write(file.read_text("utf-8")), "utf-8")
