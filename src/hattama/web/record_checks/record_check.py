"""What a check of the published record shows so far, paper by paper and of the whole draw, and in words."""

import json
from collections import Counter
from collections.abc import Iterable
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
from hattama.core.entries import flatten_figures
from hattama.core.protocols import SIGNED_AT, Protocol, check_protocol
from hattama.web.kernel.elections.loading import Definition, load_definition
from hattama.web.kernel.elections.tables import AreaRow
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


def standing_of(paper: DrawnPaper, judged: Iterable[FigureJudgement] = ()) -> PaperStanding:
    """What the readings of one paper show so far."""
    definition = load_definition(paper.draw.election)
    published = published_version(paper.draw.election_id, paper.entry_index)
    readings = [reading.answers for reading in paper.readings.all()]
    keys = _keys(definition, published, readings)
    # Each reader is asked for the whole paper: what they leave out, they say stands blank.
    whole = [dict.fromkeys(keys, NOT_ON_PAPER) | reading for reading in readings]
    check = check_record(published, whole, keys)
    by_key = {judgement.key: judgement for judgement in judged}
    return PaperStanding(paper, len(readings), check, _adds_up(definition, check), by_key)


def standing_of_draw(draw: RecordDraw) -> DrawStanding:
    """What the whole draw shows so far."""
    rows = list(draw.papers.select_related("area", "draw__election").prefetch_related("readings"))
    judged = FigureJudgement.objects.filter(
        election=draw.election_id, origin=Origin.STRANGERS, entry_index__in=[row.entry_index for row in rows]
    )
    by_version: dict[int, list[FigureJudgement]] = {}
    for judgement in judged:
        by_version.setdefault(judgement.entry_index, []).append(judgement)
    papers = tuple(standing_of(row, by_version.get(row.entry_index, ())) for row in rows)
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


def published_version(election_id: str, entry_index: int) -> Protocol:
    """The figures that the log published with entry `entry_index`. Raises LogEntry.DoesNotExist."""
    entry = LogEntry.objects.get(election=election_id, index=entry_index)
    body = json.loads(bytes(entry.body))
    return Protocol(
        body["area"], body["contest"], flatten_figures(body["figures"]), frozenset(body["illegible"])
    )


def _keys(definition: Definition, published: Protocol, readings: list[dict[str, object]]) -> list[str]:
    """The figures of the paper in its order; of numbered rows those that are published or were read."""
    rules, area = definition.rules[published.contest], _place(definition, published.area_id)
    contest = definition.ballot(published.contest, area)
    read = [
        Protocol(
            published.area_id,
            published.contest,
            {key: answer for key, answer in reading.items() if isinstance(answer, int)},
            frozenset(key for key, answer in reading.items() if answer == UNREADABLE),
        )
        for reading in readings
    ]
    return [key for key in keys_of_paper(rules, contest, published, *read) if key != SIGNED_AT]


def _place(definition: Definition, area_id: str) -> AreaRow:
    return AreaRow.objects.get(election=definition.election.election_id, code=area_id)


def _adds_up(definition: Definition, check: RecordCheck) -> bool | None:
    """Whether the paper itself keeps the rules, whatever the record says: that fault would not be ours."""
    if not check.settled:
        return None
    paper = Protocol(
        check.area_id,
        check.contest,
        {figure.key: figure.read for figure in check.figures if isinstance(figure.read, int)},
        frozenset(figure.key for figure in check.figures if figure.read == UNREADABLE),
    )
    ballot = definition.ballot(check.contest, _place(definition, check.area_id))
    return not does_not_add_up(check_protocol(definition.rules[check.contest], ballot, paper))


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
