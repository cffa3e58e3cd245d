from hattama.core.protocols import render_life_diagram, render_life_table
from hattama.core.protocols.life_table import TRANSITIONS


def test_the_diagram_has_an_arrow_for_each_way_a_deed_may_end():
    arrows = [line for line in render_life_diagram().splitlines() if "-->" in line]
    assert len(arrows) == 1 + sum(len(row.to) for row in TRANSITIONS)
    assert len(render_life_table().splitlines()) == 2 + len(TRANSITIONS)


def test_the_table_says_who_may_do_it():
    row = "| `entries_differ` | `decide` | `confirmed` | a person who entered none of it |"
    assert row in render_life_table().splitlines()
    assert "    entered_once --> entries_differ: enter" in render_life_diagram().splitlines()
