"""What a check of the published record shows so far, paper by paper and of the whole draw, and in words."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hattama.core.audits import (
    NOT_ON_PAPER,
    UNREADABLE,
    Answer,
    ErrorInterval,
    FigureCheck,
    ReadAgain,
    RecordCheck,
    check_record,
    error_interval,
)
from hattama.core.entries import protocol_in
from hattama.core.protocols import SIGNED_AT, Protocol, ProtocolRules, check_protocol
from hattama.core.vocabulary import Contest
from hattama.web.kernel.elections.loading import load_definition
from hattama.web.kernel.languages.formats import format_count
from hattama.web.kernel.languages.paper_lines import keys_of_paper
from hattama.web.kernel.log.tables import LogEntry
from hattama.web.protocols.check_entry import does_not_add_up
from hattama.web.record_checks.tables import DrawnPaper, FigureJudgement, RecordDraw


class Origin(StrEnum):
    """Who asks about a figure: strangers who read the paper again, or the machine that reads the scan."""

    STRANGERS = "strangers"
    MACHINE = "machine"


class JudgedAs(StrEnum):
    """What a reviewer found on the paper where somebody reads another figure than the published one."""

    OUR_ERROR = "our_error"
    PAPER_UNCLEAR = "paper_unclear"
    NOT_CONFIRMED = "not_confirmed"


@dataclass(frozen=True, slots=True)
class PaperStanding:
    """One drawn paper: how many read it, what that shows, and what reviewers found since, by figure.

    `adds_up`: whether the figures that strangers read agree with the rules; None until all are settled.
    """

    paper: DrawnPaper
    readers: int
    check: RecordCheck
    adds_up: bool | None
    judged: dict[str, FigureJudgement]


@dataclass(frozen=True, slots=True)
class DrawStanding:
    """A whole draw. The intervals count what two strangers read otherwise than it is published.

    `unreadable` are figures that strangers call unreadable and the record gives; they count as checked.
    """

    draw: RecordDraw
    papers: tuple[PaperStanding, ...]
    settled: int
    not_adding_up: int
    unreadable: int
    judged: Counter[str]
    figures: ErrorInterval
    protocols: ErrorInterval


def standing_of(paper: DrawnPaper) -> PaperStanding:
    """What the readings of one paper show so far."""
    return _standing(paper, published_versions([paper])[paper.entry_index], ())


def _standing(paper: DrawnPaper, published: Protocol, judged: Iterable[FigureJudgement]) -> PaperStanding:
    definition = load_definition(paper.draw.election)
    readings = [reading.answers for reading in paper.readings.all()]
    ballot = definition.ballot(paper.contest, paper.area)
    keys = _keys(definition.rules[paper.contest], ballot, published, readings)
    # Each reader is asked for the whole paper: what they leave out, they say stands blank.
    whole = [dict.fromkeys(keys, NOT_ON_PAPER) | reading for reading in readings]
    check = check_record(published, whole, keys)
    by_key = {judgement.key: judgement for judgement in judged}
    adds_up = _adds_up(definition.rules[paper.contest], ballot, check)
    return PaperStanding(paper, len(readings), check, adds_up, by_key)


def standing_of_draw(draw: RecordDraw) -> DrawStanding:
    """What the whole draw shows so far."""
    rows = list(draw.papers.select_related("area", "draw__election").prefetch_related("readings"))
    judged = FigureJudgement.objects.filter(
        election=draw.election_id, origin=Origin.STRANGERS, entry_index__in=[row.entry_index for row in rows]
    )
    by_version: dict[int, list[FigureJudgement]] = {}
    for judgement in judged:
        by_version.setdefault(judgement.entry_index, []).append(judgement)
    published = published_versions(rows)
    papers = tuple(
        _standing(row, published[row.entry_index], by_version.get(row.entry_index, ())) for row in rows
    )
    settled = [paper for paper in papers if paper.check.settled]
    figures = [figure for paper in settled for figure in paper.check.figures]
    differing = sum(figure.shows is ReadAgain.DIFFERS for figure in figures)
    with_difference = sum(bool(paper.check.differing) for paper in settled)
    return DrawStanding(
        draw=draw,
        papers=papers,
        settled=len(settled),
        not_adding_up=sum(paper.adds_up is False for paper in settled),
        unreadable=sum(figure.shows is ReadAgain.UNREADABLE for figure in figures),
        judged=Counter(one.verdict for paper in papers for one in paper.judged.values()),
        figures=error_interval(differing, len(figures)),
        protocols=error_interval(with_difference, len(settled)),
    )


def published_versions(papers: Sequence[DrawnPaper]) -> dict[int, Protocol]:
    """The figures that the log published of papers of one draw, by entry."""
    if not papers:
        return {}
    indices = [paper.entry_index for paper in papers]
    entries = LogEntry.objects.filter(election=papers[0].draw.election_id, index__in=indices)
    bodies = ((index, json.loads(bytes(body))) for index, body in entries.values_list("index", "body"))
    return {index: protocol_in(body) for index, body in bodies}


def _keys(
    rules: ProtocolRules, ballot: Contest, published: Protocol, readings: list[dict[str, object]]
) -> list[str]:
    """The figures of the paper in its order; of numbered rows those that are published or were read."""
    read = [
        Protocol(
            published.area_id,
            published.contest,
            {key: answer for key, answer in reading.items() if isinstance(answer, int)},
            frozenset(key for key, answer in reading.items() if answer == UNREADABLE),
        )
        for reading in readings
    ]
    return [key for key in keys_of_paper(rules, ballot, published, *read) if key != SIGNED_AT]


def _adds_up(rules: ProtocolRules, ballot: Contest, check: RecordCheck) -> bool | None:
    """Whether the paper itself keeps the rules, whatever the record says: that fault would not be ours."""
    if not check.settled:
        return None
    paper = Protocol(
        check.area_id,
        check.contest,
        {figure.key: figure.read for figure in check.figures if isinstance(figure.read, int)},
        frozenset(figure.key for figure in check.figures if figure.read == UNREADABLE),
    )
    return not does_not_add_up(check_protocol(rules, ballot, paper))


def waiting_judgement(standing: PaperStanding) -> list[FigureCheck]:
    """The differing figures of a settled paper that no reviewer has looked at."""
    if not standing.check.settled:
        return []
    return [figure for figure in standing.check.differing if figure.key not in standing.judged]


VERDICTS = {
    "our_error": gettext_lazy("published wrongly: the paper says what the readers read"),
    "paper_unclear": gettext_lazy("the paper can be read in both ways"),
    "not_confirmed": gettext_lazy("published rightly: the readers misread the paper"),
}
"""What a reviewer found, by its code (usecases/record_check.py)."""


def say_answer(answer: Answer | None, language: str) -> str:
    """A reader's answer: a figure, that it cannot be read, that it stands blank; a dash for none."""
    if answer == UNREADABLE:
        return _("cannot be read")
    if answer == NOT_ON_PAPER:
        return _("left blank")
    return format_count(answer if isinstance(answer, int) else None, language, "–")
