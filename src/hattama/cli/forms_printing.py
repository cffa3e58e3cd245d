"""Which forms stand in which file, and the files written by as many processes as there are processors."""

import multiprocessing
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

from hattama.cli.whole_files import replace_file
from hattama.core.protocols import ORIGINAL
from hattama.core.tabulation import AreaTree
from hattama.core.vocabulary import Area
from hattama.publish.paper import FormPlace, FormSheet, PrintedForm, render_forms

Files = dict[Path, list[FormSheet]]
"""The forms of each file in their order."""

LEAST_FORMS = 100
"""Below this a second process costs more than it saves."""


@dataclass(frozen=True, slots=True)
class PrintRun:
    """What is to be printed: forms of contests, for the precincts of `areas`, with so many copies each."""

    forms: tuple[PrintedForm, ...]
    areas: AreaTree
    copies: int

    def files(self, area_id: str | None, out: Path) -> Files:
        """The forms below an area (None: of all): in one file where `out` ends in .pdf, else in the folder
        `out`, one for each area right above precincts. A precinct's originals and copies follow one another.
        """
        files: Files = {}
        is_file = out.suffix.lower() == ".pdf"
        for precinct in self.areas.precincts(area_id):
            path = out if is_file else out / f"{precinct.parent_id or precinct.area_id}.pdf"
            sheets = self._sheets(precinct)
            if sheets:
                files.setdefault(path, []).extend(sheets)
        return files

    def _sheets(self, precinct: Area) -> list[FormSheet]:
        above = tuple(self.areas.area(step) for step in self.areas.path(precinct.area_id)[1:-1])
        place = FormPlace(precinct, above)
        reach = self.areas.reach(precinct.area_id)
        held = [form for form in self.forms if form.contest in form.election.held_at(reach)]
        return [
            FormSheet(form, place, copy)
            for form in held
            for copy in range(ORIGINAL, ORIGINAL + self.copies + 1)
        ]


def print_files(files: Files) -> Iterator[int]:
    """Write every file; after each, how many forms are done. Raises OSError and TypesetterMissing."""
    processes = min(os.cpu_count() or 1, len(files))
    if processes < 2 or sum(map(len, files.values())) < LEAST_FORMS:
        return _one_by_one(files)
    return _in_processes(files, processes)


def _one_by_one(files: Files) -> Iterator[int]:
    done = 0
    for path, sheets in files.items():
        done += _write(path, sheets)
        yield done


def _in_processes(files: Files, processes: int) -> Iterator[int]:
    done = 0
    # The typesetter keeps threads of its own, which a forked child would wait for in vain.
    with ProcessPoolExecutor(processes, mp_context=multiprocessing.get_context("spawn")) as pool:
        # The longest first, so that no process is left alone with one at the end.
        order = sorted(files, key=lambda path: -len(files[path]))
        for written in as_completed([pool.submit(_write, path, files[path]) for path in order]):
            done += written.result()
            yield done


def _write(path: Path, sheets: Sequence[FormSheet]) -> int:
    replace_file(path, render_forms(sheets))
    return len(sheets)
