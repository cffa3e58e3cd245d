"""The check of the published record at the desk: an auditor draws, volunteers read.

Where two strangers, or the reader of digits, read another figure than was published, a reviewer says what is
there.
"""

from dataclasses import dataclass
from typing import Final

from django.core.cache.backends.locmem import LocMemCache
from django.db.models import Max
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from hattama.core.audits import LEAST_SEED, NOT_ON_PAPER, Answer, FigureCheck
from hattama.core.vocabulary import Count, Deed, ReadsTwice, parse_whole_number
from hattama.scanning.digits import Card, load_card
from hattama.web.kernel.accounts.access import account_of
from hattama.web.kernel.accounts.roles import election_for, held_for
from hattama.web.kernel.elections.loading import Definition, load_definition
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.languages.paper_lines import field_name
from hattama.web.kernel.pages.election_pages import page_language
from hattama.web.kernel.pages.refusals import refusal_of
from hattama.web.protocols.desk.protocol_form import TypedProtocol, read_text, read_typed
from hattama.web.protocols.desk.views import Paper
from hattama.web.record_checks.draw_papers import (
    DrawnAlready,
    NoPaperToDraw,
    SeedUnfit,
    SizeOutOfRange,
    draw_papers,
    fix_list,
)
from hattama.web.record_checks.read_paper import (
    AskedFigure,
    JudgementTooLong,
    JudgementUnexplained,
    PaperSettled,
    judge_figure,
    next_paper,
    questions_within,
    read_paper,
    scans_of,
)
from hattama.web.record_checks.record_check import (
    VERDICTS,
    JudgedAs,
    Origin,
    PaperStanding,
    say_answer,
    standing_of_draw,
    waiting_judgement,
)
from hattama.web.record_checks.tables import DrawnPaper, RecordDraw, StrangerReading
from hattama.web.scans.figure_boxes import load_shown_scans
from hattama.web.scans.scan_jobs import DESK_LOOK


def draws(request: HttpRequest, election_id: str) -> HttpResponseBase:
    """The draws of an election: fix a list, then type the seed that was thrown in public."""
    row = election_for(request.user, Deed.DRAW_PAPERS, election_id)
    definition = load_definition(row)
    if request.method != "POST":
        return _show_draws(request, row, definition)
    refusal = _draw(request, row)
    if refusal:
        return _show_draws(request, row, definition, refusal, 400)
    return redirect("desk:draws", election_id)


def _draw(request: HttpRequest, election: ElectionRow) -> str:
    """Do what was asked; the sentence of a refusal, or nothing."""
    now = timezone.now()
    try:
        if request.POST.get("action") == "fix":
            fix_list(request.user, election, now=now)
        else:
            draw = get_object_or_404(RecordDraw, pk=_whole(request, "draw"), election=election)
            draw_papers(request.user, draw, request.POST.get("seed", ""), _whole(request, "size"), now=now)
    except (NoPaperToDraw, DrawnAlready, SizeOutOfRange, SeedUnfit) as refused:
        return refusal_of(refused).sentence
    return ""


def _show_draws(
    request: HttpRequest, row: ElectionRow, definition: Definition, refusal: str = "", status: int = 200
) -> HttpResponse:
    listed = [standing_of_draw(draw) for draw in row.record_draws.order_by("-pk")]
    context = _context(definition) | {"draws": listed, "refusal": refusal, "least": LEAST_SEED}
    return render(request, "record_checks/desk/draws.html", context, status=status)


def read_again(request: HttpRequest, election_id: str) -> HttpResponseBase:
    """The next drawn paper for me to read, with an empty form beside its scan."""
    row = election_for(request.user, Deed.READ_PAPER, election_id)
    definition = load_definition(row)
    if request.method != "POST":
        return _show_paper(request, row, definition, next_paper(request.user, row))
    papers = DrawnPaper.objects.select_related("area", "draw__election")
    paper = get_object_or_404(papers, pk=_whole(request, "paper"), draw__election=row)
    typed = _typed(request, definition, paper)
    if typed.has_faults:
        return _show_paper(request, row, definition, paper, typed, status=400)
    try:
        read_paper(request.user, paper, typed.figures, typed.illegible, now=timezone.now())
    except (ReadsTwice, PaperSettled):
        # Another tab or another reader was there before: the next paper waits.
        return redirect("desk:read_again", election_id)
    return redirect("desk:read_again", election_id)


