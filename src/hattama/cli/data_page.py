"""Bring docs/format/data.md up to the columns of the open data: `python -m hattama.cli.data_page [FILE]`."""

from hattama.publish.table_descriptions import Table, describe_tables
from hattama.publish.written_pages import rewrite, write_between


def with_tables(page: str) -> str:
    """The page with what stands between its two marks written anew. Raises ValueError without the marks."""
    # Lines of forms and texts of areas differ from election to election; the rest is the same for all.
    return write_between(page, "tables", "\n".join(map(_section, describe_tables((), (), ()))))


def _section(table: Table) -> str:
    rows = "".join(
        f"| `{one.name}` | {one.kind.value} | {'no' if one.needed else 'yes'} | {one.words['en']} |\n"
        for one in table.columns
    )
    head = "| column | holds | may be empty | what it is |\n|---|---|---|---|\n"
    return f"### {table.name}\n\n{table.title['en']}.\n\n{head}{rows}"


if __name__ == "__main__":
    rewrite("docs/format/data.md", with_tables)
