"""All tables, gathered where Django looks for them."""

from hattama.web.archive.acts import Act, LogEntry, PendingAct
from hattama.web.archive.elections import AreaRow, ElectionRow
from hattama.web.archive.memberships import Membership
from hattama.web.archive.published import (
    ArrivalCount,
    PublishedFinding,
    PublishedProtocol,
    PublishedScan,
    PublishedTotal,
)
from hattama.web.archive.scans import Scan

__all__ = [
    "Act",
    "AreaRow",
    "ArrivalCount",
    "ElectionRow",
    "LogEntry",
    "Membership",
    "PendingAct",
    "PublishedFinding",
    "PublishedProtocol",
    "PublishedScan",
    "PublishedTotal",
    "Scan",
]
