"""Figures in doubt: two strangers, or the reader of digits, read another; a reviewer says what is there."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from hattama.core.audits import NOT_ON_PAPER, Answer, FigureCheck
from hattama.core.vocabulary import Count
from hattama.scanning.digits import Card, load_card
from hattama.web.kernel.accounts.access import access
from hattama.web.kernel.accounts.roles import Deed, areas_for
from hattama.web.kernel.elections.loading import Definition
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.languages.paper_lines import field_name
from hattama.web.protocols.desk.protocol_form import read_text
from hattama.web.record_checks.ask_of_scans import AskedFigure, questions_within
from hattama.web.record_checks.desk.views import election_for
from hattama.web.record_checks.judge_figure import ReasonNeeded, ReasonTooLong, judge_figure
from hattama.web.record_checks.record_check import (
    JudgedAs,
    Origin,
    PaperStanding,
    standing_of_draw,
    waiting_judgement,
)
from hattama.web.record_checks.record_check_words import VERDICTS, say_answer

MOST_SHOWN = 100
"""Doubts on one page; the others move up as these are answered."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """One figure that is read otherwise than it is published, with its names, for a reviewer."""

    origin: Origin
    area: AreaRow
    contest: str
    entry_index: int
    key: str
    published: Count
    read: Answer
    mark: str
    label: str
    said: str

    @property
    def place(self) -> str:
        """What the form of this doubt sends to name it."""
        return f"{self.origin}/{self.entry_index}/{self.key}"


@access("desk")
@never_cache
def doubts(request: HttpRequest, election_id: str) -> HttpResponseBase:
    """Figures of my precincts that are read otherwise than they are published, and my judgement."""
    row, definition = election_for(request, election_id, Deed.JUDGE_FIGURE)
    waiting = [*_of_strangers(request, row, definition), *_of_machine(request, row, definition)]
    if request.method != "POST":
        return _show(request, definition, waiting)
    doubt = next((one for one in waiting if one.place == request.POST.get("doubt", "")), None)
    verdict = next((one for one in JudgedAs if one == request.POST.get("verdict")), None)
    if doubt is None:
        # Somebody has answered it meanwhile.
        return redirect("desk:doubts", election_id)
    refusal = _judge(request, doubt, verdict)
    if refusal:
        return _show(request, definition, waiting, refusal, 400)
    return redirect("desk:doubts", election_id)


def _judge(request: HttpRequest, doubt: Doubt, verdict: JudgedAs | None) -> str:
    """Record the judgement; the sentence of a refusal, or nothing."""
    if verdict is None:
        return _("Say what you found on the paper.")
    try:
        judge_figure(
            request.user,
            doubt.area,
            doubt.contest,
            doubt.entry_index,
            doubt.key,
            doubt.origin,
            verdict,
            read_text(request.POST, "reason"),
            published=doubt.published,
            read=str(doubt.read),
            now=timezone.now(),
        )
    except ReasonNeeded:
        return _("Say in words what you saw on the paper: the reason is public.")
    except ReasonTooLong:
        return _("The reason is too long: at most 2,000 characters.")
    return ""


def _of_strangers(request: HttpRequest, row: ElectionRow, definition: Definition) -> list[Doubt]:
    mine = set(areas_for(request.user, Deed.JUDGE_FIGURE, row).values_list("pk", flat=True))
    return [
        _read_again(standing, figure, definition)
        for draw in row.record_draws.exclude(seed="")
        for standing in standing_of_draw(draw).papers
        if standing.paper.area_id in mine
        for figure in waiting_judgement(standing)
    ]


def _read_again(standing: PaperStanding, figure: FigureCheck, definition: Definition) -> Doubt:
    paper, read = standing.paper, NOT_ON_PAPER if figure.read is None else figure.read
    place = (Origin.STRANGERS, paper.area, paper.contest, paper.entry_index, figure.key)
    return _doubt(*place, figure.published, read, definition)


def _of_machine(request: HttpRequest, row: ElectionRow, definition: Definition) -> list[Doubt]:
    mine = areas_for(request.user, Deed.JUDGE_FIGURE, row)
    return [_asked(one, definition) for one in questions_within(row, mine)]


def _asked(one: AskedFigure, definition: Definition) -> Doubt:
    question, read = one.question, NOT_ON_PAPER if one.question.read is None else one.question.read
    place = (Origin.MACHINE, one.protocol.area, one.protocol.contest, one.protocol.entry_index, question.key)
    return _doubt(*place, question.published, read, definition)


def _doubt(
    origin: Origin,
    area: AreaRow,
    contest_code: str,
    entry_index: int,
    key: str,
    published: Count,
    read: Answer,
    definition: Definition,
) -> Doubt:
    contest, language = definition.election.contest(contest_code), get_language() or "kk"
    mark, label = field_name(definition.rules[contest_code], contest, key, language)
    said = say_answer(read, language)
    return Doubt(origin, area, contest_code, entry_index, key, published, read, mark, label, said)


def _show(
    request: HttpRequest, definition: Definition, waiting: list[Doubt], refusal: str = "", status: int = 200
) -> HttpResponse:
    card: Card = load_card()
    context = {
        "election": definition.election,
        "notices": definition.election.notices,
        "doubts": waiting[:MOST_SHOWN],
        "more": max(0, len(waiting) - MOST_SHOWN),
        "card": card.handwritten,
        "refusal": refusal,
        "verdicts": list(VERDICTS.items()),
        "asked": request.POST.get("doubt", ""),
        "reason": request.POST.get("reason", ""),
        "chosen": request.POST.get("verdict", ""),
    }
    return render(request, "record_checks/desk/doubts.html", context, status=status)
