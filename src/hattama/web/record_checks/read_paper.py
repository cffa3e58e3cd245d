"""A volunteer reads a drawn paper again, blind to what is published and to what other readers said.

Where somebody, or the reader of digits, reads a figure otherwise than it is published, a reviewer looks at
the paper and says so.
"""

import datetime
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.models import BigIntegerField, F, Func, Q

from hattama.core.audits import UNREADABLE
from hattama.core.protocols import Protocol, ScanQuestion, ScanReading, ask_of_scan, entered_by
from hattama.core.vocabulary import (
    Count,
    Deed,
    DeedRefused,
    Message,
    ReadsTwice,
    Tie,
    joined_duty,
    refuse_joined_duty,
)
from hattama.scanning.digits import load_card
from hattama.web.kernel.accounts.roles import areas_for, precinct_people, role_now
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.log.snapshots import load_public_size
from hattama.web.kernel.published.missing import in_any
from hattama.web.kernel.published.tables import PublishedProtocol, PublishedScan
from hattama.web.protocols.public_life import load_public_life
from hattama.web.protocols.reading import load_life
from hattama.web.record_checks.record_check import JudgedAs, Origin, standing_of
from hattama.web.record_checks.tables import DrawnPaper, FigureJudgement, StrangerReading
from hattama.web.scans.tables import FigureReadingRow, load_scan_readings

MOST_READERS = 6
"""Readers of one paper at the most; what they cannot settle is left unsettled and told as such."""


class PaperSettled(Exception):
    """Others have settled this paper meanwhile: it needs no further reader."""


def next_paper(user: Any, election: ElectionRow) -> DrawnPaper | None:
    """The paper that `user` should read next: of the newest draw, read least often, in the order of the draw.

    None when nothing that they may read waits.
    """
    mine = areas_for(user, Deed.READ_PAPER, election)
    waiting = (
        DrawnPaper.objects.filter(draw__election=election, area__in=mine)
        .exclude(readings__reader=user)
        .annotate(readers=models.Count("readings"))
        .filter(readers__lt=MOST_READERS)
        .order_by("-draw", "readers", "position")
    )
    with_readings = waiting.select_related("area", "draw__election").prefetch_related("readings")
    # Who may read is asked last: towards the end of a draw most papers are settled.
    mine_to_read = (paper for paper in with_readings if _waits(paper) and _may_read(user, paper))
    # Who is shown no paper can only say that every figure is missing.
    return next((paper for paper in mine_to_read if scans_of(paper)), None)


def scans_of(paper: DrawnPaper) -> list[PublishedScan]:
    """The scans of the paper that the drawn version was read from, those withdrawn left out: what is read is
    held against that version, whatever took its place since."""
    life = load_public_life(paper.area, load_public_size(paper.draw.election)).get(paper.contest, [])
    papers = [step.index for step in life if step.protocol is not None and not step.keeps_paper]
    begins = max(index for index in papers if index <= paper.entry_index)
    ends = min((index for index in papers if index > paper.entry_index), default=None)
    shown = PublishedScan.objects.filter(
        protocol__area=paper.area, protocol__contest=paper.contest, withdrawn_by=None, entry_index__gte=begins
    )
    shown = shown if ends is None else shown.filter(entry_index__lt=ends)
    return list(shown.select_related("scan"))


def _waits(paper: DrawnPaper) -> bool:
    return len(paper.readings.all()) < 2 or not standing_of(paper).check.settled


@transaction.atomic
def read_paper(
    user: Any,
    paper: DrawnPaper,
    figures: Mapping[str, int],
    unreadable: frozenset[str],
    *,
    now: datetime.datetime,
) -> StrangerReading:
    """Record what `user` read: every figure that is neither in `figures` nor unreadable stands blank.

    Raises NotYours, ReadsOwnPaper, ReadsTwice or PaperSettled.
    """
    role_now(user, Deed.READ_PAPER, paper.area)
    DrawnPaper.objects.select_for_update().get(pk=paper.pk)
    refuse_joined_duty(Deed.READ_PAPER, user.pk, _tied(paper))
    if not _waits(paper) or paper.readings.count() >= MOST_READERS:
        raise PaperSettled
    answers = dict(figures) | dict.fromkeys(unreadable, UNREADABLE)
    try:
        with transaction.atomic():
            return StrangerReading.objects.create(paper=paper, reader=user, answers=answers, read_at=now)
    except IntegrityError:
        # The same person pressed the button twice at once; the database took one.
        raise ReadsTwice from None


def _may_read(user: Any, paper: DrawnPaper) -> bool:
    return joined_duty(Deed.READ_PAPER, user.pk, _tied(paper)) is None


def _tied(paper: DrawnPaper) -> dict[Tie, Collection[int]]:
    return {
        Tie.ENTERED: entered_by(load_life(paper.area, paper.contest)),
        Tie.PRECINCT: precinct_people(paper.area),
        Tie.READ: {reading.reader_id for reading in paper.readings.all()},
    }


