"""Bring docs/format/data.md up to the columns of the open data: `python -m hattama.cli.data_page [FILE]`."""

import sys
from pathlib import Path

from hattama.publish.table_descriptions import Table, describe_tables

BEGIN = "<!-- written from the tables: begin -->\n"
END = "<!-- written from the tables: end -->\n"


def with_tables(page: str) -> str:
    """The page with what stands between its two marks written anew. Raises ValueError without the marks."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError("the page has no place for the tables")
    # Lines of forms and texts of areas differ from election to election; the rest is the same for all.
    told = "\n".join(_section(table) for table in describe_tables((), (), ()))
    return f"{before}{BEGIN}\n{told}\n{END}{after}"


def _section(table: Table) -> str:
    rows = "".join(
        f"| `{one.name}` | {one.kind.value} | {'no' if one.needed else 'yes'} | {one.words['en']} |\n"
        for one in table.columns
    )
    head = "| column | holds | may be empty | what it is |\n|---|---|---|---|\n"
    return f"### {table.name}\n\n{table.title['en']}.\n\n{head}{rows}"


if __name__ == "__main__":
    file = Path(sys.argv[1] if len(sys.argv) > 1 else "docs/format/data.md")
    file.write_text(with_tables(file.read_text("utf-8")), "utf-8")
