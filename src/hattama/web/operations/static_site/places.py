"""Where the answer to an address stands in the copy.

An address is a path with the question that is asked, its parts in the order of their names
(`/ru/e/kz/missing/?area=05&contest=party`). The same path leads to it in the copy; a question becomes
folders: `ru/e/kz/missing/_/area=05/contest=party/index.html`.
"""

import enum
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode


class Scans(enum.StrEnum):
    """What becomes of the scans: second names of the same files, files of their own, or left out."""

    LINK = "link"
    COPY = "copy"
    NONE = "none"


class Stations(enum.StrEnum):
    """What holds the polling stations: a page of each, or one of each lowest district for all of its."""

    PAGE = "page"
    DISTRICT = "district"


LARGE = 20_000
"""From so many polling stations on, districts hold theirs, unless the operator says otherwise."""


@dataclass(frozen=True, slots=True)
class Options:
    """`live`: the address of the live site without a slash at its end, empty where it is not known.

    `stations`: what holds them; None: what fits how many there are. `drawings`, `files`: in a copy by
    districts also the maps, nights and drawings of single areas; files of single stations and log entries.
    `relative`: links lead from file to file, so that the copy may stand anywhere, on a disk as well; else
    they are those of the live site, for a host of the copy's own. `gzip`: a compressed file beside each.
    """

    live: str = ""
    relative: bool = True
    scans: Scans = Scans.LINK
    gzip: bool = False
    stations: Stations | None = None
    drawings: bool = False
    files: bool = False

    def by_district(self, stations: int) -> bool:
        """Whether the copy of an election with so many polling stations has pages of districts for them."""
        if self.stations is None:
            return stations >= LARGE
        return self.stations is Stations.DISTRICT

    def as_state(self) -> dict[str, Any]:
        """As it is kept with the copy: another choice makes every page anew."""
        return asdict(self)


INDEX = "index.html"
_PLAIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?", re.ASCII)


def address_of(path: str, question: Iterable[tuple[str, str]] = ()) -> str:
    """The address of a path with its question; parts without an answer say nothing and are left out."""
    asked = sorted((name, answer) for name, answer in question if answer and (name, answer) != ("page", "1"))
    return f"{path}?{urlencode(asked)}" if asked else path


def split_address(address: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Path and question of an address."""
    path, _, query = address.partition("?")
    return path, tuple(parse_qsl(query))


def file_of(address: str) -> str:
    """The file of an address, below the folder of the copy."""
    path, question = split_address(address)
    folder, _, name = path.lstrip("/").rpartition("/")
    asked = [f"{key}={answer}" for key, answer in question]
    return "/".join([*([folder] if folder else []), *(["_", *asked] if asked else []), name or INDEX])


def can_be_a_name(answer: str) -> bool:
    """Whether the answer to a question may stand in the name of a folder on every file system."""
    return _PLAIN.fullmatch(answer) is not None


def way_up(file: str) -> str:
    """The way from a file to the folder of the copy: `../` for each folder it stands in."""
    return "../" * file.count("/")
