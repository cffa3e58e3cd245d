"""How what the site does grows with the country: measured on imported countries of several sizes, and drawn.

    HATTAMA_DATA=FOLDER python -m bench.growth measure FIGURES.json     once for each country
    python -m bench.growth draw FIGURES.json DRAWING.svg

`measure` adds to the file, by operation and number of protocols, milliseconds of this process: pages as the
site answers them, none kept from before, the least of some; the bundle written, by protocol. Figures of other
runs (an import, a publication) may be put there by hand. `draw` draws both axes by powers of ten.
"""

from __future__ import annotations

import argparse
import json
import math
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hattama.web.kernel.elections.tables import ElectionRow

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 900, 560, 64, 290, 20, 44
LINE = 15
COLOURS = ("#0d6372", "#b2521a", "#5b3f8f", "#2f6b33", "#9c2668", "#2456a6", "#6b5a00", "#5a5f66", "#9c2012")
TIMES = 4
Figures = dict[str, dict[str, float]]


def measure(file: Path) -> None:
    """Add what this country's pages and bundle cost to the figures of `file`."""
    from hattama.web.kernel.commands.preparation import prepare

    prepare("en")
    from django.test import Client

    from hattama.web.kernel.elections.tables import ElectionRow
    from hattama.web.kernel.log.snapshots import load_log_size
    from hattama.web.kernel.pages.remembered_pages import forget_pages
    from hattama.web.kernel.published.tables import PublishedProtocol

    election = ElectionRow.objects.get()
    size = PublishedProtocol.objects.filter(election=election).count()
    client = Client(SERVER_NAME="localhost")
    figures: Figures = json.loads(file.read_text("utf-8")) if file.exists() else {}
    for name, address in _pages(election, size).items():
        took = min(_cost(partial(client.get, address), forget_pages) for _ in range(TIMES))
        figures.setdefault(name, {})[str(size)] = round(took, 2)
    for name, question in (("lists of a question", "region 7 17"), ("of one letter", "s")):
        took = min(_cost(partial(_look_for, election, question)) for _ in range(TIMES))
        figures.setdefault(f"search, {name}", {})[str(size)] = round(took, 2)
    # A country whose rows were put there without its log has no bundle.
    if load_log_size(election) >= size:
        figures.setdefault("bundle written, a protocol", {})[str(size)] = round(_bundle(election) / size, 3)
    file.write_text(json.dumps(figures, indent=2) + "\n", "utf-8")


def _pages(election: ElectionRow, size: int) -> dict[str, str]:
    from hattama.web.kernel.elections.tables import AreaRow

    station = (
        AreaRow.objects.select_related("parent__parent").filter(kind="ordinary").order_by("pk")[size // 2]
    )
    assert station.parent is not None and station.parent.parent is not None
    place = f"/en/e/{election.pk}"
    return {
        "page of a station": f"{place}/a/{station.code}/",
        "page of a district": f"{place}/a/{station.parent.code}/",
        "page of a region": f"{place}/a/{station.parent.parent.code}/",
        "200 stations whole": f"{place}/a/{station.parent.code}/stations/",
        "home": "/en/",
        "findings": f"{place}/findings/",
        "not received": f"{place}/missing/",
        "search for a number": f"{place}/search/?q={station.number}",
        "search for a word of all": f"{place}/search/?q=station",
    }


def _bundle(election: ElectionRow) -> float:
    from hattama.web.kernel.log.export_bundle import export_bundle

    with tempfile.TemporaryDirectory() as folder:
        return _cost(lambda: export_bundle(election, Path(folder) / "bundle"))


def _look_for(election: ElectionRow, question: str) -> None:
    from hattama.web.kernel.elections.search import lists_asked
    from hattama.web.kernel.elections.search_lists import gather

    gather(lists_asked(election, question))


def _cost(work: Callable[[], object], before: Callable[[], None] = lambda: None) -> float:
    before()
    began = time.process_time()
    work()
    return (time.process_time() - began) * 1000


def draw(figures: Figures) -> str:
    """The curves as SVG, each named where it ends with its last figure."""
    told = {name: sorted((int(size), ms) for size, ms in points.items()) for name, points in figures.items()}
    sizes = [size for points in told.values() for size, _ in points]
    costs = [ms for points in told.values() for _, ms in points]
    low, high = math.floor(math.log10(min(sizes))), math.ceil(math.log10(max(sizes)))
    least, most = math.floor(math.log10(min(costs))), math.ceil(math.log10(max(costs)))

    def x(size: float) -> float:
        return LEFT + (math.log10(size) - low) / (high - low) * (WIDTH - LEFT - RIGHT)

    def y(ms: float) -> float:
        return HEIGHT - BOTTOM - (math.log10(ms) - least) / (most - least) * (HEIGHT - TOP - BOTTOM)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}"',
        ' font-family="sans-serif" font-size="12">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#faf9f5"/>',
    ]
    for power in range(low, high + 1):
        parts.append(
            f'<text x="{x(10**power):.0f}" y="{HEIGHT - 24}" text-anchor="middle">{10**power:,}</text>'
        )
    for power in range(least, most + 1):
        height = y(10.0**power)
        parts.append(f'<path d="M{LEFT} {height:.0f}H{WIDTH - RIGHT}" stroke="#dcd9cf"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{height + 4:.0f}" text-anchor="end">{10.0**power:g} ms</text>')
    parts.append(
        f'<text x="{(LEFT + WIDTH - RIGHT) / 2:.0f}" y="{HEIGHT - 6}" text-anchor="middle">protocols</text>'
    )
    parts += _curves(told, x, y)
    return "\n".join([*parts, "</svg>", ""])


def _curves(
    told: dict[str, list[tuple[int, float]]], x: Callable[[float], float], y: Callable[[float], float]
) -> list[str]:
    parts = []
    ordered = sorted(told.items(), key=lambda told: told[1][-1][1])
    heights = _apart([y(points[-1][1]) + 4 for _, points in ordered])
    for number, ((name, points), height) in enumerate(zip(ordered, heights, strict=True)):
        colour = COLOURS[number % len(COLOURS)]
        line = " ".join(f"{x(size):.1f},{y(ms):.1f}" for size, ms in points)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [
            f'<circle cx="{x(size):.1f}" cy="{y(ms):.1f}" r="3" fill="{colour}"/>' for size, ms in points
        ]
        end = f"{name}: {points[-1][1]:g} ms"
        parts.append(f'<text x="{x(points[-1][0]) + 10:.0f}" y="{height:.0f}" fill="{colour}">{end}</text>')
    return parts


def _apart(heights: list[float]) -> list[float]:
    """Heights of names from the lowest curve up: a line apart, and none above the drawing."""
    placed, lowest = list[float](), math.inf
    for height in heights:
        lowest = min(lowest - LINE, height)
        placed.append(lowest)
    highest = float(TOP - LINE)
    for at in reversed(range(len(placed))):
        highest = placed[at] = max(highest + LINE, placed[at])
    return placed


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Measure how costs grow, and draw them.")
    parser.add_argument("deed", choices=("measure", "draw"))
    parser.add_argument("files", type=Path, nargs="+")
    options = parser.parse_args()
    if options.deed == "measure":
        measure(options.files[0])
    else:
        source, target = options.files
        target.write_text(draw(json.loads(source.read_text("utf-8"))), "utf-8")
