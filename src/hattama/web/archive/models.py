"""All tables, gathered where Django looks for them."""

from hattama.web.archive.accounts import AccountChange, CacheRow, PaperCode
from hattama.web.archive.acts import Act, LogEntry, PendingAct
from hattama.web.archive.claims import PublishedClaim
from hattama.web.archive.elections import AreaRow, ElectionRow
from hattama.web.archive.life import LifeStep
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
    "AccountChange",
    "Act",
    "AreaRow",
    "ArrivalCount",
    "CacheRow",
    "ElectionRow",
    "LifeStep",
    "LogEntry",
    "Membership",
    "PaperCode",
    "PendingAct",
    "PublishedClaim",
    "PublishedFinding",
    "PublishedProtocol",
    "PublishedScan",
    "PublishedTotal",
    "Scan",
]
