"""The folder of a copy: whose it is, what stands in it, files that are whole at every moment."""

import filecmp
import gzip
import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from hattama.web.kernel.stores.durable_files import replace_durably, replace_file

STATE = ".hattama-copy.json"
FORMAT = 1
_PRESSED = (".html", ".css", ".js", ".json", ".csv", ".svg", ".txt", ".toml", ".xml", ".atom")
LEAST_PRESSED = 256
"""Smaller files are not worth a second one."""


class NotOurFolder(Exception):
    """The folder holds something that is no copy of this site; nothing in it was touched."""


@dataclass
class State:
    """What the last run left.

    `basis`: options and program, which every page follows from; `sizes`: how long each election's log was;
    `readings`: how far its scans were read;
    `found`: for an address, the addresses it links to that are not known beforehand; `nowhere`: addresses
    that lead nowhere on the live site either; `tops`: the names at the top of the folder that are ours;
    `running`: the basis of a run that has not come to its end; `stood`: which files it left (`stood_of`),
    where the copy was found to be complete.
    """

    basis: Mapping[str, Any] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)
    readings: dict[str, list[int]] = field(default_factory=dict)
    found: dict[str, list[str]] = field(default_factory=dict)
    nowhere: list[str] = field(default_factory=list)
    tops: list[str] = field(default_factory=list)
    running: Mapping[str, Any] | None = None
    stood: str = ""


class Folder:
    """The files under `path`. `again`: also those of lasting bytes are read, and mended where they differ."""

    def __init__(self, path: Path, *, pressed: bool = False, again: bool = False) -> None:
        self.path = path
        self.pressed = pressed
        self.again = again

    def take(self) -> State:
        """What the last run left here; an empty state in an empty folder. Raises NotOurFolder."""
        if not self.path.exists() or not any(self.path.iterdir()):
            self.path.mkdir(parents=True, exist_ok=True)
            return State()
        try:
            document = json.loads((self.path / STATE).read_bytes())
        except (OSError, ValueError):
            raise NotOurFolder(str(self.path)) from None
        if not isinstance(document, dict) or document.pop("format", None) != FORMAT:
            raise NotOurFolder(str(self.path))
        if document.keys() - State.__dataclass_fields__.keys():
            # Of another edition, which keeps more.
            raise NotOurFolder(str(self.path))
        return State(**document)

    def leave(self, state: State) -> None:
        """Keep `state` for the next run."""
        document = {"format": FORMAT, **asdict(state)}
        replace_durably(self.path / STATE, json.dumps(document, ensure_ascii=False, sort_keys=True).encode())

    def put(self, file: str, data: bytes) -> bool:
        """Put a file; False where these very bytes stand there already, which are not written again."""
        place, is_new = self.path / file, True
        with suppress(FileNotFoundError, NotADirectoryError):
            is_new = place.read_bytes() != data
        if is_new:
            # What was pressed of other bytes goes first: a server gives it out without a look at the file.
            (self.path / f"{file}.gz").unlink(missing_ok=True)
            replace_file(place, data)
        self.press(file)
        return is_new

    def press(self, file: str) -> None:
        """The compressed file beside, where one is wanted; the same bytes each time. One that is as young as
        its file stays, which is not read then.
        """
        if not self.pressed or not is_pressed(file):
            return
        place, pressed = self.path / file, self.path / f"{file}.gz"
        facts = place.stat()
        if facts.st_size < LEAST_PRESSED:
            pressed.unlink(missing_ok=True)
        elif not pressed.exists() or pressed.stat().st_mtime_ns < facts.st_mtime_ns:
            replace_file(pressed, gzip.compress(place.read_bytes(), 6, mtime=0))

    def link(self, file: str, source: Path, *, copied: bool, lasting: bool) -> None:
        """Put a file that stands elsewhere already: as a second name of it, or `copied`.

        Of `lasting` bytes, whose name is their hash, those that stand here are read `again` only.
        """
        place = self.path / file
        if place.exists() and _is_same(place, source, lasting and not self.again):
            return
        if not copied:
            place.parent.mkdir(parents=True, exist_ok=True)
            part = place.with_name(f".{place.name}.part")
            part.unlink(missing_ok=True)
            try:
                os.link(source, part)
                os.replace(part, place)
                return
            except OSError:
                # Another file system, or one without second names.
                part.unlink(missing_ok=True)
        replace_file(place, source.read_bytes())

    def files(self, tops: Iterable[str]) -> Iterator[str]:
        """Every file under these names at the top, with what a kill left half."""
        for top in tops:
            place = self.path / top
            beside = (top, f"{top}.gz", f".{top}.part", f".{top}.gz.part")
            yield from (name for name in beside if (self.path / name).is_file())
            for folder, _, names in os.walk(place):
                below = Path(folder).relative_to(self.path).as_posix()
                yield from (f"{below}/{name}" for name in names)

    def remove_all_but(self, wanted: set[str], tops: Iterable[str]) -> int:
        """Remove what stands under these names and is not wanted; how many files that were."""
        removed = 0
        for file in list(self.files(tops)):
            if file not in wanted and not self._is_beside(file, wanted):
                (self.path / file).unlink()
                removed += 1
        for top in tops:
            for folder, _, _ in os.walk(self.path / top, topdown=False):
                if not any(os.scandir(folder)):
                    os.rmdir(folder)
        return removed

    def _is_beside(self, file: str, wanted: set[str]) -> bool:
        plain = file.removesuffix(".gz")
        return self.pressed and file != plain and plain in wanted and is_pressed(plain)


def stood_of(files: Iterable[str]) -> str:
    """A digest of the names of these files."""
    return hashlib.sha256("\n".join(sorted(files)).encode()).hexdigest()


def is_pressed(file: str) -> bool:
    """Whether a compressed file beside this one saves anything."""
    return file.endswith(_PRESSED)


def _is_same(place: Path, source: Path, lasting: bool) -> bool:
    if lasting:
        return place.stat().st_size == source.stat().st_size
    return place.samefile(source) or filecmp.cmp(place, source, shallow=False)
