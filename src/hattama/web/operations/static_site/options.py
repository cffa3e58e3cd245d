"""What an operator chooses about a copy."""

from __future__ import annotations

import enum
from dataclasses import asdict, dataclass
from typing import Any


class Scans(enum.StrEnum):
    """What becomes of the scans: second names of the same files, files of their own, or left out."""

    LINK = "link"
    COPY = "copy"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Options:
    """`live`: the address of the live site without a slash at its end, empty where it is not known.

    `relative`: links lead from file to file, so that the copy may stand anywhere, on a disk as well; else
    they are those of the live site, for a host of the copy's own. `gzip`: a compressed file beside each.
    """

    live: str = ""
    relative: bool = True
    scans: Scans = Scans.LINK
    gzip: bool = False

    def as_state(self) -> dict[str, Any]:
        """As it is kept with the copy: another choice makes every page anew."""
        return asdict(self)
