"""A page that is told to be light or dark has the very colours of pages that follow the device."""

import re
from pathlib import Path

import hattama.web

STATIC = Path(hattama.web.__file__).parent / "static/hattama"
COLOUR = re.compile(r"(--[a-z0-9-]+): (#[0-9a-f]{3,6});")


def colours(sheet: str) -> list[dict[str, str]]:
    """The named colours of each `:root` of a sheet, in their order: light, then dark."""
    text = (STATIC / sheet).read_text("utf-8")
    return [dict(COLOUR.findall(block)) for block in re.findall(r":root(?:\[[^]]*\])? \{([^}]*)\}", text)][:2]


def test_both_appearances_have_the_same_colours_wherever_they_are_chosen():
    light, dark = colours("themes.css")
    sheets = [colours("hattama.css"), colours("results.css")]
    assert light == sheets[0][0] | sheets[1][0]
    assert dark == sheets[0][1] | sheets[1][1]
