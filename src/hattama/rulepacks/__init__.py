"""This room knows the rule packs that come with the program, as the bytes of their files; norms of laws
and the days of rest of countries; registers and what sources stated; observers' forms; records of what was
published of past elections; and where a country's regions stand in a picture made of tiles.

It does not know what a pack, a norm or a record says: reading them is for the room of formats.
"""

import re
from functools import cache
from pathlib import Path

_HERE = Path(__file__).parent
_SUFFIX = ".toml"
_CRITERIA = "criteria.toml"
_INCLUDED = re.compile(rb"^# include (\S+)\n", re.MULTILINE)


class UnknownRulePack(KeyError):
    """No pack of this name comes with the program."""


def rulepack_ids() -> tuple[str, ...]:
    """The identifiers of all packs that come with the program, sorted."""
    names = (entry.name for entry in _HERE.iterdir())
    packs = (name for name in names if name.endswith(_SUFFIX) and name != _CRITERIA)
    return tuple(sorted(name.removesuffix(_SUFFIX) for name in packs))


def read_rulepack(pack_id: str) -> bytes:
    """The bytes of a pack, whole: each line `# include PATH` of its file gives way to that file, for what the
    law orders of several elections alike is written once. Raises UnknownRulePack when there is no such pack.
    """
    if pack_id not in rulepack_ids():
        raise UnknownRulePack(pack_id)
    return _whole(_HERE.joinpath(pack_id + _SUFFIX).read_bytes())


def _whole(own: bytes) -> bytes:
    return _INCLUDED.sub(lambda line: _HERE.joinpath(line[1].decode()).read_bytes(), own)


@cache
def norm_laws() -> tuple[str, ...]:
    """The identifiers of all laws whose norms come with the program, sorted."""
    names = (entry.name for entry in _HERE.joinpath("norms").iterdir())
    return tuple(sorted(name.removesuffix(_SUFFIX) for name in names if name.endswith(_SUFFIX)))


def read_norms(law_id: str) -> bytes:
    """The bytes of a law's file; `law_id` is one of `norm_laws`."""
    return _HERE.joinpath("norms", law_id + _SUFFIX).read_bytes()


def read_days_of_rest(country: str) -> bytes | None:
    """The bytes of a country's days of rest by year; None where none come with the program."""
    path = _HERE.joinpath("days_of_rest", f"{country.lower()}{_SUFFIX}")
    return path.read_bytes() if path.is_file() else None


def read_country_tiles(country: str) -> bytes | None:
    """The bytes of a country's tile list (`formats.tile_lists`); None where none comes with the program.

    `country` is a code of two letters (ISO 3166-1), in letters of any size. The arrangement is our own: a
    grid in which neighbours on the ground are neighbours in the picture where that can be.
    """
    if not (country.isascii() and country.isalpha()):
        return None
    path = _HERE.joinpath(f"{country.lower()}-tiles.csv")
    return path.read_bytes() if path.is_file() else None


def observation_forms(country: str) -> tuple[tuple[str, bytes], ...]:
    """Names and bytes of the observers' forms of a country, by name; none where none come along."""
    if not _HERE.joinpath("observation", country.lower()).is_dir():
        return ()
    return _files_in(f"observation/{country.lower()}", ".md")


def publication_records() -> tuple[tuple[str, bytes], ...]:
    """Names and bytes of all records of what the law asks to publish and what was published, by name."""
    return _files_in("publication")


def read_criteria() -> bytes:
    """The bytes of the file of criteria that are asked of each precinct."""
    return _HERE.joinpath(_CRITERIA).read_bytes()


def stated_numbers() -> tuple[tuple[str, bytes], ...]:
    """Names and bytes of all files of numbers that sources published, by name: whole, as a pack is."""
    return _files_in("stated")


def _files_in(folder: str, suffix: str = _SUFFIX) -> tuple[tuple[str, bytes], ...]:
    entries = _HERE.joinpath(folder).iterdir()
    found = ((entry.name, _whole(entry.read_bytes())) for entry in entries if entry.name.endswith(suffix))
    return tuple(sorted(found))


def register_ids() -> tuple[str, ...]:
    """The names of all registers that come with the program, sorted."""
    names = (entry.name for entry in _HERE.joinpath("registers").iterdir())
    return tuple(sorted(name.removesuffix(_SUFFIX) for name in names if name.endswith(_SUFFIX)))


def read_register(name: str) -> bytes:
    """The bytes of a register's file. Raises UnknownRulePack when there is none."""
    if name not in register_ids():
        raise UnknownRulePack(name)
    return _HERE.joinpath("registers", name + _SUFFIX).read_bytes()


def register_template() -> bytes:
    """A register pack with comments, from which a new one is written."""
    return _HERE.joinpath("registers", "template.txt").read_bytes()
