"""How far a check looks."""

from __future__ import annotations

from typing import NamedTuple


class Limits(NamedTuple):
    """Sizes of the log, and which files beside it are looked at.

    `size`: the whole log. `table_size`: of which size its tables speak, None where none are looked at.
    `fresh_from`: states of areas and precincts must know every entry below.
    """

    size: int
    table_size: int | None
    fresh_from: int
    with_states: bool = True
    with_scans: bool = False
