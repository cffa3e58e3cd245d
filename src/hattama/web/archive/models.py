"""All tables, gathered where Django looks for them."""

from hattama.web.claims.tables import PublishedClaim
from hattama.web.kernel.accounts.memberships import Membership
from hattama.web.kernel.accounts.personal_reads import PersonalRead
from hattama.web.kernel.accounts.tables import AccountChange, CacheRow, PaperCode
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.log.tables import Act, LogEntry, PendingAct
from hattama.web.kernel.published.scans import Scan
from hattama.web.kernel.published.tables import (
    ArrivalCount,
    PublishedFinding,
    PublishedProtocol,
    PublishedScan,
    PublishedTotal,
)
from hattama.web.night.custody_tables import CustodyName
from hattama.web.night.tables import NightFinding, PublishedStep
from hattama.web.notices.tables import SubscriberAddress, Subscription
from hattama.web.offline.tables import DeviceKey, OfflineStatementRow
from hattama.web.protocols.tables import LifeStep
from hattama.web.record_checks.tables import DrawnPaper, FigureJudgement, RecordDraw, StrangerReading
from hattama.web.reports.tables import DifferenceReport, ReportContact, ReportStep
from hattama.web.scans.figure_readings import FigureReadingRow
from hattama.web.scans.tables import PaperFinding, ScanPage, ScanReadingRow

__all__ = [
    "AccountChange",
    "Act",
    "AreaRow",
    "ArrivalCount",
    "CacheRow",
    "CustodyName",
    "DeviceKey",
    "DifferenceReport",
    "DrawnPaper",
    "ElectionRow",
    "FigureJudgement",
    "FigureReadingRow",
    "LifeStep",
    "LogEntry",
    "Membership",
    "NightFinding",
    "OfflineStatementRow",
    "PaperCode",
    "PaperFinding",
    "PendingAct",
    "PersonalRead",
    "PublishedClaim",
    "PublishedFinding",
    "PublishedProtocol",
    "PublishedScan",
    "PublishedStep",
    "PublishedTotal",
    "RecordDraw",
    "ReportContact",
    "ReportStep",
    "Scan",
    "ScanPage",
    "ScanReadingRow",
    "StrangerReading",
    "SubscriberAddress",
    "Subscription",
]
