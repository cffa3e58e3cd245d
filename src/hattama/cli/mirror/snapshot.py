"""A bundle fetched from its address into a folder of the moment, to be checked there."""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from hattama.cli.mirror.copying import Copying, Wishes, World
from hattama.cli.mirror.origin import Origin
from hattama.core.transparency_log import SignedCheckpoint
from hattama.verification import Troubles

MOST_GIGABYTES = 200


class Snapshot(NamedTuple):
    """What was fetched: what is wrong with it, its checkpoint, and below which size its states know all."""

    troubles: Troubles
    signed: SignedCheckpoint | None
    fresh_from: int


def take_snapshot(
    url: str, folder: Path, *, with_scans: bool, progress: Callable[[str, int, int], None]
) -> Snapshot:
    """Fetch a bundle. Raises AddressRefused or OSError."""
    origin = Origin(url, most_bytes=MOST_GIGABYTES * 10**9)
    world = World(lambda: datetime.datetime.now(datetime.UTC), time.sleep, progress)
    done = Copying(origin, folder, Wishes(with_scans=with_scans), world).run()
    return Snapshot(done.troubles, done.signed, done.fresh_from)
