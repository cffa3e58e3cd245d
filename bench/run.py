"""Run the measurements and print their ratios: ``make bench``, or ``python -m bench.run [NAME ...]``.

Every module ``bench/bench_*.py`` is one measurement: it has ``NAME``, a line that says what is measured, and
``run()``, which returns rows. With ``--write FILE`` the table also replaces what stands in FILE between the
lines ``<!-- bench -->`` and ``<!-- /bench -->``.
"""

import argparse
import importlib
import os
import platform
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol, cast

from bench.row import Row

HERE = Path(__file__).parent
BEGIN, END = "<!-- bench -->", "<!-- /bench -->"
HEADINGS = ("measured", "Hattama", "beside it", "ratio", "note")


class Measurement(Protocol):
    """A module ``bench_*.py``."""

    NAME: str

    def run(self) -> list[Row]:
        """Measure; raises where what it needs is absent."""


class NoPlaceForTheTable(Exception):
    """The file to write to lacks the two lines between which the table belongs."""


def measurements(wanted: Iterable[str] = ()) -> Iterator[Measurement]:
    """The measurements whose module name holds one of the wanted words; all where none is given."""
    words = list(wanted)
    for path in sorted(HERE.glob("bench_*.py")):
        if not words or any(word in path.stem for word in words):
            yield cast(Measurement, importlib.import_module(f"bench.{path.stem}"))


def describe_machine() -> str:
    """One line: date, processor, cores, memory, Python. A figure without it means nothing."""
    model = platform.machine()
    processor = Path("/proc/cpuinfo")
    if processor.exists():
        lines = processor.read_text("utf-8", errors="replace").splitlines()
        model = next(
            (line.partition(":")[2].strip() for line in lines if line.startswith("model name")), model
        )
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    python = platform.python_version()
    return f"{datetime.now(UTC):%Y-%m-%d}: {model}, {cores} cores, {memory:.0f} GiB, Python {python}"


def _cells(row: Row) -> tuple[str, ...]:
    other = "" if row.other is None else f"{_figure(row.other)} {row.unit} ({row.beside})"
    ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
    return (row.name, f"{_figure(row.ours)} {row.unit}", other, ratio, row.note)


def _figure(measured: float) -> str:
    """What was counted stands whole, what was measured in three digits."""
    return f"{measured:,}" if isinstance(measured, int) else f"{measured:.3g}"


def render_table(titled_rows: Iterable[tuple[str, list[Row]]]) -> str:
    """A Markdown table with the machine above it; a title row before the rows of each measurement."""
    lines = [describe_machine(), "", f"| {' | '.join(HEADINGS)} |", "|---|---:|---:|---:|---|"]
    for title, rows in titled_rows:
        lines.append(f"| **{title}** | | | | |")
        lines += [f"| {' | '.join(_cells(row))} |" for row in rows]
    lines += ["", "Ratio: Hattama divided by what stands beside it, so under 1 is better."]
    return "\n".join(lines)


def write_table(path: Path, table: str) -> None:
    """Put the table between the two marks of the file; NoPlaceForTheTable where they are not there."""
    text = path.read_text("utf-8")
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise NoPlaceForTheTable(f"{path} has no lines {BEGIN} and {END}")
    path.write_text(f"{before}{BEGIN}\n{table}\n{END}{after}", "utf-8")


def main(arguments: list[str]) -> int:
    """Measure and print; 1 where no measurement fits."""
    parser = argparse.ArgumentParser(prog="python -m bench.run", description="Measure and print the ratios.")
    parser.add_argument("names", nargs="*", help="part of a measurement's module name (all by default)")
    parser.add_argument("--write", type=Path, metavar="FILE", help="put the table into this Markdown file")
    options = parser.parse_args(arguments)
    results = []
    for measurement in measurements(options.names):
        print(f"{measurement.NAME} ...", file=sys.stderr, flush=True)
        results.append((measurement.NAME, measurement.run()))
    if not results:
        print("No measurement fits.", file=sys.stderr)
        return 1
    table = render_table(results)
    print(table)
    if options.write:
        write_table(options.write, table)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
