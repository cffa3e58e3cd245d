from pathlib import Path

import pytest

from hattama.cli.life_page import with_table
from hattama.core.protocols import state_code
from hattama.core.protocols.life_table import STATES

PAGE = Path(__file__).parents[2] / "docs/commission/life.md"


def test_the_page_shows_the_table_as_it_is():
    page = PAGE.read_text("utf-8")
    assert with_table(page) == page, "run python -m hattama.cli.life_page"


def test_every_state_has_a_word_on_the_page():
    page = PAGE.read_text("utf-8")
    assert all(f"| `{state_code(state)}` | " in page.split("## What the states are")[1] for state in STATES)


def test_a_page_without_a_place_for_the_table_is_refused():
    with pytest.raises(ValueError, match="no place"):
        with_table("# A page")
