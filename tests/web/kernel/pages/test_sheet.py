"""The style sheet and the typeface: contrast in light and dark, Kazakh letters, weight."""

import re
from pathlib import Path

import pytest

from tests.web.kernel.pages.contrast import (
    LEAST_OF_MARKS,
    LEAST_OF_TEXT,
    MARK_ON_GROUND,
    SHEET,
    STATIC,
    TEXT_ON_GROUND,
    colours,
    contrast,
    contrast_table,
)

DESIGN = Path(__file__).resolve().parents[4] / "docs/developer/design.md"
KAZAKH_LETTERS = "әғқңөұүһіӘҒҚҢӨҰҮҺІ№«»"


def test_contrast_is_measured_as_the_standard_does() -> None:
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT_ON_GROUND)
def test_text_can_be_read_on_its_ground(scheme: str, text: str, ground: str) -> None:
    named = colours(scheme)
    assert contrast(named[text], named[ground]) >= LEAST_OF_TEXT


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("mark", "ground"), MARK_ON_GROUND)
def test_lines_bars_and_the_focus_can_be_seen(scheme: str, mark: str, ground: str) -> None:
    named = colours(scheme)
    assert contrast(named[mark], named[ground]) >= LEAST_OF_MARKS


def test_the_page_on_design_tells_the_contrast_that_the_sheets_have() -> None:
    after = DESIGN.read_text("utf-8").partition("<!-- contrast -->\n")[2]
    written = after.partition("\n<!-- /contrast -->")[0]
    assert written == contrast_table()


def test_every_colour_has_a_name() -> None:
    rules = re.sub(r":root\S* \{.*?\n\s*\}", "", SHEET, flags=re.DOTALL)
    assert set(re.findall(r"#[0-9a-f]{3,6}\b", rules)) <= {"#ffffff", "#000"}


def test_kazakh_letters_come_from_the_one_typeface() -> None:
    covered = [
        range(int(first, 16), int(last or first, 16) + 1)
        for first, last in re.findall(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?", SHEET)
    ]
    assert not [letter for letter in KAZAKH_LETTERS if not any(ord(letter) in block for block in covered)]


def test_the_typeface_is_shipped_whole_with_its_licence_and_is_light() -> None:
    fonts = sorted((STATIC / "fonts").glob("*.woff2"))
    named = re.findall(r'url\("fonts/([^"]+)"\)', SHEET)
    assert sorted(named) == [font.name for font in fonts]
    assert sum(font.stat().st_size for font in fonts) < 150_000
    assert "SIL OPEN FONT LICENSE Version 1.1" in (STATIC / "fonts" / "OFL.txt").read_text("utf-8")


def test_the_sheet_fetches_nothing_from_elsewhere() -> None:
    assert not re.findall(r"@import|https?:|url\((?!\"fonts/)", SHEET)
