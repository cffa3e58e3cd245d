"""The named colours of the style sheets, and the contrast between two of them as WCAG 2.2 measures it."""

import re
from pathlib import Path

import hattama.web

STATIC = Path(hattama.web.__file__).parent / "static" / "hattama"
SHEET = (STATIC / "hattama.css").read_text("utf-8")
RESULTS = (STATIC / "results.css").read_text("utf-8")
NAMED = re.compile(r"--([a-z0-9-]+): (#[0-9a-f]{6});")

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
    *((f"seat-{number}", "paper") for number in range(1, 9)),
]  # fmt: skip
LEAST_OF_TEXT = 4.5
LEAST_OF_MARKS = 3.0


def colours(scheme: str) -> dict[str, str]:
    """The named colours of a scheme, `light` or `dark`; dark takes from light what it does not name."""
    light, dark = ({}, {})
    for sheet in (SHEET, RESULTS):
        first, second = re.findall(r":root\S* \{\n(.*?)\n\s*\}", sheet, re.DOTALL)[:2]
        light |= dict(NAMED.findall(first))
        dark |= dict(NAMED.findall(second))
    return light if scheme == "light" else light | dark


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


def contrast_table() -> str:
    """The table of docs/developer/design.md: each pair in use, its colours and contrast, light and dark."""
    lines = ["| what | on | light | dark | at least |", "|---|---|---|---|---:|"]
    for pairs, least in ((TEXT_ON_GROUND, LEAST_OF_TEXT), (MARK_ON_GROUND, LEAST_OF_MARKS)):
        for what, ground in pairs:
            cells = [_cell(colours(scheme), what, ground) for scheme in ("light", "dark")]
            lines.append(f"| `{what}` | `{ground}` | {' | '.join(cells)} | {least:g} |")
    return "\n".join(lines)


def _cell(named: dict[str, str], what: str, ground: str) -> str:
    # Cut, not rounded: 4.496 is not 4.5.
    measured = int(contrast(named[what], named[ground]) * 100) / 100
    return f"`{named[what]}` on `{named[ground]}`: {measured:.2f}"
