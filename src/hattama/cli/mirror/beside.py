"""The files beside a log, copied: states of areas, tables with their manifest.

A site goes on while it is read: what is fetched may know more of the log than the checkpoint does, or less.
Each state says of which size it speaks, and the entries say of which it must: only stale ones are asked for.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from hattama.cli.mirror.contents import Contents
from hattama.cli.mirror.origin import Origin
from hattama.cli.mirror.trees import CONNECTIONS
from hattama.cli.whole_files import make_folder, open_new, part_of, replace_file, sync
from hattama.publish.bundle import FileFacts
from hattama.publish.nights import night_state_path
from hattama.publish.state import area_state_path
from hattama.verification.folders import is_plain_path
from hattama.verification.foundation import FOUNDATION_FILES, Foundation
from hattama.verification.manifests import MANIFEST_FILE, Manifest, read_manifest
from hattama.verification.places import DOCUMENT_BYTES, TABLE_BYTES, FileProblem, Place
from hattama.verification.scans import scan_path
from hattama.verification.trouble_kinds import (
    DOCUMENT_DIFFERS,
    FILE_ABSENT,
    SCAN_DIFFERS,
    UNKNOWN_FILE,
    file_trouble,
)
from hattama.verification.troubles import Trouble, Troubles


@dataclass(slots=True)
class Scans:
    """How many scans the copy holds, and what is wrong with the others."""

    held: int = 0
    troubles: Troubles = field(default_factory=Troubles)


def copy_scans(
    copy: Path,
    incoming: Path,
    origin: Origin,
    contents: Contents,
    progress: Callable[[str, int, int], None],
) -> Scans:
    """Fetch the scans that the log shows and the copy lacks; take away those that were withdrawn."""
    found = Scans()
    for sha256 in contents.withdrawn():
        (copy / scan_path(sha256)).unlink(missing_ok=True)
    wanted = contents.scans()
    lacking = {
        sha256: size for sha256, size in wanted.items() if not _is_held(copy / scan_path(sha256), size)
    }
    make_folder(incoming)
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        work = pool.map(lambda scan: _fetch(copy, incoming, origin, *scan), lacking.items())
        for done, trouble in enumerate(work, start=1):
            progress("scans", done, len(lacking))
            if trouble is not None:
                found.troubles.add(trouble)
    for folder in {(copy / scan_path(sha256)).parent for sha256 in lacking}:
        if folder.is_dir():
            sync(folder)
    found.held = sum(_is_held(copy / scan_path(sha256), size) for sha256, size in wanted.items())
    return found


def _is_held(path: Path, size: int) -> bool:
    # It got its name only after its hash was right; `hattama verify --scans` reads all of them again.
    return path.is_file() and path.stat().st_size == size


def _fetch(copy: Path, incoming: Path, origin: Origin, sha256: str, size: int) -> Trouble | None:
    path = scan_path(sha256)
    part = incoming / f".{sha256}.part"
    try:
        with open_new(part) as file:
            found = origin.fetch_into(path, size, file)
    except FileProblem as problem:
        part.unlink(missing_ok=True)
        return file_trouble(problem)
    if (found.sha256, found.size) != (sha256, size):
        part.unlink()
        return SCAN_DIFFERS.at(path, found=found.sha256)
    sync(part)
    target = copy / path
    target.parent.mkdir(parents=True, exist_ok=True)
    part.replace(target)
    return None


MOST_TABLES = 2_000
_SIZE = re.compile(rb'"tree_size":(0|[1-9][0-9]{0,14})\}\n\Z')
# Nothing that the server over a copy would run, or that a browser would take for a page.
_TABLE = re.compile(
    r"[a-z][a-z0-9_-]{0,79}(?:/[A-Za-z0-9][\w-]{0,79}){0,3}\.(?:csv|json|parquet|toml)", re.ASCII
)
_NOT_TABLES = frozenset({"tile", "state", "scans", "evidence", "key-changes"})


class Beside:
    """States and tables of a copy, on their way through `incoming`."""

    def __init__(
        self, copy: Path, incoming: Path, origin: Origin, progress: Callable[[str, int, int], None]
    ) -> None:
        self._copy = copy
        self._incoming = incoming
        self._origin = origin
        self._progress = progress
        self.problems: dict[str, Trouble] = {}
        """What could not be fetched, by path: a later attempt that succeeds takes it away."""

    def fetch_states(self, foundation: Foundation, contents: Contents) -> bool:
        """Fetch the states that are not of their time; whether now all are."""
        wanted = expected_sizes(foundation, contents)
        stale = [path for path, size in wanted.items() if size not in self._sizes(path)]
        with ThreadPoolExecutor(CONNECTIONS) as pool:
            for done, _ in enumerate(pool.map(self._fetch_state, stale), start=1):
                self._progress("states", done, len(stale))
        return all(wanted[path] in self._sizes(path) for path in stale)

    def fetch_tables(self) -> bool:
        """Fetch the manifest and the tables that it vouches for; whether they fit each other."""
        (self._incoming / MANIFEST_FILE).unlink(missing_ok=True)
        manifest = self._fetch_manifest()
        if manifest is None:
            return False
        tables = dict(self._tables(manifest))
        fit = True
        for done, (path, facts) in enumerate(tables.items(), start=1):
            fit = self._fetch_table(path, facts) and fit
            self._progress("tables", done, len(tables))
        if fit:
            replace_file(self._incoming / MANIFEST_FILE, manifest.data)
        return fit

    def fetch_again(self, path: str) -> bool:
        """Fetch a state that turned out to be false; whether the site now has another one."""
        before = (self._copy / path).read_bytes()
        self._fetch_state(path)
        return self._read(self._incoming / path) not in (None, before)

    def troubles(self) -> list[Trouble]:
        """What could not be fetched, but for what anybody notices who reads the copy."""
        return [
            trouble
            for path, trouble in self.problems.items()
            if trouble.kind is not FILE_ABSENT or (_TABLE.fullmatch(path) and not _is_noticed(path))
        ]

    def arrived(self) -> list[str]:
        """The files that wait and may enter, the manifest last; no table without its manifest."""
        has_manifest = (self._incoming / MANIFEST_FILE).is_file()
        found = [
            path.relative_to(self._incoming).as_posix()
            for path in sorted(self._incoming.rglob("*"))
            if path.is_file() and not path.name.startswith(".")
        ]
        entering = (path for path in found if has_manifest or path.startswith("state/"))
        return sorted(entering, key=lambda path: path == MANIFEST_FILE)

    def _fetch_state(self, path: str) -> None:
        try:
            replace_file(self._incoming / path, self._origin.fetch(path, DOCUMENT_BYTES))
            self.problems.pop(path, None)
        except FileProblem as problem:
            self.problems[path] = file_trouble(problem)

    def _sizes(self, path: str) -> set[int]:
        """The sizes of the log of which the state speaks that waits, or else the one in the copy."""
        data = self._read(self._incoming / path)
        match = _SIZE.search(data if data is not None else self._read(self._copy / path) or b"")
        return {int(match[1])} if match else set()

    def _fetch_manifest(self) -> Manifest | None:
        noted = Troubles()
        place: Place = _Asked(self._origin)
        manifest = read_manifest(place, noted)
        self.problems.pop(MANIFEST_FILE, None)
        for trouble in noted:
            self.problems[MANIFEST_FILE] = trouble
        return manifest

    def _tables(self, manifest: Manifest) -> Iterator[tuple[str, FileFacts]]:
        named = [path for path in manifest.files if not path.startswith("tile/")]
        for path in named[:MOST_TABLES]:
            if path in FOUNDATION_FILES:
                continue
            plain = _TABLE.fullmatch(path) and is_plain_path(path)
            if plain and path.partition("/")[0] not in _NOT_TABLES and path != MANIFEST_FILE:
                yield path, manifest.facts_of(path)
            else:
                self.problems[path] = UNKNOWN_FILE.at(path)

    def _fetch_table(self, path: str, stated: FileFacts) -> bool:
        for folder in (self._incoming, self._copy):
            if _facts_of_file(folder / path) == stated:
                self.problems.pop(path, None)
                return True
        target = self._incoming / path
        part = part_of(target)
        make_folder(part.parent)
        try:
            with open_new(part) as file:
                found = self._origin.fetch_into(path, min(stated.size, TABLE_BYTES), file)
        except FileProblem as problem:
            self.problems[path] = file_trouble(problem)
            return False
        if found != stated:
            self.problems[path] = DOCUMENT_DIFFERS.at(path, found=found.sha256, expected=stated.sha256)
            return False
        part.replace(target)
        self.problems.pop(path, None)
        return True

    @staticmethod
    def _read(path: Path) -> bytes | None:
        try:
            return path.read_bytes()
        except FileNotFoundError:
            return None


class _Asked:
    """The address as a place of verification: one file at a time, straight from the site."""

    def __init__(self, origin: Origin) -> None:
        self.read = origin.fetch

    def open(self, path: str) -> BinaryIO:
        return BytesIO(self.read(path, DOCUMENT_BYTES))

    def paths(self) -> Iterator[str]:
        return iter(())


def expected_sizes(foundation: Foundation, contents: Contents) -> Mapping[str, int]:
    """By the path of each state: of which size of the log it must speak (docs/format/log.md, `state/`)."""
    last: dict[str, int] = {}
    for precinct, index in contents.last_of.items():
        for area in foundation.paths.get(precinct, ()):
            last[area] = max(index, last.get(area, -1))
    start = contents.roster_end - 1
    sizes = {area_state_path(area): last.get(area.area_id, start) + 1 for area in foundation.areas.areas}
    for area_id, index in contents.last_night_of.items():
        if area_id in foundation.areas:
            sizes[night_state_path(area_id)] = index + 1
    return sizes


def _is_noticed(path: str) -> bool:
    """Whether a check of the copy names this file where it is absent."""
    return path == MANIFEST_FILE or path.startswith("state/")


def _facts_of_file(path: Path) -> FileFacts | None:
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256")
            return FileFacts(digest.hexdigest(), file.tell())
    except FileNotFoundError:
        return None
