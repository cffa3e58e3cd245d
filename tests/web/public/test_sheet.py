"""The style sheet and the typeface: contrast in light and dark, Kazakh letters, weight."""

import re
from pathlib import Path

import pytest

import hattama.web

STATIC = Path(hattama.web.__file__).parent / "static" / "hattama"
SHEET = (STATIC / "hattama.css").read_text("utf-8")
KAZAKH_LETTERS = "әғқңөұүһіӘҒҚҢӨҰҮҺІ№«»"

TEXT_ON_GROUND = [
    ("ink", "paper"), ("ink", "surface"), ("muted", "paper"), ("muted", "surface"),
    ("accent", "paper"), ("accent", "surface"), ("accent", "broken-soft"), ("accent", "doubt-soft"),
    ("on-accent", "accent"), ("broken", "paper"), ("broken", "surface"), ("broken", "broken-soft"),
    ("doubt", "doubt-soft"), ("good", "paper"), ("ink", "broken-soft"), ("muted", "broken-soft"),
    ("muted", "doubt-soft"), ("doubt", "surface"),
]  # fmt: skip
MARK_ON_GROUND = [
    ("line-strong", "surface"), ("line-strong", "paper"), ("focus", "paper"), ("focus", "surface"),
    ("bar", "paper"), ("curve-1", "paper"), ("curve-2", "paper"), ("curve-3", "paper"),
]  # fmt: skip


def colours(scheme: str) -> dict[str, str]:
    """The named colours of a scheme; dark takes from light what it does not name."""
    light, dark = re.findall(r":root \{\n(.*?)\n\s*\}", SHEET, re.DOTALL)[:2]
    named = dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6});", light))
    return named if scheme == "light" else named | dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6});", dark))


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, between 1 and 21."""
    brighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def test_contrast_is_measured_as_the_standard_does() -> None:
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT_ON_GROUND)
def test_text_can_be_read_on_its_ground(scheme: str, text: str, ground: str) -> None:
    named = colours(scheme)
    assert contrast(named[text], named[ground]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("mark", "ground"), MARK_ON_GROUND)
def test_lines_bars_and_the_focus_can_be_seen(scheme: str, mark: str, ground: str) -> None:
    named = colours(scheme)
    assert contrast(named[mark], named[ground]) >= 3


def test_every_colour_has_a_name() -> None:
    rules = re.sub(r":root \{.*?\n\s*\}", "", SHEET, flags=re.DOTALL)
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
