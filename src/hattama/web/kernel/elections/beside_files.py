"""What came with an election's folder and changes no figure: outlines and places for maps, comparisons.

They are files, no part of the log; nor of the database, which has no use for them.
"""

import io
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from hattama.formats.boundaries import Boundary, parse_boundaries
from hattama.formats.election_links import Comparison, parse_comparisons
from hattama.formats.tile_lists import Tile, parse_tiles
from hattama.web.kernel.stores.durable_files import replace_durably

BOUNDARIES = "boundaries.geojson"
TILES = "tiles.csv"
COMPARISONS = "comparisons.toml"
BESIDE = (BOUNDARIES, TILES, COMPARISONS)


def put_beside_files(election_id: str, files: Mapping[str, bytes | None]) -> None:
    """Keep the files of an election by name; those that are None are taken away."""
    for name, data in files.items():
        path = _path(election_id, name)
        if data is None:
            path.unlink(missing_ok=True)
        else:
            replace_durably(path, data)


def beside_state(election_id: str) -> str:
    """Another text as soon as one of these files is another: what is made of them is then, too."""
    return " ".join(str(_stamp(_path(election_id, name))) for name in BESIDE)


def load_boundaries(election_id: str) -> dict[str, Boundary]:
    """The outlines of areas by identifier; empty where the election came without them."""
    path = _path(election_id, BOUNDARIES)
    stamp = _stamp(path)
    return {} if stamp is None else _read_boundaries(path, stamp)


def boundaries_stamp(election_id: str) -> tuple[int, int] | None:
    """What tells the outlines of an election from those that it had before; None where it has none."""
    return _stamp(_path(election_id, BOUNDARIES))


def read_boundaries(election_id: str) -> bytes | None:
    """The file of outlines as it came."""
    return _path(election_id, BOUNDARIES).read_bytes() if boundaries_stamp(election_id) else None


def load_comparisons(election_id: str) -> tuple[Comparison, ...]:
    """With which contests of other elections those of this one are compared, the nearest first."""
    path = _path(election_id, COMPARISONS)
    stamp = _stamp(path)
    return () if stamp is None else _read_comparisons(path, stamp)


def comparisons_state(elections: Iterable[str]) -> str:
    """Another text as soon as one of these elections is compared otherwise."""
    return " ".join(str(_stamp(_path(election, COMPARISONS))) for election in elections)


def load_tiles(election_id: str) -> tuple[Tile, ...] | None:
    """The places of the election's areas; None where it came without a list."""
    path = _path(election_id, TILES)
    stamp = _stamp(path)
    return None if stamp is None else _read_tiles(path, stamp)


def _path(election_id: str, name: str) -> Path:
    return Path(settings.DATA_DIR) / "maps" / election_id / name


def _stamp(path: Path) -> tuple[int, int] | None:
    """What tells a file from the one that stood there before; None where there is none."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_mtime_ns, found.st_size


@lru_cache(maxsize=4)
def _read_boundaries(path: Path, stamp: tuple[int, int]) -> dict[str, Boundary]:
    found = parse_boundaries(path.read_bytes(), path.name, None)
    return {boundary.area_id: boundary for boundary in found}


@lru_cache(maxsize=16)
def _read_comparisons(path: Path, stamp: tuple[int, int]) -> tuple[Comparison, ...]:
    return parse_comparisons(path.read_bytes(), path.name, None)


@lru_cache(maxsize=16)
def _read_tiles(path: Path, stamp: tuple[int, int]) -> tuple[Tile, ...]:
    return parse_tiles(io.BytesIO(path.read_bytes()), path.name)
