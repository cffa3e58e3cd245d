"""A page that is told to be light or dark has the very colours of pages that follow the device."""

import re
from pathlib import Path

import hattama.web

STATIC = Path(hattama.web.__file__).parent / "static/hattama"
COLOUR = re.compile(r"(--[a-z0-9-]+): (#[0-9a-f]{3,6});")
OF_THE_DEVICE = re.compile(r"\(prefers-color-scheme: dark\) \{\s*(:root\S*) \{([^}]*)\}")
TOLD = re.compile(r":root\[data-theme=\"dark\"\] \{([^}]*)\}")


def dark_of_devices(sheet: str) -> tuple[str, dict[str, str]]:
    """Which pages of a dark device a sheet colours, and how."""
    ((pages, block),) = OF_THE_DEVICE.findall((STATIC / sheet).read_text("utf-8"))
    return pages, dict(COLOUR.findall(block))


def test_a_page_that_is_told_to_be_dark_has_the_colours_of_a_dark_device():
    told = [dict(COLOUR.findall(block)) for block in TOLD.findall((STATIC / "themes.css").read_text("utf-8"))]
    assert told == [dark_of_devices("hattama.css")[1] | dark_of_devices("results.css")[1]]
    (of_maps,) = TOLD.findall((STATIC / "map.css").read_text("utf-8"))
    assert dict(COLOUR.findall(of_maps)) == dark_of_devices("map.css")[1]


def test_a_page_that_is_told_to_be_light_stays_so_on_a_dark_device():
    following = [sheet for sheet in STATIC.glob("**/*.css") if OF_THE_DEVICE.search(sheet.read_text("utf-8"))]
    assert len(following) == 3
    assert {dark_of_devices(sheet.name)[0] for sheet in following} == {':root:not([data-theme="light"])'}
