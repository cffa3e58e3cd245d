"""Intervals as a drawing: a line from end to end, a dot for the estimate, a stroke for the official share.

Colours follow the page where it stands in one, and each mark has a shape of its own, so that no colour is
needed to read it.
"""

from collections.abc import Sequence
from typing import NamedTuple
from xml.sax.saxutils import escape

_WIDTH, _NAME, _ROW, _TOP = 640, 200, 28, 14
_LONGEST = 26


class DrawnInterval(NamedTuple):
    """Parts of one; `official` None where none is known."""

    name: str
    low: float
    share: float
    high: float
    official: float | None = None


def draw_intervals(rows: Sequence[DrawnInterval], title: str) -> str:
    """An SVG of `rows`, one below the other, on a common axis from 0 %."""
    most = max((max(row.high, row.official or 0) for row in rows), default=0) or 1
    height = _TOP * 2 + _ROW * len(rows) + 16
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img" '
        f'font-family="sans-serif" font-size="13" fill="currentColor" stroke="currentColor">',
        f"<title>{escape(title)}</title>",
    ]
    for step in range(5):
        share = most * step / 4
        x = _x(share, most)
        lines.append(f'<path d="M{x:.1f} {_TOP}V{height - 28}" stroke-opacity="0.2"/>')
        at = f'x="{x:.1f}" y="{height - 10}"'
        lines.append(f'<text {at} stroke="none" text-anchor="middle">{100 * share:.3g} %</text>')
    for place, row in enumerate(rows):
        lines += _row(row, _TOP + _ROW * place + _ROW / 2, most)
    return "\n".join([*lines, "</svg>"]) + "\n"


def _row(row: DrawnInterval, y: float, most: float) -> list[str]:
    name = row.name if len(row.name) <= _LONGEST else row.name[: _LONGEST - 1] + "…"
    low, share, high = (_x(max(0.0, value), most) for value in (row.low, row.share, row.high))
    ends = "".join(f"M{x:.1f} {y - 4:.1f}v8" for x in (low, high))
    marks = [
        f'<text x="0" y="{y + 4:.1f}" stroke="none">{escape(name)}</text>',
        f'<path d="M{low:.1f} {y:.1f}H{high:.1f}{ends}" stroke-width="2"/>',
        f'<circle cx="{share:.1f}" cy="{y:.1f}" r="3.5"/>',
    ]
    if row.official is not None:
        official = _x(row.official, most)
        marks.append(f'<path d="M{official:.1f} {y - 9:.1f}v18" stroke-dasharray="3 2"/>')
    return marks


def _x(share: float, most: float) -> float:
    return _NAME + (_WIDTH - _NAME - 24) * share / most
