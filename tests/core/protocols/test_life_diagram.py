from hattama.core.protocols import render_life_diagram, render_life_table
from hattama.core.protocols.life_table import TRANSITIONS


def test_the_diagram_has_an_arrow_for_each_way_a_deed_may_end():
    arrows = [line for line in render_life_diagram().splitlines() if "-->" in line]
    assert len(arrows) == 1 + sum(len(row.to) for row in TRANSITIONS)
    assert len(render_life_table().splitlines()) == 2 + len(TRANSITIONS)


def test_the_table_says_who_may_do_it():
    table = render_life_table().splitlines()
    never = "who entered or decided its figures; the precinct's typists and chair"
    assert f"| `entries_differ` | `decide` | `confirmed` | anybody whose role allows it | {never} |" in table
    assert "    entered_once --> entries_differ: enter" in render_life_diagram().splitlines()
