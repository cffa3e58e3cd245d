"""What a spreadsheet would do to a cell of a table of ours."""

_RUN = ("=", "+", "-", "@", "\t", "\r")


def is_formula(text: str) -> bool:
    """Whether a spreadsheet would run `text` as a formula."""
    return text.startswith(_RUN)


def inert_cell(text: str) -> str:
    """`text` with an apostrophe before it where a spreadsheet would run it as a formula.

    An apostrophe that stands there already is doubled, so that the text can be had back.
    """
    return f"'{text}" if text.startswith((*_RUN, "'")) else text
