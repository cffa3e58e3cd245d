"""An election as a folder: election.toml, areas.csv, a rulepack.toml where the law is not one we ship.

Where the folder has them, maps are drawn from boundaries.geojson and tiles.csv, and comparisons.toml says
with what the election is compared.
"""

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from hattama.core.tabulation import AreaTree
from hattama.core.vocabulary import Election, Fault, Message
from hattama.formats.area_lists import parse_areas
from hattama.formats.boundaries import parse_boundaries
from hattama.formats.election_definition import AREA_NOT_LISTED, parse_election
from hattama.formats.election_links import parse_comparisons
from hattama.formats.faults import FaultKind, InputFaults, refuse_if_any
from hattama.formats.tile_lists import parse_tiles
from hattama.formats.toml_lines import Path as TomlPath
from hattama.formats.toml_lines import find_lines, line_of, written_path

DEFINITION_FILE = "election.toml"
AREAS_FILE = "areas.csv"
RULEPACK_FILE = "rulepack.toml"
BOUNDARIES_FILE = "boundaries.geojson"
TILES_FILE = "tiles.csv"
COMPARISONS_FILE = "comparisons.toml"

NO_FILE = FaultKind.of("FOLDER-FILE", Message("there is no such file, or it cannot be read"))


@dataclass(frozen=True, slots=True)
class ElectionFolder:
    """An election with its areas, and the very bytes that defined them.

    `rulepack_bytes` is the folder's own rule pack, or None where `election.rule_pack` names a shipped one.
    `boundaries_bytes`, `tiles_bytes` and `comparisons_bytes` are None where the folder has no such files.
    """

    election: Election
    areas: AreaTree
    definition_bytes: bytes
    areas_bytes: bytes
    rulepack_bytes: bytes | None = None
    boundaries_bytes: bytes | None = None
    tiles_bytes: bytes | None = None
    comparisons_bytes: bytes | None = None


def load_election_folder(path: Path) -> ElectionFolder:
    """Read the folder whole. Raises InputFaults with the faults of all its files; nothing is half loaded."""
    faults: list[Fault] = []
    definition = read_file(path / DEFINITION_FILE, faults)
    roster = read_file(path / AREAS_FILE, faults)
    election = areas = None
    try:
        election = parse_election(definition, DEFINITION_FILE) if definition is not None else None
    except InputFaults as refusal:
        faults += refusal.faults
    try:
        time_zone = election.time_zone if election else "UTC"
        areas = parse_areas(BytesIO(roster), AREAS_FILE, time_zone=time_zone) if roster is not None else None
    except InputFaults as refusal:
        faults += refusal.faults
    refuse_if_any(faults)
    assert definition is not None and election is not None, "its absence is a fault"
    assert roster is not None and areas is not None, "its absence is a fault"
    refuse_if_any(areas_not_listed(election, areas, definition))
    own, boundaries, tiles, compared = (
        _read_if_there(path / name) for name in (RULEPACK_FILE, BOUNDARIES_FILE, TILES_FILE, COMPARISONS_FILE)
    )
    _check_beside(election, areas, boundaries, tiles, compared)
    return ElectionFolder(election, areas, definition, roster, own, boundaries, tiles, compared)


def _read_if_there(path: Path) -> bytes | None:
    return path.read_bytes() if path.exists() else None


def _check_beside(
    election: Election, areas: AreaTree, boundaries: bytes | None, tiles: bytes | None, compared: bytes | None
) -> None:
    """Raise InputFaults with the faults of all files that change no figure."""
    faults: list[Fault] = []
    known = {area.area_id for area in areas.areas}
    readers: tuple[tuple[bytes | None, Callable[[bytes], object]], ...] = (
        (boundaries, lambda data: parse_boundaries(data, BOUNDARIES_FILE, known)),
        (tiles, lambda data: parse_tiles(BytesIO(data), TILES_FILE)),
        (compared, lambda data: parse_comparisons(data, COMPARISONS_FILE, election)),
    )
    for data, read in readers:
        try:
            if data is not None:
                read(data)
        except InputFaults as refusal:
            faults += refusal.faults
    refuse_if_any(faults)


def areas_not_listed(
    election: Election, areas: AreaTree, definition: bytes, file: str = DEFINITION_FILE
) -> tuple[Fault, ...]:
    """A fault for each area that a contest or hours of polls name and the list of areas does not have."""
    lines = find_lines(definition.decode("utf-8-sig"))
    named: list[tuple[TomlPath, tuple[str, ...]]] = [
        (("contest", index, "areas"), contest.areas) for index, contest in enumerate(election.contests)
    ]
    named += [
        (("contest", index, "choice", place, "areas"), choice.areas)
        for index, contest in enumerate(election.contests)
        for place, choice in enumerate(contest.choices)
    ]
    if election.polls is not None:
        named += [
            (("polls", "elsewhere", index, "areas"), limited)
            for index, (limited, _) in enumerate(election.polls.elsewhere)
        ]
    return tuple(
        AREA_NOT_LISTED.at(file, row=line_of(path, lines), field=written_path(path), found=area_id)
        for path, limited in named
        for area_id in limited
        if area_id not in areas
    )


def read_file(path: Path, faults: list[Fault]) -> bytes | None:
    """The bytes of a file; None with a fault when it is not there or cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        faults.append(NO_FILE.at(path.name, found=error.strerror or ""))
        return None
