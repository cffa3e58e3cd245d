"""`scan`: a scan that was attached after its protocol was published."""

from typing import Final, NamedTuple

from hattama.core.entries.parts import PLACE, BrokenLifeCycle, Kind
from hattama.core.entries.schema_types import is_address, is_file, optional
from hattama.core.entries.standing import Contribution
from hattama.core.vocabulary import Message


class ScanAlreadyThere(BrokenLifeCycle):
    """A scan arrived that shows the figures that stand already, or stood there until it was withdrawn."""


class ScanEntry(NamedTuple):
    """A scan that was attached after its protocol was published."""

    index: int  # type: ignore[assignment]
    area_id: str
    contest: str
    scan: str


def fold_scan(previous: Contribution, entry: ScanEntry) -> Contribution:
    """What stands with one scan more. Raises ScanAlreadyThere."""
    return with_scans(previous, entry.index, (entry.scan,))._replace(has_scan=True)


def with_scans(previous: Contribution, index: int, added: tuple[str, ...]) -> Contribution:
    """What stood, with these scans of the paper whose figures stand; a file of an earlier paper that is named
    again shows them, too. Raises ScanAlreadyThere."""
    for scan in added:
        if scan in previous.withdrawn or (scan in previous.scans and scan not in previous.earlier):
            raise ScanAlreadyThere(f"entry {index}: {scan}")
    scans = tuple(dict.fromkeys(previous.scans + added))
    return previous._replace(scans=scans, earlier=tuple([s for s in previous.earlier if s not in added]))


_ADDED: Final = Message("Scan of the paper added")
_FROM_SOURCE: Final = Message("Scan fetched from where its source shows it")

ATTACHED: Final = Kind(
    "scan",
    lambda body: _FROM_SOURCE if body["address"] else _ADDED,
    (
        *PLACE,
        ("scan", "FILE", is_file),
        ("address", "an address of http or https of up to 2,000 characters, or null", optional(is_address)),
    ),
    read=lambda index, body: ScanEntry(index, body["area"], body["contest"], body["scan"]["sha256"]),
)
"""`address`: where its source shows it, if it was fetched from there and nobody here sent it."""
