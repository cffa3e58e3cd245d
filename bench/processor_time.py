"""What processes have taken of the processor, whatever else the machine is doing: Linux's /proc."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Process:
    """One process: who started it, its command line, seconds of the processor with children that ended."""

    parent: int
    command: str
    seconds: float


def processes() -> dict[int, Process]:
    """All processes of this machine by number."""
    found = {}
    for folder in Path("/proc").iterdir():
        if not folder.name.isdecimal():
            continue
        try:
            fields = (folder / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
        except (FileNotFoundError, ProcessLookupError):
            continue
        taken = sum(int(ticks) for ticks in fields[11:15]) / _TICK
        found[int(folder.name)] = Process(int(fields[1]), command, taken)
    return found


def seconds_by_part(roots: Mapping[int, str], marks: Mapping[str, str]) -> dict[str, float]:
    """Seconds that each part has taken: all below a process of `roots`, unless it stands below one whose
    command line holds a word of `marks`, which names another part.
    """
    known = processes()
    parts = dict.fromkeys([*roots.values(), *marks.values()], 0.0)
    for number, process in known.items():
        part = _part_of(number, known, roots, marks)
        if part:
            parts[part] += process.seconds
    return parts


def _part_of(
    number: int, known: Mapping[int, Process], roots: Mapping[int, str], marks: Mapping[str, str]
) -> str:
    while number in known:
        process = known[number]
        for word, part in marks.items():
            if word in process.command and any(is_below(number, root, known) for root in roots):
                return part
        if number in roots:
            return roots[number]
        number = process.parent
    return ""


def is_below(number: int, root: int, known: Mapping[int, Process]) -> bool:
    """Whether a process descends from `root`."""
    while number in known:
        number = known[number].parent
        if number == root:
            return True
    return False
