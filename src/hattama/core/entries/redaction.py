"""`redaction`: a scan, or the explanation of the current version, is withdrawn; its hash stays."""

from typing import Final, NamedTuple

from hattama.core.entries.parts import DECIDED, PLACE, Body, BrokenLifeCycle, Kind
from hattama.core.entries.schema_types import is_hash, one_of
from hattama.core.entries.standing import Contribution
from hattama.core.vocabulary import Message

SCAN = "scan"
EXPLANATION = "explanation"


class NothingToWithdraw(BrokenLifeCycle):
    """A redaction names what does not stand beside the protocol, or was withdrawn already."""


class RedactionEntry(NamedTuple):
    """A scan (`what` is SCAN) or the explanation of the current version (EXPLANATION) is withdrawn."""

    index: int  # type: ignore[assignment]
    area_id: str
    contest: str
    what: str
    sha256: str


def _read_redaction(index: int, body: Body) -> RedactionEntry:
    return RedactionEntry(index, body["area"], body["contest"], body["what"], body["sha256"])


def fold_redaction(previous: Contribution, entry: RedactionEntry) -> Contribution:
    """What stands without it. Raises NothingToWithdraw."""
    if entry.what == SCAN:
        if entry.sha256 not in previous.scans or entry.sha256 in previous.withdrawn:
            raise NothingToWithdraw(f"entry {entry.index}: {entry.sha256}")
        left = previous._replace(withdrawn=(*previous.withdrawn, entry.sha256))
        return left._replace(has_scan=bool(left.shown_scans))
    if entry.sha256 != previous.explanation:
        raise NothingToWithdraw(f"entry {entry.index}: {entry.sha256}")
    return previous._replace(explanation=None)


_WITHDRAWN: Final = {SCAN: Message("Scan withdrawn"), EXPLANATION: Message("Explanation withdrawn")}


REDACTION: Final = Kind(
    "redaction",
    lambda body: _WITHDRAWN[body["what"]],
    (
        *PLACE,
        ("what", f"{SCAN} or {EXPLANATION}", one_of(SCAN, EXPLANATION)),
        ("sha256", "HASH", is_hash),
        *DECIDED,
    ),
    read=_read_redaction,
)
