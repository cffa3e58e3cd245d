"""docs/format/data.md describes the columns that the files have."""

from pathlib import Path

import pytest

from hattama.cli.data_page import with_tables
from hattama.publish.written_pages import marks

PAGE = Path(__file__).resolve().parents[2] / "docs/format/data.md"


def test_the_page_has_the_columns_of_today():
    text = PAGE.read_text("utf-8")
    assert with_tables(text) == text, "run python -m hattama.cli.data_page"


def test_a_page_with_other_columns_is_brought_up_to_the_tables():
    text = PAGE.read_text("utf-8")
    assert with_tables(text.replace("`area_key`", "`area`")) != text.replace("`area_key`", "`area`")
    assert "| `computed` | integer | yes |" in with_tables("old".join(marks("tables")))


def test_a_page_without_its_marks_is_left_alone():
    with pytest.raises(ValueError, match="no place"):
        with_tables("# Data")
