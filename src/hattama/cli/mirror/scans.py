"""Scans, copied by the hashes under which the log knows them."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from hattama.cli.mirror.contents import Contents
from hattama.cli.mirror.origin import Origin
from hattama.cli.mirror.trees import CONNECTIONS
from hattama.cli.whole_files import make_folder, open_new, sync
from hattama.verification import FileProblem, Trouble
from hattama.verification.scans import scan_path
from hattama.verification.trouble_kinds import SCAN_DIFFERS, file_trouble
from hattama.verification.troubles import Troubles


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
