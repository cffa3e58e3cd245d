"""The roster part of a mapping: how the areas of an election are made from the rows of its results."""

from collections.abc import Mapping
from dataclasses import dataclass

from hattama.core.vocabulary import is_code
from hattama.formats.constructions import Construction, read_construction
from hattama.formats.mapping_readings import read_constructions
from hattama.formats.toml_documents import TomlTable


@dataclass(frozen=True, slots=True)
class LevelMapping:
    """One level of areas. The last level is the precincts', whose `area_id` is that of the protocol.

    A level whose identifier comes out empty is left out for that row.
    """

    level: str
    area_id: Construction | None
    number: Construction
    names: Mapping[str, Construction]
    address: Mapping[str, Construction]
    commission: Mapping[str, Construction]
    time_zone: Construction
    kind: Construction
    voters_registered: Construction


@dataclass(frozen=True, slots=True)
class RosterMapping:
    """All levels from the root down to the precincts."""

    levels: tuple[LevelMapping, ...]


def read_roster_mapping(table: TomlTable) -> RosterMapping:
    """The roster that `[roster]` describes."""
    tables = table.tables("level")
    levels = tuple(_level(level, is_last=level is tables[-1]) for level in tables)
    return RosterMapping(levels)


def _level(table: TomlTable, *, is_last: bool) -> LevelMapping:
    return LevelMapping(
        level=table.text("level", check=is_code, expected="[a-z][a-z0-9_]*"),
        area_id=None if is_last else read_construction(table, "area_id"),
        number=_or_nothing(table, "number"),
        names=read_constructions(table.table("names")),
        address=read_constructions(table.table("address", required=False)),
        commission=read_constructions(table.table("commission", required=False)),
        time_zone=_or_nothing(table, "time_zone"),
        kind=_kind(table, is_last),
        voters_registered=_or_nothing(table, "voters_registered"),
    )


def _kind(table: TomlTable, is_last: bool) -> Construction:
    if not is_last:
        return Construction(constant="unit")
    return read_construction(table, "kind", required=False) or Construction(constant="ordinary")


def _or_nothing(table: TomlTable, key: str) -> Construction:
    return read_construction(table, key, required=False) or Construction(constant="")
