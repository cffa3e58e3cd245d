"""One paper from the printer to the archive: who held it when, and whether that can be.

The paper is known by the identifier that is printed on it. What happens to paper is the same in every
country, so the events stand here and not in a rule pack. Persons are never named here: a record speaks of
what the holder was, an observer or the territorial commission.
"""

import datetime
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from hattama.core.protocols.chronometry import CLOCKS_APART
from hattama.core.protocols.form_rules import FormRule
from hattama.core.vocabulary import Finding, Message, Severity, Verdict

_PAPER = re.compile(r"[A-Z0-9](?:[A-Z0-9./-]{0,38}[A-Z0-9])?", re.ASCII)
_MINUTE = datetime.timedelta(minutes=1)


class CustodyEvent(StrEnum):
    """What happened to the paper."""

    PRINTED = "printed"
    ISSUED = "issued"
    """Handed to the precinct commission."""
    SIGNED = "signed"
    POSTED = "posted"
    """A copy was posted for the public."""
    COPIED = "copied"
    """A certified copy was handed to a person."""
    CARRIED = "carried"
    """Whoever carries it set out."""
    RECEIVED = "received"
    """The higher commission took it in: the territorial or, where there is one, that of the district."""
    ARCHIVED = "archived"
    ATTACHED = "attached"
    """Another paper was attached to it: an act, a special opinion."""


class Holder(StrEnum):
    """What the one is who has the paper, or the copy, after the event."""

    PRINTER = "printer"
    PRECINCT = "precinct_commission"
    DISTRICT = "district_commission"
    TERRITORIAL = "territorial_commission"
    CENTRAL = "central_commission"
    OBSERVER = "observer"
    PROXY = "proxy"
    JOURNALIST = "journalist"
    ARCHIVE = "archive"
    OTHER = "other"


class Attachment(StrEnum):
    """What was attached to the protocol."""

    OBSERVERS_ACT = "observers_act"
    SPECIAL_OPINION = "special_opinion"
    PORTABLE_BOX_ACT = "portable_box_act"
    OTHER_ACT = "other_act"
    E_SIGNATURE = "e_signature"
    """A detached electronic signature (CMS) over a scan of the protocol."""


class Seal(StrEnum):
    """How the packet was sealed in which the paper came."""

    INTACT = "intact"
    BROKEN = "broken"
    NONE = "none"
    """The paper came in no sealed packet."""


AFTER = MappingProxyType(
    {
        CustodyEvent.PRINTED: (),
        CustodyEvent.ISSUED: (CustodyEvent.PRINTED,),
        CustodyEvent.SIGNED: (CustodyEvent.ISSUED,),
        CustodyEvent.POSTED: (CustodyEvent.SIGNED,),
        CustodyEvent.COPIED: (CustodyEvent.SIGNED,),
        CustodyEvent.ATTACHED: (CustodyEvent.ISSUED,),
        CustodyEvent.CARRIED: (CustodyEvent.SIGNED,),
        CustodyEvent.RECEIVED: (CustodyEvent.CARRIED,),
        CustodyEvent.ARCHIVED: (CustodyEvent.RECEIVED,),
    }
)
"""What must have happened to a paper before; where that was not recorded, what comes before it."""


@dataclass(frozen=True, slots=True)
class CustodyRecord:
    """One event in the life of the paper `paper`, of one contest (empty: the precinct's as a whole)."""

    paper: str
    contest: str
    event: CustodyEvent
    at: datetime.datetime
    reported_at: datetime.datetime


PAPER_ORDER = FormRule(
    "PAPER-ORDER",
    Severity.HARD,
    Message("The order of what happened to the paper cannot be."),
    passing="the paper was signed at 23:20 and carried away at 23:50",
    failing="the paper was carried away at 22:50 and signed at 23:20",
)
PAPER_FUTURE = FormRule(
    "PAPER-FUTURE",
    Severity.HARD,
    Message("The stated time lies after the moment at which it was reported."),
    passing="at 23:55 it was reported that the paper was carried away at 23:50",
    failing="at 23:55 it was reported that the paper was received at 00:40",
)
PAPER_TWO = FormRule(
    "PAPER-TWO",
    Severity.SOFT,
    Message("Two different papers are signed as the protocol of one contest."),
    passing="one paper is signed for the contest",
    failing="the papers 000123-A and 000124-A are both signed for the contest",
)
CUSTODY_RULES = MappingProxyType({rule.code: rule for rule in (PAPER_ORDER, PAPER_FUTURE, PAPER_TWO)})


def is_paper(text: str) -> bool:
    """Whether `text` may name a paper: capital letters, digits, inner `.`, `/`, `-`, at most 40 of them."""
    return _PAPER.fullmatch(text) is not None


def check_custody(records: Iterable[CustodyRecord]) -> tuple[Finding, ...]:
    """Everything that cannot be in the records of one precinct, papers in order, events in their order.

    `fields` of PAPER-ORDER are the paper, the event and the one that comes before it, its left side whole
    minutes between them (negative), the right side 0; of PAPER-FUTURE paper and event, minutes after the
    report, and 0; of PAPER-TWO the papers. `row` is the contest, or empty.
    """
    given = tuple(records)
    findings: list[Finding] = []
    for paper in sorted({record.paper for record in given}):
        of_paper = sorted(
            (record for record in given if record.paper == paper),
            key=lambda record: (_ORDER[record.event], record.at),
        )
        findings += _check_order(of_paper)
        findings += _check_future(of_paper)
    return (*findings, *_check_alone(given))


_ORDER = {event: place for place, event in enumerate(AFTER)}


def _check_order(records: list[CustodyRecord]) -> Iterator[Finding]:
    first: dict[CustodyEvent, datetime.datetime] = {}
    for record in records:
        first.setdefault(record.event, record.at)
    for record in records:
        for before in _recorded_before(record.event, first):
            if record.at < first[before]:
                minutes = (record.at - first[before]) // _MINUTE
                yield _finding(PAPER_ORDER, (record.paper, record.event, before), record.contest, minutes)


def _recorded_before(
    event: CustodyEvent, first: dict[CustodyEvent, datetime.datetime]
) -> Iterator[CustodyEvent]:
    for before in AFTER[event]:
        if before in first:
            yield before
        else:
            yield from _recorded_before(before, first)


def _check_future(records: list[CustodyRecord]) -> Iterator[Finding]:
    for record in records:
        ahead = record.at - record.reported_at
        if ahead > CLOCKS_APART:
            minutes = -(-ahead // _MINUTE)
            yield _finding(PAPER_FUTURE, (record.paper, record.event), record.contest, minutes)


def _check_alone(records: tuple[CustodyRecord, ...]) -> Iterator[Finding]:
    signed: dict[str, set[str]] = {}
    for record in records:
        if record.event is CustodyEvent.SIGNED and record.contest:
            signed.setdefault(record.contest, set()).add(record.paper)
    for contest, papers in sorted(signed.items()):
        if len(papers) > 1:
            rule = PAPER_TWO
            yield Finding(rule.code, rule.severity, Verdict.BROKEN, tuple(sorted(papers)), row=contest)


def _finding(rule: FormRule, fields: tuple[str, ...], contest: str, minutes: int) -> Finding:
    return Finding(rule.code, rule.severity, Verdict.BROKEN, tuple(map(str, fields)), minutes, 0, contest)