def _show_paper(
    request: HttpRequest,
    row: ElectionRow,
    definition: Definition,
    paper: DrawnPaper | None,
    typed: TypedProtocol | None = None,
    status: int = 200,
) -> HttpResponse:
    context = _context(definition) | {
        "paper": paper,
        "read_so_far": StrangerReading.objects.filter(
            reader=account_of(request), paper__draw__election=row
        ).count(),
    }
    if paper is not None:
        context |= {
            "area": paper.area,
            "contest": definition.ballot(paper.contest, paper.area),
            "typed": typed or _typed(request, definition, paper),
            "scans": _scans(paper, definition),
        }
    return render(request, "record_checks/desk/read_again.html", context, status=status)


def _typed(request: HttpRequest, definition: Definition, paper: DrawnPaper) -> TypedProtocol:
    form, contest = definition.rules[paper.contest].form, definition.ballot(paper.contest, paper.area)
    return read_typed(form, contest, request.POST, paper.area.time_zone, page_language())


def _scans(paper: DrawnPaper, definition: Definition) -> list[Paper]:
    """The scans that everybody may see of this paper, with their pages made straight."""
    scans = [row.scan for row in scans_of(paper)]
    contest = definition.ballot(paper.contest, paper.area)
    pages = load_shown_scans(definition, {scan.pk: contest for scan in scans}, DESK_LOOK)
    return [Paper(scan, *pages[scan.pk]) for scan in scans]


def _context(definition: Definition) -> dict[str, object]:
    return {"election": definition.election}


def _whole(request: HttpRequest, name: str) -> int:
    """A whole number that was sent, or 0: no row and no size is numbered so."""
    return parse_whole_number(request.POST.get(name, "").strip()) or 0


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


def doubts(request: HttpRequest, election_id: str) -> HttpResponseBase:
    """Figures of my precincts that are read otherwise than they are published, and my judgement."""
    row = election_for(request.user, Deed.JUDGE_FIGURE, election_id)
    definition = load_definition(row)
    waiting = _waiting(row, definition, held_for(request.user, Deed.JUDGE_FIGURE, row))
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


COUNTS: Final = LocMemCache("figures in doubt", {"timeout": 60, "max_entries": 1000})
"""How many figures wait, by election, last judgement and areas: of all scans of a country it takes the
database a fifth of a second to say, and the first page asks it for everybody who looks at it."""


def news_block(request: HttpRequest, election: ElectionRow) -> str:
    """How many figures in doubt wait for this person, as a part of a page; empty where none does."""
    mine = held_for(request.user, Deed.JUDGE_FIGURE, election)
    if not mine:
        return ""
    definition = load_definition(election)
    last = election.figure_judgements.aggregate(last=Max("pk"))["last"]
    key = ":".join(str(part) for part in (election.pk, last, *(area.pk for area in mine)))
    count = COUNTS.get(key)
    if count is None:
        count = len(_waiting(election, definition, mine))
        COUNTS.set(key, count)
    told = {"election": definition.election, "count": count}
    return render_to_string("record_checks/desk/news.html", told, request) if count else ""


def _waiting(row: ElectionRow, definition: Definition, mine: list[AreaRow]) -> list[Doubt]:
    of_machine = [_asked(one, definition) for one in questions_within(row, mine)]
    return [*_of_strangers(mine, row, definition), *of_machine]


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
    except (JudgementUnexplained, JudgementTooLong) as refused:
        return refusal_of(refused).sentence
    return ""


def _of_strangers(mine: list[AreaRow], row: ElectionRow, definition: Definition) -> list[Doubt]:
    return [
        _read_again(standing, figure, definition)
        for draw in row.record_draws.exclude(seed="")
        for standing in standing_of_draw(draw).papers
        if any(standing.paper.area.lies_within(area) for area in mine)
        for figure in waiting_judgement(standing)
    ]


def _read_again(standing: PaperStanding, figure: FigureCheck, definition: Definition) -> Doubt:
    paper, read = standing.paper, NOT_ON_PAPER if figure.read is None else figure.read
    place = (Origin.STRANGERS, paper.area, paper.contest, paper.entry_index, figure.key)
    return _doubt(*place, figure.published, read, definition)


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
    contest, language = definition.election.contest(contest_code), page_language()
    mark, label = field_name(definition.rules[contest_code], contest, key, language)
    said = say_answer(read, language)
    return Doubt(origin, area, contest_code, entry_index, key, published, read, mark, label, said)


def _show(
    request: HttpRequest, definition: Definition, waiting: list[Doubt], refusal: str = "", status: int = 200
) -> HttpResponse:
    card: Card = load_card()
    context = {
        "election": definition.election,
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
