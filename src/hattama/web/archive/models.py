"""All tables, gathered where Django looks for them."""

from hattama.web.archive.accounts import AccountChange, CacheRow, PaperCode
from hattama.web.archive.acts import Act, LogEntry, PendingAct
from hattama.web.archive.chronometry import NightFinding, PublishedStep
from hattama.web.archive.claims import PublishedClaim
from hattama.web.archive.custody import CustodyName
from hattama.web.archive.device_keys import DeviceKey, OfflineStatementRow
from hattama.web.archive.difference_reports import DifferenceReport, ReportContact, ReportStep
from hattama.web.archive.elections import AreaRow, ElectionRow
from hattama.web.archive.figure_readings import FigureReadingRow
from hattama.web.archive.life import LifeStep
from hattama.web.archive.memberships import Membership
from hattama.web.archive.personal_reads import PersonalRead
from hattama.web.archive.published import (
    ArrivalCount,
    PublishedFinding,
    PublishedProtocol,
    PublishedScan,
    PublishedTotal,
)
from hattama.web.archive.record_checks import DrawnPaper, FigureJudgement, RecordDraw, StrangerReading
from hattama.web.archive.scan_pages import PaperFinding, ScanPage, ScanReadingRow
from hattama.web.archive.scans import Scan
from hattama.web.archive.subscriptions import SubscriberAddress, Subscription

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
