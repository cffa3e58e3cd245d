"""The check of the published record: how it was drawn, what strangers read, how often the record is wrong."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase

from hattama.core.audits import Answer, FigureCheck
from hattama.core.vocabulary import inert_cell
from hattama.publish.tables import csv_pieces
from hattama.scanning.digits import load_card
from hattama.web.kernel.elections.loading import load_definition
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.languages.paper_lines import field_name
from hattama.web.kernel.pages.election_pages import page_about, page_language, shown_election
from hattama.web.kernel.pages.file_answers import file_response
from hattama.web.kernel.pages.problem_answers import of_the_log
from hattama.web.kernel.stores.content_store import get_content
from hattama.web.record_checks.record_check import (
    VERDICTS,
    DrawStanding,
    Origin,
    PaperStanding,
    say_answer,
    standing_of_draw,
)
from hattama.web.record_checks.tables import FigureJudgement, RecordDraw

COLUMNS = (
    *("draw", "position", "area_id", "contest", "log_index", "readers", "figure", "published", "read"),
    *("shows", "judged_as", "reason", "paper_adds_up"),
)


MOST_ANSWERS = 200
"""Answers to questions of the reader of digits that the page shows."""


@dataclass(frozen=True, slots=True)
class Told:
    """A settled figure that is published otherwise, in words."""

    paper: PaperStanding
    mark: str
    label: str
    figure: FigureCheck
    read: str
    judgement: FigureJudgement | None
    verdict: str


def record_check(request: HttpRequest, election_id: str) -> HttpResponseBase:
    """Every draw of an election, the newest first."""
    page = page_about(request, election_id)
    row = page.row
    told = [(standing, list(_told(standing))) for standing in _standings(row)]
    context = {"draws": told[::-1], "asked": list(_asked(row)), "card": load_card().handwritten}
    # Readings are not entries of the log: the page changes between two of them.
    return page.render("record_checks/record_check.html", "results", context, caching="no-cache")


def record_check_csv(request: HttpRequest, election_id: str) -> HttpResponseBase:
    """Every figure of every settled paper of every draw."""
    row = shown_election(election_id)
    lines = (line for number, draw in enumerate(_standings(row), 1) for line in _lines(number, draw))
    table = b"".join(csv_pieces(COLUMNS, lines))
    tag = hashlib.sha256(table).hexdigest()
    return file_response(
        request, [table], "text/csv; charset=utf-8", tag=tag, name=f"{election_id}-record-check.csv"
    )


def _standings(row: ElectionRow) -> list[DrawStanding]:
    return [standing_of_draw(draw) for draw in row.record_draws.order_by("pk")]


@of_the_log
def drawn_list(request: HttpRequest, election_id: str, sha256: str) -> HttpResponseBase:
    """The fixed list that a draw was made from, byte for byte as hashed."""
    if not RecordDraw.objects.filter(election=election_id, list_sha256=sha256).exists():
        raise Http404(sha256)
    response = HttpResponse(get_content(sha256), content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def _told(standing: DrawStanding) -> Iterator[Told]:
    definition = load_definition(standing.draw.election)
    language = page_language()
    for paper in standing.papers:
        contest = definition.election.contest(paper.check.contest)
        for figure in paper.check.differing if paper.check.settled else ():
            mark, label = field_name(definition.rules[contest.code], contest, figure.key, language)
            judgement = paper.judged.get(figure.key)
            verdict = str(VERDICTS[judgement.verdict]) if judgement else ""
            yield Told(paper, mark, label, figure, say_answer(figure.read, language), judgement, verdict)


@dataclass(frozen=True, slots=True)
class Answered:
    """A question of the reader of digits that a reviewer has answered, in words."""

    judgement: FigureJudgement
    mark: str
    label: str
    read: str
    verdict: str


def _asked(row: ElectionRow) -> Iterator[Answered]:
    """What the reader of digits asked, once a person has looked at the paper; the newest first."""
    definition, language = load_definition(row), page_language()
    judged = FigureJudgement.objects.filter(election=row, origin=Origin.MACHINE).select_related("area")
    for one in judged.order_by("-pk")[:MOST_ANSWERS]:
        contest = definition.election.contest(one.contest)
        mark, label = field_name(definition.rules[contest.code], contest, one.key, language)
        read: Answer = int(one.read) if one.read.isdecimal() else one.read
        yield Answered(one, mark, label, say_answer(read, language), str(VERDICTS[one.verdict]))


def _lines(number: int, standing: DrawStanding) -> Iterator[tuple[object, ...]]:
    for paper in standing.papers:
        if not paper.check.settled:
            continue
        row = paper.paper
        place = (number, row.position, row.area.code, row.contest, row.entry_index, paper.readers)
        for figure in paper.check.figures:
            judged = paper.judged.get(figure.key)
            said = (judged.verdict, inert_cell(judged.reason)) if judged else ("", "")
            shown = (figure.key, figure.published, figure.read, figure.shows.value)
            yield (*place, *shown, *said, "yes" if paper.adds_up else "no")