LONGEST_REASON = 2000


class JudgementUnexplained(DeedRefused):
    """A judgement is public and is explained in words."""

    sentence = Message("Say in words what you saw on the paper: the reason is public.")
    is_mendable = True


class JudgementTooLong(DeedRefused):
    """The reason is longer than can be kept."""

    sentence = Message("The reason is too long: at most 2,000 characters.")
    is_mendable = True


@transaction.atomic
def judge_figure(
    user: Any,
    area: AreaRow,
    contest: str,
    entry_index: int,
    key: str,
    origin: Origin,
    verdict: JudgedAs,
    reason: str,
    *,
    published: Count,
    read: str,
    now: datetime.datetime,
) -> FigureJudgement:
    """Record what the reviewer found of one figure of the version that entry `entry_index` published.

    A judgement changes no figure: where it is our error, a correction with its own reason follows.
    Raises NotYours, DecidesOwnPrecinct, JudgementUnexplained or JudgementTooLong.
    """
    role = role_now(user, Deed.JUDGE_FIGURE, area)
    refuse_joined_duty(Deed.JUDGE_FIGURE, user.pk, {Tie.PRECINCT: precinct_people(area)})
    if not reason:
        raise JudgementUnexplained
    if len(reason) > LONGEST_REASON:
        raise JudgementTooLong
    return FigureJudgement.objects.create(
        election=area.election,
        area=area,
        contest=contest,
        entry_index=entry_index,
        key=key,
        origin=origin.value,
        published=published,
        read=read,
        verdict=verdict.value,
        reason=reason,
        judge=user,
        role=role.value,
        judged_at=now,
    )


LEAST_CONFIDENCE = int(load_card().threshold * 1000)
"""In thousandths: what the reader is less sure of asks nobody anything."""


@dataclass(frozen=True, slots=True)
class AskedFigure:
    """One question about the version of a protocol that is published now."""

    protocol: PublishedProtocol
    question: ScanQuestion


_SHOWN = "page__scan__published__protocol"


class _Published(Func):
    """The figure under a key of a protocol's figures; null where it has none."""

    def as_postgresql(self, compiler: Any, connection: Any, **kept: Any) -> Any:
        return self.as_sql(
            compiler, connection, template="(%(expressions)s)::bigint", arg_joiner=" ->> ", **kept
        )

    def as_sqlite(self, compiler: Any, connection: Any, **kept: Any) -> Any:
        quoted = {"template": """json_extract(%(expressions)s || '"')""", "arg_joiner": """, '$."' || """}
        return self.as_sql(compiler, connection, **quoted, **kept)


def questions_within(election: ElectionRow, areas: Iterable[AreaRow]) -> list[AskedFigure]:
    """Questions about protocols of `areas` that no reviewer has answered for this version, surest first."""
    # The database looks through all figures, Python through the protocols in which some differ.
    mine = list(areas)
    scans = in_any(PublishedScan.objects.all(), mine, "protocol__area__").values("scan")
    sure = FigureReadingRow.objects.filter(page__scan__in=scans, confidence__gte=LEAST_CONFIDENCE)
    published = _Published(F(f"{_SHOWN}__figures"), F("key"), output_field=BigIntegerField())
    differing = sure.annotate(published=published).exclude(published=F("value"))
    differing = differing.exclude(Q(published=None) | Q(published=0), value=None)
    rows = PublishedProtocol.objects.filter(pk__in=differing.values(_SHOWN), election=election)
    rows = in_any(rows.filter(annulled_by=None), mine)
    protocols = list(rows.select_related("area").prefetch_related("scans"))
    answered = _answered(election, protocols)
    asked = [
        one for one in _questions(protocols) if (one.protocol.entry_index, one.question.key) not in answered
    ]
    return sorted(asked, key=lambda one: (-one.question.confidence, one.protocol.pk, one.question.key))


def _questions(protocols: Iterable[PublishedProtocol]) -> Iterable[AskedFigure]:
    shown = {row.pk: [scan.scan_id for scan in row.shown_scans] for row in protocols}
    readings = load_scan_readings({sha256 for scans in shown.values() for sha256 in scans})
    for row in protocols:
        protocol = Protocol(row.area.code, row.contest, row.figures, frozenset(row.illegible))
        found: dict[str, ScanReading] = {}
        for sha256 in shown[row.pk]:
            found |= readings.get(sha256, {})
        for question in ask_of_scan(protocol, found, LEAST_CONFIDENCE):
            yield AskedFigure(row, question)


def _answered(election: ElectionRow, protocols: Iterable[PublishedProtocol]) -> set[tuple[int, str]]:
    entries = [row.entry_index for row in protocols]
    judged = FigureJudgement.objects.filter(election=election, origin=Origin.MACHINE, entry_index__in=entries)
    return set(judged.values_list("entry_index", "key"))
