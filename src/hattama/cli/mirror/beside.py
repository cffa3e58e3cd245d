"""The files beside a log, copied: explanations, scans, tables with their manifest.

A site goes on while it is read: what is fetched may know more of the log than the checkpoint does, or less.
"""

import hashlib
import re
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from hattama.cli.mirror.contents import Contents
from hattama.cli.mirror.origin import Origin
from hattama.cli.mirror.trees import CONNECTIONS
from hattama.cli.whole_files import make_folder, open_new, part_of, replace_file, sync
from hattama.publish.file_facts import FileFacts, facts_in
from hattama.publish.record_texts import RECORD_TEXTS, file_in, read_record_text
from hattama.publish.state import EXPLANATIONS, explanation_path
from hattama.verification.folders import is_plain_path
from hattama.verification.foundation import FOUNDATION_FILES
from hattama.verification.manifests import MANIFEST_FILE, Manifest, read_manifest
from hattama.verification.places import DOCUMENT_BYTES, SMALL_FILE_BYTES, TABLE_BYTES, FileProblem, Place
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
    *,
    with_scans: bool,
) -> Scans:
    """Fetch what the log shows and the copy lacks: sealed files that were opened, and scans and papers where
    they are asked for; take away those that were withdrawn."""
    found = Scans()
    for sha256 in contents.withdrawn():
        (copy / scan_path(sha256)).unlink(missing_ok=True)
    wanted: dict[str, int | None] = {**contents.opened}
    if with_scans:
        wanted |= {**dict.fromkeys(_files_of_records(copy)), **contents.scans()}
    missing = {
        sha256: size for sha256, size in wanted.items() if not _is_held(copy / scan_path(sha256), size)
    }
    make_folder(incoming)
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        work = pool.map(lambda scan: _fetch(copy, incoming, origin, *scan), missing.items())
        for done, trouble in enumerate(work, start=1):
            progress("scans", done, len(missing))
            if trouble is not None:
                found.troubles.add(trouble)
    for folder in {(copy / scan_path(sha256)).parent for sha256 in missing}:
        if folder.is_dir():
            sync(folder)
    found.held = sum(_is_held(copy / scan_path(sha256), size) for sha256, size in wanted.items())
    return found


def _files_of_records(copy: Path) -> Iterator[str]:
    """The files that texts beside the log name; what these say is for a check of the copy to ask."""
    path = copy / RECORD_TEXTS
    if path.is_file():
        with path.open("rb") as lines:
            read = (read_record_text(line) for line in lines)
            yield from filter(None, (file_in(one) for one in read if one is not None))


def _is_held(path: Path, size: int | None) -> bool:
    # It got its name only after its hash was right; `hattama verify --scans` reads all of them again.
    return path.is_file() and size in (None, path.stat().st_size)


def _fetch(copy: Path, incoming: Path, origin: Origin, sha256: str, size: int | None) -> Trouble | None:
    path = scan_path(sha256)
    part = incoming / f".{sha256}.part"
    try:
        with open_new(part) as file:
            # A record names a file without its length: a recording of a hall is longer than any scan.
            found = origin.fetch_into(path, TABLE_BYTES if size is None else size, file)
    except FileProblem as problem:
        part.unlink(missing_ok=True)
        return file_trouble(problem)
    if found.sha256 != sha256 or size not in (None, found.size):
        part.unlink()
        return SCAN_DIFFERS.at(path, found=found.sha256)
    sync(part)
    target = copy / path
    target.parent.mkdir(parents=True, exist_ok=True)
    part.replace(target)
    return None


MOST_TABLES = 2_000
# Nothing that the server over a copy would run, or that a browser would take for a page.
_TABLE = re.compile(
    r"[a-z][a-z0-9_-]{0,79}(?:/[A-Za-z0-9][\w-]{0,79}){0,3}\.(?:csv|json|jsonl|parquet|toml)", re.ASCII
)
_NOT_TABLES = frozenset({"tile", "explanations", "scans", "evidence", "key-changes"})


class Beside:
    """Explanations of a copy, and its tables on their way through `incoming`."""

    def __init__(
        self, copy: Path, incoming: Path, origin: Origin, progress: Callable[[str, int, int], None]
    ) -> None:
        self._copy = copy
        self._incoming = incoming
        self._origin = origin
        self._progress = progress
        self.problems: dict[str, Trouble] = {}
        """What could not be fetched, by path: a later attempt that succeeds takes it away."""

    def fetch_explanations(self, wanted: Collection[str]) -> bool:
        """Fetch these explanations, by their hashes, where the copy lacks them; whether now it has all."""
        missing = [sha256 for sha256 in wanted if not (self._copy / explanation_path(sha256)).is_file()]
        with ThreadPoolExecutor(CONNECTIONS) as pool:
            for done, _ in enumerate(pool.map(self._fetch_explanation, missing), start=1):
                self._progress("explanations", done, len(missing))
        return not any(explanation_path(sha256) in self.problems for sha256 in missing)

    def drop_explanations(self, wanted: Collection[str]) -> None:
        """Take away the explanations that are not wanted any more: superseded ones, and withdrawn ones."""
        for path in (self._copy / EXPLANATIONS).rglob("*"):
            if path.is_file() and path.name not in wanted:
                path.unlink()

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

    def troubles(self) -> list[Trouble]:
        """What could not be fetched, but for what anybody notices who reads the copy."""
        return [
            trouble
            for path, trouble in self.problems.items()
            if trouble.kind is not FILE_ABSENT or not self._is_noticed(path)
        ]

    def _is_noticed(self, path: str) -> bool:
        """Whether a check of the copy names this file where it is absent."""
        if path.startswith(EXPLANATIONS):
            return (self._copy / MANIFEST_FILE).is_file()
        return path == MANIFEST_FILE or not _TABLE.fullmatch(path)

    def arrived(self) -> list[str]:
        """The files that wait and may enter, the manifest last; no table without its manifest."""
        if not (self._incoming / MANIFEST_FILE).is_file():
            return []
        found = [
            path.relative_to(self._incoming).as_posix()
            for path in sorted(self._incoming.rglob("*"))
            if path.is_file() and not path.name.startswith(".")
        ]
        return sorted(found, key=lambda path: path == MANIFEST_FILE)

    def _fetch_explanation(self, sha256: str) -> None:
        path = explanation_path(sha256)
        try:
            data = self._origin.fetch(path, SMALL_FILE_BYTES)
        except FileProblem as problem:
            self.problems[path] = file_trouble(problem)
            return
        found = hashlib.sha256(data).hexdigest()
        if found == sha256:
            replace_file(self._copy / path, data)
            self.problems.pop(path, None)
        else:
            self.problems[path] = DOCUMENT_DIFFERS.at(path, found=found, expected=sha256)

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
            with suppress(FileNotFoundError):
                if facts_in(folder / path) == stated:
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


class _Asked:
    """The address as a place of verification: one file at a time, straight from the site."""

    def __init__(self, origin: Origin) -> None:
        self.read = origin.fetch

    def open(self, path: str) -> BinaryIO:
        return BytesIO(self.read(path, DOCUMENT_BYTES))

    def paths(self) -> Iterator[str]:
        return iter(())
