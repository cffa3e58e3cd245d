"""What the last check of the public tables found, in a file that every process of the site reads.

It stands outside the database: whoever alters rows does not by that take away the word that they differ.
"""

import datetime
import json
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings

from hattama.web.kernel.log.bundle_store import working_folder
from hattama.web.kernel.log.writer_lock import ERASING, only_one
from hattama.web.kernel.stores.durable_files import replace_durably
from hattama.web.kernel.stores.kept_readings import kept
from hattama.web.kernel.stores.made_files import forget_made, made_home

DIFFERS_MARK = "differs"
"""A file for nginx (deploy/nginx): while it is there, nothing that was made of an election's tables is given
out, and the files of its log say that figures differ."""

_NAME = "served"
_MENDED = "mended"


@dataclass(frozen=True, slots=True)
class Held:
    """The last check: when it ended, how many seconds it took, and where the tables differed from the log."""

    at: datetime.datetime
    seconds: float
    places: tuple[str, ...]


def record_held(election_id: str, held: Held) -> None:
    """Let all processes know."""
    told = {"at": held.at.isoformat(), "seconds": held.seconds, "places": held.places}
    replace_durably(working_folder(election_id) / _NAME, json.dumps(told, ensure_ascii=False).encode())
    if held.places:
        # Nobody knows since when they differ, and so what was made of them.
        forget_all_made(election_id)
    else:
        (made_home(election_id) / DIFFERS_MARK).unlink(missing_ok=True)


def forget_all_made(election_id: str) -> None:
    """Take away every file that was made of an election, and not the word that its tables differ."""
    forget_made(election_id)
    held = load_held(election_id)
    if held is not None and held.places:
        replace_durably(made_home(election_id) / DIFFERS_MARK, b"")


def record_mended(election_id: str, now: datetime.datetime) -> None:
    """The tables were made anew: what was found of the old ones is over, and so is what was made of them."""
    with only_one(election_id, ERASING, wait=True):
        forget_made(election_id)
        replace_durably(working_folder(election_id) / _MENDED, now.isoformat().encode())
    (working_folder(election_id) / _NAME).unlink(missing_ok=True)


def load_mended(election_id: str) -> datetime.datetime | None:
    """When the tables of this election were last made anew; None where they never were."""
    try:
        return datetime.datetime.fromisoformat((working_folder(election_id) / _MENDED).read_text("ascii"))
    except FileNotFoundError:
        return None


def load_held(election_id: str) -> Held | None:
    """The last check of this election; None where there was none."""
    try:
        return _parse((working_folder(election_id) / _NAME).read_bytes())
    except FileNotFoundError:
        return None


@kept
def differing_elections() -> list[str]:
    """Elections whose public tables differ from their logs, as far as is known."""
    return [election for election, stamp in _marked(_NAME) if _differs(election, stamp)]


@kept
def tables_state() -> str:
    """A text that changes when pages change though no log did: tables found to differ, or made anew."""
    return " ".join(map(str, [*differing_elections(), *_marked(_MENDED)]))


def _marked(name: str) -> Iterator[tuple[str, tuple[int, int]]]:
    """The elections that have this file, in order, each with what tells it from the one that stood there."""
    # Asked for each page: Paths that look for files take ten times as long.
    home = f"{settings.DATA_DIR}/log"
    for election in sorted(os.listdir(home)) if os.path.isdir(home) else ():
        with suppress(FileNotFoundError, NotADirectoryError):
            facts = os.stat(f"{home}/{election}/{name}")
            yield election, (facts.st_ino, facts.st_mtime_ns)


@lru_cache(maxsize=256)
def _differs(election: str, _stamp: tuple[int, int]) -> bool:
    held = load_held(election)
    return held is not None and bool(held.places)


def _parse(data: bytes) -> Held:
    said = json.loads(data)
    return Held(datetime.datetime.fromisoformat(said["at"]), said["seconds"], tuple(said["places"]))
